/** Taking findings in: order and repeats change nothing (I11), a closed case opens again for what is really new, counts go on beyond the rows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNews } from '../../src/domain/apply-findings.ts';
import { type CaseState, isOpen, mostHubFindings, mostRows } from '../../src/domain/case-state.ts';
import type { FindingFact, Tier } from '../../src/domain/events.ts';
import { severities } from '../../src/domain/finding.ts';
import { ana, factWith, openedWith } from '../fixtures/case-events.ts';
import { NOW } from '../fixtures/finding.ts';

const MINUTE = 60_000;
const at = (minutes: number, changes: Partial<FindingFact> = {}) => factWith({ updatedAt: NOW + minutes * MINUTE, ...changes });
const row = (number: number) => ({ identity: `guardduty/f${number}`, rowKey: `row ${number}` });

/** What must be the same whoever came first. Instants of opening and closing tell the order and may differ; so may what a closed case was. */
function essence(state: CaseState) {
  const { findings, rowCount, openRows, environment, lastSeenAt, sightings } = state;
  const rows = [...state.rows].sort((a, b) => (a.key < b.key ? -1 : 1));
  const now = { open: isOpen(state), ...(isOpen(state) && { severity: state.severity }) };
  return { findings, rowCount, openRows, environment, lastSeenAt, sightings, rows, hub: [...state.hubFindings].sort(), ...now };
}

describe('any order and any duplication converges (I11)', () => {
  const content = fc.record({
    finding: fc.nat(4),
    minutes: fc.nat(5),
    active: fc.boolean(),
    severity: fc.constantFrom(...severities),
    tier: fc.constantFrom<Tier>(1, 2, 3),
    title: fc.constantFrom('one', 'two'),
    count: fc.nat(3),
    inHub: fc.boolean(),
    row: fc.nat(2),
    environment: fc.constantFrom('development', 'staging', 'production', 'unknown'),
  });
  /** Its account's environment and its copy in Security Hub belong to the finding, not to its content. */
  const factsOf = (contents: readonly ReturnType<(typeof content)['generate']>['value'][]) => {
    const homes = new Map(contents.map(({ finding, environment, inHub }) => [finding, { environment, inHub }]));
    return contents.map(({ finding, minutes, row: number, ...rest }) =>
      at(minutes, {
        ...rest,
        ...homes.get(finding),
        identity: `guardduty/f${finding}`,
        ref: `ref${finding}`,
        rowKey: `row ${number}`,
      }),
    );
  };
  const told = fc
    .array(content, { minLength: 1, maxLength: 9 })
    .map(factsOf)
    .chain((facts) =>
      fc.record({
        facts: fc.constant(facts),
        again: fc
          .tuple(fc.shuffledSubarray(facts, { minLength: facts.length }), fc.subarray(facts))
          .chain(([all, some]) => fc.shuffledSubarray([...all, ...some], { minLength: all.length + some.length })),
        batch: fc.integer({ min: 1, max: 4 }),
      }),
    );

  const inBatches = (facts: readonly FindingFact[], size: number): CaseState => {
    const log = openedWith(facts.slice(0, size));
    for (let from = size; from < facts.length; from += size) log.tell('findings-received', { findings: facts.slice(from, from + size) });
    return log.state();
  };

  it('one by one, in batches, shuffled, repeated', () => {
    fc.assert(
      fc.property(told, ({ facts, again, batch }) => {
        expect(essence(inBatches(again, batch))).toEqual(essence(inBatches(facts, facts.length)));
      }),
      { numRuns: 500 },
    );
  });

  it('and everything told twice is no news', () => {
    fc.assert(
      fc.property(told, ({ facts, again }) => {
        const log = openedWith(facts);
        expect(again.filter((fact) => isNews(log.state(), fact))).toEqual([]);
        const before = log.state();
        const { seq: _, hash: __, eventIds: ___, ...rest } = log.tell('findings-received', { findings: again });
        expect(rest).toEqual(Object.fromEntries(Object.entries(before).filter(([key]) => !['seq', 'hash', 'eventIds'].includes(key))));
      }),
    );
  });
});

describe('news', () => {
  const known = at(5, { contentHash: 'b'.repeat(64) });
  it.each<[string, FindingFact, boolean]>([
    ['the same again', known, false],
    ['an older content', at(4, { contentHash: 'f'.repeat(64) }), false],
    ['a newer content', at(6, { contentHash: 'a'.repeat(64) }), true],
    ['of the same instant, the higher hash', at(5, { contentHash: 'c'.repeat(64) }), true],
    ['of the same instant, the lower hash', at(5, { contentHash: 'a'.repeat(64) }), false],
    ['another finding', at(1, { identity: 'guardduty/f2' }), true],
    ['a copy in Security Hub of what is known', { ...known, inHub: true }, true],
  ])('%s', (_, fact, isNew) => {
    expect(isNews(openedWith([known]).state(), fact)).toBe(isNew);
  });
});

