/** Answers kept for a while of domain time, so that what is asked often is looked up once; a look-up that rejects is not kept. */
import type { Clock } from './clock.ts';

export const minuteMilliseconds = 60_000;

export function remember<T>(
  clock: Pick<Clock, 'now'>,
  look: (key: string) => Promise<T>,
  milliseconds: number = minuteMilliseconds,
): (key: string) => Promise<T> {
  const known = new Map<string, { at: number; answer: Promise<T> }>();
  return (key) => {
    const kept = known.get(key);
    if (kept && clock.now() - kept.at < milliseconds) return kept.answer;
    const answer = look(key);
    known.set(key, { at: clock.now(), answer });
    answer.catch(() => known.delete(key));
    return answer;
  };
}
