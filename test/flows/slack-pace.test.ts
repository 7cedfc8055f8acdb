/** Slack's pace: a write a second per channel, 45 updates a minute in all, pauses per method; remembered across invocations. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPace } from '../../src/flows/slack-pace.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import { createMemoryTable } from '../fakes/memory-table.ts';
import { NOW } from '../fixtures/finding.ts';

type Method = 'chat.postMessage' | 'chat.update';
const [post, update] = ['chat.postMessage', 'chat.update'] as const;

async function paceWith(before: (pace: Awaited<ReturnType<typeof loadPace>>, clock: VirtualClock) => Promise<void>) {
  const [table, clock] = [createMemoryTable(), new VirtualClock(NOW)];
  await before(await loadPace(table, clock), clock);
  // Another invocation: what counts is in the table.
  return loadPace(table, clock);
}

describe('when a write may go out', () => {
  const updates = async (pace: Awaited<ReturnType<typeof loadPace>>, clock: VirtualClock, many: number) => {
    for (let each = 0; each < many; each += 1) {
      await pace.take(`C${each}`, update);
      await clock.advance(0.1);
    }
  };
  it.each<[string, Parameters<typeof paceWith>[0], string, Method, number | 'now']>([
    ['nothing was written: at once', async () => {}, 'C1', post, 'now'],
    ['a write just now: a second later', (pace) => pace.take('C1', post), 'C1', post, NOW + 1050],
    ['a post counts for updates too', (pace) => pace.take('C1', post), 'C1', update, NOW + 1050],
    ['another channel is not held up', (pace) => pace.take('C1', post), 'C2', post, 'now'],
    ['a pause holds that method in all channels', (pace) => pace.pause(post, 30_000), 'C2', post, NOW + 30_000],
    ['and leaves the other method alone', (pace) => pace.pause(post, 30_000), 'C2', update, 'now'],
    ['44 updates leave room for one', (pace, clock) => updates(pace, clock, 44), 'C99', update, 'now'],
    ['45 updates: when the first is a minute old', (pace, clock) => updates(pace, clock, 45), 'C99', update, NOW + 60_000],
    ['which posts do not wait for', (pace, clock) => updates(pace, clock, 45), 'C99', post, 'now'],
  ])('%s', async (_, before, channel, method, expected) => {
    const at = (await paceWith(before)).freeAt(channel, method);
    if (expected === 'now') expect(at).toBeLessThanOrEqual(NOW);
    else expect(at).toBe(expected);
  });

  it.each<[string, number, boolean, number | 'now']>([
    ['29 updates leave room for one that nobody waits for', 29, true, 'now'],
    ['30 do not: it waits until the first is a minute old', 30, true, NOW + 60_000],
    ['30 leave the rest of the 45 for what is urgent', 30, false, 'now'],
    ['many urgent ones hold up what nobody waits for, too', 40, true, NOW + 61_000],
  ])('%s', async (_, many, isRoutine, expected) => {
    const at = (await paceWith((pace, clock) => updates(pace, clock, many))).freeAt('C99', update, isRoutine);
    if (expected === 'now') expect(at).toBeLessThanOrEqual(NOW);
    else expect(at).toBe(expected);
  });

  it('keeps both limits whatever is written by however many invocations', async () => {
    const write = fc.record({
      channel: fc.constantFrom('C1', 'C2', 'C3'),
      method: fc.constantFrom<Method>(post, update),
      restart: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(write, { minLength: 60, maxLength: 200 }), async (writes) => {
        const [table, clock] = [createMemoryTable(), new VirtualClock(NOW)];
        let pace = await loadPace(table, clock);
        const made: { channel: string; method: Method; at: number }[] = [];
        for (const { channel, method, restart } of writes) {
          if (restart) pace = await loadPace(table, clock);
          await clock.advance(Math.max(0, pace.freeAt(channel, method) - clock.now()) / 1000);
          await pace.take(channel, method);
          made.push({ channel, method, at: clock.now() });
        }
        for (const [index, { channel, method, at }] of made.entries()) {
          const earlier = made.slice(0, index);
          const last = earlier.findLast((one) => one.channel === channel);
          expect(at - (last?.at ?? 0)).toBeGreaterThanOrEqual(1000);
          const minute = earlier.filter((one) => one.method === update && one.at > at - 60_000);
          if (method === update) expect(minute.length).toBeLessThan(45);
        }
      }),
      { numRuns: 25 },
    );
  });
});
