/** One step towards Slack matching one case: its message posted once, updated, then its thread lines; at most one write a call. */
import { createHash } from 'node:crypto';
import { caseCard } from '../../blocks/case-card.ts';
import { lineMessage } from '../../blocks/line-message.ts';
import { digestLine, threadLine } from '../../blocks/thread-lines.ts';
import { type CaseState, isOpen } from '../domain/case-state.ts';
import type { CaseView } from '../domain/case-view.ts';
import type { CaseEvent } from '../domain/events.ts';
import { casePartition } from '../services/case-log.ts';
import type { Services } from '../services/services.ts';
import { type Message, SlackRefusal } from '../services/slack.ts';
import type { Item } from '../services/table.ts';
import { describeCase } from './describe-case.ts';
import { markDirty } from './dirty.ts';
import { isShown, mayBegin } from './poke-case.ts';
import { channelName, postingPlace } from './watch-channels.ts';

export interface SlackSurface extends Item {
  channel: string;
  /** Where it belongs, while that could not be posted to. */
  movedFrom?: string;
  /** When the first post was begun: a lost answer is looked for from here on. */
  postingAt: number;
  ts?: string;
  card?: string;
  /** The last event told in the thread. */
  line: number;
  /** A line whose post was begun and whose answer is not known. */
  pending?: number;
  seq: number;
}

export interface NextWrite {
  method: 'chat.postMessage' | 'chat.update';
  channel: string;
  /** Of a case's first message: since when the case waits for it (milliseconds, domain time). */
  first?: number;
  /** What it looks with first, for an answer that was lost. */
  looks?: 'conversations.history' | 'conversations.replies';
  /** Makes the write and remembers it. */
  go(): Promise<void>;
}

type ShowServices = Pick<Services, 'cases' | 'table' | 'policy' | 'slack' | 'clock' | 'onCall'> & {
  pagerDuty: Pick<Services['pagerDuty'], 'mode'>;
};

const mostLines = 5;
/** Of those in one message, told word for word. */
const mostTogether = 15;
const enrichMilliseconds = 3000;

export async function slackSurface(caseId: string, services: Pick<Services, 'table'>): Promise<SlackSurface | undefined> {
  return (await services.table.get(casePartition(caseId), 'SURFACE#slack')) as SlackSurface | undefined;
}

/** When a case may be shown first: enriched, or 3 s after receipt (milliseconds, domain time). */
export function showableAt(state: CaseState): number {
  return state.enrichedAt ?? state.openedAt + enrichMilliseconds;
}

function hashOf(message: Message): string {
  return createHash('sha256').update(JSON.stringify(message)).digest('hex').slice(0, 16);
}

interface Line {
  /** The last event it tells. */
  seq: number;
  text: string;
  /** Also in the channel: the case came back, or somebody decided alone. */
  broadcast: boolean;
}

function isForAll(event: CaseEvent, { reopenedAt }: CaseState): boolean {
  if (event.kind === 'approval-decided') return event.data.breakGlass === true;
  return event.at === reopenedAt && (event.kind === 'reopened' || event.kind === 'findings-received');
}

/** The next line to tell; more than five waiting ones (an outage, a storm) become one message. */
async function pendingLine(state: CaseState, surface: SlackSurface, services: ShowServices): Promise<Line | undefined> {
  const told: Line[] = [];
  for (const stored of await services.cases.events(state.caseId, surface.line)) {
    const event = JSON.parse(stored.body) as CaseEvent;
    const text = event.seq <= state.seq ? threadLine(event, state) : undefined;
    if (text)
      told.push({
        seq: event.seq,
        text,
        broadcast: isForAll(event, state),
      });
  }
  const [first] = told;
  const last = told.at(-1);
  if (!first || !last || told.length <= mostLines) return first;
  const shown = told.slice(0, mostTogether).map(({ text }) => text);
  const more = told.length - shown.length;
  return {
    seq: last.seq,
    text: [...shown, ...(more > 0 ? [digestLine(more)] : [])].join('\n'),
    broadcast: told.some(({ broadcast }) => broadcast),
  };
}

/** A line whose answer was lost is looked for before anything else is told: more may have happened since, and no line is told twice. */
function settlePending(state: CaseState, surface: SlackSurface, ts: string, services: ShowServices, pending: number): NextWrite {
  return {
    method: 'chat.postMessage',
    channel: surface.channel,
    looks: 'conversations.replies',
    async go() {
      const told = await services.slack.find(surface.channel, { caseId: state.caseId, line: pending }, surface.postingAt, ts);
      const { pending: _, ...settled } = surface;
      await services.table.put({ ...settled, ...(told && { line: pending }) });
    },
  };
}

