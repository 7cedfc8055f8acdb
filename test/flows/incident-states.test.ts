/** 34: what happens to an incident in PagerDuty happens to the case, and what we asked for there ourselves is nobody's deed. */
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

describe('34: states of the incident', () => {
  it('unacknowledged by time: nobody looks at it any more, here as little as there', async () => {
    const rig = await paged();
    await rig.add('acknowledged', {});
    await rig.settle();
    await rig.clock.advance(1800);
    rig.fake.act('unacknowledged', null);
    await rig.settle();
    expect((await rig.state()).acknowledged).toBeUndefined();
    expect(rig.fake.called('update')).toHaveLength(1);
  });

  it.each(['reassigned', 'delegated'] as const)('%s: whoever is asked now is known, with their level', async (what) => {
    const rig = await paged();
    const { id, name } = quinn;
    rig.fake.send({ ...incident(rig), assignees: [{ id, name }] }, what, byPat);
    await rig.settle();
    expect(await rig.page()).toMatchObject({ alert: 'triggered', people: [{ id, name, level: 2 }] });
    expect((await rig.kinds()).at(-1)).toBe('incident-changed');
  });

  it('35 acknowledged on both sides at once: who was first in PagerDuty has it there, and nobody is told off', async () => {
    const rig = await paged();
    rig.fake.act('acknowledged', byPat);
    const late = rig.fake.deliveries.splice(0);
    await rig.add('acknowledged', {});
    await rig.project();
    for (const body of late) await rig.take(body);
    await rig.settle();
    expect(await rig.kinds()).not.toContain('incident-refused');
    expect(await rig.page()).toMatchObject({ alert: 'acknowledged' });
    expect(rig.fake.called('update')).toHaveLength(1);
    expect((await rig.state()).acknowledged?.by).toMatchObject({ name: 'ana' });
  });

  it('escalated there: whoever had it is out of it, here as little as there, and nothing is sent', async () => {
    const rig = await paged();
    await rig.add('acknowledged', {});
    await rig.settle();
    const sent = rig.fake.calls.length;
    await rig.clock.advance(60);
    rig.fake.act('escalated', byPat);
    await rig.settle();
    expect((await rig.state()).acknowledged).toBeUndefined();
    expect(await rig.page()).toMatchObject({ alert: 'triggered', people: [{ name: quinn.name, level: 2 }] });
    expect(rig.fake.calls).toHaveLength(sent);
    expect(incident(rig).status).toBe('triggered');
  });

  it('acknowledged here since it was escalated there: that stands, and is told', async () => {
    const rig = await paged();
    rig.fake.act('escalated', byPat);
    const late = rig.fake.deliveries.splice(0);
    await rig.clock.advance(1);
    await rig.add('acknowledged', {});
    for (const body of late) await rig.take(body);
    await rig.settle();
    expect((await rig.state()).acknowledged?.by).toMatchObject({ kind: 'person', name: 'ana' });
    expect(incident(rig).status).toBe('acknowledged');
  });

  it('26 a level that we asked for in somebody’s name is not told as that person’s deed', async () => {
    const rig = await paged();
    await rig.add('escalation-asked', {});
    await rig.settle();
    const changes = (await rig.cases.events(CASE)).map(({ body }) => JSON.parse(body)).filter(({ kind }) => kind === 'incident-changed');
    expect(changes).toMatchObject([
      { actor: { kind: 'drawbridge' }, data: { what: 'escalated', byPerson: false, people: [{ level: 2 }] } },
    ]);
    await rig.clock.advance(600);
    rig.fake.onCall.push({ ...pat, level: 3 });
    rig.fake.act('escalated', byPat);
    await rig.settle();
    expect(JSON.parse((await rig.cases.events(CASE)).at(-1)?.body ?? '')).toMatchObject({
      actor: { kind: 'pagerduty' },
      data: { byPerson: true },
    });
  });

  it('reopened there is reopened here', async () => {
    const rig = await paged();
    await rig.add('resolved', { code: 'fixed', text: 'done' });
    await rig.settle();
    await rig.clock.advance(60);
    rig.fake.act('reopened', byPat);
    await rig.settle();
    expect((await rig.state()).resolution).toBeUndefined();
    expect(await rig.page()).toMatchObject({ round: 1, alert: 'triggered' });
  });
});
