/** Claims: one winner per key whoever comes at the same time, generations in order, another id when the first one is taken. */
import { beforeEach, describe, expect, it } from 'vitest';
import { caseIdOf } from '../../src/domain/case-id.ts';
import type { CaseState } from '../../src/domain/case-state.ts';
import { claimCase, claimedKey, isOver, joinStorm, knownKey, nextGeneration, rehash } from '../../src/flows/claim-case.ts';
import { type Claim, claimFinding, declineFinding } from '../../src/flows/claim-finding.ts';
import { createMemoryTable, type MemoryTable } from '../fakes/memory-table.ts';
import { findingWith, NOW } from '../fixtures/finding.ts';

const KEY = 'threat|111122223333|us-east-1|i-1|family';
const day = 24 * 3_600_000;
let table: MemoryTable;
beforeEach(() => {
  table = createMemoryTable();
});
/** Another process: the same table, nothing remembered. */
const elsewhere = () => ({ ...table });

describe('the key of a case', () => {
  it('has one winner; everybody else adopts it', async () => {
    const claims = await Promise.all([table, elsewhere(), elsewhere()].map((each) => claimCase(each, KEY, NOW)));
    expect(claims.map(({ fresh }) => fresh).toSorted()).toEqual([false, false, true]);
    expect(new Set(claims.map(({ caseId }) => caseId))).toEqual(new Set([caseIdOf(KEY, 1)]));
  });

  it('new in a storm goes to the storm; known stays where it is', async () => {
    expect(await claimCase(table, KEY, NOW, 'ST0RM234')).toMatchObject({ caseId: 'ST0RM234', fresh: false });
    await claimCase(table, 'other', NOW);
    expect(await claimCase(table, 'other', NOW, 'ST0RM234')).toMatchObject({ caseId: caseIdOf('other', 1) });
  });

  it('is read again after a minute, for others may have moved it', async () => {
    const first = await claimCase(table, KEY, NOW);
    await nextGeneration(elsewhere(), KEY, first);
    expect((await knownKey(table, KEY, NOW + 59_000))?.generation).toBe(1);
    expect((await knownKey(table, KEY, NOW + 61_000))?.generation).toBe(2);
  });

  it('moves on once when several find the generation over at the same moment', async () => {
    const first = await claimCase(table, KEY, NOW);
    const next = await Promise.all([table, elsewhere()].map((each) => nextGeneration(each, KEY, first)));
    expect(next.map(({ generation, previous }) => [generation, previous])).toEqual(Array(2).fill([2, first.caseId]));
    expect(next.map(({ fresh }) => fresh).toSorted()).toEqual([false, true]);
    expect(await claimCase(table, KEY, NOW)).toMatchObject({ caseId: caseIdOf(KEY, 2), generation: 2, fresh: false });
  });

  it('takes the next id when its own is taken, the same for everybody', async () => {
    const taken = await claimCase(table, KEY, NOW);
    const rehashed = await Promise.all([table, elsewhere()].map((each) => rehash(each, KEY, taken)));
    expect(rehashed.map(({ caseId }) => caseId)).toEqual(Array(2).fill(caseIdOf(KEY, 1, 1)));
    expect(rehashed.map(({ fresh }) => fresh).toSorted()).toEqual([false, true]);
    expect(await claimedKey(table, KEY)).toMatchObject({ caseId: caseIdOf(KEY, 1, 1), generation: 1 });
  });

  it('joins a storm unless somebody moved it on meanwhile', async () => {
    const claim = await claimCase(table, KEY, NOW);
    expect(await joinStorm(elsewhere(), KEY, claim, 'ST0RM234')).toBe(true);
    expect(await joinStorm(table, KEY, claim, '0THERST0')).toBe(false);
    expect(await claimCase(table, KEY, NOW)).toMatchObject({ caseId: 'ST0RM234' });
  });
});

