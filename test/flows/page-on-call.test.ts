/** Paging as a projection: one page per case, never after a resolve, in order, told another way when PagerDuty is down, and seen to arrive. */
import { describe, expect, it } from 'vitest';
import { tryAgain } from '../../src/flows/page-trouble.ts';
import { findingWith } from '../fixtures/finding.ts';
import { CASE, createPageRig, type PageRig } from '../fixtures/page-rig.ts';

const KEY = `drawbridge:${CASE}`;
const unavailable = { ok: false, retryable: true, because: 'PagerDuty does not answer' } as const;
const refused = { ok: false, retryable: false, status: 400, because: 'Event object is invalid' } as const;

async function opened(rig: PageRig = createPageRig()): Promise<PageRig> {
  await rig.open();
  return rig;
}
async function paged(rig: PageRig = createPageRig()): Promise<PageRig> {
  await rig.open();
  await rig.settle();
  return rig;
}

describe('a tier-3 case', () => {
  it('is paged once, and says whom PagerDuty asks', async () => {
    const rig = await paged();
    for (let again = 0; again < 3; again += 1) await rig.project();
    expect(rig.fake.called('trigger')).toHaveLength(1);
    expect(rig.fake.incidents).toHaveLength(1);
    expect(await rig.page()).toMatchObject({
      round: 1,
      alert: 'triggered',
      incident: { id: 'QINC000001', number: 1 },
      people: [{ id: 'PPAT001', name: 'omar', level: 1, slackId: 'U0OMAR' }],
    });
  });

  it('is not paged in mode none', async () => {
    const rig = await opened();
    rig.fake.mode = 'none';
    expect(await rig.project()).toBe(true);
    expect(rig.fake.calls).toEqual([]);
  });

  it.each([
    ['tier 2', { tier: 2 as const }],
    ['a sample', { finding: findingWith({ sample: true }) }],
  ])('%s is not paged', async (_name, of) => {
    const rig = createPageRig();
    await rig.open(CASE, of);
    expect(await rig.project()).toBe(true);
    expect(rig.fake.calls).toEqual([]);
  });

  it('of tier 2 is paged when somebody wants the people on call, with the reason', async () => {
    const rig = createPageRig();
    await rig.open(CASE, { tier: 2 });
    await rig.add('page-asked', { reason: 'the owner does not answer' });
    await rig.settle();
    expect(rig.fake.incidents).toHaveLength(1);
    expect(rig.fake.incidents[0]?.alert.details).toMatchObject({ 'asked for by': 'ana: the owner does not answer' });
  });
});

describe('14, 15: order', () => {
  it('14 a trigger that is tried again after the case was resolved is not sent', async () => {
    const rig = await opened();
    rig.fake.down = unavailable;
    await rig.project();
    await rig.add('resolved', { code: 'false-positive', text: 'a drill' });
    rig.fake.down = undefined;
    await rig.minutes(3);
    expect(rig.fake.called('trigger')).toHaveLength(1);
    expect(rig.fake.incidents).toEqual([]);
    expect(rig.fake.called('resolve')).toEqual([]);
  });

  it('15 a case that is resolved while the trigger is under way is resolved after it', async () => {
    const rig = await opened();
    const { trigger } = rig.services.pagerDuty;
    rig.services.pagerDuty.trigger = async (alert) => {
      await rig.add('resolved', { code: 'fixed', text: 'done' });
      return trigger(alert);
    };
    await rig.settle();
    expect(rig.fake.calls.map(({ call, on }) => [call, on])).toEqual([
      ['trigger', KEY],
      ['resolve', KEY],
    ]);
    expect(rig.fake.open).toEqual([]);
  });

  it('what comes back after a resolve is another page, and the old acknowledgement is no longer one', async () => {
    const rig = await paged();
    await rig.add('acknowledged', {});
    await rig.settle();
    await rig.add('resolved', { code: 'fixed', text: 'done' });
    await rig.settle();
    await rig.add('reopened', { because: 'it is back' });
    await rig.settle();
    expect(rig.fake.incidents.map(({ status }) => status)).toEqual(['resolved', 'triggered']);
    expect(await rig.page()).toMatchObject({ round: 2, alert: 'triggered', incident: { number: 2 } });
    expect((await rig.state()).acknowledged).toBeUndefined();
  });
});

