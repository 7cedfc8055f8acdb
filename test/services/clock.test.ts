/** The virtual clock: work comes to rest between two instants, time stands still or runs, and nothing waits for ever. */
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock, TimeoutError, VirtualClock } from '../../src/services/clock.ts';

describe('advancing', () => {
  it('lets what a timer started come to rest before the next instant', async () => {
    const clock = new VirtualClock(0);
    const told: string[] = [];
    const work = async (name: string, ...pauses: number[]) => {
      for (const pause of pauses) {
        await clock.sleep(pause);
        told.push(`${name} ${clock.now()}`);
      }
    };
    void clock.run(() => work('a', 1000, 1000, 1000));
    void clock.run(() => work('b', 1500, 1500));
    expect(await clock.advance(2.5)).toEqual({ now: 2500, fired: 3 });
    expect(told).toEqual(['a 1000', 'b 1500', 'a 2000']);
    expect(await clock.advance(0.5)).toEqual({ now: 3000, fired: 2 });
    expect(told.slice(3).sort()).toEqual(['a 3000', 'b 3000']);
  });

  it('waits for real work between two timers', async () => {
    const clock = new VirtualClock(0);
    const told: number[] = [];
    void clock.run(async () => {
      await clock.sleep(1000);
      await clock.pause(20);
      told.push(clock.now());
      await clock.sleep(1000);
      told.push(clock.now());
    });
    await clock.advance(10);
    expect(told).toEqual([1000, 2000]);
  });

  it('by nothing fires what is due now', async () => {
    const clock = new VirtualClock(500);
    let fired = false;
    clock.schedule(500, () => {
      fired = true;
    });
    expect(await clock.advance(0)).toEqual({ now: 500, fired: 1 });
    expect(fired).toBe(true);
  });

  it('never goes back for a timer that is late', async () => {
    const clock = new VirtualClock(10_000);
    const at: number[] = [];
    clock.schedule(1000, () => at.push(clock.now()));
    await clock.advance(1);
    expect(at).toEqual([10_000]);
  });

  it('drops every timer when it is stopped', async () => {
    const clock = new VirtualClock(0);
    clock.schedule(1000, () => expect.unreachable());
    clock.stop();
    expect(await clock.advance(10)).toEqual({ now: 10_000, fired: 0 });
  });
});

describe('in flight', () => {
  it('is work that neither ended nor sleeps', async () => {
    const clock = new VirtualClock(0);
    let finish = () => {};
    const work = clock.run(() => new Promise<void>((resolve) => (finish = resolve)));
    expect(clock.busy).toBe(true);
    finish();
    await work;
    expect(clock.busy).toBe(false);
    void clock.run(() => clock.sleep(1000));
    expect(clock.busy).toBe(false);
  });

  it('is not ended by a failure that nobody expected', async () => {
    const clock = new VirtualClock(0);
    await expect(clock.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(clock.busy).toBe(false);
    await clock.settle();
  });

  it('work inside work counts once, work apart counts for itself', async () => {
    const clock = new VirtualClock(0);
    const states: boolean[] = [];
    let apart: Promise<void> | undefined;
    let finish = () => {};
    await clock.run(async () => {
      await clock.run(async () => {});
      states.push(clock.busy);
      apart = clock.runApart(() => new Promise<void>((resolve) => (finish = resolve)));
    });
    states.push(clock.busy);
    finish();
    await apart;
    states.push(clock.busy);
    expect(states).toEqual([true, true, false]);
  });

  it('settling waits for it', async () => {
    const clock = new VirtualClock(0);
    let done = false;
    void clock.run(async () => {
      await clock.pause(15);
      done = true;
    });
    await clock.settle();
    expect(done).toBe(true);
  });
});

describe('time', () => {
  it('stands still when frozen, but for advancing; protocol time goes on', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 10, 20));
    const wall = clock.wall();
    await clock.pause(5);
    expect(clock.now()).toBe(Date.UTC(2026, 10, 20));
    expect(clock.wall()).toBeGreaterThan(wall);
    await clock.advance(60);
    expect(clock.now()).toBe(Date.UTC(2026, 10, 20, 0, 1));
    expect(Math.abs(clock.wall() - systemClock.wall())).toBeLessThan(1000);
  });

  it('runs with the wall when it is not frozen, and timers fire by themselves', async () => {
    const clock = new VirtualClock();
    const began = clock.now();
    await clock.sleep(10);
    expect(clock.now() - began).toBeGreaterThanOrEqual(9);
    expect(clock.fired).toBe(1);
    await clock.advance(3600);
    expect(clock.now() - clock.wall()).toBeGreaterThan(3_590_000);
    clock.stop();
  });

  it('a frozen clock fires nothing by itself', async () => {
    const clock = new VirtualClock(0);
    clock.schedule(1, () => expect.unreachable());
    await clock.pause(15);
    expect(clock.fired).toBe(0);
  });
});

describe.each<[string, Clock]>([
  ['the virtual clock', new VirtualClock(0)],
  ['the system clock', systemClock],
])('a limit of %s', (_, clock) => {
  it('passes on what was in time, answers and failures', async () => {
    expect(await clock.within(1000, 'work', Promise.resolve(7))).toBe(7);
    await expect(clock.within(1000, 'work', Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('rejects what is late, by name, in wall time', async () => {
    const late = clock.within(5, 'the lookup', new Promise(() => {}));
    await expect(late).rejects.toThrow(TimeoutError);
    await expect(late).rejects.toThrow('the lookup took longer than 5 ms');
  });
});
