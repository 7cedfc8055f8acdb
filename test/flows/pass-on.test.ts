/** What people do to a case becomes what PagerDuty shows, in their own names, in order, and nothing of it comes back as news. */
import { describe, expect, it } from 'vitest';
import { ana, createPageRig, li, type PageRig } from '../fixtures/page-rig.ts';

const unavailable = { ok: false, retryable: true, because: 'PagerDuty does not answer' } as const;

async function paged(rig: PageRig = createPageRig()): Promise<PageRig> {
  await rig.open();
  await rig.settle();
  return rig;
}

describe('34, 36: what people do here, in PagerDuty', () => {
  it('34 an acknowledgement is made in the person’s own name, and its echo is nobody’s', async () => {
    const rig = await paged();
    await rig.add('acknowledged', {});
    await rig.settle();
    expect(rig.fake.called('update').map(({ from, what }) => [from, what])).toEqual([['ana@example.com', { status: 'acknowledged' }]]);
    expect(rig.fake.incidents[0]?.status).toBe('acknowledged');
    expect((await rig.state()).acknowledged?.by).toEqual(ana);
    expect((await rig.kinds()).filter((kind) => kind === 'incident-changed')).toEqual([]);
  });

  it('36 somebody PagerDuty does not know acknowledges by the alert’s key, never in another’s name', async () => {
    const rig = await paged();
    await rig.add('acknowledged', {}, li);
    await rig.settle();
    expect(rig.fake.called('update')).toEqual([]);
    expect(rig.fake.called('acknowledge')).toHaveLength(1);
  });

  it('34 notes and decisions go out in order and once, and do not come back as notes', async () => {
    const rig = await paged();
    await rig.add('noted', { text: 'looks like the old CI user' });
    await rig.add('noted', { text: 'asked the owner' });
    await rig.settle();
    expect(rig.fake.called('note').map(({ what, from }) => [what, from])).toEqual([
      ['looks like the old CI user', 'ana@example.com'],
      ['asked the owner', 'ana@example.com'],
    ]);
    expect((await rig.kinds()).filter((kind) => kind === 'noted')).toHaveLength(2);
  });

  it('36 a note of somebody PagerDuty does not know stays here, and the thread says why', async () => {
    const rig = await paged();
    await rig.add('noted', { text: 'hello' }, li);
    await rig.settle();
    expect(rig.fake.called('note')).toEqual([]);
    expect(await rig.kinds()).toContain('incident-refused');
  });

  it('34 a resolve closes the incident, a snooze snoozes it, escalating asks the next level, a priority is set', async () => {
    const rig = await paged();
    await rig.add('snoozed', { until: rig.clock.now() + 3_600_000, reason: 'after lunch' });
    await rig.add('escalation-asked', {});
    await rig.add('priority-asked', { id: 'PPRIO01', name: 'P1' });
    await rig.settle();
    expect(rig.fake.called('snooze').map(({ what }) => what)).toEqual([3600]);
    expect(rig.fake.called('update').map(({ what }) => what)).toEqual([{ escalationLevel: 2 }, { priorityId: 'PPRIO01' }]);
    expect(await rig.page()).toMatchObject({ people: [{ name: 'Quinn', level: 2 }], priority: 'P1' });
    await rig.add('resolved', { code: 'fixed', text: 'done' });
    await rig.settle();
    expect(rig.fake.open).toEqual([]);
    expect(rig.fake.called('resolve')).toHaveLength(1);
  });

  it('1006: the highest level cannot be escalated, and the thread says so once', async () => {
    const rig = await paged();
    await rig.add('escalation-asked', {});
    await rig.settle();
    await rig.add('escalation-asked', {});
    await rig.settle();
    expect(rig.fake.called('update')).toHaveLength(2);
    expect((await rig.kinds()).filter((kind) => kind === 'incident-refused')).toHaveLength(1);
  });

  it('34 a suppressed or closed finding closes the incident', async () => {
    const rig = await paged();
    await rig.add('suppressed', { until: rig.clock.now() + 86_400_000, reason: 'known' });
    await rig.settle();
    expect(rig.fake.open).toEqual([]);
  });

  it('notes that PagerDuty does not take now go out later, in order', async () => {
    const rig = await paged();
    rig.fake.failures = [unavailable];
    await rig.add('noted', { text: 'one' });
    await rig.add('noted', { text: 'two' });
    expect(await rig.project()).toBe(false);
    await rig.minutes(2);
    await rig.deliver();
    expect(rig.fake.called('note').map(({ what }) => what)).toEqual(['one', 'one', 'two']);
    expect((await rig.kinds()).filter((kind) => kind === 'noted')).toHaveLength(2);
  });
});
