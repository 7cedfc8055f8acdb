/** The moves of stories in which whoever is on call in PagerDuty decides: omar at level 1, li at 2, mia, who leads, at 3. */
import { type Json, type Story, startStory } from './sandbox.ts';

const everyone = ['responders', 'on-call-1', 'on-call-2', 'on-call-3', 'leads'];
const rights = [
  { verbs: ['view', 'acknowledge', 'note', 'respond', 'cancel', 'undo', 'page'], groups: everyone },
  { verbs: ['approve', 'deny'], groups: ['on-call-1', 'on-call-2', 'on-call-3'] },
  { verbs: ['breakglass'], groups: ['leads'] },
];
const levels = [
  { onCall: 1, minutes: 5 },
  { onCall: 2, minutes: 10 },
  { onCall: 3, minutes: 15 },
];

export function startOnCallStory(changes: Record<string, unknown> = {}): Promise<Story> {
  const approvals = { levels, approvers: [], workflows: [] };
  return startStory({ policy: { allow: rights, approvals, ...changes } });
}

/** Somebody does it in PagerDuty. */
export async function inPagerDuty(story: Story, verb: string, request: Json = {}): Promise<void> {
  const { status, body } = await story.post(`/pagerduty/_control/${verb}`, request);
  if (status !== 200) throw new Error(JSON.stringify(body));
  await story.advance(4);
}

export function shift(story: Story, level: number, ...users: string[]): Promise<void> {
  return inPagerDuty(story, 'shift', { level, users });
}

export interface PagedIncident extends Json {
  id: string;
  status: string;
  level: number;
  notes: { content: string }[];
  pages: { at: string; level: number; users: string[] }[];
}

export async function incidents(story: Story): Promise<PagedIncident[]> {
  return (await story.get<{ incidents: PagedIncident[] }>('/pagerduty/incidents')).incidents;
}

export async function incident(story: Story): Promise<PagedIncident> {
  const [only, ...others] = await incidents(story);
  if (!only || others.length > 0) throw new Error(`${others.length + (only ? 1 : 0)} incidents`);
  return only;
}
