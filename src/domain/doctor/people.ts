/** Whether the people that policy counts on are there: groups that can be read and are not empty, and enough who could agree. */
import { findDeadlocks } from '../deadlock.ts';
import type { Policy } from '../policy.ts';
import { ok, problem, type Remark, warning } from './remark.ts';

export interface SeenGroup {
  group: string;
  /** Slack ids of those who may act; undefined when it could not be looked up. */
  people: readonly string[] | undefined;
  /** Those who may not, by name, and why. */
  unfit: readonly { name: string; because: string }[];
}

/** `groups`: each that policy names, on-call levels as well, as they are at this moment. */
export function checkPeople(groups: readonly SeenGroup[], policy: Policy): Remark[] {
  const remarks = groups.flatMap(({ group, people, unfit }): Remark[] => {
    if (!people)
      return [
        problem(
          'policy',
          `who is in group ${group} could not be looked up: it counts as nobody`,
          `check groups.${group} in drawbridge.yaml: is the user group there, and are user groups part of your Slack plan?`,
        ),
      ];
    const gone = unfit.map(({ name, because }) =>
      warning('policy', `${name} in group ${group} counts for nothing: ${because}`, `take them out of groups.${group}`),
    );
    return people.length > 0 ? gone : [...gone, warning('policy', `group ${group} is empty at this moment`, 'put somebody into it')];
  });
  const known = new Map(groups.flatMap(({ group, people }) => (people ? [[group, people] as const] : [])));
  for (const deadlock of findDeadlocks(policy, known)) {
    const [says = deadlock, change = 'let a second person approve'] = deadlock.split('; ');
    remarks.push(problem('policy', says, change));
  }
  const everybody = new Set(groups.flatMap(({ people = [] }) => people)).size;
  return remarks.length > 0
    ? remarks
    : [ok('policy', `all ${groups.length} groups have people, ${everybody} together; enough could agree`)];
}