describe('a generation is over', () => {
  const resolved = (ago: number): Partial<CaseState> => ({
    resolution: { code: 'fixed', text: '', by: { kind: 'policy' }, at: NOW - ago },
  });
  it.each<[string, Partial<CaseState>, boolean, boolean, boolean]>([
    ['open for a month, a threat that goes on', { openedAt: NOW - 30 * day }, false, false, false],
    ['many rows, a new one within the day', { openedAt: NOW - day }, true, true, false],
    ['many rows, a new one after the day', { openedAt: NOW - day - 1 }, true, true, true],
    ['many rows, a known one after the day', { openedAt: NOW - 9 * day }, false, true, false],
    ['resolved a week ago', resolved(7 * day), true, false, false],
    ['resolved longer ago', resolved(7 * day + 1), false, false, true],
    ['closed at its product longer ago', { closedAt: NOW - 8 * day }, false, false, true],
    ['closed just now', { closedAt: NOW }, true, true, false],
  ])('%s: %#', (_, state, newRow, manyRows, over) => {
    expect(isOver({ openedAt: NOW, ...state } as CaseState, NOW, newRow, manyRows)).toBe(over);
  });
});

describe('the claim of a finding', () => {
  const hub = { api: 'cspm', id: 'f1', productArn: 'arn:p', region: 'us-east-1' } as const;
  const native = findingWith();
  const later = findingWith({ updatedAt: native.updatedAt + 1, count: 2 });
  const inHub = findingWith({ via: 'cspm', hub });
  const edited = findingWith({ via: 'cspm', hub, workflow: 'NOTIFIED' });
  type Told = 'news' | 'known' | 'edited' | 'over';
  const told = (claim: Claim): Told => (claim.edited ? 'edited' : claim.news ? 'news' : claim.over ? 'over' : 'known');

  it.each<[string, [typeof native, string][], Told[]]>([
    [
      'the same content twice',
      [
        [native, 'm1'],
        [native, 'm2'],
      ],
      ['news', 'known'],
    ],
    [
      'the same message again finishes what it began',
      [
        [native, 'm1'],
        [native, 'm1'],
      ],
      ['news', 'news'],
    ],
    [
      'later content',
      [
        [native, 'm1'],
        [later, 'm2'],
      ],
      ['news', 'news'],
    ],
    [
      'older content late',
      [
        [later, 'm1'],
        [native, 'm2'],
      ],
      ['news', 'known'],
    ],
    [
      'a copy in Security Hub, once',
      [
        [native, 'm1'],
        [inHub, 'm2'],
        [inHub, 'm3'],
      ],
      ['news', 'news', 'known'],
    ],
    [
      'an edit, once',
      [
        [inHub, 'm1'],
        [edited, 'm2'],
        [edited, 'm3'],
      ],
      ['news', 'edited', 'known'],
    ],
    [
      'an edit older than what is known',
      [
        [later, 'm1'],
        [inHub, 'm2'],
        [edited, 'm3'],
      ],
      ['news', 'news', 'known'],
    ],
    [
      'the product again after an edit',
      [
        [inHub, 'm1'],
        [edited, 'm2'],
        [later, 'm3'],
      ],
      ['news', 'edited', 'news'],
    ],
  ])('%s', async (_, inputs, expected) => {
    const answers: Told[] = [];
    for (const [finding, message] of inputs) answers.push(told(await claimFinding(table, finding, {}, message)));
    expect(answers).toEqual(expected);
  });

  it('keeps the reference to Security Hub whatever comes later by another channel', async () => {
    for (const [index, finding] of [native, inHub, later].entries()) await claimFinding(table, finding, {}, `m${index}`);
    const [item] = table.items();
    expect(item).toMatchObject({ hub, finding: { hub, count: 2 } });
  });

  it('at the same moment is news for one message only, and the newest content stays', async () => {
    const claims = await Promise.all([native, later, native].map((finding, index) => claimFinding(table, finding, {}, `m${index}`)));
    expect(claims.filter(({ news }) => news).length).toBeGreaterThanOrEqual(1);
    expect(table.items()).toMatchObject([{ finding: { count: 2 } }]);
  });

  it('of what was declined: older stays over, newer is news, and a person may ask for it', async () => {
    expect(await declineFinding(table, { ...later, active: false }, 'm1')).toBe(true);
    expect(told(await claimFinding(table, native, {}, 'm2'))).toBe('over');
    expect(told(await claimFinding(table, native, {}, 'm3', true))).toBe('news');
    expect(await declineFinding(table, { ...later, active: false, updatedAt: NOW }, 'm4')).toBe(false);
  });
});
