/** The tick finds what no poke has told, and spends nothing on what a poke has. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createStreamHandler } from '../../handlers/stream.ts';
import { factOf, subjectOf } from '../../src/domain/finding-fact.ts';
import { tick } from '../../src/flows/tick.ts';
import { createCaseLog } from '../../src/services/case-log.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import { createLog } from '../../src/services/log.ts';
import type { Surface } from '../../src/services/queues.ts';
import type { Services } from '../../src/services/services.ts';
import { createMemoryTable, type MemoryTable } from '../fakes/memory-table.ts';
import { findingWith, NOW } from '../fixtures/finding.ts';
import { policyWith } from '../fixtures/policy.ts';

const CASE = 'K7F3Q2MX';
let table: MemoryTable;
let pokes: [Surface, string][];
let services: Services;

async function note(text: string): Promise<void> {
  await services.cases.append(CASE, () => [{ id: text, actor: { kind: 'drawbridge' }, kind: 'noted', data: { text } }]);
}
async function stream(seq: number): Promise<void> {
  const Keys = { pk: { S: `CASE#${CASE}` }, sk: { S: `EVENT#${String(seq).padStart(8, '0')}` } };
  await createStreamHandler(services)({ Records: [{ dynamodb: { Keys } }] });
}

beforeEach(async () => {
  table = createMemoryTable();
  pokes = [];
  const clock = new VirtualClock(NOW);
  const cases = createCaseLog({ table, clock, policyVersion: 'test' });
  const poke = async (surface: Surface, _caseId: string, once: string) => void pokes.push([surface, once]);
  services = { clock, table, cases, policy: policyWith(), log: createLog(() => {}), queues: { poke } } as unknown as Services;
  const finding = findingWith();
  const subject = subjectOf(finding, { caseKey: CASE, generation: 1, kind: 'finding', route: 'security', channel: 'C1' });
  const data = { subject, findings: [factOf(finding, 'production', true)] };
  await cases.append(CASE, () => [{ id: 'open:1', actor: { kind: 'drawbridge' }, kind: 'case-opened', data }], true);
  // What is still to be shown is woken by every tick; here only the looking counts.
  await cases.append(CASE, () => [
    { id: 'enriched', actor: { kind: 'drawbridge' }, kind: 'enriched', data: { context: {}, failures: [] } },
  ]);
});

async function shown(): Promise<void> {
  for (const item of table.items()) if (item.pk.startsWith('DIRTY#')) await table.remove(item.pk, item.sk);
  pokes = [];
}

describe('the tick', () => {
  it('pokes a case whose pokes were all dropped', async () => {
    await tick(services);
    expect(pokes.map(([surface]) => surface)).toContain('slack');
  });

  it('leaves a case alone that was poked since its last event', async () => {
    await stream(2);
    await shown();
    await tick(services);
    expect(pokes).toEqual([]);
  });

  it('pokes again for an event after the last poke', async () => {
    await stream(2);
    await shown();
    await note('later');
    await tick(services);
    expect(pokes.map(([surface]) => surface)).toEqual(expect.arrayContaining(['slack']));
  });

  it('wakes a mark that nobody has worked off, poked or not', async () => {
    await stream(2);
    pokes = [];
    await tick(services);
    expect(pokes.map(([surface]) => surface)).toContain('slack');
  });
});

describe('the stream', () => {
  it('pokes once for events that one look has seen', async () => {
    await note('three');
    await stream(2);
    expect(pokes.length).toBeGreaterThan(0);
    const before = table.operations;
    await stream(3);
    expect(table.operations).toBe(before);
  });
});
