/** Who may approve: on call now (the port that named groups answer) or in a named group; and who may not although they could. */
import { authorize, type PersonFacts } from '../domain/authorize.ts';
import { type CaseState, type ResponseState, targetsOf } from '../domain/case-state.ts';
import { onCallLevel } from '../domain/on-call.ts';
import type { Policy } from '../domain/policy.ts';
import type { Services } from '../services/services.ts';

export function approverGroups(policy: Policy): string[] {
  return [...new Set([...policy.approvals.levels.map(({ group }) => group), ...policy.approvals.approvers])];
}

/** Of levels given by the names of their groups: those on call whose turn has not come. A level with nobody in it takes no turn. */
function waitingGroups(names: readonly string[], opened: number, person: Pick<PersonFacts, 'empty'>): Set<string> {
  let begun = Math.max(1, opened);
  while (begun < names.length && names.slice(0, begun).every((name) => person.empty?.has(name))) begun += 1;
  const early = names.slice(begun).filter((name) => onCallLevel(name) !== undefined && !names.slice(0, begun).includes(name));
  return new Set(early);
}

/** Groups whose members may decide by asking, before any level is opened: of those on call only the first. */
function groupsAtOnce(person: Pick<PersonFacts, 'empty'>, policy: Policy): string[] {
  const { levels, approvers } = policy.approvals;
  const names = levels.map(({ group }) => group);
  const waiting = waitingGroups(names, 1, person);
  return approverGroups(policy).filter((group) => approvers.includes(group) || !waiting.has(group));
}

interface Deciding {
  foreign?: { group?: string };
  levels: readonly { name: string }[];
  approvals: readonly { group: string; level: number }[];
}

/**
 * Whose members may decide on this one: a workflow's request may be for some of them only, and who is on call at a later level may
 * when that level has been asked.
 */
export function decidingGroups({ foreign, levels, approvals }: Deciding, policy: Policy, person: Pick<PersonFacts, 'empty'>): string[] {
  const { approvers } = policy.approvals;
  if (foreign?.group !== undefined) return [...new Set([foreign.group, ...approvers])];
  const asked = new Set(approvals.map(({ group }) => group));
  const names = levels.map(({ name }) => name);
  const waiting = waitingGroups(names, Math.max(0, ...approvals.map(({ level }) => level)), person);
  return approverGroups(policy).filter((group) => approvers.includes(group) || asked.has(group) || !waiting.has(group));
}

/** Rights are asked for in the case's account and in every other one that is acted on: a case may have targets in several. */
export function accountsOf(state: CaseState, targets: readonly { account: string }[] = []): string[] {
  return [...new Set([state.subject.account, ...targets.map(({ account }) => account)])];
}

/** May this person decide on responses in these accounts at all? */
export function mayApprove(person: PersonFacts, accounts: readonly string[], policy: Policy, groups = approverGroups(policy)): boolean {
  const everywhere = accounts.every((account) => authorize(person, 'approve', account, policy).ok);
  return everywhere && groups.some((group) => person.groups?.has(group) === true);
}

/**
 * May this person decide alone, for a typed reason, where somebody else should? Never on a credential of their own. While nobody
 * knows who is on call, the right to break the glass is enough: it says so in the log, and everybody is told.
 */
export function mayBreakGlass(person: PersonFacts, state: CaseState, response: ResponseState, policy: Policy): boolean {
  const accounts = accountsOf(state, targetsOf(response));
  const everywhere = accounts.every((account) => authorize(person, 'breakglass', account, policy).ok);
  const couldApprove = mayApprove(person, accounts, policy) || mayBeOnCall(person, accounts, policy);
  return everywhere && couldApprove && !ownsSuspect(person, state);
}

/** Nobody knows whether this person may approve: who is on call could not be asked. */
export function mayBeOnCall(person: PersonFacts, accounts: readonly string[], policy: Policy): boolean {
  const isUnknown = (account: string) => {
    const authority = authorize(person, 'approve', account, policy);
    return authority.ok || authority.because === 'look-up failed';
  };
  return accounts.every(isUnknown) && approverGroups(policy).some((group) => person.unknown?.has(group) === true);
}

