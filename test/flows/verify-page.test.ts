/** Accepted is not paged: an incident is looked for, a storm keeps PagerDuty's pace, and a crash in between leaves one incident. */
import { describe, expect, it } from 'vitest';
import { createPageRig, type PageRig } from '../fixtures/page-rig.ts';

async function opened(rig: PageRig = createPageRig()): Promise<PageRig> {
  await rig.open();
  return rig;
}

describe('18: accepted is not paged', () => {
  it('no incident within a minute is told, and one that comes later takes it back', async () => {
    const rig = await opened();
    rig.fake.suppressed = true;
    expect(await rig.project()).toBe(false);
    expect(await rig.page()).not.toHaveProperty('trouble');
    await rig.minutes(1);
    await rig.tell();
    expect((await rig.page())?.trouble).toMatchObject({ kind: 'unverified' });
    expect(rig.told).toHaveLength(1);
    rig.fake.suppressed = false;
    await rig.add('page-retried', {});
    await rig.settle();
    expect(await rig.page()).toMatchObject({ alert: 'triggered', incident: { number: 1 } });
    expect(await rig.page()).not.toHaveProperty('trouble');
  });

  it('is found without a webhook, too', async () => {
    const rig = await opened();
    await rig.project();
    rig.fake.deliveries = [];
    await rig.minutes(1);
    expect(await rig.page()).toMatchObject({ incident: { id: 'QINC000001' } });
    rig.fake.act('acknowledged', { type: 'user_reference', id: 'PPAT001', summary: 'Pat' });
    await rig.deliver();
    expect((await rig.state()).acknowledged?.by).toEqual({ kind: 'pagerduty', id: 'PPAT001', name: 'omar' });
  });

  it('in mode events nobody can tell, and nothing is claimed', async () => {
    const rig = await opened();
    rig.fake.mode = 'events';
    rig.fake.suppressed = true;
    expect(await rig.project()).toBe(true);
    await rig.minutes(3);
    expect(rig.fake.calls.map(({ call }) => call)).toEqual(['trigger']);
    expect(await rig.page()).not.toHaveProperty('trouble');
    await rig.add('acknowledged', {});
    await rig.add('resolved', { code: 'fixed', text: 'done' });
    await rig.project();
    expect(rig.fake.calls.map(({ call }) => call)).toEqual(['trigger', 'resolve']);
  });
});

describe('19: pace', () => {
  it('100 alerts in a minute, none lost', async () => {
    const rig = createPageRig();
    const ids = Array.from({ length: 230 }, (_, index) => `CASE${String(index).padStart(4, '0')}`);
    for (const id of ids) await rig.open(id);
    const sentByMinute: number[] = [];
    for (let minute = 0; minute < 4; minute += 1) {
      const before = rig.fake.called('trigger').length;
      for (const id of ids) await rig.project(id);
      sentByMinute.push(rig.fake.called('trigger').length - before);
      rig.fake.deliveries = [];
      await rig.clock.advance(61);
    }
    expect(sentByMinute).toEqual([100, 100, 30, 0]);
    expect(new Set(rig.fake.incidents.map(({ key }) => key)).size).toBe(230);
  });
});

describe('20: a crash between sending and recording', () => {
  it('leaves one incident', async () => {
    let dies = false;
    const around = (when: 'before' | 'after', { sk }: { sk: string }) => {
      if (dies && when === 'before' && sk.startsWith('EVENT#')) throw new Error('the process is dead');
    };
    const rig = await opened(createPageRig({ around }));
    dies = true;
    await expect(rig.project()).rejects.toThrow('dead');
    dies = false;
    await rig.settle();
    expect(rig.fake.incidents).toHaveLength(1);
    expect(await rig.page()).toMatchObject({ alert: 'triggered' });
  });
});