describe('16: PagerDuty is down for ten minutes', () => {
  it('banner after two minutes, told another way once, one page that says how late it is', async () => {
    const rig = await opened();
    rig.fake.down = unavailable;
    await rig.project();
    expect(await rig.page()).not.toHaveProperty('trouble');
    for (let minute = 0; minute < 10; minute += 1) {
      await rig.minutes(1);
      await rig.tell();
    }
    expect((await rig.page())?.trouble).toMatchObject({ kind: 'overdue', because: 'PagerDuty does not answer', otherWay: true });
    expect(rig.told.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^NOT PAGED - /)]);
    // 30 s, 1, 2, 5 and 10 minutes, at the minute that follows.
    expect(rig.fake.called('trigger').map(({ at }) => (at - rig.clock.now()) / 60_000 + 10)).toEqual([0, 1, 2, 4, 9]);
    rig.fake.down = undefined;
    await rig.minutes(12);
    await rig.tell();
    expect(rig.fake.incidents).toHaveLength(1);
    expect(rig.fake.incidents[0]?.alert.summary).toMatch(/^\[19 min LATE\] \[HIGH\] /);
    expect(await rig.page()).toMatchObject({ alert: 'triggered', lateSeconds: 1140 });
    expect(await rig.page()).not.toHaveProperty('trouble');
    expect(rig.told).toHaveLength(1);
    expect(rig.lines.filter((line) => line.includes('NOT PAGED'))).toHaveLength(1);
  });

  it('waits as long as PagerDuty asks for', async () => {
    const rig = await opened();
    rig.fake.failures = [{ ...unavailable, afterSeconds: 170 }];
    await rig.project();
    await rig.minutes(2);
    expect(rig.fake.called('trigger')).toHaveLength(1);
    await rig.minutes(1);
    expect(rig.fake.called('trigger')).toHaveLength(2);
  });

  it('“Retry page” does not wait', async () => {
    const rig = await opened();
    rig.fake.down = unavailable;
    await rig.minutes(5);
    rig.fake.down = undefined;
    await rig.add('page-retried', {});
    await rig.settle();
    expect(rig.fake.open).toHaveLength(1);
  });

  it('after six hours the second routing key is used, and stays the one that closes it', async () => {
    const rig = await opened(createPageRig({ spare: true }));
    rig.fake.down = unavailable;
    await rig.project();
    await rig.clock.advance(6 * 3600);
    rig.fake.down = undefined;
    await rig.settle();
    expect(rig.fake.called('spare trigger')).toHaveLength(1);
    await rig.add('resolved', { code: 'fixed', text: 'done' });
    await rig.settle();
    expect(rig.fake.called('spare resolve')).toHaveLength(1);
    expect(rig.fake.called('resolve')).toEqual([]);
  });
});

describe('17: what PagerDuty refuses', () => {
  it('is not tried again, is told everybody at once, and the alarm hangs on the log line', async () => {
    const rig = await opened();
    rig.fake.down = refused;
    await rig.minutes(5);
    await rig.tell();
    expect(rig.fake.called('trigger')).toHaveLength(1);
    expect((await rig.page())?.trouble).toMatchObject({ kind: 'failed', because: 'Event object is invalid' });
    expect(rig.told).toHaveLength(1);
    expect(rig.buried).toEqual([`${CASE}: Event object is invalid`]);
    expect(rig.lines.filter((line) => line.includes('"message":"NOT PAGED"') && line.includes('"level":"error"'))).toHaveLength(1);
  });

  it('is tried anew when its dead letter is sent back, once for each time it is', async () => {
    const rig = await opened();
    rig.fake.down = refused;
    await rig.project();
    await tryAgain(CASE, rig.services);
    await rig.settle();
    expect(rig.fake.called('trigger')).toHaveLength(2);
    expect(rig.buried).toHaveLength(2);
    rig.fake.down = undefined;
    await tryAgain(CASE, rig.services);
    await rig.settle();
    await tryAgain(CASE, rig.services);
    await rig.settle();
    expect(rig.fake.called('trigger')).toHaveLength(3);
    expect(await rig.page()).toMatchObject({ alert: 'triggered', tries: 2 });
    expect(await rig.page()).not.toHaveProperty('trouble');
  });

  it('goes by the second key at once where there is one', async () => {
    const rig = await opened(createPageRig({ spare: true }));
    rig.fake.failures = [refused];
    await rig.settle();
    expect(rig.fake.called('spare trigger')).toHaveLength(1);
    expect(await rig.page()).toMatchObject({ alert: 'triggered', secondKey: true });
  });

  it('says so where nobody can be told another way', async () => {
    const rig = await opened(createPageRig({ otherWay: false }));
    rig.fake.down = refused;
    await rig.project();
    expect((await rig.page())?.trouble).toMatchObject({ otherWay: false });
  });
});
