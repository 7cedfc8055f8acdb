/** The box that makes something fail next: Slack, AWS, PagerDuty, a queue, a poke, or the function that runs a response. */
import { send } from '../doors.ts';
import { h } from '../element.ts';
import { notify } from '../notice.ts';

/** System, mode, and what it looks like to the bot. */
const FAULTS: [system: string, mode: string, words: string][] = [
  ['slack', '429', 'Slack says: too many requests'],
  ['slack', '5xx', 'Slack answers with an error'],
  ['slack', 'timeout', 'Slack does not answer'],
  ['slack', 'lost-answer', 'Slack does it, but the answer is lost'],
  ['slack', 'duplicate', 'Slack delivers twice'],
  ['aws', '429', 'AWS throttles'],
  ['aws', '5xx', 'AWS answers with an error'],
  ['aws', 'reset', 'AWS breaks the connection'],
  ['pagerduty', '429', 'PagerDuty says: too many requests'],
  ['pagerduty', '5xx', 'PagerDuty answers with an error'],
  ['pagerduty', 'html502', 'PagerDuty answers with a page of HTML'],
  ['pagerduty', 'reset', 'PagerDuty breaks the connection'],
  ['pagerduty', 'lost-answer', 'PagerDuty does it, but the answer is lost'],
  ['pagerduty', 'duplicate', 'PagerDuty delivers a webhook twice'],
  ['queue', 'duplicate', 'The queue delivers twice'],
  ['stream', 'dropped poke', 'A poke is lost: the tick must find the change'],
  ['response', 'after-intent', 'The response is killed after writing what it will do'],
  ['response', 'after-call', 'The response is killed after the AWS call'],
  ['response', 'after-record', 'The response is killed after recording the call'],
];

export function faultBox(): HTMLElement {
  const options = FAULTS.map(([, , words], index) => h('option', { value: String(index) }, words));
  const choice = h('select', { class: 'field', 'aria-label': 'What fails next' }, ...options);
  const count = h('input', { class: 'field fault-count', type: 'number', min: 1, max: 100, value: '1', 'aria-label': 'How many times' });
  const button = h('button', { type: 'button', class: 'button', 'data-inject': true }, 'Break it');
  button.addEventListener('click', () => {
    const [system, mode, words] = FAULTS[Number(choice.value)] ?? [];
    send('/_control/fault', { system, mode, count: Number(count.value) }).then(
      () => void notify(`Next: ${words}${count.value === '1' ? '' : `, ${count.value} times`}`, 'done'),
      (error: unknown) => void notify(error instanceof Error ? error.message : String(error)),
    );
  });
  return h('div', { class: 'faults' }, choice, count, button);
}
