/** The log of a case with several writers: a remembered state saves a read and never a check. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../src/domain/events.ts';
import { factOf, subjectOf } from '../../src/domain/finding-fact.ts';
import { type CaseLog, createCaseLog } from '../../src/services/case-log.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import { createMemoryTable, type MemoryTable } from '../fakes/memory-table.ts';
import { findingWith, NOW } from '../fixtures/finding.ts';

const CASE = 'K7F3Q2MX';
const note = (text: string): NewEvent => ({ id: `note:${text}`, actor: { kind: 'drawbridge' }, kind: 'noted', data: { text } });

let table: MemoryTable;
let ours: CaseLog;
let theirs: CaseLog;

beforeEach(async () => {
  table = createMemoryTable();
  const clock = new VirtualClock(NOW);
  ours = createCaseLog({ table, clock, policyVersion: 'test' });
  theirs = createCaseLog({ table, clock, policyVersion: 'test' });
  const finding = findingWith();
  const subject = subjectOf(finding, { caseKey: CASE, generation: 1, kind: 'finding', route: 'security', channel: 'C1' });
  const data = { subject, findings: [factOf(finding, 'production', true)] };
  await ours.append(CASE, () => [{ id: 'open:1', actor: { kind: 'drawbridge' }, kind: 'case-opened', data }], true);
});

describe('a remembered state', () => {
  it('is appended to in one operation', async () => {
    const before = table.operations;
    await ours.append(CASE, () => [note('one')]);
    expect(table.operations - before).toBe(1);
  });

  it('is decided on again when somebody else wrote meanwhile', async () => {
    await theirs.append(CASE, () => [note('theirs')]);
    const seen: (string | undefined)[] = [];
    const { state, appended } = await ours.append(CASE, (known) => {
      seen.push(known?.lastNote?.text);
      return [note('ours')];
    });
    expect(seen).toEqual([undefined, 'theirs']);
    expect(appended.map(({ seq }) => seq)).toEqual([3]);
    expect(state?.lastNote?.text).toBe('ours');
  });

  it('is never a reason to do nothing', async () => {
    await theirs.append(CASE, () => [note('theirs')]);
    const { appended } = await ours.append(CASE, (known) => (known?.lastNote ? [note('answer')] : []));
    expect(appended.map(({ id }) => id)).toEqual(['note:answer']);
  });

  it('is never a reason to fail', async () => {
    await theirs.append(CASE, () => [note('theirs')]);
    const { appended } = await ours.append(CASE, (known) => {
      if (!known?.lastNote) throw new Error('there is no note');
      return [note('answer')];
    });
    expect(appended).toHaveLength(1);
    await expect(
      ours.append(CASE, () => {
        throw new Error('always');
      }),
    ).rejects.toThrow('always');
  });
});
