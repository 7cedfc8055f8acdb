/** Passes on to the incident, in order and in the person's own name, what people do here: notes, decisions, snoozes, the next level. */
import { incidentWish, type Wish } from '../../blocks/incident-wishes.ts';
import type { CaseState } from '../domain/case-state.ts';
import type { Actor, CaseEvent, NewEvent } from '../domain/events.ts';
import type { Answer } from '../services/pagerduty.ts';
import { type PageServices, type PageSurface, putOff, withNote, withRaise } from './page-surface.ts';

/** Of an incident that is closed only what is said about it is of interest. */
function isLate(state: CaseState, { what }: Wish): boolean {
  return state.page?.alert === 'resolved' && what !== 'note' && what !== 'change';
}

function nextLevel({ page }: CaseState): number {
  return Math.max(1, ...(page?.people ?? []).map(({ level = 1 }) => level)) + 1;
}

type Person = Extract<Actor, { kind: 'person' }>;

async function send(
  state: CaseState,
  wish: Wish,
  incidentId: string,
  from: string,
  { pagerDuty }: PageServices,
): Promise<Answer<undefined>> {
  switch (wish.what) {
    case 'note':
      return pagerDuty.note(incidentId, wish.text, from);
    case 'snooze':
      return pagerDuty.snooze(incidentId, wish.seconds, from);
    case 'escalate':
      return pagerDuty.update(incidentId, { escalationLevel: nextLevel(state) }, from);
    case 'priority':
      return pagerDuty.update(incidentId, { priorityId: wish.id }, from);
    case 'change':
      return pagerDuty.change(wish.text, wish.details);
  }
}

async function make(state: CaseState, wish: Wish, by: Actor, services: PageServices): Promise<Answer<undefined>> {
  if (wish.what === 'change') return send(state, wish, '', '', services);
  const incidentId = state.page?.incident?.id;
  if (services.pagerDuty.mode !== 'full' || !incidentId || isLate(state, wish)) return { ok: true, value: undefined };
  const from = await services.people.pagerDutyOf((by as Person).id);
  if (from.ok) return send(state, wish, incidentId, from.email, services);
  if (from.unsure) return { ok: false, retryable: true, because: from.because };
  return { ok: false, retryable: false, status: 0, because: `${from.because}. Link the account: see docs/on-call.md` };
}

async function refused(state: CaseState, event: CaseEvent, what: string, because: string, services: PageServices): Promise<void> {
  services.log.warn('PagerDuty was not told', { caseId: state.caseId, what, because });
  const data = { round: state.page?.round ?? 1, what, because: because.slice(0, 300) };
  const told: NewEvent = { id: `not-told:${event.id}`, actor: { kind: 'drawbridge' }, kind: 'incident-refused', data };
  await services.cases.append(state.caseId, () => [told]);
}

/** Told before it is remembered: after a crash in between PagerDuty hears it twice, never not at all. */
export async function passOn(state: CaseState, held: PageSurface, services: PageServices): Promise<'settled' | 'waits'> {
  if (held.told >= state.seq) return 'settled';
  const { table, clock, cases } = services;
  let surface = held;
  if (surface.notBefore > clock.now()) return 'waits';
  for (const { body } of await cases.events(state.caseId, surface.told)) {
    const event = JSON.parse(body) as CaseEvent;
    if (event.seq > state.seq) break;
    const wish = incidentWish(event, state, clock.now());
    const before = surface;
    if (wish?.what === 'note') surface = withNote(surface, wish.text);
    if (wish?.what === 'escalate') surface = withRaise(surface, nextLevel(state), clock.now());
    if (surface !== before) await table.put(surface);
    const answer = wish && (await make(state, wish, event.actor, services));
    if (wish && answer && !answer.ok) {
      if (answer.retryable) {
        await table.put(putOff(surface, answer.because, clock.now(), answer.afterSeconds));
        return 'waits';
      }
      await refused(state, event, wish.what, answer.because, services);
    }
    surface = { ...surface, told: event.seq, attempts: 0, notBefore: 0 };
    if (wish) await table.put(surface);
  }
  await table.put(surface);
  return 'settled';
}
