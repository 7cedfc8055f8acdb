/** The affected person: whoever a suspect credential belongs to, asked whether it was them. What they say is evidence and decides nothing. */
import { type CaseState, isOpen, isQuiet } from './case-state.ts';
import type { NewEvent, Tier } from './events.ts';
import type { Policy } from './policy.ts';
import type { Consequence } from './policy-asking.ts';
import { isListed } from './strategy.ts';

export type AffectedAnswer = 'yes' | 'no';

export interface AffectedEventData {
  'affected-asked': { ref: string; person: { id: string; name: string }; principal: string; until: number };
  /** Policy wants somebody asked, and nobody was. */
  'affected-unasked': { because: string };
  'affected-answered': { ref: string; answer: AffectedAnswer };
  /** In their own words. */
  'affected-told': { ref: string; text: string };
  'affected-silent': { ref: string };
}

/** JSON all through, as the rest of the case. */
export interface Affected {
  asked?: AffectedEventData['affected-asked'] & { at: number };
  unasked?: string;
  answer?: { answer: AffectedAnswer; at: number };
  /** What they wrote last. */
  told?: { text: string; at: number };
  silentAt?: number;
}

/** Whom a credential belongs to, as far as AWS says. */
export interface Suspect {
  /** Stable: what policy may name, and what a person is linked to. */
  arn: string;
  /** "user ci-deploy". */
  label: string;
  /** Addresses that say whose it is, the surest first. */
  emails: string[];
}

const address = /^[^\s@<>|*]{1,64}@[^\s@<>|*]{1,190}$/;

/**
 * Undefined for root, services and whoever is not known. A session's name is an address that can be believed only where IAM Identity
 * Center has set it: whoever assumes a role chooses it freely.
 */
export function suspectOf({ subject, context }: CaseState, tags: readonly string[]): Suspect | undefined {
  const { principal, partition } = subject;
  if (!principal?.name) return undefined;
  const { kind, name, account, session } = principal;
  if (kind === 'user') {
    const known = context.principal?.kind === 'user' && context.principal.name === name ? context.principal : undefined;
    const tagged = tags.flatMap((tag) => known?.tags[tag]?.trim() ?? []).filter((each) => address.test(each));
    return { arn: known?.arn ?? `arn:${partition}:iam::${account}:user/${name}`, label: `user ${name}`, emails: tagged.slice(0, 1) };
  }
  if ((kind !== 'role' && kind !== 'sso') || !session) return undefined;
  const emails = kind === 'sso' && address.test(session) ? [session] : [];
  return { arn: `arn:${partition}:sts::${account}:assumed-role/${name}/${session}`, label: `role ${name} (session ${session})`, emails };
}

/** Only about what a product of AWS really says, while it matters, and once. */
export function wantsAsking(state: CaseState, { askAffected: { types, environments } }: Policy, now: number): boolean {
  const { subject, environment, enrichedAt, affected } = state;
  if (affected || enrichedAt === undefined || subject.kind !== 'finding' || subject.quiet === 'baseline') return false;
  if (!isOpen(state) || isQuiet(state, now) || subject.sample || !subject.genuine) return false;
  return isListed(subject.type, types) && types.length > 0 && (!environments || environments.includes(environment));
}

/** Why this answer cannot be taken, or undefined: "no" after "yes" can, "yes" after "no" cannot. */
export function answerProblem({ answer }: Affected, given: AffectedAnswer): string | undefined {
  if (answer?.answer === given) return `you answered ${given} already`;
  return answer?.answer === 'no' ? 'you answered no; write to the team what has changed' : undefined;
}

/** What policy makes of an answer or of silence: at most a higher tier. */
export function consequences(state: CaseState, what: Consequence, reason: string, id: string): NewEvent[] {
  const tier: Tier = what === 'page' ? 3 : what === 'raise' ? (Math.min(3, state.tier + 1) as Tier) : state.tier;
  if (tier <= state.tier || !isOpen(state)) return [];
  return [{ id, actor: { kind: 'policy' }, kind: 'tier-set', data: { tier, reason } }];
}