async function nextLine(state: CaseState, surface: SlackSurface, ts: string, services: ShowServices): Promise<NextWrite | undefined> {
  if (surface.line >= state.seq) return undefined;
  if (surface.pending !== undefined) return settlePending(state, surface, ts, services, surface.pending);
  const line = await pendingLine(state, surface, services);
  if (!line) {
    await services.table.put({ ...surface, line: state.seq });
    return undefined;
  }
  const mark = { caseId: state.caseId, line: line.seq };
  return {
    method: 'chat.postMessage',
    channel: surface.channel,
    async go() {
      await services.table.put({ ...surface, pending: line.seq });
      await services.slack.post(surface.channel, lineMessage(line.text), mark, { ts, broadcast: line.broadcast });
      await services.table.put({ ...surface, line: line.seq });
    },
  };
}

/** Who is on call is said where somebody may have to be found: at tier 3, and while people are asked for a decision. */
async function onCallFor(state: CaseState, { onCall }: ShowServices): Promise<Pick<CaseView, 'onCall'>> {
  const isAsked = Object.values(state.responses).some(({ status, mode }) => status === 'asked' && mode === 'approval');
  if (!isOpen(state) || state.subject.sample || (state.tier < 3 && !isAsked)) return {};
  const shown = await onCall.shown();
  return shown ? { onCall: shown.members.map(({ name, level }) => ({ name, level })) } : {};
}

/** False when the message is gone. */
async function updated(services: ShowServices, channel: string, ts: string, card: Message, caseId: string): Promise<boolean> {
  try {
    await services.slack.update(channel, ts, card, { caseId });
    return true;
  } catch (error) {
    if (error instanceof SlackRefusal && error.code === 'message_not_found') return false;
    throw error;
  }
}

/** Its message is out of reach: another one is posted elsewhere, and the thread goes on there. */
function movedTo(channel: string, surface: SlackSurface, now: number): SlackSurface {
  const { ts: _ts, card: _card, pending: _pending, ...rest } = surface;
  return { ...rest, channel, movedFrom: surface.movedFrom ?? surface.channel, postingAt: now };
}

/** What Slack lacks of this case, or undefined when it matches (or must not be shown yet: see showableAt and mayBegin). */
export async function nextWrite(state: CaseState, services: ShowServices): Promise<NextWrite | undefined> {
  const now = services.clock.now();
  const { caseId } = state;
  const known = await slackSurface(caseId, services);
  const belongs = known?.channel ?? state.subject.channel;
  const channel = await postingPlace(belongs, services);
  const surface = known && channel !== belongs ? movedTo(channel, known, now) : known;
  if (!surface?.ts && (!isShown(state, services.policy) || !mayBegin(state, now))) return undefined;
  // The card holds all that there is: nothing has to be looked up to know it.
  if (surface?.ts && surface.card !== undefined && surface.seq >= state.seq) return nextLine(state, surface, surface.ts, services);
  const { view } = await describeCase(state, services);
  const { mode } = services.pagerDuty;
  const movedFrom = surface ? surface.movedFrom : channel === belongs ? undefined : belongs;
  const meantFor = movedFrom && (channelName(movedFrom, services.policy) ?? movedFrom);
  const more = { ...(await onCallFor(state, services)), ...(mode !== 'full' && { paging: mode }), ...(meantFor && { meantFor }) };
  const card = caseCard({ ...view, ...more }, now);
  const key = { pk: casePartition(caseId), sk: 'SURFACE#slack' };
  if (!surface?.ts) {
    return {
      method: 'chat.postMessage',
      channel,
      ...(known && { looks: 'conversations.history' as const }),
      ...(known?.movedFrom === undefined && { first: state.openedAt }),
      async go() {
        const begun: SlackSurface = surface ?? { ...key, channel, postingAt: now, line: 1, seq: 0, ...(movedFrom && { movedFrom }) };
        const isBegun = known !== undefined && surface === known;
        const lost = isBegun ? await services.slack.find(channel, { caseId }, begun.postingAt) : undefined;
        if (!isBegun) await services.table.put(begun);
        const ts = lost ?? (await services.slack.post(channel, card, { caseId }));
        await services.table.put({ ...begun, ts, seq: state.seq, ...(!lost && { card: hashOf(card) }) });
        // That people are told is news for Security Hub, and no event of the log says it.
        if (state.hubFindings.length > 0) await markDirty(services.table, 'security-hub', state, now);
      },
    };
  }
  const { ts } = surface;
  // Words such as "4 min ago" are no reason to write again: only news is.
  if (surface.card !== hashOf(card)) {
    return {
      method: 'chat.update',
      channel,
      async go() {
        if (await updated(services, channel, ts, card, caseId)) {
          await services.table.put({ ...surface, card: hashOf(card), seq: state.seq });
          return;
        }
        // Somebody deleted the message: look for another copy of it, else the next turn posts it anew.
        const { ts: _, card: __, ...rest } = surface;
        const found = await services.slack.find(channel, { caseId }, state.openedAt);
        await services.table.put({ ...rest, postingAt: now, ...(found && { ts: found }) });
      },
    };
  }
  const level = { ...surface, seq: state.seq };
  await services.table.put(level);
  return nextLine(state, level, ts, services);
}
