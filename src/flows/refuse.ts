/** The sentence a person is told when authority, state or time stand in the way: why, and who could. */
import {
  agreedAlready,
  alreadyDecided,
  expired,
  guest,
  notAllowed,
  ownApproval,
  ownCredential,
  requestExpired,
  unknownThing,
} from '../../blocks/refusals.ts';
import type { Authority, PersonFacts } from '../domain/authorize.ts';
import type { Services } from '../services/services.ts';
import type { Answered } from './answer-approval.ts';
import { whoCould } from './qualify.ts';

const outsiders = new Set(['guest', 'stranger', 'bot', 'gone']);

/** `doing` reads after "You cannot". */
export async function refusalOf(
  authority: Extract<Authority, { ok: false }>,
  doing: string,
  person: PersonFacts,
  services: Pick<Services, 'directory'>,
): Promise<string> {
  if (outsiders.has(authority.because)) return guest();
  const could = (await whoCould(authority.groups, services.directory)).filter((each) => !each.startsWith(`@${person.name} `));
  if (authority.because === 'look-up failed')
    return `${notAllowed(`${doing} just now: who you are could not be looked up`, could)} Try again in a minute.`;
  return notAllowed(doing, could);
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
    case 'not-approver':
      return notAllowed(`decide on ${answered.what}`, answered.could);
  }
}