describe('a closed case', () => {
  /** Closed by its product at minute 10, or resolved by Ana at minute 10 while its finding goes on. */
  const closed = (how: 'product' | 'person', kind: 'threat' | 'control' = 'threat') => {
    const log = openedWith([at(0)], { class: kind });
    if (how === 'product')
      log.tell('findings-received', { findings: [at(9, { active: false })] }, { kind: 'drawbridge' }, NOW + 10 * MINUTE);
    else log.tell('resolved', { code: 'fixed', text: 'rotated' }, ana, NOW + 10 * MINUTE);
    expect(isOpen(log.state())).toBe(false);
    return log;
  };
  const rows: [string, 'product' | 'person', FindingFact, boolean][] = [
    ['closed by the product: seen again', 'product', at(20), true],
    ['closed by the product: inactive again', 'product', at(20, { active: false }), false],
    ['closed by the product: an older active content comes late', 'product', at(5), false],
    ['resolved by a person: seen after that', 'person', at(20, { lastSeenAt: NOW + 11 * MINUTE }), true],
    ['resolved by a person: news about what was seen before', 'person', at(20, { lastSeenAt: NOW + 3 * MINUTE }), false],
    ['resolved by a person: another finding', 'person', at(20, { ...row(2) }), true],
    ['resolved by a person: suppressed at the source', 'person', at(20, { workflow: 'SUPPRESSED' }), false],
    ['resolved by a person: a threat marked resolved goes on', 'person', at(20, { workflow: 'RESOLVED' }), true],
  ];
  it.each(rows)('%s', (_, how, fact, opens) => {
    const state = closed(how).tell('findings-received', { findings: [fact] }, { kind: 'drawbridge' }, NOW + 21 * MINUTE);
    expect(isOpen(state)).toBe(opens);
    expect(state.reopenedAt).toBe(opens ? NOW + 21 * MINUTE : undefined);
  });

  it('of a control stays resolved while the source says resolved', () => {
    const log = closed('person', 'control');
    expect(isOpen(log.tell('findings-received', { findings: [at(20, { workflow: 'RESOLVED' })] }))).toBe(false);
    expect(isOpen(log.tell('findings-received', { findings: [at(30, { workflow: 'NEW' })] }))).toBe(true);
  });

  it('closes by itself only when every row is closed', () => {
    const log = openedWith([at(0, row(1)), at(0, row(2))]);
    expect(log.tell('findings-received', { findings: [at(1, { ...row(1), active: false })] })).toMatchObject({ openRows: 1, rowCount: 2 });
    expect(isOpen(log.state())).toBe(true);
    const state = log.tell('findings-received', { findings: [at(1, { ...row(2), active: false })] });
    expect(state).toMatchObject({ openRows: 0, rowCount: 2, closedAt: NOW + 2000 });
    expect(isOpen(state)).toBe(false);
  });
});

describe('tier', () => {
  it('rises by itself, with the reason of the row, and does not fall while something is open', () => {
    const log = openedWith([at(0, { ...row(1), tier: 1, tierReason: 'routine' })]);
    expect(log.tell('findings-received', { findings: [at(1, { ...row(2), tier: 3, tierReason: 'exposed key' })] })).toMatchObject({
      tier: 3,
      tierReason: 'exposed key',
    });
    expect(log.tell('findings-received', { findings: [at(2, { ...row(2), tier: 1, tierReason: 'routine' })] }).tier).toBe(3);
  });

  it('is not raised by what is not active', () => {
    const log = openedWith([at(0, { ...row(1), tier: 1 })]);
    expect(log.tell('findings-received', { findings: [at(1, { ...row(2), tier: 3, active: false })] }).tier).toBe(1);
  });
});

describe('bounds', () => {
  const many = (count: number, changes: Partial<FindingFact> = {}) =>
    [...Array(count).keys()].map((number) => at(0, { ...row(number), ref: `ref${number}`, count: 2, inHub: true, ...changes }));

  it('rows end at a hundred, counts do not', () => {
    const log = openedWith(many(120));
    expect(log.state()).toMatchObject({ rowCount: 120, openRows: 120, sightings: 240 });
    expect(log.state().rows).toHaveLength(mostRows);
    const state = log.tell('findings-received', { findings: [at(1, { ...row(115), active: false, count: 5 })] });
    expect(state).toMatchObject({ rowCount: 120, openRows: 119, sightings: 243 });
  });

  it('a finding beyond the rows still raises severity and tier', () => {
    const log = openedWith(many(120, { severity: 'low', tier: 1 }));
    expect(log.tell('findings-received', { findings: [at(1, { ...row(119), severity: 'critical', tier: 3 })] })).toMatchObject({
      severity: 'critical',
      tier: 3,
    });
  });

  it('findings to write back to end at a thousand', () => {
    expect(openedWith(many(mostHubFindings + 5)).state().hubFindings).toHaveLength(mostHubFindings);
  });

  it('a finding that names its resource differently now is one row still', () => {
    const log = openedWith([at(0, row(1)), at(0, { ...row(2), rowKey: 'row 1' })]);
    log.tell('findings-received', { findings: [at(1, { ...row(1), rowKey: 'row 9' })] });
    expect(log.state().rows.map(({ key, ref, more }) => [key, ref, more])).toEqual([
      ['row 1', at(0, row(2)).ref, undefined],
      ['row 9', at(0, row(1)).ref, undefined],
    ]);
    const state = log.tell('findings-received', { findings: [at(2, { ...row(1), rowKey: 'row 1' })] });
    expect(state.rows.map(({ key, more }) => [key, more?.length])).toEqual([['row 1', 1]]);
    expect(state.rowCount).toBe(1);
  });

  it('several findings about one thing are one row that shows the gravest', () => {
    const facts = ['low', 'critical', 'medium'] as const;
    const log = openedWith(facts.map((severity, number) => at(0, { identity: severity, ref: `${number}`, rowKey: 'same', severity })));
    const [only, ...others] = log.state().rows;
    expect(others).toEqual([]);
    expect(only?.severity).toBe('critical');
    expect(only?.more?.map((each) => each.severity)).toEqual(['medium', 'low']);
  });
});