/** Nobody else is needed for what this person could approve in the ordinary way. */
export function needsOthers(person: PersonFacts, response: ResponseState, state: CaseState, policy: Policy): boolean {
  return (
    response.people === 2 || !mayApprove(person, accountsOf(state, targetsOf(response)), policy, decidingGroups(response, policy, person))
  );
}

/** One person's word is enough, and this is one whose word counts now. */
export function decidesByAsking(person: PersonFacts, state: CaseState, targets: readonly { account: string }[], policy: Policy): boolean {
  const groups = groupsAtOnce(person, policy);
  return mayApprove(person, accountsOf(state, targets), policy, groups) && !ownsSuspect(person, state);
}

const ownerTags = ['owner', 'Owner', 'user', 'User'];

/** The owner of a suspect principal may comment, not approve. */
export function ownsSuspect(person: PersonFacts, state: CaseState): boolean {
  const { principal } = state.context;
  // Whoever was asked whether it was them has said all that counts.
  if (state.affected?.asked?.person.id === person.id) return true;
  const names = [state.subject.principal?.name, principal?.name, ...ownerTags.map((tag) => principal?.tags[tag])];
  return names.some((name) => name !== undefined && name.replace(/^@/, '').replace(/@.*$/, '').toLowerCase() === person.name.toLowerCase());
}

/** Names of those who could, by group, for refusals: "@omar (oncall-l1)". At most ten. */
export async function whoCould(groups: readonly string[], directory: Services['directory']): Promise<string[]> {
  const named = new Map<string, string>();
  for (const group of groups) {
    for (const { id, name } of (await directory.members(group)) ?? []) if (!named.has(id)) named.set(id, `@${name} (${group})`);
  }
  return [...named.values()].slice(0, 10);
}

const mostNamed = 3;

/** "@omar (oncall-l1)": those who could agree besides this person, the ones on call first. */
async function others(
  person: PersonFacts,
  { policy, directory }: Pick<Services, 'policy' | 'directory'>,
  groups = approverGroups(policy),
): Promise<string> {
  const could = (await whoCould(groups, directory)).filter((each) => !each.startsWith(`@${person.name} `));
  return could.slice(0, mostNamed).join(', ') || 'nobody is set up for this';
}

/** Who has to agree before a plan runs, as it says to the person who is about to ask for it. */
export async function needsWords(
  people: 1 | 2,
  person: PersonFacts,
  state: CaseState,
  targets: readonly { account: string }[],
  because: string,
  services: Pick<Services, 'policy' | 'directory'>,
): Promise<string> {
  if (people === 2) return `you and one other person: ${await others(person, services)} (${because})`;
  const alone = decidesByAsking(person, state, targets, services.policy);
  return alone
    ? `you: your own confirmation is enough and is recorded as one person (${because})`
    : `an approver: ${await others(person, services)} (${because})`;
}

/** The same for somebody who is asked to agree. */
export async function agreementWords(
  response: ResponseState,
  person: PersonFacts,
  state: CaseState,
  services: Pick<Services, 'policy' | 'directory'>,
): Promise<string> {
  const { people, because, askedBy, given } = response;
  const groups = decidingGroups(response, services.policy, person);
  const may = mayApprove(person, accountsOf(state, targetsOf(response)), services.policy, groups) && !ownsSuspect(person, state);
  const you = may && (people === 1 || isSecondPerson(person, response));
  const who = you ? 'you' : await others(person, services, groups);
  if (people === 1) return `one approver: ${who} (${because})`;
  const first = given ?? (askedBy.kind === 'person' ? { by: askedBy } : undefined);
  if (first?.by.kind !== 'person') return `two different approvers, first ${who} (${because})`;
  return `@${first.by.name} and one other person: ${who} (${because})`;
}

/** Two people: neither the requester nor somebody who agreed before may decide. */
export function isSecondPerson(person: PersonFacts, response: Pick<ResponseState, 'askedBy' | 'given'>): boolean {
  const earlier = [response.askedBy, response.given?.by];
  return !earlier.some((actor) => actor?.kind === 'person' && actor.id === person.id);
}
