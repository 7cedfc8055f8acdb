/** Strategy: environment x risk x threat -> by itself, after a veto window, one person, two people, a ticket, or not at all; first match wins. */
import type { Environment } from './context.ts';
import type { Tier } from './events.ts';
import type { Threat } from './finding.ts';
import type { Risk } from './plan.ts';
import type { Mode } from './policy.ts';

export interface StrategyFacts {
  mode: Mode;
  environment: Environment;
  risk: Risk;
  threat: Threat;
  tier: Tier;
  /** The target is somebody's credential. */
  credential: boolean;
  /** In how many accounts the plan changes something. */
  accounts: number;
  /** Who asks: a person in Slack, somebody in the console, or policy by itself. */
  requester: 'person' | 'console' | 'policy';
  /** Grave and seen often: no need to wait whether it goes away. */
  confident: boolean;
  /** Others besides the target lose something. */
  harmsOthers: boolean;
  /** What could not be found out about who else is hit. */
  unknown: boolean;
  /** Why nothing runs by itself in this account now: too many did in the last hour. */
  breaker?: string | undefined;
  /** The freeze that is on now. */
  freeze?: string | undefined;
  /** What was stopped, by whom and why. */
  stopped?: string | undefined;
  /** The policy watch found what policy wants held until people agree. */
  watched?: boolean | undefined;
  /** Policy's own number for this playbook, never lower than the table's. */
  people?: 1 | 2 | undefined;
}

export type Strategy =
  | { decide: 'approval'; people: 1 | 2; because: string }
  | { decide: 'auto'; vetoSeconds: number; because: string }
  | { decide: 'ticket'; because: string }
  | { decide: 'observe'; because: string; nextStep: string }
  | { decide: 'refuse'; because: string; nextStep: string };

type Decision =
  | { decide: 'approval'; people: 1 | 2 }
  /** Only in mode `auto` and where nothing speaks against it; else one person. */
  | { decide: 'auto'; vetoSeconds: number }
  /** Only when nobody asked; a person who asks is one person's approval. */
  | { decide: 'ticket' };

export interface Row {
  row: string;
  when: (facts: StrategyFacts) => boolean;
  decision: (facts: StrategyFacts) => Decision;
  because: (facts: StrategyFacts) => string;
}

const SHORT_VETO = 5 * 60;
const LONG_VETO = 15 * 60;

const isProduction = ({ environment }: StrategyFacts) => environment === 'production' || environment === 'unknown';
const where = ({ environment }: StrategyFacts) =>
  environment === 'unknown' ? 'environment unknown, so treated as production' : environment;

