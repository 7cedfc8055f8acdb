/** Pokes and marks: which surfaces a state concerns, the order of the marks, and that a mark outlives what came meanwhile. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { CaseState } from '../../src/domain/case-state.ts';
import type { NewEvent } from '../../src/domain/events.ts';
import { clearDirty, dirtyCase, dirtyCases, markDirty, postpone } from '../../src/flows/dirty.ts';
import { wasPoked } from '../../src/flows/poke-case.ts';
import { createMemoryTable, type MemoryTable } from '../fakes/memory-table.ts';
import { findingWith, NOW } from '../fixtures/finding.ts';
import { ana, createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
const inHub = findingWith({ hub: { api: 'cspm', id: 'f1', productArn: 'arn:p', region: 'us-east-1' } });
const bucket = findingWith({ class: 'control', threat: 'exposure', type: 'S3.8' });
const asked = {
  responseId: 'r1',
  levels: [],
  steps: [],
  target: { kind: 'access-key', label: 'a key', key: 'k', account: '111122223333', region: 'us-east-1' },
} as unknown as Extract<NewEvent, { kind: 'response-asked' }>['data'];

describe('a poke', () => {
  let rig: SlackRig;
  beforeEach(() => {
    rig = createSlackRig();
  });

  const resolved: NewEvent = { id: 'resolved', actor: ana, kind: 'resolved', data: { code: 'fixed', text: '' } };
  it.each<[string, Parameters<SlackRig['open']>[1], NewEvent[], string[]]>([
    ['not enriched yet', { enriched: false }, [], ['slack', 'pagerduty', 'enrichment']],
    ['enriched', {}, [], ['slack', 'pagerduty']],
    ['with a copy in Security Hub', { finding: inHub }, [], ['slack', 'pagerduty', 'security-hub']],
    ['tier 1', { tier: 1, finding: inHub }, [], []],
    ['tier 1, not enriched', { tier: 1, enriched: false }, [], []],
    [
      'tier 1, which policy may mend by itself',
      { tier: 1, enriched: false, finding: { ...bucket, threat: 'hygiene' } },
      [],
      ['enrichment'],
    ],
    ['enriched, which policy may mend by itself, as rows may come', { finding: bucket }, [], ['slack', 'enrichment']],
    ['the same, closed', { finding: bucket }, [resolved], ['slack']],
    ['the same, open before the installation', { finding: bucket, quiet: 'baseline' }, [], []],
    ['baseline of tier 3: looked up, not shown', { quiet: 'baseline', enriched: false, finding: inHub }, [], ['enrichment']],
    ['baseline that was resolved here', { quiet: 'baseline', finding: inHub }, [resolved], ['slack', 'security-hub']],
    [
      'with an open response',
      {},
      [{ id: 'asked', actor: ana, kind: 'response-asked', data: asked }],
      ['slack', 'pagerduty', 'step-functions'],
    ],
  ])('%s: %#', async (_, of, events, expected) => {
    await rig.open(CASE, { ...of, poked: false });
    for (const event of events) await rig.add(CASE, event, false);
    await rig.poke(CASE);
    expect(rig.pokes.map(([surface]) => surface).toSorted()).toEqual(expected.toSorted());
    for (const surface of expected) expect(await dirtyCases(rig.table, surface as 'slack', 5)).toMatchObject([{ caseId: CASE }]);
  });

  it('of a case that is not there does nothing', async () => {
    await rig.poke('N0TTHERE');
    expect(rig.pokes).toEqual([]);
  });

  it('whose mark could not be written is not remembered as made', async () => {
    await rig.open(CASE, { poked: false });
    const { put } = rig.table;
    rig.table.put = async () => {
      throw new Error('throttled');
    };
    await expect(rig.poke(CASE)).rejects.toThrow('throttled');
    expect(wasPoked(rig.table, CASE, 1)).toBe(false);
    rig.table.put = put;
    await rig.poke(CASE);
    expect([wasPoked(rig.table, CASE, 2), wasPoked(rig.table, CASE, 3)]).toEqual([true, false]);
  });
});

describe('marks', () => {
  let table: MemoryTable;
  beforeEach(() => {
    table = createMemoryTable();
  });
  const stateOf = (caseId: string, changes: Partial<CaseState> & { channel?: string } = {}) => {
    const { channel = 'C1', ...rest } = changes;
    return { caseId, seq: 1, tier: 2, openedAt: NOW, subject: { channel }, ...rest } as CaseState;
  };
  const order = async (limit = 10) => (await dirtyCases(table, 'slack', limit)).map(({ caseId }) => caseId);

  it('come out by tier, then people of the last ten minutes, then age, in all channels together', async () => {
    const rows: [string, Parameters<typeof stateOf>[1]][] = [
      ['5old', { openedAt: NOW - 9000, peopleAt: NOW - 11 * 60_000 }],
      ['3people', { peopleAt: NOW - 9 * 60_000 }],
      ['4older', { openedAt: NOW - 9_500_000 }],
      ['6routine', { tier: 1, openedAt: 0, peopleAt: NOW }],
      ['1urgent', { tier: 3, openedAt: NOW - 1, channel: 'C2' }],
      ['2urgent', { tier: 3 }],
    ];
    for (const [caseId, changes] of rows) await markDirty(table, 'slack', stateOf(caseId, changes), NOW);
    expect(await order()).toEqual(['1urgent', '2urgent', '3people', '4older', '5old', '6routine']);
    expect(await order(2)).toEqual(['1urgent', '2urgent']);
  });

  it('go when what they asked for is shown, not when more came meanwhile', async () => {
    await markDirty(table, 'slack', stateOf(CASE), NOW);
    const [seen] = await dirtyCases(table, 'slack', 1);
    if (!seen) throw new Error('no mark');
    await markDirty(table, 'slack', stateOf(CASE, { seq: 2 }), NOW);
    await clearDirty(table, seen);
    expect(await order()).toEqual([CASE]);
    await clearDirty(table, { ...seen, seq: 2 });
    expect(await order()).toEqual([]);
  });

  it('are put off only as they were seen: news is tried at once', async () => {
    await markDirty(table, 'security-hub', stateOf(CASE), NOW);
    const seen = await dirtyCase(table, 'security-hub', CASE);
    if (!seen) throw new Error('no mark');
    await postpone(table, seen, NOW + 600_000);
    expect(await dirtyCase(table, 'security-hub', CASE)).toMatchObject({ notBefore: NOW + 600_000 });
    await markDirty(table, 'security-hub', stateOf(CASE, { seq: 2 }), NOW);
    expect(await dirtyCase(table, 'security-hub', CASE)).not.toHaveProperty('notBefore');
    await postpone(table, seen, NOW + 600_000);
    expect(await dirtyCase(table, 'security-hub', CASE)).not.toHaveProperty('notBefore');
  });

  it('of a channel are found by a process that did not make them', async () => {
    await markDirty(table, 'slack', stateOf('A'), NOW);
    const restarted = { ...table };
    await markDirty(restarted, 'slack', stateOf('B', { channel: 'C2' }), NOW);
    expect(await order()).toEqual(['A', 'B']);
  });
});
