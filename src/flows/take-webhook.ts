/** Takes one verified delivery of PagerDuty: finds the cases it is about, appends what is news, and goes to no address that it names. */
import { caseInClientUrl } from '../../blocks/alert.ts';
import { caseIdPattern } from '../domain/case-id.ts';
import { type IncidentEvent, readDelivery } from '../domain/incident-event.ts';
import { incidentNews, isState, type NewsFacts } from '../domain/incident-news.ts';
import type { Item } from '../services/table.ts';
import { isOwnNote, isOwnRaise, type PageServices, pageSurface } from './page-surface.ts';
import { describePeople } from './verify-page.ts';

type WebhookServices = Omit<PageServices, 'notices' | 'queues'>;

/** Whose incident it is, and the newest of its states that was taken: webhooks may overtake each other. */
interface IncidentItem extends Item {
  caseId: string;
  newest?: number;
}

const naming = new Set(['triggered', 'unacknowledged', 'escalated', 'reassigned', 'delegated'].map((what) => `incident.${what}`));

function caseInKey(key: string | undefined): string | undefined {
  const [, caseId = ''] = /^drawbridge:(.+)$/.exec(key ?? '') ?? [];
  return caseIdPattern.test(caseId) ? caseId : undefined;
}

/** By what is stored, by the address we gave, by the incident's alerts; remembered, so that the next event is found at once. */
async function casesOf(event: IncidentEvent, { table, pagerDuty, cases }: WebhookServices): Promise<IncidentItem[] | 'ask again'> {
  const pk = `INCIDENT#${event.incidentId}`;
  const stored = (await table.query(pk)) as IncidentItem[];
  const said = caseInClientUrl(event.clientUrl ?? '') ?? caseInKey(event.incidentKey);
  const named = said === undefined || stored.some(({ sk }) => sk === said) ? [] : [said];
  if (stored.length === 0 && named.length === 0 && pagerDuty.mode === 'full') {
    const alerts = await pagerDuty.alertKeys(event.incidentId);
    if (!alerts.ok && alerts.retryable) return 'ask again';
    if (alerts.ok) named.push(...alerts.value.flatMap((key) => caseInKey(key) ?? []));
  }
  const known: IncidentItem[] = [];
  for (const caseId of named) {
    // Anybody who may write in PagerDuty may write our address there: it counts for a case that was paged.
    if ((await cases.read(caseId))?.page) known.push({ pk, sk: caseId, caseId });
  }
  return [...stored, ...known];
}

/** Only a name to show: whoever cannot be looked up keeps the one PagerDuty gives. */
async function slackNameOf({ agent }: IncidentEvent, { pagerDuty, people, clock }: WebhookServices): Promise<string | undefined> {
  if (agent?.kind !== 'person' || pagerDuty.mode !== 'full') return undefined;
  try {
    const person = await clock.within(3000, 'asking who acted', pagerDuty.person(agent.id));
    const linked = person.ok && person.value ? await people.slackOf(person.value) : undefined;
    return linked?.ok ? linked.name : undefined;
  } catch {
    return undefined;
  }
}

async function factsOf({ caseId, newest = 0 }: IncidentItem, event: IncidentEvent, services: WebhookServices): Promise<NewsFacts> {
  const { table, policy } = services;
  const { text, assignees, type, occurredAt } = event;
  const slackName = await slackNameOf(event, services);
  const people = naming.has(type) ? await describePeople(assignees, services) : [];
  const surface = await pageSurface(table, caseId);
  const levels = people.flatMap(({ level }) => level ?? []);
  return {
    newest,
    people,
    ...(slackName && { slackName }),
    resolvesCase: policy.paging.resolvesCase,
    isOwnNote: text !== undefined && isOwnNote(surface, text),
    isOwnRaise: type === 'incident.escalated' && isOwnRaise(surface, levels, occurredAt),
  };
}

/** The target of a merge stands for the case from now on. */
async function follow(caseId: string, { merged }: IncidentEvent, { table }: WebhookServices): Promise<void> {
  if (merged?.into) await table.put({ pk: `INCIDENT#${merged.into.id}`, sk: caseId, caseId });
}

/** Rejects when it has to come again. Taken twice it changes nothing: its events carry the id of the delivery's event. */
export async function takeWebhook(body: string, services: WebhookServices): Promise<void> {
  const { cases, table, log, clock } = services;
  const event = readDelivery(body);
  if (!event || event.kind === 'other') return log.info('a webhook of PagerDuty is not for us', { type: event?.type ?? 'unreadable' });
  if (event.kind === 'ping') return table.put({ pk: 'PAGERDUTY', sk: 'PING', at: clock.now() });
  const seen = { pk: `WEBHOOK#${event.id}`, sk: 'WEBHOOK' };
  if (await table.get(seen.pk, seen.sk)) return;
  const found = await casesOf(event, services);
  if (found === 'ask again') throw new Error('PagerDuty did not say whose incident that is');
  if (found.length === 0) return log.info('an incident of PagerDuty is not one of ours', { type: event.type });
  for (const item of found) {
    const { caseId, newest = 0 } = item;
    const facts = await factsOf(item, event, services);
    await follow(caseId, event, services);
    await cases.append(caseId, (state) => (state ? incidentNews(state, event, facts) : []));
    await table.put({ ...item, newest: isState(event) ? Math.max(newest, event.occurredAt) : newest });
  }
  await table.put({ ...seen, at: clock.now() });
}
