/** What the page knows right now: who is looking, where, and what the doors last said. */
import { countFrom } from './browser-time.ts';
import { DoorError, listIn, read } from './doors.ts';
import { newestTs } from './message-layout.ts';
import type { Info, Message, ViewState } from './shapes.ts';

export const HOME = 'home';

export interface State {
  info: Info;
  user: string;
  /** A channel id, or HOME for the app's own tab. */
  channel: string;
  thread?: string | undefined;
  now: () => number;
  messages: Map<string, Message[]>;
  replies: Message[];
  ephemerals: Message[];
  dismissed: Set<string>;
  view: ViewState;
  /** Newest message seen, per channel. */
  seen: Map<string, string>;
}

export function startState(info: Info): State {
  return {
    info,
    user: info.people[0]?.id ?? '',
    channel: info.channels[0]?.id ?? HOME,
    now: countFrom(0),
    messages: new Map(),
    replies: [],
    ephemerals: [],
    dismissed: new Set(),
    view: {},
    seen: new Map(),
  };
}

export function setNow(state: State, now: number | string | undefined): void {
  const instant = typeof now === 'string' ? Date.parse(now) : now;
  if (instant !== undefined && Number.isFinite(instant)) state.now = countFrom(instant);
}

/** A person or channel without anything yet is no error. */
async function orNothing<T>(answer: Promise<T>, nothing: T): Promise<T> {
  return answer.catch((error: unknown) => {
    if (error instanceof DoorError && error.status === 404) return nothing;
    throw error;
  });
}

/** Reads everything the Slack side shows. What was asked for somebody else meanwhile is thrown away. */
export async function loadSlack(state: State): Promise<void> {
  const { user, thread, channel } = state;
  const messages = (id: string, query = '') =>
    orNothing(read<unknown>(`/slack/messages/${id}${query}`), []).then((answer) => listIn<Message>(answer));
  const [lists, view, ephemerals, replies] = await Promise.all([
    Promise.all(state.info.channels.map((one) => messages(one.id))),
    orNothing(read<ViewState>(`/slack/view/${user}`), {}),
    orNothing(read<unknown>(`/slack/ephemeral/${user}`), []),
    thread ? messages(channel, `?thread_ts=${encodeURIComponent(thread)}`) : Promise.resolve([]),
  ]);
  if (user !== state.user || thread !== state.thread || channel !== state.channel) return loadSlack(state);
  state.info.channels.forEach((one, index) => {
    state.messages.set(one.id, lists[index] ?? []);
  });
  state.view = view;
  state.ephemerals = listIn<Message>(ephemerals);
  state.replies = replies;
  state.seen.set(channel, newestTs(state.messages.get(channel) ?? []));
}

export function isUnread(state: State, channel: string): boolean {
  return Number(newestTs(state.messages.get(channel) ?? [])) > Number(state.seen.get(channel) ?? '0');
}
