/** Asks whoever a suspect credential belongs to whether it was them: once, in their direct messages, kept up to date; silence is told in time. */
import { createHash } from 'node:crypto';
import { type AffectedView, affectedMessage } from '../../blocks/affected-dm.ts';
import { type Affected, consequences, suspectOf, wantsAsking } from '../domain/affected.ts';
import { referenceOf } from '../domain/case-id.ts';
import { type CaseState, isOpen } from '../domain/case-state.ts';
import type { NewEvent } from '../domain/events.ts';
import type { Policy } from '../domain/policy.ts';
import { createAffectedPeople } from '../services/affected-people.ts';
import { casePartition } from '../services/case-log.ts';
import type { Services } from '../services/services.ts';
import { type Message, SlackRefusal } from '../services/slack.ts';
import type { Item } from '../services/table.ts';
import { setDue } from './due.ts';
import { channelName } from './watch-channels.ts';

export type AskServices = Pick<Services, 'cases' | 'clock' | 'log' | 'policy' | 'slack' | 'table'>;

interface AskSurface extends Item {
  channel: string;
  /** When the message was begun: an answer that was lost is looked for from here on. */
  postingAt: number;
  ts?: string;
  /** Hash of what it says. */
  card?: string;
}
interface Asked extends Item {
  caseId: string;
  until: number;
}

const actor = { kind: 'drawbridge' } as const;
/** One question an hour to one person: a storm is not told to them case by case. */
const pauseMilliseconds = 60 * 60_000;
/** Of the messages to a person, the one with the question. */
const line = 0;

export function affectedView(state: CaseState, affected: Affected, policy: Policy): AffectedView {
  const { caseId, subject, lastSeenAt, openedAt } = state;
  const accountName = policy.accounts[subject.account]?.name;
  const { reach } = policy.askAffected;
  const channel = channelName(subject.channel, policy);
  const seenAt = lastSeenAt || openedAt;
  return { caseId, subject, seenAt, affected, ...(accountName && { accountName }), ...(reach && { reach }), ...(channel && { channel }) };
}

async function append(caseId: string, event: NewEvent, { cases }: AskServices): Promise<CaseState | undefined> {
  const { state } = await cases.append(caseId, (now) => (now && !now.affected ? [event] : []));
  return state;
}

/** The case that this person was asked about within the hour, if it is another one. */
async function askedElsewhere(person: string, caseId: string, { clock, table }: AskServices): Promise<string | undefined> {
  const key = { pk: `AFFECTED#${person}`, sk: 'ASKED' };
  const mine = { ...key, caseId, until: clock.now() + pauseMilliseconds };
  if (await table.putNew(mine)) return undefined;
  const known = (await table.get(key.pk, key.sk)) as Asked | undefined;
  if (known && known.caseId !== caseId && known.until > clock.now()) return known.caseId;
  await table.put(mine);
  return undefined;
}

/** True when it is decided whom to ask, or that nobody is; false when that could not be looked up. */
async function decide(state: CaseState, services: AskServices): Promise<boolean> {
  const { clock, policy } = services;
  const { caseId } = state;
  const unasked = (because: string) =>
    append(caseId, { id: 'affected-unasked', actor, kind: 'affected-unasked', data: { because } }, services);
  const suspect = suspectOf(state, policy.askAffected.tags);
  if (!suspect) {
    await unasked('nobody stands behind this credential who could be asked');
    return true;
  }
  const found = await createAffectedPeople(services).find(suspect);
  if (!found.ok && found.unsure) return false;
  if (!found.ok) {
    await unasked(found.because);
    return true;
  }
  const elsewhere = await askedElsewhere(found.id, caseId, services);
  if (elsewhere) {
    await unasked(`@${found.name} was asked a moment ago, about case ${elsewhere}`);
    return true;
  }
  const until = clock.now() + policy.askAffected.minutes * 60_000;
  const data = {
    ref: referenceOf('affected', caseId, found.id),
    person: { id: found.id, name: found.name },
    principal: suspect.label,
    until,
  };
  await append(caseId, { id: 'affected-asked', actor, kind: 'affected-asked', data }, services);
  return true;
}

const hashOf = (message: Message) => createHash('sha256').update(JSON.stringify(message)).digest('hex').slice(0, 16);

/** The message to this person, as things stand. */
async function show(state: CaseState, asked: NonNullable<Affected['asked']>, services: AskServices): Promise<void> {
  const { clock, policy, slack, table } = services;
  const { caseId } = state;
  const key = { pk: casePartition(caseId), sk: 'SURFACE#asking' };
  const message = affectedMessage(affectedView(state, state.affected ?? {}, policy));
  const known = (await table.get(key.pk, key.sk)) as AskSurface | undefined;
  if (known?.card === hashOf(message)) return;
  const mark = { caseId, line };
  if (known?.ts) await slack.update(known.channel, known.ts, message, mark);
  const begun: AskSurface = known ?? { ...key, channel: await slack.direct(asked.person.id), postingAt: clock.now() };
  if (!known) await table.put(begun);
  const lost = known && !known.ts ? await slack.find(begun.channel, mark, begun.postingAt) : undefined;
  const ts = known?.ts ?? lost ?? (await slack.post(begun.channel, message, mark));
  await table.put({ ...begun, ts, ...(!lost && { card: hashOf(message) }) });
}

/** What could not be done is tried again by the tick; true when nothing is left to do. */
export async function askAffected(caseId: string, services: AskServices): Promise<boolean> {
  const { cases, clock, log, policy, table } = services;
  const state = await cases.read(caseId);
  if (!state) return true;
  if (wantsAsking(state, policy, clock.now()) && !(await decide(state, services))) return false;
  const now = await cases.read(caseId);
  const { asked, answer, silentAt } = now?.affected ?? {};
  if (!now || !asked) return true;
  if (!answer && silentAt === undefined) await setDue(table, asked.until, caseId, 'affected-silence');
  try {
    await show(now, asked, services);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    // Silence will say that there was no answer; trying again would not help.
    log.warn('the affected person could not be written to', { caseId, because: error.code });
  }
  return true;
}

/** An answer that came meanwhile, or a case that is over, makes it nothing. */
export async function noteSilence(caseId: string, { cases, clock, policy }: Pick<Services, 'cases' | 'clock' | 'policy'>): Promise<void> {
  await cases.append(caseId, (state) => {
    const { asked, answer, silentAt } = state?.affected ?? {};
    if (!state || !asked || answer || silentAt !== undefined || asked.until > clock.now() || !isOpen(state)) return [];
    const silent: NewEvent = { id: `affected-silent:${asked.ref}`, actor, kind: 'affected-silent', data: { ref: asked.ref } };
    const reason = `@${asked.person.name} was asked whether it was them and has not answered`;
    return [silent, ...consequences(state, policy.askAffected.silence, reason, `affected-silent:${asked.ref}:tier`)];
  });
}
