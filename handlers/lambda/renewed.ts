/** Something that is made once and kept, and made again after a while: so that a changed secret needs no deployment. */
import type { Clock } from '../../src/services/clock.ts';

const LIFE_MILLISECONDS = 15 * 60 * 1000;

/** A first failure rejects and is not kept; later ones leave what there is for another life. */
export function renewed<T>(clock: Pick<Clock, 'wall'>, make: () => Promise<T>): () => Promise<T> {
  let kept: { value: T; until: number } | undefined;
  let making: Promise<T> | undefined;

  async function renew(): Promise<T> {
    try {
      kept = { value: await make(), until: clock.wall() + LIFE_MILLISECONDS };
    } catch (error) {
      if (!kept) throw error;
      kept.until = clock.wall() + LIFE_MILLISECONDS;
    }
    return kept.value;
  }

  return () => {
    if (kept && clock.wall() < kept.until) return Promise.resolve(kept.value);
    making ??= renew().finally(() => {
      making = undefined;
    });
    return making;
  };
}
