/** What the page knows right now: who is looking, where, and what the doors last said. */
import { countFrom } from './browser-time.ts';
import { DoorError, listIn, read } from './doors.ts';
import { newestTs } from './message-layout.ts';
import type { Info, Message, ViewState } from './shapes.ts';

export const HOME = 'home';
/** The direct messages between the bot and whoever is looking. */
export const DIRECT = 'direct';

export interface State {
  info: Info;
  user: string;
  /** A channel id, HOME for the app's own tab, or DIRECT. */
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

/** What the doors call a channel: a person's id means the direct messages with them. */
export function doorName(state: State, channel: string): string {
  return channel === DIRECT ? state.user : channel;
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
    orNothing(read<unknown>(`/slack/messages/${doorName(state, id)}${query}`), []).then((answer) => listIn<Message>(answer));
  const places = [...state.info.channels.map((one) => one.id), DIRECT];
  const [lists, view, ephemerals, replies] = await Promise.all([
    Promise.all(places.map((id) => messages(id))),
    orNothing(read<ViewState>(`/slack/view/${user}`), {}),
    orNothing(read<unknown>(`/slack/ephemeral/${user}`), []),
    thread && channel !== HOME ? messages(channel, `?thread_ts=${encodeURIComponent(thread)}`) : Promise.resolve([]),
  ]);
  if (user !== state.user || thread !== state.thread || channel !== state.channel) return loadSlack(state);
  for (const [index, id] of places.entries()) state.messages.set(id, lists[index] ?? []);
  state.view = view;
  state.ephemerals = listIn<Message>(ephemerals);
  state.replies = replies;
  state.seen.set(channel, newestTs(state.messages.get(channel) ?? []));
}

export function isUnread(state: State, channel: string): boolean {
  return Number(newestTs(state.messages.get(channel) ?? [])) > Number(state.seen.get(channel) ?? '0');
}

/** Whether something only this person sees belongs in the open channel; Slack's own complaints may name no channel we list. */
export function isHere(state: State, message: Message): boolean {
  if (state.dismissed.has(message.ts)) return false;
  const listed = state.info.channels.some((channel) => channel.id === message.channel);
  return listed
    ? message.channel === state.channel
    : message.kind === 'slack-error' || state.channel === DIRECT || message.channel === undefined;
}
