/** Who people are and which groups they are in, at this moment: cached for a minute, closed when a look-up fails. */
import type { PersonFacts } from '../domain/authorize.ts';
import type { Policy } from '../domain/policy.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
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

const keptMilliseconds = 60_000;

/** Remembers answers for a minute of domain time; failures are not remembered. */
function remember<T>(clock: Clock, look: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, { at: number; answer: Promise<T> }>();
  return (key) => {
    const kept = known.get(key);
    if (kept && clock.now() - kept.at < keptMilliseconds) return kept.answer;
    const answer = look(key);
    known.set(key, { at: clock.now(), answer });
    answer.catch(() => known.delete(key));
    return answer;
  };
}

function standingOf(user: SlackUser | undefined, team: string, policy: Policy): NonNullable<PersonFacts['standing']> {
  if (!user || user.deleted) return 'gone';
  if (user.bot) return 'bot';
  if (user.stranger || user.team !== policy.team || team !== policy.team) return 'stranger';
  return user.guest ? 'guest' : 'member';
}

export function createDirectory({ slack, policy, clock, log }: { slack: Slack; policy: Policy; clock: Clock; log: Log }): Directory {
  const user = remember(clock, (id) => slack.user(id));
  const usergroup = remember(clock, (id) => slack.groupMembers(id));

  async function ids(group: string): Promise<string[]> {
    const { people = [], usergroup: handle } = policy.groups[group] ?? {};
    return [...people, ...(handle ? await usergroup(handle) : [])];
  }

  return {
    async person(team, id) {
      const facts: PersonFacts = { team, id, name: id };
      try {
        const found = await user(id);
        facts.standing = standingOf(found, team, policy);
        if (found) facts.name = found.name;
        const groups = new Set<string>();
        for (const group of Object.keys(policy.groups)) if ((await ids(group)).includes(id)) groups.add(group);
        facts.groups = groups;
      } catch (error) {
        log.error('a person could not be looked up', error, { person: id });
      }
      return facts;
    },
    async members(group) {
      try {
        return await Promise.all((await ids(group)).map(async (id) => ({ id, name: (await user(id))?.name ?? id })));
      } catch (error) {
        log.error('a group could not be looked up', error, { group });
        return undefined;
      }
    },
  };
}
