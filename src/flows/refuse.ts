/** The sentence a person is told when authority, state or time stand in the way: why, and who could. */
import {
  agreedAlready,
  alreadyDecided,
  expired,
  guest,
  notAllowed,
  onCallUnknown,
  ownApproval,
  ownCredential,
  requestExpired,
  unknownPerson,
  unknownThing,
} from '../../blocks/refusals.ts';
import { type Authority, authorize, type PersonFacts } from '../domain/authorize.ts';
import type { Verb } from '../domain/policy.ts';
import type { Services } from '../services/services.ts';
import type { Answered } from './answer-approval.ts';
import { whoCould } from './qualify.ts';

const outsiders = new Set(['guest', 'stranger', 'bot', 'gone']);

const doingWords: Partial<Record<Verb, string>> = {
  view: 'see cases',
  page: 'page people on call',
  ticket: 'open tickets',
  respond: 'ask for responses',
  approve: 'approve responses',
  deny: 'deny responses',
  cancel: 'cancel responses',
  undo: 'undo responses',
  breakglass: 'decide alone by break-glass',
};

function doing(verb: Verb, account: string, { policy }: Pick<Services, 'policy'>): string {
  return `${doingWords[verb] ?? `${verb} cases`} in ${policy.accounts[account]?.name ?? account}`;
}

/** Why not, in the first of these accounts in which this person has no right to it; undefined when they have it in all of them. */
export async function barredIn(
  accounts: Iterable<string>,
  verb: Verb,
  person: PersonFacts,
  services: Pick<Services, 'directory' | 'policy'>,
): Promise<string | undefined> {
  for (const account of accounts) {
    const authority = authorize(person, verb, account, services.policy);
    // While nobody knows who is on call, those who may break the glass open what there is to decide; the answer is checked once more.
    const looks = verb === 'approve' && person.unknown && authorize(person, 'breakglass', account, services.policy).ok;
    if (!authority.ok && !(looks && authority.because === 'look-up failed'))
      return refusalOf(authority, doing(verb, account, services), person, services);
  }
  return undefined;
}

/** Why somebody is not answered at all: not one of ours, or nobody knows; undefined for everybody else. */
export function outsideBecause(person: PersonFacts, policy: Services['policy']): string | undefined {
  if (person.standing === undefined || person.groups === undefined) return unknownPerson();
  return person.standing === 'member' && person.team === policy.team ? undefined : guest();
}

/** `what` reads after "You cannot". */
export async function refusalOf(
  authority: Extract<Authority, { ok: false }>,
  what: string,
  person: PersonFacts,
  services: Pick<Services, 'directory'>,
): Promise<string> {
  if (outsiders.has(authority.because)) return guest();
  const could = (await whoCould(authority.groups, services.directory)).filter((each) => !each.startsWith(`@${person.name} `));
  if (authority.because === 'look-up failed' && person.unknown) return onCallUnknown(what, could);
  if (authority.because === 'look-up failed')
    return `${notAllowed(`${what} just now: who you are could not be looked up`, could)} Try again in a minute.`;
  return notAllowed(what, could);
}

export function answerRefusal(answered: Extract<Answered, { ok: false }>, now: number): string {
  switch (answered.why) {
    case 'unknown':
      return unknownThing();
    case 'decided':
      return alreadyDecided(answered.by, answered.decision, Math.max(0, Math.round((now - answered.at) / 1000)), answered.reason);
    case 'expired': {
      const ago = Math.max(0, Math.round((now - answered.at) / 1000));
      return answered.workflow ? requestExpired(ago) : expired(ago);
    }
    case 'agreed':
      return agreedAlready(answered.what, answered.could);
    case 'own':
      return ownApproval(answered.what, `this takes two people (${answered.because})`, answered.could);
    case 'own-credential':
      return ownCredential(answered.could);
    case 'not-yet':
      return notAllowed(`decide on ${answered.what} yet: your level has not been asked`, answered.could);
    case 'on-call-unknown':
      return onCallUnknown(`decide on ${answered.what}`, answered.could);
    case 'not-approver':
      return notAllowed(`decide on ${answered.what}`, answered.could);
  }
}
