/** The PagerDuty tab: who was paged for what, and how it stands. */
import { listIn, read } from '../doors.ts';
import { h, keep } from '../element.ts';
import type { Incident } from '../shapes.ts';
import { ago } from '../slack-date.ts';
import type { Page } from './page.ts';
import type { Tool } from './tools.ts';

function incidentCard(page: Page, incident: Incident): HTMLElement {
  const names = (incident.assignments ?? []).flatMap(({ assignee }) => (assignee?.summary ? [assignee.summary] : []));
  const created = incident.created_at ? Date.parse(incident.created_at) : Number.NaN;
  const facts = [
    names.length > 0 ? `paged ${names.join(', ')}` : '',
    Number.isNaN(created) ? '' : ago(created, page.state.now()),
    incident.service?.summary ?? '',
    incident.urgency ? `${incident.urgency} urgency` : '',
  ];
  const status = incident.status ?? 'unknown';
  return h(
    'article',
    { class: 'card incident', 'data-incident': incident.id },
    h(
      'div',
      { class: 'card-head' },
      h('span', { class: `status status-${status}` }, status),
      h('small', {}, `#${incident.incident_number ?? incident.id}`),
    ),
    h('strong', {}, incident.title ?? 'Incident without a title'),
    h('small', {}, facts.filter((fact) => fact !== '').join(' · ')),
  );
}

export function createPagerDutyTool(page: Page): Tool {
  const incidents = h('div', { class: 'cards' });
  const nothing = h(
    'div',
    { class: 'empty' },
    h('strong', {}, 'No incidents.'),
    h(
      'p',
      {},
      'Either nothing of tier 3 has happened yet, or paging is not configured: cases then show in Slack only, and nobody is paged.',
    ),
  );
  const node = h('div', {}, h('h3', {}, 'Incidents, newest first'), nothing, incidents);

  async function load(): Promise<void> {
    const all = listIn<Incident>(await read<unknown>('/pagerduty/incidents'));
    nothing.hidden = all.length > 0;
    const minute = Math.floor(page.state.now() / 60_000);
    const items = all.map((one) => ({ key: one.id, print: `${minute} ${JSON.stringify(one)}`, build: () => incidentCard(page, one) }));
    keep(incidents, items.reverse());
  }
  return { id: 'pagerduty', label: 'PagerDuty', node, load };
}
