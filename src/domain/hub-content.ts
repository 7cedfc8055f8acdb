/** What Security Hub should say about a case: workflow status and note, from the state alone. */
import type { CaseState } from './case-state.ts';
import type { Actor } from './events.ts';
import type { WorkflowStatus } from './finding.ts';

export interface DesiredHubContent {
  workflow: WorkflowStatus;
  note: string;
  /** What people found it to be; nothing when nobody said. */
  verification?: Verification;
}

/** Words of Security Hub's CSPM API. */
export type Verification = 'TRUE_POSITIVE' | 'FALSE_POSITIVE' | 'BENIGN_POSITIVE';

const verifications: Readonly<Record<string, Verification>> = {
  fixed: 'TRUE_POSITIVE',
  'false-positive': 'FALSE_POSITIVE',
  // True, and nothing to be done about it.
  'accepted-risk': 'BENIGN_POSITIVE',
  test: 'BENIGN_POSITIVE',
};

/** Undefined: nothing of ours to say yet. `shown` is true once the case is a message; `now` ends suppressions. */
export function hubContentOf(state: CaseState, shown: boolean, now: number): DesiredHubContent | undefined {
  const id = `Drawbridge case ${state.caseId}`;
  const suppression = state.suppression && state.suppression.until > now ? state.suppression : undefined;
  if (state.consoleWorkflow && state.resolution?.code === 'console') return undefined;
  // Suppressed in the console: that is their word, and it stays as they wrote it.
  if (suppression && state.consoleWorkflow === 'SUPPRESSED') return undefined;
  if (suppression) return { workflow: 'SUPPRESSED', note: `${id}: suppressed: ${suppression.reason}`, verification: 'BENIGN_POSITIVE' };
  if (state.resolution) {
    const { by: actor, code, text } = state.resolution;
    if (actor.kind === 'policy' && !isProved(state)) return { workflow: 'NOTIFIED', note: `${id}: changed by policy: ${text}` };
    // RESOLVED at the source only when nobody still has to prove it: a person's word with a reason is that.
    const person = nameOf(actor);
    const by = person ? ` by ${person}` : actor.kind === 'policy' ? ' by policy, after proof' : '';
    const verification = actor.kind === 'person' ? verifications[code] : undefined;
    return { workflow: 'RESOLVED', note: `${id}: resolved${by} (${code}): ${text}`, ...(verification && { verification }) };
  }
  const note = state.lastNote && state.lastNote.by.kind === 'person' ? ` · note by ${state.lastNote.by.name}: ${state.lastNote.text}` : '';
  const owner = state.acknowledged && nameOf(state.acknowledged.by);
  if (owner) return { workflow: 'NOTIFIED', note: `${id}: acknowledged by ${owner}${assigned(state)}${note}` };
  if (state.assignee || note) return { workflow: 'NOTIFIED', note: `${id}:${assigned(state) || ' noted'}${note}` };
  if (state.reopenedAt !== undefined) return { workflow: 'NEW', note: `${id}: reopened` };
  return shown ? { workflow: 'NOTIFIED', note: id } : undefined;
}

/** Of somebody in Slack or PagerDuty; undefined for policy and for us. */
function nameOf(actor: Actor): string | undefined {
  if (actor.kind === 'person') return actor.name;
  return actor.kind === 'pagerduty' ? `${actor.name} in PagerDuty` : undefined;
}

/** Closed without a person, and nothing left to be proved by one. */
export function isClosedByPolicy(state: CaseState): boolean {
  return state.resolution?.by.kind === 'policy' && isProved(state);
}

/** That somebody is stopped is proved by what they no longer do; a setting, by being as it should be. */
function isProved({ subject, responses }: CaseState): boolean {
  return subject.threat !== 'active' || Object.values(responses).some(({ outcome }) => outcome === 'CONTAINED');
}

function assigned(state: CaseState): string {
  return state.assignee ? ` assigned to ${state.assignee.name}` : '';
}
