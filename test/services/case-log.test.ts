/** The log of a case, in memory and on dynalite: appends that race all arrive, repeats do nothing, and what is read is what was sealed. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalTable, startTable } from '../../infra/local/table.ts';
import { replay } from '../../src/domain/apply-event.ts';
import { verifyChain } from '../../src/domain/event-chain.ts';
import type { CaseEvent, NewEvent } from '../../src/domain/events.ts';
import { type CaseLog, casePartition, createCaseLog, eventKey, minuteOf, seqOf } from '../../src/services/case-log.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import { createTable, type Table } from '../../src/services/table.ts';
import { createMemoryTable } from '../fakes/memory-table.ts';
import { ana, factWith, subjectWith } from '../fixtures/case-events.ts';
import { NOW } from '../fixtures/finding.ts';

const opening: NewEvent = {
  id: 'open',
  actor: { kind: 'drawbridge' },
  kind: 'case-opened',
  data: { subject: subjectWith(), findings: [factWith()] },
};
const note = (id: string, text = id): NewEvent => ({ id, actor: ana, kind: 'noted', data: { text } });

let local: LocalTable;
let client: DynamoDBClient;
let made = 0;
beforeAll(async () => {
  local = await startTable();
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  client = new DynamoDBClient({ endpoint: local.endpoint, region: 'us-east-1', credentials });
});
afterAll(async () => {
  client.destroy();
  await local.close();
});

describe.each<[string, () => Table]>([
  ['memory', () => createMemoryTable()],
  ['dynalite', () => createTable(client, local.name)],
])('%s', (_, tableOf) => {
  let table: Table;
  let clock: VirtualClock;
  let caseId: string;
  /** Another function instance: the same table, an empty cache. */
  const instance = (): CaseLog => createCaseLog({ table, clock, policyVersion: 'p1' });
  const bodies = async (log = instance()) => (await log.events(caseId)).map(({ body }) => JSON.parse(body) as CaseEvent);
  beforeEach(() => {
    table = tableOf();
    clock = new VirtualClock(NOW);
    made += 1;
    caseId = `CASE${made}`;
  });

  it('knows no case before its first event', async () => {
    expect(await instance().read(caseId)).toBeUndefined();
    expect(await instance().events(caseId)).toEqual([]);
    expect(await instance().append(caseId, () => [])).toEqual({ state: undefined, appended: [] });
  });

  it('appends what is decided, in order, sealed and timed', async () => {
    const { state, appended } = await instance().append(caseId, () => [opening, note('n1'), note('n2')]);
    expect(appended.map(({ seq, id, at, policyVersion }) => [seq, id, at, policyVersion])).toEqual([
      [1, 'open', NOW, 'p1'],
      [2, 'n1', NOW, 'p1'],
      [3, 'n2', NOW, 'p1'],
    ]);
    expect(state).toMatchObject({ caseId, seq: 3, lastNote: { text: 'n2' } });
    expect(await instance().read(caseId)).toEqual(state);
    expect(await bodies()).toEqual(appended);
    expect(verifyChain(await instance().events(caseId))).toBeUndefined();
    expect((await instance().events(caseId, 2)).map(({ body }) => (JSON.parse(body) as CaseEvent).seq)).toEqual([3]);
  });

  it('leaves out events whose id is in the case already', async () => {
    const log = instance();
    await log.append(caseId, () => [opening, note('n1')]);
    for (const again of [log, instance()]) {
      const { state, appended } = await again.append(caseId, () => [opening, note('n1', 'other'), note('n2')].slice(0, 2));
      expect(appended).toEqual([]);
      expect(state).toMatchObject({ seq: 2, lastNote: { text: 'n1' } });
    }
    expect((await log.append(caseId, () => [note('n1'), note('n2')])).appended.map(({ id }) => id)).toEqual(['n2']);
  });

  it('lets everybody’s append through, whoever was first', async () => {
    await instance().append(caseId, () => [opening]);
    const writers = [...Array(8).keys()].map((number) => ({ log: instance(), id: `w${number}` }));
    await Promise.all(writers.map(({ log }) => log.read(caseId)));
    const results = await Promise.all(writers.map(({ log, id }) => log.append(caseId, () => [note(`${id}a`), note(`${id}b`)])));
    const ids = (await bodies()).map(({ id }) => id);
    expect([...ids].sort()).toEqual(['open', ...writers.flatMap(({ id }) => [`${id}a`, `${id}b`])].sort());
    expect(results.map(({ appended }) => appended.length)).toEqual(writers.map(() => 2));
    expect(verifyChain(await instance().events(caseId))).toBeUndefined();
  });

  it('lets one of many win what only one may decide', async () => {
    await instance().append(caseId, () => [opening]);
    const claim = (number: number) =>
      instance().append(caseId, (state) =>
        state?.assignee ? [] : [{ id: `a${number}`, actor: ana, kind: 'assigned', data: { to: { id: `U${number}`, name: 'x' } } }],
      );
    const results = await Promise.all([...Array(8).keys()].map(claim));
    expect(results.filter(({ appended }) => appended.length > 0)).toHaveLength(1);
    const winner = results.find(({ appended }) => appended.length > 0);
    for (const { state } of results) expect(state?.assignee).toEqual(winner?.state?.assignee);
  });

  it('opens a case once, though several believe it is fresh', async () => {
    const results = await Promise.all([1, 2, 3].map(() => instance().append(caseId, (state) => (state ? [] : [opening]), true)));
    expect(results.filter(({ appended }) => appended.length > 0)).toHaveLength(1);
    for (const { state } of results) expect(state).toMatchObject({ seq: 1, rowCount: 1 });
    expect(await bodies()).toHaveLength(1);
  });

  it('reads a long log through its head, and says the same as the log alone', async () => {
    const log = instance();
    await log.append(caseId, () => [opening, ...[...Array(48).keys()].map((number) => note(`n${number}`))]);
    const head = await table.get(casePartition(caseId), 'HEAD');
    expect(head?.seq).toBe(40);
    const reader = instance();
    const before = table.operations;
    const state = await reader.read(caseId);
    expect(table.operations - before).toBe(2);
    expect(state).toEqual(replay(caseId, await reader.events(caseId)));
    await table.remove(casePartition(caseId), 'HEAD');
    expect(await instance().read(caseId)).toEqual(state);
  });

  it('sees what others wrote since it last looked, in one operation', async () => {
    const [one, other] = [instance(), instance()];
    await one.append(caseId, () => [opening]);
    await one.read(caseId);
    await other.append(caseId, () => [note('theirs')]);
    const before = table.operations;
    expect(await one.read(caseId)).toMatchObject({ seq: 2, lastNote: { text: 'theirs' } });
    expect(table.operations - before).toBe(1);
  });

  it('a fresh case is one operation', async () => {
    const before = table.operations;
    await instance().append(caseId, () => [opening], true);
    expect(table.operations - before).toBe(1);
  });

  it('says in which minute a case changed', async () => {
    const log = instance();
    await log.append(caseId, () => [opening]);
    await clock.advance(3600);
    await log.append(caseId, () => [note('later')]);
    expect([...(await table.changed(minuteOf(NOW + 3_600_000)))]).toContainEqual([casePartition(caseId), eventKey(2)]);
  });
});

