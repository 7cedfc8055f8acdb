/** Makes PagerDuty match a case: one word at a time, the case read again before each, until it holds what it should. */
import type { CaseState } from '../domain/case-state.ts';
import { nextAlert } from '../domain/desired-alert.ts';
import { takePlace } from './page-pace.ts';
import { type PageServices, type PageSurface, pageSurface, putOff } from './page-surface.ts';
import { tellTrouble } from './page-trouble.ts';
import { passOn } from './pass-on.ts';
import { isOverdue, sendAlert, useSecondKey, type Word } from './send-alert.ts';
import { showableAt } from './show-on-slack.ts';
import { verifyPage } from './verify-page.ts';

/** `waits`: the mark stays and the tick comes again. */
type Step = 'went on' | 'settled' | 'waits';

const mostSteps = 12;

/** Before somebody is woken, what is known goes into the words; nobody waits long for it. */
async function waitForFacts(state: CaseState, { clock }: PageServices): Promise<void> {
  const rest = showableAt(state) - clock.now();
  if (rest > 0) await clock.sleep(rest);
}

async function waits(state: CaseState, surface: PageSurface, services: PageServices): Promise<Step> {
  await services.table.put(surface);
  if (isOverdue(state, services.clock.now()) && !state.page?.trouble)
    await tellTrouble(state, 'page-overdue', surface.because || 'PagerDuty does not answer', services);
  return 'waits';
}

/** Refused for good: what cannot be raised is told another way, what cannot be changed counts as told. */
async function refused(state: CaseState, word: Word, because: string, services: PageServices): Promise<Step> {
  if (word === 'trigger') {
    await tellTrouble(state, 'page-failed', because, services);
    return 'settled';
  }
  services.log.error('PagerDuty refused an alert', new Error(because), { caseId: state.caseId, word });
  const round = state.page?.round ?? 1;
  const status = word === 'resolve' ? 'resolved' : word === 'acknowledge' ? 'acknowledged' : undefined;
  if (!status) return 'settled';
  const actor = { kind: 'drawbridge' } as const;
  await services.cases.append(state.caseId, () => [
    { id: `refused:${round}:${word}:${state.seq}`, actor, kind: 'incident-refused', data: { round, what: word, because } },
    { id: `alert:${round}:${status}:${state.seq}`, actor, kind: 'alert-told', data: { round, status } },
  ]);
  return 'went on';
}

async function tell(state: CaseState, word: Word, surface: PageSurface, services: PageServices): Promise<Step> {
  const { clock, table, cases } = services;
  const now = clock.now();
  if (surface.notBefore > now) return waits(state, surface, services);
  const free = await takePlace(table, clock, useSecondKey(state, now, services) ? 'second' : 'first');
  if (free !== undefined) return waits(state, { ...surface, notBefore: free, because: 'too many pages at once' }, services);
  const answer = await sendAlert(state, word, services);
  if (answer.ok) {
    await cases.append(state.caseId, () => [answer.value]);
    await table.put({ ...surface, attempts: 0, notBefore: 0, because: '' });
    return 'went on';
  }
  if (!answer.retryable) return refused(state, word, answer.because, services);
  services.log.warn('PagerDuty did not take an alert', { caseId: state.caseId, word, because: answer.because });
  return waits(state, putOff(surface, answer.because, clock.now(), answer.afterSeconds), services);
}

async function step(state: CaseState, services: PageServices): Promise<Step> {
  const { page } = state;
  const word = nextAlert(state);
  if (!word && page?.alert === undefined) return 'settled';
  // People have to cure that; "Retry page" takes the trouble away.
  if (word === 'trigger' && page?.trouble?.kind === 'failed') return 'settled';
  const held = await pageSurface(services.table, state.caseId);
  const of = `${page?.round}.${page?.tries}`;
  const surface = held.of === of ? held : { ...held, of, attempts: 0, notBefore: 0, because: '' };
  // Nobody can be named, and so nothing be changed in a name, before the incident is known.
  if (word !== 'trigger' && word !== 'resolve') {
    const seen = await verifyPage(state, surface, services);
    if (seen !== 'known') return seen;
  }
  return word ? tell(state, word, surface, services) : passOn(state, surface, services);
}

/** True when PagerDuty matches; false when there is something left for the next tick. */
export async function pageOnCall(caseId: string, services: PageServices): Promise<boolean> {
  const { cases, pagerDuty } = services;
  if (pagerDuty.mode === 'none') return true;
  const first = await cases.read(caseId);
  if (first && nextAlert(first) === 'trigger') await waitForFacts(first, services);
  for (let steps = 0; steps < mostSteps; steps += 1) {
    const state = await cases.read(caseId);
    const done = state ? await step(state, services) : 'settled';
    if (done !== 'went on') return done === 'settled';
  }
  return false;
}
