/** The strategy table: environment, risk and threat decide who must agree; the first row that fits wins, and says why. */
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../src/domain/context.ts';
import { type StrategyFacts, strategyFor } from '../../src/domain/strategy.ts';

const facts = (changes: Partial<StrategyFacts>): StrategyFacts => ({
  mode: 'ask',
  environment: 'development',
  risk: 'nondestructive',
  threat: 'active',
  credential: false,
  ...changes,
});

describe('strategy', () => {
  it.each<[string, Partial<StrategyFacts>, 1 | 2, RegExp]>([
    ['a credential in production', { credential: true, environment: 'production' }, 2, /a credential, production/],
    ['a credential where the environment is unknown', { credential: true, environment: 'unknown' }, 2, /unknown, so treated as production/],
    ['a credential in staging', { credential: true, environment: 'staging' }, 1, /reversible, staging/],
    ['a credential in development', { credential: true }, 1, /reversible, development/],
    ['disruption in production', { risk: 'disruptive', environment: 'production' }, 1, /disruptive but reversible/],
    ['what cannot be undone, in development', { risk: 'irreversible' }, 2, /cannot be undone/],
    ['what cannot be undone, in production', { risk: 'irreversible', environment: 'production' }, 2, /cannot be undone/],
    ['policy asks for two', { people: 2 }, 2, /policy asks for two people/],
    ['policy asks for one, the table for two', { people: 1, risk: 'irreversible' }, 2, /cannot be undone/],
    ['auto still asks one person', { mode: 'auto' }, 1, /reversible/],
    ['auto asks two where the table does', { mode: 'auto', credential: true, environment: 'production' }, 2, /a credential/],
  ])('%s', (_name, changes, people, because) => {
    expect(strategyFor(facts(changes))).toEqual({ decide: 'approval', people, because: expect.stringMatching(because) });
  });

  it.each<[StrategyFacts['mode'], RegExp]>([
    ['off', /switches it off/],
    ['observe', /only observes it/],
  ])('mode %s refuses everywhere, with a next step', (mode, because) => {
    for (const environment of ['production', 'staging', 'development', 'unknown'] satisfies Environment[]) {
      const decided = strategyFor(facts({ mode, environment }));
      expect(decided).toMatchObject({
        decide: 'refuse',
        because: expect.stringMatching(because),
        nextStep: expect.stringMatching(/drawbridge\.yaml/),
      });
    }
  });

  it('an unknown environment is never easier than production', () => {
    for (const risk of ['nondestructive', 'disruptive', 'irreversible'] as const)
      for (const credential of [true, false]) {
        const known = strategyFor(facts({ risk, credential, environment: 'production' }));
        const unknown = strategyFor(facts({ risk, credential, environment: 'unknown' }));
        expect([unknown.decide, 'people' in unknown && unknown.people]).toEqual([known.decide, 'people' in known && known.people]);
      }
  });
});
