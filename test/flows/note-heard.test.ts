/** Where events come from is noted at the price of one write per place and ten minutes, and never at the price of a finding. */
import { describe, expect, it } from 'vitest';
import { heardSoFar, noteHeard } from '../../src/flows/note-heard.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import { createLog } from '../../src/services/log.ts';
import { createMemoryTable } from '../fakes/memory-table.ts';

const began = Date.UTC(2026, 10, 20, 3);
const place = { account: '111122223333', region: 'eu-west-1', source: 'GuardDuty' };
const other = { ...place, source: 'heartbeat' };

function rig(around?: () => void) {
  const clock = new VirtualClock(began);
  const lines: string[] = [];
  const table = createMemoryTable(around ? { around } : {});
  return { clock, table, lines, log: createLog((line) => void lines.push(line)) };
}

describe('noting where events come from', () => {
  it('writes each place once in ten minutes, however many events', async () => {
    const services = rig();
    for (let batch = 0; batch < 30; batch += 1) {
      await noteHeard([place, place, other], services);
      await services.clock.advance(60);
    }
    expect(services.table.operations).toBe(6);
    expect(await heardSoFar(services.table)).toMatchObject([
      { ...place, at: began + 20 * 60_000 },
      { ...other, at: began + 20 * 60_000 },
    ]);
  });

  it('so does a second process, whose write changes nothing', async () => {
    const services = rig();
    await noteHeard([place], services);
    await services.clock.advance(120);
    const { table } = services;
    const second = { ...table, putIfNewer: table.putIfNewer.bind(table) };
    await noteHeard([place], { ...services, table: second });
    expect(await heardSoFar(table)).toMatchObject([{ at: began }]);
  });

  it('a store that fails is no reason to fail; the next event tries again', async () => {
    let broken = true;
    const services = rig(() => {
      if (broken) throw new Error('throttled');
    });
    await noteHeard([place], services);
    expect(services.lines.join()).toMatch(/could not be noted/);
    broken = false;
    await noteHeard([place], services);
    expect(await heardSoFar(services.table)).toHaveLength(1);
  });
});
