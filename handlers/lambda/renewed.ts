/** Something that is made once and kept, and made again after a while: so that a changed secret needs no deployment. */
import type { Clock } from '../../src/services/clock.ts';

const LIFE_MILLISECONDS = 15 * 60 * 1000;
/** However often strangers knock with signatures that fit no secret. */
const EARLIEST_MILLISECONDS = 60 * 1000;

export interface Renewed<T> {
  (): Promise<T>;
  /** Made again now, if it is a minute old: for when what is kept may be out of date. The kept one itself otherwise. */
  early(): Promise<T>;
}

/** Asked once more with new secrets where no signature fitted: it may be one that was exchanged a moment ago. */
export async function askedAgain<T, A extends { statusCode?: number | undefined }>(
  door: Renewed<T>,
  ask: (door: T) => Promise<A>,
): Promise<A> {
  const first = await door();
  const answer = await ask(first);
  if (answer.statusCode !== 401) return answer;
  const second = await door.early();
  return second === first ? answer : ask(second);
}

/** A first failure rejects and is not kept; later ones leave what there is for another life. */
export function renewed<T>(clock: Pick<Clock, 'wall'>, make: () => Promise<T>): Renewed<T> {
  let kept: { value: T; from: number; until: number } | undefined;
  let making: Promise<T> | undefined;

  async function renew(): Promise<T> {
    try {
      const value = await make();
      kept = { value, from: clock.wall(), until: clock.wall() + LIFE_MILLISECONDS };
    } catch (error) {
      if (!kept) throw error;
      kept.from = clock.wall();
      kept.until = clock.wall() + LIFE_MILLISECONDS;
    }
    return kept.value;
  }

  function makeOnce(): Promise<T> {
    making ??= renew().finally(() => {
      making = undefined;
    });
    return making;
  }

  const get = () => (kept && clock.wall() < kept.until ? Promise.resolve(kept.value) : makeOnce());
  const early = () => (kept && clock.wall() < kept.from + EARLIEST_MILLISECONDS ? Promise.resolve(kept.value) : makeOnce());
  return Object.assign(get, { early });
}
