/** The moves that every story about paging is made of. */
import type { AwsCall, Json, Story } from './sandbox.ts';

export interface Incident {
  id: string;
  incident_number: number;
  title: string;
  status: string;
  urgency: string;
  level: number;
  alerts: { key: string; severity: string; status: string; details: Json }[];
  notes: { content: string; user: { summary: string } }[];
  pages: { at: string; level: number; users: string[] }[];
}

export async function incidents(story: Story): Promise<Incident[]> {
  return (await story.get<{ incidents: Incident[] }>('/pagerduty/incidents')).incidents;
}

/** The only one. */
export async function incident(story: Story): Promise<Incident> {
  const [first, ...others] = await incidents(story);
  if (!first || others.length > 0) throw new Error(`${others.length + (first ? 1 : 0)} incidents`);
  return first;
}

/** The one that is open. */
export async function paged(story: Story): Promise<Incident> {
  const open = (await incidents(story)).find(({ status }) => status !== 'resolved');
  if (!open) throw new Error('no incident is open');
  return open;
}

/** Somebody does it in PagerDuty; its webhooks and what follows from them arrive. */
export async function inPagerDuty(story: Story, verb: string, body: Json): Promise<void> {
  const about = (await incidents(story))[0]?.id;
  const { status, body: answer } = await story.post(`/pagerduty/_control/${verb}`, { ...(about && { incident: about }), ...body });
  if (status !== 200) throw new Error(JSON.stringify(answer));
  const { user = 'somebody' } = body;
  story.tell(`\n${String(user)} in PagerDuty: ${verb}`);
  await story.advance(8);
}

/** What was told by e-mail instead of a page. */
export async function notPaged(story: Story): Promise<AwsCall[]> {
  return (await story.awsCalls('sns:Publish')).filter((call) => JSON.stringify(call).includes('NOT PAGED'));
}
