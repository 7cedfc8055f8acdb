/** A thread line, already composed and escaped, as a message of its own. */
import { type Message, section } from './kit.ts';

const MOST_TEXT = 3_000;

/** `line` is mrkdwn from threadLine: nothing in it is escaped again. */
export function lineMessage(line: string): Message {
  return { text: line.slice(0, MOST_TEXT), blocks: [section([{ raw: line.slice(0, MOST_TEXT) }])] };
}
