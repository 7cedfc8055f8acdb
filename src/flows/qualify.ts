/** Who may approve: on call now (the port that named groups answer) or in a named group; and who may not although they could. */
import { authorize, type PersonFacts } from '../domain/authorize.ts';
import { type CaseState, type ResponseState, targetsOf } from '../domain/case-state.ts';
import type { Policy } from '../domain/policy.ts';
import type { Services } from '../services/services.ts';

export function approverGroups(policy: Policy): string[] {
  return [...new Set([...policy.approvals.levels.map(({ group }) => group), ...policy.approvals.approvers])];
}

/** Whose members may decide on this one: a workflow's request may be for some of them only. */
export function decidingGroups({ foreign }: Pick<ResponseState, 'foreign'>, policy: Policy): string[] {
  return foreign?.group === undefined ? approverGroups(policy) : [...new Set([foreign.group, ...policy.approvals.approvers])];
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

/** May this person decide alone, for a typed reason, where somebody else should? Never on a credential of their own. */
export function mayBreakGlass(person: PersonFacts, state: CaseState, response: ResponseState, policy: Policy): boolean {
  const accounts = accountsOf(state, targetsOf(response));
  const everywhere = accounts.every((account) => authorize(person, 'breakglass', account, policy).ok);
  return everywhere && mayApprove(person, accounts, policy) && !ownsSuspect(person, state);
}

/** Nobody else is needed for what this person could approve in the ordinary way. */
export function needsOthers(person: PersonFacts, response: ResponseState, state: CaseState, policy: Policy): boolean {
  return response.people === 2 || !mayApprove(person, accountsOf(state, targetsOf(response)), policy, decidingGroups(response, policy));
}

const ownerTags = ['owner', 'Owner', 'user', 'User'];

/** The owner of a suspect principal may comment, not approve. */
export function ownsSuspect(person: PersonFacts, state: CaseState): boolean {
  const { principal } = state.context;
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
  const alone = mayApprove(person, accountsOf(state, targets), services.policy) && !ownsSuspect(person, state);
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
  const groups = decidingGroups(response, services.policy);
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
