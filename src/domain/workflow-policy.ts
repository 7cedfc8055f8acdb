/** Which workflows policy lets ask for approvals, who answers them, and until when. */
import type { ApprovalRequest } from './approval-request.ts';
import type { ResponseAsked } from './events.ts';
import type { Policy } from './policy.ts';

type Allowed = Policy['approvals']['workflows'][number];

/** `*` stands for anything, also for nothing. */
function fits(pattern: string, name: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(name);
}

/** The entry of policy for this request, or why there is none, with the next step. */
export function allowedWorkflow(request: ApprovalRequest, policy: Policy): { ok: true; group?: string } | { ok: false; because: string } {
  const { account, stateMachine, approvers } = request;
  const { workflows } = policy.approvals;
  const entry = workflows.find((each) => each.account === account && fits(each.stateMachine, stateMachine));
  if (!entry) return { ok: false, because: notListed(request, workflows) };
  if (approvers === undefined) return { ok: true, ...(entry.approvers && { group: entry.approvers }) };
  const known = entry.approvers ? [entry.approvers] : [...policy.approvals.levels.map(({ group }) => group), ...policy.approvals.approvers];
  if (known.includes(approvers)) return { ok: true, group: approvers };
  const because = `"${approvers}" may not answer for ${stateMachine}: name ${known.map((each) => `"${each}"`).join(' or ')}, or leave approvers out`;
  return { ok: false, because };
}

function notListed({ account, stateMachine }: ApprovalRequest, workflows: readonly Allowed[]): string {
  const elsewhere = workflows.some((each) => each.account !== account && fits(each.stateMachine, stateMachine));
  const why = elsewhere
    ? `policy lets ${stateMachine} ask from another account only`
    : `no state machine ${stateMachine} of account ${account} may ask for approvals`;
  return `${why}: add it under approvals.workflows in drawbridge.yaml`;
}

/** Levels until the workflow's own deadline: those whose turn would come after it are not asked. Milliseconds. */
export function levelsUntil(expiresAt: number, group: string | undefined, policy: Policy, now: number): ResponseAsked['levels'] {
  const left = Math.floor((expiresAt - now) / 1000);
  const all = policy.approvals.levels.map((level) => ({ name: level.group, seconds: Math.round(level.minutes * 60) }));
  const longest = all.at(-1)?.seconds ?? left;
  const asked = group === undefined ? all : [{ name: group, seconds: longest }];
  return asked
    .filter((_, index) => (asked[index - 1]?.seconds ?? 0) < left)
    .map(({ name, seconds }) => ({ name, seconds: Math.min(seconds, left) }));
}
