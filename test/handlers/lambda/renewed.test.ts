/** What a function keeps between events: made once, made again after a while, and never lost to a failure in between. */
import { describe, expect, it } from 'vitest';
import { renewed } from '../../../handlers/lambda/renewed.ts';

const minute = 60_000;

function counted(outcomes: (string | Error)[]) {
  const time = { wall: 0 };
  let made = 0;
  const get = renewed({ wall: () => time.wall }, async () => {
    const outcome = outcomes[made] ?? 'more';
    made += 1;
    if (outcome instanceof Error) throw outcome;
    return outcome;
  });
  return { get, time, made: () => made };
}

describe('renewed', () => {
  it('makes one for all who ask within 15 minutes, and a new one after', async () => {
    const { get, time, made } = counted(['first', 'second']);
    expect(await Promise.all([get(), get()])).toEqual(['first', 'first']);
    time.wall = 14 * minute;
    expect(await get()).toBe('first');
    expect(made()).toBe(1);
    time.wall = 15 * minute;
    expect(await get()).toBe('second');
  });

  it('a first failure is told and tried again at once', async () => {
    const { get } = counted([new Error('no secret'), 'made']);
    await expect(get()).rejects.toThrow('no secret');
    expect(await get()).toBe('made');
  });

  it('a later failure leaves what there was', async () => {
    const { get, time } = counted(['first', new Error('no secret'), 'third']);
    await get();
    time.wall = 20 * minute;
    expect(await get()).toBe('first');
    time.wall = 36 * minute;
    expect(await get()).toBe('third');
  });
});
