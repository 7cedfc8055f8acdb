/** May this person do this? One pure function over policy and live facts, asked on every click, command and submission. */
import type { Policy, Verb } from './policy.ts';

/** What the directory says about the person behind (team id, user id) at this moment. */
export interface PersonFacts {
  team: string;
  id: string;
  name: string;
  /** The AWS identity that says who it is, at a terminal. */
  aws?: string;
  /** Undefined when the look-up failed: then nobody is let in. */
  standing?: 'member' | 'guest' | 'stranger' | 'bot' | 'gone';
  /** Groups of policy they are in now; undefined when a look-up failed. */
  groups?: ReadonlySet<string>;
  /** Groups that could not be asked, PagerDuty being down: they are in none of them, and are told why. */
  unknown?: ReadonlySet<string>;
  /** On-call groups with nobody in them at this moment: their turn is over before it begins. */
  empty?: ReadonlySet<string>;
}

export type Authority =
  | { ok: true }
  | { ok: false; because: 'guest' | 'stranger' | 'bot' | 'gone' | 'look-up failed' | 'denied' | 'not allowed'; groups: string[] };

function covers(right: { verbs: readonly Verb[]; accounts?: readonly string[] | undefined }, verb: Verb, account: string): boolean {
  return right.verbs.includes(verb) && (!right.accounts || right.accounts.includes(account));
}

/** Explicit deny wins; an empty policy denies; a look-up that fails denies. */
export function authorize(person: PersonFacts, verb: Verb, account: string, policy: Policy): Authority {
  const could = [...new Set(policy.allow.filter((right) => covers(right, verb, account)).flatMap((right) => right.groups))];
  if (person.standing === undefined || person.groups === undefined) return { ok: false, because: 'look-up failed', groups: could };
  if (person.team !== policy.team) return { ok: false, because: 'stranger', groups: could };
  if (person.standing !== 'member') return { ok: false, because: person.standing, groups: could };
  const within = (right: { groups: readonly string[] }) => right.groups.some((group) => person.groups?.has(group));
  const mayBeWithin = (right: { groups: readonly string[] }) => right.groups.some((group) => person.unknown?.has(group));
  if (policy.deny.some((right) => covers(right, verb, account) && mayBeWithin(right)))
    return { ok: false, because: 'look-up failed', groups: could };
  if (policy.deny.some((right) => covers(right, verb, account) && within(right))) return { ok: false, because: 'denied', groups: could };
  if (policy.allow.some((right) => covers(right, verb, account) && within(right))) return { ok: true };
  const perhaps = policy.allow.some((right) => covers(right, verb, account) && mayBeWithin(right));
  return { ok: false, because: perhaps ? 'look-up failed' : 'not allowed', groups: could };
}
