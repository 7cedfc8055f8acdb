/** Storms: nine new cases of a type within five minutes keep their own, exactly, however many batches run at once; then one storm till it is calm. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { type StormWatch, watchStorms } from '../../src/flows/storm.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import { createMemoryTable, type MemoryTable } from '../fakes/memory-table.ts';
import { findingWith, NOW } from '../fixtures/finding.ts';

let table: MemoryTable;
let clock: VirtualClock;
beforeEach(() => {
  table = createMemoryTable();
  clock = new VirtualClock(NOW);
});
/** Each batch has a watch of its own. */
const watch = () => watchStorms(table, clock);

/** As taking in does: the storm's key, or undefined when this one keeps a case of its own. */
async function arrive(finding: Finding = findingWith(), storms: StormWatch = watch()): Promise<string | undefined> {
  return (await storms.keyFor(finding)) ?? storms.opened(finding);
}
async function many(count: number, secondsApart: number): Promise<(string | undefined)[]> {
  const keys: (string | undefined)[] = [];
  for (let index = 0; index < count; index += 1) {
    keys.push(await arrive());
    await clock.advance(secondsApart);
  }
  return keys;
}
const own = (keys: (string | undefined)[]) => keys.filter((key) => key === undefined).length;

describe('a storm', () => {
  it.each([
    [9, 1, 9],
    [10, 1, 9],
    [30, 1, 9],
    [10, 33, 9],
    [10, 38, 10],
    [20, 60, 20],
  ])('of %i cases, one every %i seconds: %i keep their own', async (count, secondsApart, expected) => {
    const keys = await many(count, secondsApart);
    expect(own(keys)).toBe(expected);
    expect(new Set(keys.filter((key) => key !== undefined)).size).toBe(expected < count ? 1 : 0);
  });

  it('is as exact when all come at the same moment in batches of their own', async () => {
    const keys = await Promise.all(Array.from({ length: 40 }, () => arrive()));
    expect(own(keys)).toBe(9);
    expect(new Set(keys).size).toBe(2);
  });

  it('is as exact within one batch', async () => {
    const storms = watch();
    const keys: (string | undefined)[] = [];
    for (let index = 0; index < 40; index += 1) keys.push(await arrive(findingWith(), storms));
    expect([own(keys), new Set(keys).size]).toEqual([9, 2]);
  });

  it('goes on while it goes on, and ends when an hour was calm', async () => {
    const [key] = (await many(10, 1)).slice(-1);
    for (let times = 0; times < 4; times += 1) {
      await clock.advance(59 * 60);
      expect(await arrive()).toBe(key);
    }
    await clock.advance(61 * 60);
    expect(await arrive()).toBeUndefined();
  });

  it('is of one type: another type, and samples, have their own count', async () => {
    await many(12, 1);
    expect(await arrive(findingWith({ type: 'Recon:EC2/Portscan' }))).toBeUndefined();
    expect(await arrive(findingWith({ sample: true }))).toBeUndefined();
    expect(await arrive()).toBeDefined();
  });

  it('costs one look a batch once it runs', async () => {
    await many(11, 1);
    const storms = watch();
    const before = table.operations;
    for (let index = 0; index < 20; index += 1) await arrive(findingWith(), storms);
    expect(table.operations - before).toBeLessThanOrEqual(2);
  });
});