describe('trouble', () => {
  const clock = new VirtualClock(NOW);
  const logOn = (table: Table) => createCaseLog({ table, clock, policyVersion: 'p1' });

  it('an answer that was lost after the write: asked again, nothing is appended twice', async () => {
    let lose = false;
    const table = createMemoryTable({
      around: (when) => {
        if (when === 'after' && lose) throw new Error('the connection broke');
      },
    });
    const log = logOn(table);
    await log.append('A', () => [opening]);
    lose = true;
    await expect(log.append('A', () => [note('n1')])).rejects.toThrow('the connection broke');
    lose = false;
    expect((await log.append('A', () => [note('n1')])).appended).toEqual([]);
    expect(await log.events('A')).toHaveLength(2);
  });

  it('somebody who writes all the time ends it with an error that names the case', async () => {
    const table = createMemoryTable();
    await logOn(table).append('A', () => [opening]);
    const busy: Table = { ...table, operations: 0, putNew: async () => false };
    await expect(logOn(busy).append('A', () => [note('n1')])).rejects.toThrow(/case A: could not append after 25 tries/);
  });

  it('a log that does not begin at its beginning is an error', async () => {
    await expect(logOn(createMemoryTable()).append('A', () => [note('n1')])).rejects.toThrow('does not begin with case-opened');
  });
});

it('keys sort as numbers do', () => {
  const keys = [99_999_999, 9, 10, 100].map(eventKey);
  expect([...keys].sort().map(seqOf)).toEqual([9, 10, 100, 99_999_999]);
  expect(minuteOf(NOW + 59_999) === minuteOf(NOW)).toBe(true);
  expect(minuteOf(NOW) < minuteOf(NOW + 60_000)).toBe(true);
});