/** From the matrix of risk and environment; what speaks against running by itself is asked apart from it. */
export const rows: readonly Row[] = [
  {
    row: 'held by the policy watch',
    when: ({ watched, requester }) => watched === true && requester === 'policy',
    decision: () => ({ decide: 'auto', vetoSeconds: 0 }),
    because: () => 'policy holds what allows restricted actions until people agree',
  },
  {
    row: 'irreversible, production',
    when: (facts) => facts.risk === 'irreversible' && isProduction(facts),
    // Two people can ask for it on the card; policy only tells the owner.
    decision: ({ requester }) => (requester === 'policy' ? { decide: 'ticket' } : { decide: 'approval', people: 2 }),
    because: () => 'it cannot be undone',
  },
  {
    row: 'irreversible',
    when: ({ risk }) => risk === 'irreversible',
    decision: () => ({ decide: 'approval', people: 2 }),
    because: () => 'it cannot be undone',
  },
  {
    row: 'credential in production',
    when: (facts) => facts.credential && isProduction(facts),
    decision: () => ({ decide: 'approval', people: 2 }),
    because: (facts) => `a credential, ${where(facts)}`,
  },
  {
    row: 'several accounts',
    when: ({ accounts }) => accounts > 1,
    decision: () => ({ decide: 'approval', people: 2 }),
    because: ({ accounts }) => `it changes ${accounts} accounts`,
  },
  {
    row: 'not known who is hit',
    when: ({ unknown }) => unknown,
    decision: () => ({ decide: 'approval', people: 1 }),
    because: () => 'not all of who else is hit could be found out',
  },
  {
    row: 'active, disruptive, production',
    when: (facts) => facts.threat === 'active' && facts.risk === 'disruptive' && isProduction(facts),
    decision: () => ({ decide: 'approval', people: 1 }),
    because: (facts) => `disruptive but reversible, ${where(facts)}`,
  },
  {
    row: 'disruptive, production',
    when: (facts) => facts.risk === 'disruptive' && isProduction(facts),
    decision: () => ({ decide: 'ticket' }),
    because: (facts) => `disruptive but reversible, no active threat, ${where(facts)}`,
  },
  {
    row: 'others are hit',
    when: ({ harmsOthers }) => harmsOthers,
    decision: () => ({ decide: 'approval', people: 1 }),
    because: () => 'others lose something, too',
  },
  {
    row: 'active, disruptive, not production',
    when: ({ threat, risk }) => threat === 'active' && risk === 'disruptive',
    decision: ({ confident }) => ({ decide: 'auto', vetoSeconds: confident ? 0 : SHORT_VETO }),
    because: (facts) => `disruptive but reversible, an active threat, ${where(facts)}`,
  },
  {
    row: 'disruptive, not production',
    when: ({ risk }) => risk === 'disruptive',
    decision: () => ({ decide: 'auto', vetoSeconds: LONG_VETO }),
    because: (facts) => `disruptive but reversible, ${where(facts)}`,
  },
  {
    row: 'harmless',
    when: () => true,
    decision: () => ({ decide: 'auto', vetoSeconds: 0 }),
    because: (facts) => `reversible, ${where(facts)}`,
  },
];

/** Why it must not run by itself, whatever the table says. */
function against(facts: StrategyFacts): string | undefined {
  if (facts.tier === 3 && isProduction(facts)) return 'tier 3 in production never runs by itself';
  return facts.freeze ?? facts.breaker;
}

function refusal(facts: StrategyFacts): Strategy | undefined {
  const { mode, environment, stopped } = facts;
  if (stopped) return { decide: 'refuse', because: stopped, nextStep: 'Start it again under All actions…; that takes two people.' };
  if (mode === 'off')
    return { decide: 'refuse', because: `policy switches it off in ${environment}`, nextStep: 'Ask whoever keeps drawbridge.yaml.' };
  if (mode === 'observe')
    return {
      decide: 'observe',
      because: `policy only observes it in ${environment}: nothing is changed`,
      nextStep: 'Set its mode to ask in drawbridge.yaml.',
    };
  return undefined;
}

/** Unknown environment is production. */
export function strategyFor(facts: StrategyFacts): Strategy {
  const no = refusal(facts);
  if (no) return no;
  const row = rows.find(({ when }) => when(facts));
  if (!row) throw new Error('the last row fits everything');
  const decision = row.decision(facts);
  const because = row.because(facts);
  const approval = (people: 1 | 2, why: string): Strategy => {
    const more = facts.people === 2 && people === 1;
    return { decide: 'approval', people: more ? 2 : people, because: more ? `${why}; policy asks for two people` : why };
  };
  if (decision.decide === 'approval') return approval(decision.people, because);
  if (decision.decide === 'ticket') return facts.requester === 'policy' ? { decide: 'ticket', because } : approval(1, because);
  // Nobody knows who clicked in the console: somebody in Slack has to look at it.
  if (facts.mode !== 'auto' || facts.people === 2 || facts.requester === 'console') return approval(1, because);
  const objection = against(facts);
  if (objection) return approval(1, `${because}; ${objection}`);
  // Whoever asks has looked at it: no time for a veto is needed.
  return { decide: 'auto', vetoSeconds: facts.requester === 'policy' ? decision.vetoSeconds : 0, because };
}

/** Policy lists the types that may run by themselves, or leaves all of them to the mode. */
export function isListed(type: string, types: readonly string[] | undefined): boolean {
  const fits = (pattern: string) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 'i').test(type);
  };
  return !types || types.some(fits);
}
