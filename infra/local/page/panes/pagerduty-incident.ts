/** One incident: how it stands, whom it woke, what happened to it, and what whoever is looking can do about it. */
import { h } from '../element.ts';
import type { Incident, PagerDutyState } from '../shapes.ts';
import { timeOfDay } from '../slack-date.ts';
import type { Page } from './page.ts';
import { actorName, deedButton, deedMenu, doInPagerDuty } from './pagerduty-deed.ts';

const PRIORITIES = ['P1', 'P2', 'P3'];
const HOUR = 3600;

function time(at: string): string {
  return timeOfDay(Date.parse(at), undefined, true);
}

function head({ status = 'unknown', incident_number: number, id, priority, urgency }: Incident): HTMLElement {
  const label = priority?.name ?? priority?.summary;
  return h(
    'div',
    { class: 'card-head' },
    h('span', { class: `status status-${status}` }, status),
    label ? h('span', { class: 'kind' }, label) : undefined,
    urgency === 'low' ? h('span', { class: 'kind' }, 'low urgency') : undefined,
    h('small', {}, `#${number ?? id}`),
  );
}

/** Level by level, who was woken and when. */
function pages({ pages: woken = [] }: Incident): HTMLElement {
  const line = ({ at, level, users }: { at: string; level: number; users: string[] }) =>
    h('li', {}, h('b', {}, `L${level}`), ` ${users.join(', ')}`, h('small', {}, ` ${time(at)}`));
  return h('ol', { class: 'pages', 'aria-label': 'Paged' }, ...woken.map(line));
}

function story({ log = [], alerts = [] }: Incident): HTMLElement {
  const line = ({ at, what, who }: { at: string; what: string; who: string }) =>
    h('li', {}, h('span', { class: 'log-time' }, time(at)), `${what} `, h('small', {}, who));
  return h(
    'details',
    {},
    h('summary', {}, 'Timeline and alerts'),
    h('ol', { class: 'story' }, ...log.map(line)),
    ...alerts.map(({ key, severity, details }) =>
      h('div', {}, h('small', { class: 'machine' }, `${severity} ${key}`), h('pre', {}, JSON.stringify(details, undefined, 2))),
    ),
  );
}

function noteForm(page: Page, incident: string): HTMLElement {
  const input = h('input', { class: 'field', type: 'text', 'aria-label': 'Note', placeholder: 'Add a note' });
  const onsubmit = (event: Event) => {
    event.preventDefault();
    const content = input.value.trim();
    if (content !== '') void doInPagerDuty(page, 'note', { incident, user: actorName(page), content });
  };
  return h('form', { class: 'incident-note', onsubmit }, input, h('button', { type: 'submit', class: 'button' }, 'Add'));
}

function deeds(page: Page, { id, status }: Incident, { users }: PagerDutyState, others: Incident[]): HTMLElement {
  const asMe = () => ({ incident: id, user: actorName(page) });
  if (status === 'resolved') return h('div', { class: 'deeds' }, deedButton(page, 'Reopen', 'reopen', asMe));
  const more = [
    { label: 'Escalate', verb: 'escalate', request: {} },
    ...users.map(({ name, realName }) => ({ label: `Reassign to ${realName}`, verb: 'reassign', request: { to: [name] } })),
    { label: 'Snooze for an hour', verb: 'snooze', request: { seconds: HOUR } },
    ...PRIORITIES.map((priority) => ({ label: `Priority ${priority}`, verb: 'priority', request: { priority } })),
    ...others.map((other) => ({ label: `Merge into #${other.incident_number}`, verb: 'merge', request: { into: other.id } })),
    { label: 'Let it resolve by itself', verb: 'resolve-by-itself', request: {} },
  ];
  return h(
    'div',
    { class: 'deeds' },
    status === 'triggered' ? deedButton(page, 'Acknowledge', 'acknowledge', asMe) : undefined,
    deedButton(page, 'Resolve', 'resolve', asMe),
    deedMenu(page, 'More…', more, asMe),
  );
}

export function incidentCard(page: Page, incident: Incident, state: PagerDutyState, others: Incident[]): HTMLElement {
  const names = (incident.assignments ?? []).flatMap(({ assignee }) => assignee?.summary ?? []);
  const merged = incident.resolve_reason?.incident?.summary;
  const stands = merged ? `merged into ${merged}` : names.length > 0 ? `assigned to ${names.join(', ')}` : '';
  return h(
    'article',
    { class: 'card incident', 'data-incident': incident.id },
    head(incident),
    h('strong', {}, incident.title ?? 'Incident without a title'),
    stands ? h('small', {}, stands) : undefined,
    pages(incident),
    deeds(page, incident, state, others),
    noteForm(page, incident.id),
    story(incident),
  );
}
