/** People work the page: have somebody paged, tried again, the next level, another priority, or keep open what PagerDuty closed. */
import type { ModalView } from '@slack/types';
import { pageModal, priorityModal } from '../../blocks/page-forms.ts';
import { titleWords } from '../../blocks/words.ts';
import { type CaseState, isOpen } from '../domain/case-state.ts';
import type { Actor, NewEvent } from '../domain/events.ts';
import type { Services } from '../services/services.ts';

export const pageControls = ['page', 'retry_page', 'escalate', 'priority', 'keep_open'] as const;
export type PageControl = (typeof pageControls)[number];

type PageWorkServices = Pick<Services, 'cases' | 'clock' | 'pagerDuty' | 'people'>;
export type PageWorked = { ok: true } | { ok: false; because: string };

export function isPageControl(control: string): control is PageControl {
  return pageControls.some((each) => each === control);
}

const lookUpMilliseconds = 3000;
const refused = (because: string) => ({ ok: false as const, because });

/** Why the case is not in a state for this, in the words of a refusal. */
function notNow(control: PageControl, state: CaseState, mode: Services['pagerDuty']['mode']): string | undefined {
  const { page } = state;
  if (mode === 'none') return 'PagerDuty is not set up here, so nobody can be paged';
  if (!isOpen(state)) return 'the case is closed; reopen it first';
  if (control === 'keep_open') return page?.closedBy ? undefined : 'the incident is open';
  if (control === 'retry_page') return page?.trouble ? undefined : 'there is no page to try again';
  const isPaged = page?.alert === 'triggered' || page?.alert === 'acknowledged';
  if (control === 'page') return isPaged ? 'the people on call are paged already; escalate if they do not answer' : pageable(state);
  if (mode === 'events') return 'Drawbridge has only a routing key of PagerDuty, and cannot change an incident with it';
  return isPaged && page?.incident ? undefined : 'there is no open incident';
}

function pageable({ subject, snooze, suppression }: CaseState): string | undefined {
  if (subject.sample) return 'nobody is woken for a sample finding';
  if (subject.kind !== 'finding' && subject.kind !== 'storm') return 'nobody is paged for this kind of case';
  return snooze || suppression ? 'the case is quiet; nobody is paged until it is not' : undefined;
}

/** Why PagerDuty would not know whose deed it is. While it cannot be asked nobody is refused. */
export async function unlinked(
  slackId: string,
  { pagerDuty, people, clock }: Omit<PageWorkServices, 'cases'>,
): Promise<string | undefined> {
  if (pagerDuty.mode !== 'full') return undefined;
  try {
    const linked = await clock.within(lookUpMilliseconds, 'asking PagerDuty who somebody is', people.pagerDutyOf(slackId));
    if (linked.ok || linked.unsure) return undefined;
    return `PagerDuty would not know that it is you: ${linked.because}. Link your account first: see docs/on-call.md`;
  } catch {
    return undefined;
  }
}

/** Whether an acknowledgement has to be made there in somebody's name, too. */
export function acknowledgesIncident({ page }: CaseState): boolean {
  return page?.alert === 'triggered' && page.incident !== undefined;
}

async function eventOf(control: PageControl, value: string, actor: Actor, id: string, { pagerDuty }: PageWorkServices): Promise<NewEvent> {
  switch (control) {
    case 'page':
      return { id, actor, kind: 'page-asked', data: { reason: value } };
    case 'retry_page':
      return { id, actor, kind: 'page-retried', data: {} };
    case 'escalate':
      return { id, actor, kind: 'escalation-asked', data: {} };
    case 'keep_open':
      return { id, actor, kind: 'page-kept', data: {} };
    case 'priority': {
      const known = await pagerDuty.priorities();
      const name = known.ok ? known.value.find((each) => each.id === value)?.name : undefined;
      return { id, actor, kind: 'priority-asked', data: { id: value, name: name ?? value } };
    }
  }
}

/** `value`: the reason of a page, the id of a priority. `clickId` makes a redelivered click one event. */
export async function workPage(
  caseId: string,
  control: PageControl,
  value: string,
  actor: Extract<Actor, { kind: 'person' }>,
  clickId: string,
  services: PageWorkServices,
): Promise<PageWorked> {
  const stranger = control === 'escalate' || control === 'priority' ? await unlinked(actor.id, services) : undefined;
  if (stranger) return refused(stranger);
  const event = await eventOf(control, value, actor, `click:${clickId}`, services);
  let because: string | undefined;
  await services.cases.append(caseId, (state) => {
    if (!state || state.eventIds.includes(event.id)) return [];
    because = notNow(control, state, services.pagerDuty.mode);
    return because ? [] : [event];
  });
  return because ? refused(because) : { ok: true };
}

/** The form of a control that has one. */
export async function openPageForm(
  control: 'page' | 'priority',
  state: CaseState,
  { pagerDuty, clock }: Omit<PageWorkServices, 'cases'>,
): Promise<{ view: ModalView } | { because: string }> {
  const because = notNow(control, state, pagerDuty.mode);
  if (because) return { because };
  const { caseId, subject, rows, rowCount } = state;
  const about = { caseId, title: titleWords({ ...subject, rows, rowCount }), privateMetadata: caseId };
  if (control === 'page') return { view: pageModal(about) };
  const known = await clock.within(lookUpMilliseconds, 'asking PagerDuty for its priorities', pagerDuty.priorities());
  if (!known.ok) return { because: `PagerDuty did not say which priorities there are: ${known.because}` };
  if (known.value.length === 0) return { because: 'no priorities are set up in PagerDuty' };
  return {
    view: priorityModal(
      about,
      known.value.map(({ id, name }) => [id, name]),
    ),
  };
}
