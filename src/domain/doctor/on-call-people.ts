/** Whether somebody can be asked at each level that policy asks: on call, and a person of Slack. */
import { onCallGroups, onCallLevel } from '../on-call.ts';
import type { Policy } from '../policy.ts';
import { ok, problem, type Remark } from './remark.ts';

interface OnCallNow {
  members: readonly { level: number; name: string }[];
  strangers: readonly { level: number; name: string; because: string }[];
}

/** PagerDuty's levels that policy asks, lowest first. */
export function levelsAsked(policy: Policy): number[] {
  return onCallGroups(policy)
    .flatMap((group) => onCallLevel(group) ?? [])
    .sort((a, b) => a - b);
}

export function checkOnCall(now: OnCallNow | undefined, policy: Policy): Remark[] {
  const asked = levelsAsked(policy);
  if (!now)
    return asked.length > 0
      ? [
          problem(
            'PagerDuty',
            'who is on call could not be asked: nobody can approve by being on call',
            'see the mode above; check that the token may read on-calls and users (oncalls.read, users.read)',
          ),
        ]
      : [];
  const remarks: Remark[] = now.strangers.map(({ level, name, because }) =>
    problem(
      'PagerDuty',
      `${name}, on call at level ${level}, cannot be asked in Slack: ${because}`,
      'give them the same address in both, or name them under people in drawbridge.yaml',
    ),
  );
  for (const level of asked)
    if (!now.members.some((member) => member.level === level))
      remarks.push(
        problem('PagerDuty', `nobody can be asked at level ${level} right now`, 'PagerDuty, the schedule of that level: fill the gap'),
      );
  const names = now.members.map(({ name, level }) => `@${name} (L${level})`);
  return remarks.length > 0 ? remarks : [ok('PagerDuty', `on call now: ${names.join(', ') || 'nobody, and policy asks nobody'}`)];
}
