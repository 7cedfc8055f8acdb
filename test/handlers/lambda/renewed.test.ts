/** What a function keeps between events: made once, made again after a while, and never lost to a failure in between. */
import { describe, expect, it } from 'vitest';
import { askedAgain, renewed } from '../../../handlers/lambda/renewed.ts';

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

describe('early', () => {
  it('makes it again, though not within a minute of the last time, and a failure leaves what there was', async () => {
    const { get, time, made } = counted(['first', 'second', new Error('no secret'), 'fourth']);
    await get();
    time.wall = minute - 1;
    expect(await get.early()).toBe('first');
    time.wall = minute;
    expect(await Promise.all([get.early(), get.early()])).toEqual(['second', 'second']);
    expect(await get()).toBe('second');
    time.wall = 2 * minute;
    expect(await get.early()).toBe('second');
    expect(await get.early()).toBe('second');
    expect(made()).toBe(3);
    time.wall = 3 * minute;
    expect(await get.early()).toBe('fourth');
  });
});

describe('a door whose secret was exchanged a moment ago', () => {
  const door = (...secrets: string[]) => counted(secrets);
  const knock = (get: ReturnType<typeof door>['get'], signedWith: string, asked: string[] = []) =>
    askedAgain(get, async (secret) => {
      asked.push(secret);
      return { statusCode: secret === signedWith ? 200 : 401 };
    });

  it('reads it and lets the request in', async () => {
    const { get, time } = door('old', 'new');
    expect(await knock(get, 'old')).toEqual({ statusCode: 200 });
    time.wall = 2 * minute;
    expect(await knock(get, 'new')).toEqual({ statusCode: 200 });
    expect(await knock(get, 'old')).toEqual({ statusCode: 401 });
  });

  it('a stranger is turned away, and reads secrets once a minute at most', async () => {
    const { get, time, made } = door('ours', 'ours, read again');
    await get();
    const asked: string[] = [];
    time.wall = 2 * minute;
    for (let n = 0; n < 20; n += 1) expect(await knock(get, 'theirs', asked)).toEqual({ statusCode: 401 });
    expect(made()).toBe(2);
    expect(asked).toHaveLength(21);
  });
});
