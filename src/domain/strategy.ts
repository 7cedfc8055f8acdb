/** Strategy: environment x risk x threat -> auto, approval by one or two people, or refusal; with the reason, first match wins. */
import type { Environment } from './context.ts';
import type { Threat } from './finding.ts';
import type { Risk } from './plan.ts';
import type { Mode } from './policy.ts';

export interface StrategyFacts {
  mode: Mode;
  environment: Environment;
  risk: Risk;
  threat: Threat;
  /** The target is somebody's credential. */
  credential: boolean;
  /** Policy's own number for this playbook, never lower than the table's. */
  people?: 1 | 2 | undefined;
}

export type Strategy = { decide: 'approval'; people: 1 | 2; because: string } | { decide: 'refuse'; because: string; nextStep: string };

/** Unknown environment is production. Only people start a response so far: `auto` asks one person. */
export function strategyFor(facts: StrategyFacts): Strategy {
  const production = facts.environment === 'production' || facts.environment === 'unknown';
  const where = facts.environment === 'unknown' ? 'environment unknown, so treated as production' : facts.environment;
  if (facts.mode === 'off')
    return { decide: 'refuse', because: `policy switches it off in ${facts.environment}`, nextStep: 'Ask whoever keeps drawbridge.yaml.' };
  if (facts.mode === 'observe') {
    return {
      decide: 'refuse',
      because: `policy only observes it in ${facts.environment}: nothing is changed`,
      nextStep: 'Set its mode to ask in drawbridge.yaml.',
    };
  }
  const approval = (people: 1 | 2, because: string): Strategy => {
    const more = facts.people === 2 && people === 1;
    return { decide: 'approval', people: more ? 2 : people, because: more ? `${because}; policy asks for two people` : because };
  };
  if (facts.risk === 'irreversible') return approval(2, 'it cannot be undone');
  if (facts.credential && production) return approval(2, `a credential, ${where}`);
  if (production && facts.risk === 'disruptive') return approval(1, `disruptive but reversible, ${where}`);
  return approval(1, `reversible, ${where}`);
}
