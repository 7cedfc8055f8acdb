/** Timers of the virtual clock: by instant, those of one instant in the order they were set, whatever is cancelled. */
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/services/clock.ts';

describe('timers', () => {
  it('fire by instant, then in the order they were set', async () => {
    const clock = new VirtualClock(0);
    const fired: string[] = [];
    const due = [30, 10, 20, 10, 30, 5, 20, 10];
    for (const [index, at] of due.entries()) clock.schedule(at, () => fired.push(`${at}/${index}`));
    await clock.advance(0.1);
    expect(fired).toEqual(['5/5', '10/1', '10/3', '10/7', '20/2', '20/6', '30/0', '30/4']);
  });

  it('set by a timer fire in their turn, and not at all once cancelled', async () => {
    const clock = new VirtualClock(0);
    const fired: string[] = [];
    const cancel = clock.schedule(20, () => fired.push('cancelled'));
    clock.schedule(30, () => fired.push('last'));
    clock.schedule(10, () => {
      cancel();
      clock.schedule(10, () => fired.push('at once'));
      clock.schedule(25, () => fired.push('between'));
    });
    expect(await clock.advance(1)).toEqual({ now: 1000, fired: 4 });
    expect(fired).toEqual(['at once', 'between', 'last']);
  });
});
