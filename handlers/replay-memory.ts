/** What this container answered to the requests it took: the same request again gets the same answer and does nothing. */

const LIFE_MILLISECONDS = 10 * 60 * 1000;
const MOST = 2_000;

export interface ReplayMemory<T> {
  /** Runs `work` unless it ran, or runs, for this id; what `keep` refuses is forgotten, so that it can be tried again. */
  once(id: string, wall: number, work: () => Promise<T>, keep: (answer: T) => boolean): Promise<T>;
}

export function createReplayMemory<T>(): ReplayMemory<T> {
  /** Oldest first. */
  const taken = new Map<string, { until: number; answer: Promise<T> }>();

  function forgetOld(wall: number): void {
    for (const [id, { until }] of taken) {
      if (until > wall && taken.size < MOST) return;
      taken.delete(id);
    }
  }

  return {
    async once(id, wall, work, keep) {
      forgetOld(wall);
      const before = taken.get(id);
      if (before) return before.answer;
      const answer = work();
      taken.set(id, { until: wall + LIFE_MILLISECONDS, answer });
      try {
        const given = await answer;
        if (!keep(given)) taken.delete(id);
        return given;
      } catch (error) {
        taken.delete(id);
        throw error;
      }
    },
  };
}
