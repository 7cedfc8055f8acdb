/** The PagerDuty tab: who is on call, who was paged for what, and how it stands. */
import { listIn, read } from '../doors.ts';
import { h, keep } from '../element.ts';
import type { Incident, PagerDutyState } from '../shapes.ts';
import type { Page } from './page.ts';
import { incidentCard } from './pagerduty-incident.ts';
import { peopleBox } from './pagerduty-people.ts';
import type { Tool } from './tools.ts';

const SHOWN = 100;

export function createPagerDutyTool(page: Page): Tool {
  const people = h('div', {});
  const incidents = h('div', { class: 'cards' });
  const nothing = h('p', { class: 'empty' }, 'No incidents. A case of tier 3 pages whoever is on call; everything else stays in Slack.');
  const node = h('div', {}, h('h3', {}, 'On call'), people, h('h3', {}, 'Incidents, newest first'), nothing, incidents);

  async function load(): Promise<void> {
    const [state, answer] = await Promise.all([read<PagerDutyState>('/pagerduty/state'), read<unknown>('/pagerduty/incidents')]);
    const all = listIn<Incident>(answer);
    nothing.hidden = all.length > 0;
    const { levels, users, maintenance, outage, subscription, deliveries } = state;
    const print = JSON.stringify([levels, users, maintenance, outage, subscription, deliveries.map(({ outcome }) => outcome)]);
    keep(people, [{ key: 'people', print, build: () => peopleBox(page, state) }]);
    const open = all.filter(({ status }) => status !== 'resolved');
    const items = all.slice(-SHOWN).map((one) => {
      const others = open.filter(({ id }) => id !== one.id);
      const card = () => incidentCard(page, one, state, others);
      return { key: one.id, print: JSON.stringify([one, others.map(({ id }) => id), users]), build: card };
    });
    keep(incidents, items.reverse());
  }
  return { id: 'pagerduty', label: 'PagerDuty', node, load };
}
