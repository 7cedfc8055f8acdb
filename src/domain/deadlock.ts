/** Deadlocks: accounts in which people may ask for what nobody, or only one person, could ever agree to. */
import { onCallLevel } from './on-call.ts';
import type { Content } from './policy-checks.ts';

/** Who could agree in one account: people that policy lists, and whether there may be others, such as members of a user group. */
interface Approvers {
  people: Set<string>;
  others: boolean;
}

type Right = Content['allow'][number];

/** Who is in a group at this moment, by Slack ids: for whoever has looked. */
export type Known = ReadonlyMap<string, readonly string[]>;

/** Stands for every account that policy does not list. */
const elsewhere = '';

function covers({ verbs, accounts }: Right, verb: Right['verbs'][number], account: string): boolean {
  return verbs.includes(verb) && (!accounts || accounts.includes(account));
}

function groupsWith(rights: readonly Right[], verb: Right['verbs'][number], account: string): Set<string> {
  return new Set(rights.filter((right) => covers(right, verb, account)).flatMap(({ groups }) => groups));
}

/** Its members are only known when somebody looks. */
function isOpenEnded(policy: Content, group: string, known: Known): boolean {
  if (known.has(group)) return false;
  return onCallLevel(group) !== undefined || policy.groups[group]?.usergroup !== undefined;
}

/** As looked up, or else as listed. */
function membersOf(policy: Content, known: Known): [group: string, people: readonly string[]][] {
  const listed = Object.entries(policy.groups).map(([group, { people = [] }]): [string, readonly string[]] => [group, people]);
  return [...new Map([...listed, ...known])];
}

/** To agree takes the right to it and a place in a group that is asked, or may answer at any level. */
function approversIn(policy: Content, account: string, known: Known): Approvers {
  const asked = new Set([...policy.approvals.levels.map(({ group }) => group), ...policy.approvals.approvers]);
  const allowed = groupsWith(policy.allow, 'approve', account);
  const denied = groupsWith(policy.deny, 'approve', account);
  const members = membersOf(policy, known);
  const listed = [...new Set(members.flatMap(([, people]) => people))];
  const people = listed.filter((person) => {
    const own = members.flatMap(([group, of]) => (of.includes(person) ? [group] : []));
    return own.some((group) => asked.has(group)) && own.some((group) => allowed.has(group)) && !own.some((group) => denied.has(group));
  });
  // Whoever is in a user group may also be in any other one.
  const open = (group: string) => isOpenEnded(policy, group, known) && !denied.has(group);
  const others = [...asked].some(open) && [...allowed].some((group) => open(group) || asked.has(group));
  return { people: new Set(people), others };
}

function runsAnything(policy: Content): boolean {
  return Object.values(policy.playbooks).some((each) =>
    (['production', 'staging', 'development', 'unknown'] as const).some(
      (environment) => each[environment] === 'ask' || each[environment] === 'auto',
    ),
  );
}

/** Every account in which people may ask, with the others summed up in one. */
export function findDeadlocks(policy: Content, known: Known = new Map()): string[] {
  if (!runsAnything(policy)) return [];
  const stuck = new Map<string, string[]>();
  for (const account of [...Object.keys(policy.accounts), elsewhere]) {
    if (groupsWith(policy.allow, 'respond', account).size === 0) continue;
    const { people, others } = approversIn(policy, account, known);
    if (others || people.size > 1) continue;
    const [only] = people;
    const words = only
      ? `only ${only} could agree, so that nobody can agree to what they ask for themselves, nor give the second agreement to what takes two people; let a second person approve`
      : 'people may ask, and nobody could agree; give approve to a group that a level asks, or to one of approvals.approvers';
    stuck.set(words, [...(stuck.get(words) ?? []), account === elsewhere ? 'every account not listed' : account]);
  }
  return [...stuck].map(([words, accounts]) => `approvals: in ${accounts.join(', ')} ${words}`);
}
