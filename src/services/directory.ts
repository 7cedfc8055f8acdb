/** Who people are and which groups they are in, at this moment: cached for a minute, closed when a look-up fails. */
import type { PersonFacts } from '../domain/authorize.ts';
import { onCallGroups, onCallLevel } from '../domain/on-call.ts';
import type { Policy } from '../domain/policy.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { OnCall, OnCallNow } from './on-call.ts';
import { remember } from './remember.ts';
import type { Slack, SlackUser } from './slack.ts';

export interface Member {
  id: string;
  name: string;
}

export interface Directory {
  /** Never rejects: what could not be looked up is undefined in the answer. */
  person(team: string, id: string): Promise<PersonFacts>;
  /** Members of a group of policy, with names; undefined when the look-up failed. */
  members(group: string): Promise<Member[] | undefined>;
}

function standingOf(user: SlackUser | undefined, team: string, policy: Policy): NonNullable<PersonFacts['standing']> {
  if (!user || user.deleted) return 'gone';
  if (user.bot) return 'bot';
  if (user.stranger || user.team !== policy.team || team !== policy.team) return 'stranger';
  return user.guest ? 'guest' : 'member';
}

/** Adds what PagerDuty says of this moment: groups they are in, groups that could not be asked, groups with nobody in them. */
export function addOnCall(facts: PersonFacts, groups: Set<string>, asked: readonly string[], now: OnCallNow | undefined): void {
  const [unknown, empty] = [new Set<string>(), new Set<string>()];
  for (const group of asked) {
    const level = onCallLevel(group);
    const here = now?.members.filter((member) => member.level === level) ?? [];
    if (here.some(({ id }) => id === facts.id)) groups.add(group);
    else if (!now || now.unsure.includes(level ?? 0)) unknown.add(group);
    if (now && here.length === 0 && !unknown.has(group)) empty.add(group);
  }
  if (unknown.size > 0) facts.unknown = unknown;
  if (empty.size > 0) facts.empty = empty;
}

export interface DirectoryParts {
  slack: Pick<Slack, 'user' | 'groupMembers'>;
  policy: Policy;
  clock: Clock;
  log: Log;
  onCall: Pick<OnCall, 'now' | 'shown'>;
}

export function createDirectory({ slack, policy, clock, log, onCall }: DirectoryParts): Directory {
  const user = remember(clock, (id) => slack.user(id));
  const usergroup = remember(clock, (id) => slack.groupMembers(id));
  const asked = onCallGroups(policy);

  async function ids(group: string): Promise<string[]> {
    const { people = [], usergroup: handle } = policy.groups[group] ?? {};
    return [...people, ...(handle ? await usergroup(handle) : [])];
  }

  return {
    async person(team, id) {
      const facts: PersonFacts = { team, id, name: id };
      const now = asked.length > 0 ? onCall.now() : undefined;
      try {
        const found = await user(id);
        facts.standing = standingOf(found, team, policy);
        if (found) facts.name = found.name;
        const groups = new Set<string>();
        for (const group of Object.keys(policy.groups)) if ((await ids(group)).includes(id)) groups.add(group);
        addOnCall(facts, groups, asked, await now);
        facts.groups = groups;
      } catch (error) {
        log.error('a person could not be looked up', error, { person: id });
      }
      return facts;
    },
    async members(group) {
      const level = onCallLevel(group);
      if (level !== undefined) return onCallMembers(level, await onCall.shown());
      try {
        return await Promise.all((await ids(group)).map(async (id) => ({ id, name: (await user(id))?.name ?? id })));
      } catch (error) {
        log.error('a group could not be looked up', error, { group });
        return undefined;
      }
    },
  };
}

export function onCallMembers(level: number, now: OnCallNow | undefined): Member[] | undefined {
  return now?.members.filter((member) => member.level === level).map(({ id, name }) => ({ id, name }));
}
