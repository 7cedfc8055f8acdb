/** Who acts at a terminal: known by their AWS identity, their rights asked of Slack as ever, and of policy and PagerDuty when Slack is down. */
import type { PersonFacts } from '../domain/authorize.ts';
import { onCallGroups, onCallLevel } from '../domain/on-call.ts';
import type { Policy } from '../domain/policy.ts';
import { addOnCall, type Directory, type Member, onCallMembers } from '../services/directory.ts';
import type { Services } from '../services/services.ts';

type TerminalServices = Pick<Services, 'directory' | 'onCall' | 'policy' | 'log'>;

/** The Slack id that policy gives this identity; nobody is guessed from a name. */
export function personOf(arn: string, { people }: Pick<Policy, 'people'>): string | undefined {
  return Object.hasOwn(people, arn) ? people[arn] : undefined;
}

/** "omar" of `…:assumed-role/AWSReservedSSO_Responder/omar@acme.example` and of `…:user/omar`. */
function nameIn(arn: string): string {
  const last = arn.split('/').at(-1) ?? arn;
  return last.replace(/@.*$/, '');
}

/** Groups by what policy lists; who is in a user group only Slack knows. */
async function withoutSlack(team: string, id: string, arn: string, { policy, onCall }: TerminalServices): Promise<PersonFacts> {
  const facts: PersonFacts = { team, id, name: nameIn(arn), standing: 'member' };
  const listed = Object.entries(policy.groups).filter(([, { people = [] }]) => people.includes(id));
  const groups = new Set(listed.map(([name]) => name));
  const asked = onCallGroups(policy);
  addOnCall(facts, groups, asked, asked.length > 0 ? await onCall.withoutSlack() : undefined);
  const unseen = Object.entries(policy.groups).flatMap(([name, { usergroup }]) => (usergroup && !groups.has(name) ? [name] : []));
  if (unseen.length > 0) facts.unknown = new Set([...(facts.unknown ?? []), ...unseen]);
  return { ...facts, groups };
}

async function listedMembers(group: string, { policy, onCall }: TerminalServices): Promise<Member[] | undefined> {
  const level = onCallLevel(group);
  if (level !== undefined) return onCallMembers(level, await onCall.withoutSlack());
  return (policy.groups[group]?.people ?? []).map((id) => ({ id, name: id }));
}

/** Slack's word wherever it gives one: who was deactivated there acts nowhere. */
export function terminalDirectory(arn: string, services: TerminalServices): Directory {
  const { directory, log } = services;
  return {
    async person(team, id) {
      const facts = await directory.person(team, id);
      if (facts.standing !== undefined && facts.groups) return { ...facts, aws: arn };
      log.warn('Slack does not say who somebody at a terminal is: policy does', { person: id, aws: arn });
      return { ...(await withoutSlack(team, id, arn, services)), aws: arn };
    },
    members: async (group) => (await directory.members(group)) ?? listedMembers(group, services),
  };
}
