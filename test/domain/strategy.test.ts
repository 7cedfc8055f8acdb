/** The strategy table: environment, risk and threat decide who must agree or whether it runs by itself; the first row that fits wins, and says why. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../src/domain/context.ts';
import type { Threat } from '../../src/domain/finding.ts';
import type { Risk } from '../../src/domain/plan.ts';
import { rows, type Strategy, type StrategyFacts, strategyFor } from '../../src/domain/strategy.ts';

const facts = (changes: Partial<StrategyFacts>): StrategyFacts => ({
  mode: 'ask',
  environment: 'development',
  risk: 'nondestructive',
  threat: 'active',
  tier: 2,
  credential: false,
  accounts: 1,
  requester: 'person',
  confident: false,
  harmsOthers: false,
  unknown: false,
  ...changes,
});
const environments: Environment[] = ['production', 'staging', 'development', 'unknown'];
const risks: Risk[] = ['nondestructive', 'disruptive', 'irreversible'];
const threats: Threat[] = ['active', 'exposure', 'vulnerability', 'hygiene'];

function words(decided: Strategy): string {
  if (decided.decide === 'approval') return decided.people === 2 ? 'two people' : 'one person';
  if (decided.decide === 'auto') return decided.vetoSeconds > 0 ? `by itself after ${decided.vetoSeconds / 60} min` : 'by itself';
  return decided.decide;
}

describe('who decides when a person asks', () => {
  it.each<[string, Partial<StrategyFacts>, 1 | 2, RegExp]>([
    ['a credential in production', { credential: true, environment: 'production' }, 2, /a credential, production/],
    ['a credential where the environment is unknown', { credential: true, environment: 'unknown' }, 2, /unknown, so treated as production/],
    ['a credential in staging', { credential: true, environment: 'staging' }, 1, /reversible, staging/],
    ['disruption in production', { risk: 'disruptive', environment: 'production' }, 1, /disruptive but reversible/],
    [
      'disruption in production without a threat',
      { risk: 'disruptive', environment: 'production', threat: 'hygiene' },
      1,
      /no active threat/,
    ],
    ['what cannot be undone, in development', { risk: 'irreversible' }, 2, /cannot be undone/],
    ['more than one account', { accounts: 2 }, 2, /changes 2 accounts/],
    ['others lose something', { harmsOthers: true, mode: 'auto' }, 1, /others lose something/],
    ['what nobody could find out', { unknown: true, mode: 'auto' }, 1, /could be found out/],
    ['policy asks for two', { people: 2 }, 2, /policy asks for two people/],
    ['policy asks for two where the mode is auto', { people: 2, mode: 'auto' }, 2, /policy asks for two people/],
    ['policy asks for one, the table for two', { people: 1, risk: 'irreversible' }, 2, /cannot be undone/],
    ['the breaker is open', { mode: 'auto', breaker: '5 responses began by themselves' }, 1, /5 responses began/],
    ['a freeze is on', { mode: 'auto', freeze: 'end of year: nothing runs by itself' }, 1, /end of year/],
  ])('%s', (_name, changes, people, because) => {
    expect(strategyFor(facts(changes))).toEqual({ decide: 'approval', people, because: expect.stringMatching(because) });
  });

  it('what cannot be undone in production is a ticket for policy, and never less than two people for anybody', () => {
    const gone = { risk: 'irreversible', environment: 'production', mode: 'auto' } as const;
    expect(strategyFor(facts({ ...gone, requester: 'policy' }))).toMatchObject({ decide: 'ticket' });
    for (const requester of ['person', 'console'] as const)
      expect(strategyFor(facts({ ...gone, requester }))).toMatchObject({ decide: 'approval', people: 2 });
  });

  it('somebody in the console never decides alone, in mode auto either', () => {
    for (const risk of ['nondestructive', 'disruptive'] as const)
      expect(strategyFor(facts({ mode: 'auto', risk, requester: 'console' }))).toMatchObject({ decide: 'approval', people: 1 });
  });

  it('stopped refuses everything, with what to do about it', () => {
    expect(strategyFor(facts({ stopped: 'ana stopped everything: a mistake' }))).toMatchObject({
      decide: 'refuse',
      because: expect.stringContaining('ana stopped everything'),
      nextStep: expect.stringContaining('two people'),
    });
  });

  it.each(environments)('off and observe change nothing in %s', (environment) => {
    expect(strategyFor(facts({ mode: 'off', environment }))).toMatchObject({ decide: 'refuse' });
    expect(strategyFor(facts({ mode: 'observe', environment }))).toMatchObject({
      decide: 'observe',
      nextStep: expect.stringContaining('ask'),
    });
  });
});

describe('by itself', () => {
  it('is what people can read: environment x risk x threat, in mode auto, asked by policy', async () => {
    const lines = environments.flatMap((environment) =>
      risks.flatMap((risk) =>
        threats.map((threat) => {
          const decided = strategyFor(facts({ mode: 'auto', requester: 'policy', environment, risk, threat }));
          return `${environment.padEnd(12)} ${risk.padEnd(15)} ${threat.padEnd(14)} ${words(decided)}`;
        }),
      ),
    );
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../golden/strategy.txt');
  });

  it('needs no veto where it is grave and seen often, or where a person asks', () => {
    const disruptive = { mode: 'auto', risk: 'disruptive', requester: 'policy' } as const;
    expect(strategyFor(facts(disruptive))).toMatchObject({ decide: 'auto', vetoSeconds: 300 });
    expect(strategyFor(facts({ ...disruptive, confident: true }))).toMatchObject({ decide: 'auto', vetoSeconds: 0 });
    expect(strategyFor(facts({ ...disruptive, threat: 'hygiene', confident: true }))).toMatchObject({ decide: 'auto', vetoSeconds: 900 });
    expect(strategyFor(facts({ ...disruptive, requester: 'person' }))).toMatchObject({ decide: 'auto', vetoSeconds: 0 });
  });
});

const anyFacts: fc.Arbitrary<StrategyFacts> = fc.record({
  mode: fc.constantFrom('off', 'observe', 'ask', 'auto'),
  environment: fc.constantFrom(...environments),
  risk: fc.constantFrom(...risks),
  threat: fc.constantFrom(...threats),
  tier: fc.constantFrom(1, 2, 3),
  credential: fc.boolean(),
  accounts: fc.integer({ min: 1, max: 3 }),
  requester: fc.constantFrom('person', 'console', 'policy'),
  confident: fc.boolean(),
  harmsOthers: fc.boolean(),
  unknown: fc.boolean(),
  breaker: fc.option(fc.constant('too many'), { nil: undefined }),
  freeze: fc.option(fc.constant('frozen'), { nil: undefined }),
  stopped: fc.option(fc.constant('stopped'), { nil: undefined }),
  people: fc.constantFrom(undefined, 1, 2),
});

describe('I3: nothing runs by itself that must not', () => {
  it('only in mode auto, never in tier 3 of production, with the breaker open, frozen, stopped, irreversible, or when others are hit', () => {
    fc.assert(
      fc.property(anyFacts, (all) => {
        const decided = strategyFor(all);
        if (decided.decide !== 'auto') return;
        const production = all.environment === 'production' || all.environment === 'unknown';
        expect(all.mode).toBe('auto');
        expect(production && all.tier === 3).toBe(false);
        expect([all.breaker, all.freeze, all.stopped]).toEqual([undefined, undefined, undefined]);
        expect(all.risk).not.toBe('irreversible');
        expect(all.requester).not.toBe('console');
        expect(all.harmsOthers || all.unknown).toBe(false);
        expect(production && (all.risk === 'disruptive' || all.credential)).toBe(false);
      }),
    );
  });

  it('I15: an unknown environment is production', () => {
    fc.assert(
      fc.property(anyFacts, (all) => {
        const [known, unknown] = (['production', 'unknown'] as const).map((environment) => words(strategyFor({ ...all, environment })));
        expect(unknown).toBe(known);
      }),
    );
  });

  it('policy never lowers the number of people', () => {
    fc.assert(
      fc.property(anyFacts, (all) => {
        const decided = strategyFor({ ...all, people: 2 });
        if (decided.decide === 'approval') expect(decided.people).toBe(2);
        expect(decided.decide).not.toBe('auto');
      }),
    );
  });

  it('has a last row that fits everything', () => {
    fc.assert(
      fc.property(anyFacts, (all) => {
        expect(rows.at(-1)?.when(all)).toBe(true);
      }),
    );
  });
});
