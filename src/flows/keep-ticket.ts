/** Makes a case's ticket match it: announced on the bus, opened once in its project, given to its owner, told what happened; each thing once. */
import { newsWords, ticketWords } from '../../blocks/ticket-words.ts';
import { type CaseState, isOpen } from '../domain/case-state.ts';
import type { NewEvent } from '../domain/events.ts';
import { deepWithoutKeyIds } from '../domain/redaction.ts';
import { ticketLabel } from '../domain/ticket.ts';
import { projectOf, type TicketOwner, type TicketWish, ticketOwner, ticketWishes } from '../domain/ticket-wishes.ts';
import { casePartition } from '../services/case-log.ts';
import type { Answer } from '../services/pagerduty.ts';
import type { Services } from '../services/services.ts';
import type { Item } from '../services/table.ts';
import type { TicketProjectPort } from '../services/tickets.ts';
import { slackSurface } from './show-on-slack.ts';

export type TicketServices = Pick<Services, 'bus' | 'cases' | 'clock' | 'deployment' | 'log' | 'policy' | 'slack' | 'table' | 'tickets'>;

interface TicketSurface extends Item {
  /** Keys of what is done. */
  done: string[];
  /** When opening it was begun last: an answer that was lost is looked for. Domain time. */
  openingAt?: number;
  /** Not before, after a refusal or a pause. Domain time. */
  notBefore?: number;
  /** When it was tried last without success. */
  restedAt?: number;
}

/** The search of a tracker knows of a new ticket after so long at the latest. */
const settlesMilliseconds = 3 * 60_000;
/** After a refusal that only people can cure. */
const refusedMilliseconds = 60 * 60_000;
/** A ticket waits so long for the case's card at most. */
const cardMilliseconds = 60_000;
const actor = { kind: 'drawbridge' } as const;

const keyOf = (caseId: string) => ({ pk: casePartition(caseId), sk: 'SURFACE#tickets' });

async function append(caseId: string, event: NewEvent, { cases }: TicketServices): Promise<void> {
  await cases.append(caseId, (now) => (now && !now.eventIds.includes(event.id) ? [event] : []));
}

/** For others who keep tickets. */
async function announce(state: CaseState, { request }: Extract<TicketWish, { do: 'announce' }>, { bus }: TicketServices): Promise<void> {
  const { caseId, subject, severity, tier, context } = state;
  const { playbook, label, because } = request;
  const detail = { version: 1, caseId, playbook, target: label, because, severity, tier, owner: context.owner?.owner, subject };
  await bus.put('Ticket Requested', deepWithoutKeyIds(detail));
}

/** Undefined where nobody is named, or Slack does not say an address. */
async function addressOf(owner: TicketOwner | undefined, { slack, clock }: TicketServices): Promise<string | undefined> {
  if (!owner || 'email' in owner) return owner?.email;
  try {
    return (await clock.within(5_000, 'asking for an address', slack.user(owner.slackId)))?.email;
  } catch {
    // A ticket with nobody is better than none.
    return undefined;
  }
}

async function linkOf(caseId: string, services: TicketServices): Promise<string | undefined> {
  const surface = await slackSurface(caseId, services);
  try {
    return surface?.ts ? await services.slack.permalink(surface.channel, surface.ts) : undefined;
  } catch {
    return undefined;
  }
}

const notYet = (because: string, afterSeconds: number): Answer<never> => ({ ok: false, retryable: true, because, afterSeconds });

