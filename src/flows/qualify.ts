/** Who may approve: on call now (the port that named groups answer) or in a named group; and who may not although they could. */
import { authorize, type PersonFacts } from '../domain/authorize.ts';
import type { CaseState, ResponseState } from '../domain/case-state.ts';
import type { Policy } from '../domain/policy.ts';
import type { Services } from '../services/services.ts';

export function approverGroups(policy: Policy): string[] {
  return [...new Set([...policy.approvals.levels.map(({ group }) => group), ...policy.approvals.approvers])];
}

/** May this person decide on responses in this account at all? */
export function mayApprove(person: PersonFacts, account: string, policy: Policy): boolean {
  return authorize(person, 'approve', account, policy).ok && approverGroups(policy).some((group) => person.groups?.has(group) === true);
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

/** "the on-call (@omar)": who has to agree, as a plan says it. */
export async function needsWords(
  people: 1 | 2,
  person: PersonFacts,
  state: CaseState,
  because: string,
  services: Pick<Services, 'policy' | 'directory'>,
): Promise<string> {
  const { policy, directory } = services;
  const [level] = policy.approvals.levels;
  const onCall = ((level && (await directory.members(level.group))) || []).map(({ name }) => `@${name}`).join(', ') || 'nobody is on call';
  const alone = people === 1 && mayApprove(person, state.subject.account, policy) && !ownsSuspect(person, state);
  if (people === 2) return `you and one other person: ${onCall} on call (${because})`;
  return alone ? `you: your own confirmation is enough and is recorded as one person (${because})` : `the on-call (${onCall}) (${because})`;
}

/** Two people: neither the requester nor somebody who agreed before may decide. */
export function isSecondPerson(person: PersonFacts, response: Pick<ResponseState, 'askedBy' | 'given'>): boolean {
  const earlier = [response.askedBy, response.given?.by];
  return !earlier.some((actor) => actor?.kind === 'person' && actor.id === person.id);
}
