/** Looks up who is in each group that policy names, and whether they may act: what doctor holds against policy. */
import { checkPeople, type SeenGroup } from '../domain/doctor/people.ts';
import type { Remark } from '../domain/doctor/remark.ts';
import { onCallGroups } from '../domain/on-call.ts';
import type { Services } from '../services/services.ts';

type PeopleServices = Pick<Services, 'directory' | 'policy'>;

const standings = { gone: 'not in Slack any more', bot: 'a bot', stranger: 'of another workspace', guest: 'a guest' } as const;

async function seenGroup(group: string, { directory, policy }: PeopleServices): Promise<SeenGroup> {
  const members = await directory.members(group);
  if (!members) return { group, people: undefined, unfit: [] };
  const found = await Promise.all(members.map(({ id }) => directory.person(policy.team, id)));
  const unfit = found.flatMap(({ name, standing }) => {
    if (standing === 'member') return [];
    return [{ name, because: standing === undefined ? 'they could not be looked up' : `they are ${standings[standing]}` }];
  });
  const people = found.filter(({ standing }) => standing === 'member').map(({ id }) => id);
  return { group, people: [...new Set(people)], unfit };
}

export async function examinePeople(services: PeopleServices): Promise<Remark[]> {
  const { policy } = services;
  const names = [...new Set([...Object.keys(policy.groups), ...onCallGroups(policy)])];
  const groups: SeenGroup[] = [];
  // One after the other: Slack allows 20 questions about user groups a minute.
  for (const name of names) groups.push(await seenGroup(name, services));
  return checkPeople(groups, policy);
}
