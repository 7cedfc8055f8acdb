/** Accepted is not paged: within a minute there must be an incident; who is asked by it is shown, and none at all is told everybody. */
import { dedupKeyOf } from '../../blocks/alert.ts';
import type { CaseState } from '../domain/case-state.ts';
import type { PagedPerson } from '../domain/page.ts';
import type { Answer, Incident, PagerDutyPerson } from '../services/pagerduty.ts';
import { type PageServices, type PageSurface, putOff } from './page-surface.ts';
import { tellTrouble } from './page-trouble.ts';

const verifyMilliseconds = 60_000;
/** PagerDuty's clock and ours may differ by this much. */
const skewMilliseconds = 5 * 60_000;

type PeopleServices = Pick<PageServices, 'pagerDuty' | 'people' | 'clock' | 'log'>;

/** With their level and their name in Slack where both can be found out; never rejects, and never waits long. */
export async function describePeople(people: readonly PagerDutyPerson[], services: PeopleServices): Promise<PagedPerson[]> {
  const { pagerDuty, clock, log } = services;
  const plain = people.map(({ id, name }): PagedPerson => ({ id, name }));
  if (plain.length === 0 || pagerDuty.mode !== 'full') return plain;
  try {
    return await clock.within(5000, 'asking who is paged', withLevels(people, services));
  } catch (error) {
    log.warn('who is paged could not be looked up', { error: error instanceof Error ? error.message : 'unknown' });
    return plain;
  }
}

async function withLevels(people: readonly PagerDutyPerson[], services: PeopleServices): Promise<PagedPerson[]> {
  const onCall = await services.pagerDuty.onCall();
  const entries = onCall.ok ? onCall.value : [];
  return Promise.all(
    people.map(async (person) => {
      const entry = entries.find(({ id }) => id === person.id);
      const linked = await services.people.slackOf({ ...entry, ...person });
      return {
        id: person.id,
        name: linked.ok ? linked.name : person.name,
        ...(entry && { level: entry.level }),
        ...(linked.ok && { slackId: linked.id }),
      };
    }),
  );
}

/** An incident of an earlier page says nothing about this one. */
function isOfThisPage({ status, createdAt }: Incident, sentAt: number): boolean {
  if (status !== 'resolved') return true;
  const created = createdAt === undefined ? Number.NaN : Date.parse(createdAt);
  return created >= sentAt - skewMilliseconds;
}

async function found(state: CaseState, incident: Incident, services: PageServices): Promise<'went on'> {
  const { id, number, url, assignees } = incident;
  const round = state.page?.round ?? 1;
  const data = { round, incident: { id, url, ...(number !== undefined && { number }) }, people: await describePeople(assignees, services) };
  await services.table.put({ pk: `INCIDENT#${id}`, sk: state.caseId, caseId: state.caseId });
  await services.cases.append(state.caseId, (current) =>
    current?.page?.incident ? [] : [{ id: `verified:${round}:${id}`, actor: { kind: 'drawbridge' }, kind: 'page-verified', data }],
  );
  return 'went on';
}

/** `known`: there is an incident, or nobody will ever say whether there is one. */
export async function verifyPage(
  state: CaseState,
  surface: PageSurface,
  services: PageServices,
): Promise<'known' | 'waits' | 'went on' | 'settled'> {
  const { pagerDuty, clock, table } = services;
  const { page } = state;
  if (pagerDuty.mode !== 'full' || !page || page.incident || page.alert === 'resolved') return 'known';
  const now = clock.now();
  const { sentAt = now } = page;
  // An acknowledgement waits for the incident it is of; whoever looked for it in vain waits no longer.
  if (page.trouble) return 'known';
  if (surface.notBefore > now) return 'waits';
  if (now - sentAt < verifyMilliseconds && !state.acknowledged) return 'waits';
  const answer: Answer<Incident | undefined> = await pagerDuty.incidentOf(dedupKeyOf(state.caseId));
  if (!answer.ok) {
    await table.put(putOff(surface, answer.because, now, answer.retryable ? answer.afterSeconds : undefined));
    return 'waits';
  }
  if (answer.value && isOfThisPage(answer.value, sentAt)) return found(state, answer.value, services);
  if (now - sentAt < verifyMilliseconds) return 'waits';
  await tellTrouble(state, 'page-unverified', 'PagerDuty accepted the page and made no incident', services);
  return 'went on';
}
