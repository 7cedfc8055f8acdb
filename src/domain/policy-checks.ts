/** What fits together in a policy as a whole: names that exist, times in order, and people who could agree where people are needed. */
import { findDeadlocks } from './deadlock.ts';
import { onCallLevel } from './on-call.ts';
import type { Policy } from './policy.ts';
import { ticketProblems } from './policy-tickets.ts';

/** The content of a policy, before it has a version. */
export type Content = Omit<Policy, 'version'>;

/** Every problem, each with its path ("routes.0.channel: …"). */
export function policyProblems(policy: Content): string[] {
  const named = [...policy.routes, policy.defaultRoute].map((route) => route.name);
  const problems = [
    ...routing(policy),
    ...approving(policy),
    ...rights(policy),
    ...times(policy),
    ...ticketProblems(policy.tickets, named),
  ];
  // Who could agree is only known when every name stands for something.
  return problems.length > 0 ? problems : findDeadlocks(policy);
}

function unknownGroups(policy: Content, where: string, names: readonly string[]): string[] {
  return names
    .filter((each) => !(each in policy.groups) && onCallLevel(each) === undefined)
    .map((each) => `${where}: there is no group "${each}"`);
}

function unknownChannels(policy: Content, where: string, names: readonly string[]): string[] {
  return names.filter((each) => !(each in policy.channels)).map((each) => `${where}: there is no channel "${each}"`);
}

function routing(policy: Content): string[] {
  const { routes, defaultRoute, accounts, quietHours, digests, handOvers } = policy;
  return [
    ...routes.flatMap(({ channel }, index) => unknownChannels(policy, `routes.${index}.channel`, [channel])),
    ...unknownChannels(policy, 'defaultRoute.channel', [defaultRoute.channel]),
    ...(policy.adminChannel === undefined ? [] : unknownChannels(policy, 'adminChannel', [policy.adminChannel])),
    ...Object.entries(accounts).flatMap(([id, { channel }]) =>
      channel === undefined ? [] : unknownChannels(policy, `accounts.${id}.channel`, [channel]),
    ),
    ...quietHours.flatMap(({ channels = [] }, index) => unknownChannels(policy, `quietHours.${index}.channels`, channels)),
    ...digests.flatMap(({ channel, of = [] }, index) => [
      ...unknownChannels(policy, `digests.${index}.channel`, [channel]),
      ...unknownChannels(policy, `digests.${index}.of`, of),
    ]),
    ...handOvers.flatMap(({ channel, of = [], group }, index) => [
      ...unknownChannels(policy, `handOvers.${index}.channel`, [channel]),
      ...unknownChannels(policy, `handOvers.${index}.of`, of),
      ...unknownGroups(policy, `handOvers.${index}.group`, [group]),
    ]),
  ];
}

function approving(policy: Content): string[] {
  const { levels, approvers, workflows } = policy.approvals;
  const mayApprove = (group: string) => policy.allow.some((right) => right.verbs.includes('approve') && right.groups.includes(group));
  return [
    ...levels.flatMap(({ group, minutes }, index) => {
      const where = `approvals.levels.${index}`;
      const before = levels[index - 1]?.minutes;
      const onCall = onCallLevel(group) !== undefined && !mayApprove(group);
      return [
        ...unknownGroups(policy, `${where}.group`, [group]),
        ...(onCall ? [`${where}: whoever is on call there may not approve; name ${group} in a right with approve`] : []),
        ...(before !== undefined && minutes <= before ? [`${where}.minutes: counted from the asking, so more than ${before}`] : []),
      ];
    }),
    ...unknownGroups(policy, 'approvals.approvers', approvers),
    ...workflows.flatMap((each, index) =>
      each.approvers ? unknownGroups(policy, `approvals.workflows.${index}.approvers`, [each.approvers]) : [],
    ),
  ];
}

function rights(policy: Content): string[] {
  return [
    ...policy.allow.flatMap((each, index) => unknownGroups(policy, `allow.${index}.groups`, each.groups)),
    ...policy.deny.flatMap((each, index) => unknownGroups(policy, `deny.${index}.groups`, each.groups)),
    ...Object.entries(policy.groups).flatMap(([each, { people, usergroup }]) => [
      ...(onCallLevel(each) === undefined ? [] : [`groups.${each}: that name is PagerDuty’s level; choose another`]),
      ...(people || usergroup ? [] : [`groups.${each}: give people or a usergroup`]),
    ]),
  ];
}

function times({ freezes, quietHours }: Content): string[] {
  return [
    ...freezes.flatMap(({ from, until }, index) =>
      Date.parse(until) <= Date.parse(from) ? [`freezes.${index}.until: later than ${from}, where it begins`] : [],
    ),
    ...quietHours.flatMap(({ from, until }, index) =>
      from === until ? [`quietHours.${index}.until: another time than ${from}; for whole days give days`] : [],
    ),
  ];
}