/** Looks first, always: nothing is opened anew while an earlier attempt may still turn up. */
async function open(
  state: CaseState,
  wish: Extract<TicketWish, { do: 'open' }>,
  port: TicketProjectPort,
  surface: TicketSurface,
  services: TicketServices,
): Promise<Answer<undefined>> {
  const { clock, table, policy, deployment } = services;
  const { caseId } = state;
  const label = ticketLabel(deployment, caseId);
  const found = await port.find(label);
  if (!found.ok) return found;
  const waited = clock.now() - (surface.openingAt ?? 0);
  if (!found.value && waited < settlesMilliseconds)
    return notYet('an earlier attempt may still turn up', Math.ceil((settlesMilliseconds - waited) / 1000));
  const link = found.value ? undefined : await linkOf(caseId, services);
  // People at the ticket come to the case by its card, which is a moment behind.
  if (!found.value && !link && clock.now() - state.openedAt < cardMilliseconds) return notYet('its card is not there yet', 10);
  let made: Awaited<ReturnType<TicketProjectPort['open']>> | undefined;
  if (!found.value) {
    const accountName = policy.accounts[state.subject.account]?.name;
    const email = await addressOf(ticketOwner(state, policy), services);
    surface.openingAt = clock.now();
    await table.put(surface);
    const words = ticketWords(state, { ...(accountName && { accountName }), ...(link && { link }) });
    made = await port.open({ label, ...words, ...(email && { email }) });
    // Refused for good, it is not there: the next attempt need not wait.
    if (!made.ok && !made.retryable) delete surface.openingAt;
    if (!made.ok) return made;
  }
  const ticket = made?.ok ? made.value : found.value;
  if (!ticket) return notYet('nothing is known of it', 60);
  const { label: _, ...facts } = ticket;
  const { project } = projectOf(state, policy) ?? {};
  if (!project) return notYet('policy has no project for it', 60);
  const data = { ...facts, tracker: project.in, project: wish.project, ...(!made && { found: true as const }) };
  await append(caseId, { id: 'ticket-opened', actor, kind: 'ticket-opened', data }, services);
  return { ok: true, value: undefined };
}

async function fulfil(
  state: CaseState,
  wish: TicketWish,
  port: TicketProjectPort | undefined,
  surface: TicketSurface,
  services: TicketServices,
): Promise<Answer<undefined>> {
  if (wish.do === 'announce') {
    await announce(state, wish, services);
    return { ok: true, value: undefined };
  }
  if (!port) return { ok: false, retryable: false, status: 0, because: 'its tracker is not configured here' };
  if (wish.do === 'open') return open(state, wish, port, surface, services);
  const key = state.ticket?.opened?.key ?? '';
  if (wish.do === 'tell') return port.tell(key, newsWords(wish.news, state));
  const email = await addressOf(wish.owner, services);
  if (email === undefined) return { ok: true, value: undefined };
  const assigned = await port.assign(key, email);
  return assigned.ok ? { ok: true, value: undefined } : assigned;
}

function portOf(state: CaseState, { policy, tickets }: TicketServices): TicketProjectPort | undefined {
  const { opened } = state.ticket ?? {};
  // Where it was opened, whatever policy says today.
  const project = opened ? policy.tickets.projects[opened.project] : projectOf(state, policy)?.project;
  return project && (!opened || opened.tracker === project.in) ? tickets.project(project) : undefined;
}

/** What could not be done is tried again by the tick; true when nothing is left to do. */
export async function keepTicket(caseId: string, services: TicketServices): Promise<boolean> {
  const { cases, clock, table, policy, log } = services;
  const known = (await table.get(keyOf(caseId).pk, keyOf(caseId).sk)) as TicketSurface | undefined;
  const surface: TicketSurface = known ?? { ...keyOf(caseId), done: [] };
  // A wish that is done may make another one: the ticket is there, and what happened meanwhile is told.
  for (;;) {
    const state = await cases.read(caseId);
    const wishes = state ? ticketWishes(state, policy, new Set(surface.done)) : [];
    // Whoever asks again wants it tried now.
    const asked = state?.ticket?.requests.at(-1)?.at ?? 0;
    const resting = (surface.notBefore ?? 0) > clock.now() && asked <= (surface.restedAt ?? 0);
    const wish = wishes.find((each) => !resting || each.do === 'announce');
    if (!state || !wish) return wishes.length === 0;
    const answer = await fulfil(state, wish, portOf(state, services), surface, services);
    if (answer.ok) {
      surface.done = [...surface.done, wish.key];
      delete surface.notBefore;
      await table.put(surface);
      continue;
    }
    log.warn('a ticket could not be kept up', { caseId, what: wish.do, because: answer.because });
    if (!answer.retryable && wish.do === 'open' && isOpen(state)) {
      const id = `ticket-refused:${asked}:${answer.because.slice(0, 80)}`;
      await append(caseId, { id, actor, kind: 'ticket-refused', data: { because: answer.because } }, services);
    }
    // What is refused about a ticket that is there is not worth asking for again.
    if (!answer.retryable && (wish.do === 'tell' || wish.do === 'assign')) surface.done = [...surface.done, wish.key];
    else {
      surface.notBefore = clock.now() + (answer.retryable ? (answer.afterSeconds ?? 0) * 1000 : refusedMilliseconds);
      surface.restedAt = clock.now();
    }
    await table.put(surface);
    if (!surface.done.includes(wish.key)) return false;
  }
}
