/** Webhooks of PagerDuty: found, taken once, told from echoes, merges and time-outs, and nothing in them is gone to. */
import { describe, expect, it } from 'vitest';
import { pat, personAgent, quinn } from '../fakes/pagerduty.ts';
import { CASE, createPageRig, type PageRig } from '../fixtures/page-rig.ts';

const byPat = personAgent(pat);

async function paged(rig: PageRig = createPageRig()): Promise<PageRig> {
  await rig.open();
  await rig.settle();
  return rig;
}
function incident(rig: PageRig) {
  const [first] = rig.fake.incidents;
  if (!first) throw new Error('there is no incident');
  return first;
}
/** One delivery, changed as the test wants it. */
function changed(body: string, change: (event: Record<string, unknown>) => void): string {
  const parsed = JSON.parse(body) as { event: Record<string, unknown> };
  change(parsed.event);
  return JSON.stringify(parsed);
}

describe('22, 23: once and in order', () => {
  it('22 the same event again changes nothing', async () => {
    const rig = await paged();
    rig.fake.annotate('looking', byPat);
    const [body = ''] = rig.fake.deliveries;
    for (let again = 0; again < 3; again += 1) await rig.take(body);
    expect((await rig.kinds()).filter((kind) => kind === 'noted')).toHaveLength(1);
  });

  it('22 an event that could not be recorded is taken when it comes again', async () => {
    let fails = false;
    const around = (when: 'before' | 'after', { sk }: { sk: string }) => {
      if (fails && when === 'before' && sk.startsWith('EVENT#')) throw new Error('the table does not answer');
    };
    const rig = await paged(createPageRig({ around }));
    rig.fake.act('acknowledged', byPat);
    const [body = ''] = rig.fake.deliveries;
    fails = true;
    await expect(rig.take(body)).rejects.toThrow('does not answer');
    fails = false;
    await rig.take(body);
    expect((await rig.state()).acknowledged?.by).toMatchObject({ name: 'omar' });
  });

  it('23 what is older than what is known is no news', async () => {
    const rig = await paged();
    rig.fake.act('acknowledged', byPat);
    const [late = ''] = rig.fake.deliveries.splice(0);
    await rig.clock.advance(60);
    rig.fake.act('unacknowledged', null);
    await rig.deliver();
    expect(await rig.page()).toMatchObject({ alert: 'triggered' });
    await rig.take(late);
    expect((await rig.state()).acknowledged).toBeUndefined();
  });
});

describe('24: whose incident it is', () => {
  it('by the address we gave, though the incident key is null', async () => {
    const rig = createPageRig();
    await rig.open();
    await rig.project();
    await rig.deliver();
    expect(await rig.page()).toMatchObject({ incident: { id: incident(rig).id } });
    expect(rig.fake.called('alertKeys')).toEqual([]);
  });

  it('by the alerts of the incident, and from then on by what is stored', async () => {
    const rig = createPageRig();
    await rig.open();
    await rig.project();
    rig.fake.deliveries = [];
    rig.fake.act('acknowledged', byPat);
    await rig.deliver();
    expect((await rig.state()).acknowledged).toBeDefined();
    rig.fake.annotate('looking', byPat);
    await rig.deliver();
    expect(rig.fake.called('alertKeys')).toHaveLength(1);
  });

  it('comes again while PagerDuty does not say', async () => {
    const rig = createPageRig();
    await rig.open();
    await rig.project();
    rig.fake.deliveries = [];
    rig.fake.act('acknowledged', byPat);
    rig.fake.down = { ok: false, retryable: true, because: 'no answer' };
    const [body = ''] = rig.fake.deliveries;
    await expect(rig.take(body)).rejects.toThrow('did not say');
  });

  it.each([
    ['an address of another kind', 'https://elsewhere.example.com/?drawbridge=K7F3Q2MX'],
    ['a case that was never paged', `https://app.slack.com/client/T0DRAWBRIDGE/C0SECURITY?drawbridge=ZZZZZZZZ`],
  ])('%s is nobody’s', async (_name, url) => {
    const rig = await paged();
    rig.fake.mode = 'events';
    rig.fake.send({ ...incident(rig), id: 'QOTHER0001' }, 'triggered', null, { client: { name: 'x', url } });
    const before = await rig.kinds();
    await rig.deliver();
    expect(await rig.kinds()).toEqual(before);
    expect(rig.lines.some((line) => line.includes('not one of ours'))).toBe(true);
  });

  it('an incident that somebody made beside ours, with our address in it, changes nothing', async () => {
    const rig = await paged();
    const url = incident(rig).alert.clientUrl;
    const other = { ...incident(rig), id: 'QFORGED001' };
    rig.fake.send(other, 'triggered', byPat, { client: { name: 'x', url } });
    rig.fake.send(other, 'resolved', byPat);
    await rig.deliver();
    expect(await rig.page()).toMatchObject({ alert: 'triggered', incident: { id: 'QINC000001' } });
  });
});

describe('25 to 27: what resolved it', () => {
  it('25 a merge is no resolution: the case follows the incident', async () => {
    const rig = await paged();
    const target = { id: 'QTARGET001', html_url: 'https://acme.pagerduty.com/incidents/QTARGET001', type: 'incident_reference' };
    rig.fake.send(incident(rig), 'resolved', byPat, { resolveReason: { type: 'merge_resolve_reason', incident: target } });
    await rig.deliver();
    expect(await rig.page()).toMatchObject({ alert: 'triggered', incident: { id: 'QTARGET001', url: target.html_url } });
    const merged = { ...incident(rig), id: 'QTARGET001' };
    rig.fake.send(merged, 'acknowledged', byPat);
    await rig.deliver();
    expect((await rig.state()).acknowledged?.by).toMatchObject({ name: 'omar' });
  });

  it('26 our own resolve comes back and is nobody’s', async () => {
    const rig = await paged();
    await rig.add('resolved', { code: 'fixed', text: 'done' });
    await rig.project();
    const before = await rig.kinds();
    await rig.deliver();
    expect(await rig.kinds()).toEqual(before);
    expect(await rig.page()).not.toHaveProperty('closedBy');
  });

  it('26 even when it is quicker than our note of having sent it', async () => {
    const rig = await paged();
    await rig.add('resolved', { code: 'fixed', text: 'done' });
    await rig.fake.port().resolve(`drawbridge:${CASE}`);
    await rig.deliver();
    await rig.settle();
    expect(rig.fake.incidents).toHaveLength(1);
    expect((await rig.page())?.closedBy).toBeUndefined();
  });

  it('27 a time-out of PagerDuty settles nothing: the case is open, so it pages again', async () => {
    const rig = await paged();
    await rig.clock.advance(14_400);
    rig.fake.act('resolved', null);
    await rig.settle();
    expect(rig.fake.incidents.map(({ status }) => status)).toEqual(['resolved', 'triggered']);
    expect(await rig.page()).toMatchObject({ round: 2, alert: 'triggered', incident: { number: 2 } });
  });

  it('27 of a case that is over it settles nothing more', async () => {
    const rig = await paged();
    await rig.add('resolved', { code: 'fixed', text: 'done' });
    rig.fake.act('resolved', null);
    await rig.settle();
    expect(rig.fake.incidents).toHaveLength(1);
  });

  it('a person’s resolve leaves the case open and asks; nothing is sent until somebody answers', async () => {
    const rig = await paged();
    rig.fake.act('resolved', byPat);
    await rig.settle();
    expect(await rig.page()).toMatchObject({ alert: 'resolved', closedBy: { by: 'omar' } });
    expect((await rig.state()).resolution).toBeUndefined();
    expect(rig.fake.incidents).toHaveLength(1);
    await rig.add('page-kept', {});
    await rig.settle();
    expect(rig.fake.incidents).toHaveLength(2);
  });

  it('a person’s resolve closes the case where policy says so', async () => {
    const rig = await paged(createPageRig({ policy: { paging: { resolvesCase: true } } }));
    rig.fake.act('resolved', byPat);
    await rig.settle();
    expect((await rig.state()).resolution).toMatchObject({ code: 'pagerduty', by: { kind: 'pagerduty', name: 'omar' } });
    expect(rig.fake.called('resolve')).toEqual([]);
  });
});

describe('28 to 33: all the rest', () => {
  it.each(['incident.conference_bridge.updated', 'incident.workflow.started', 'incident.made_up_next_year', 'service.updated'])(
    '28 %s is taken and ignored',
    async (type) => {
      const rig = await paged();
      rig.fake.act('acknowledged', byPat);
      const body = changed(rig.fake.deliveries.pop() ?? '', (event) => {
        event.event_type = type;
      });
      const before = await rig.kinds();
      await rig.take(body);
      expect(await rig.kinds()).toEqual(before);
    },
  );

  it('30 a ping is remembered', async () => {
    const rig = createPageRig();
    await rig.take(JSON.stringify({ event: { id: '1', event_type: 'pagey.ping', data: { message: 'Hello' } } }));
    expect(await rig.table.get('PAGERDUTY', 'PING')).toMatchObject({ at: rig.clock.now() });
  });

  it('32 addresses in a payload are never gone to', async () => {
    const rig = await paged();
    const fetched = globalThis.fetch;
    globalThis.fetch = () => Promise.reject(new Error('something was fetched'));
    try {
      rig.fake.act('escalated', byPat);
      await rig.deliver();
    } finally {
      globalThis.fetch = fetched;
    }
    expect(await rig.page()).toMatchObject({ people: [{ name: quinn.name, level: 2 }] });
    expect(rig.fake.calls.every(({ on }) => !on.includes('elsewhere'))).toBe(true);
  });
});
