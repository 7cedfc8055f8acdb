/** What became of tickets in their tracker comes back into their cases: asked for by project, also after an outage, and only news. */
import { afterEach, describe, expect, it } from 'vitest';
import { startTicketRig, TICKET_CASE, type TicketRig } from '../fixtures/ticket-rig.ts';

let rig: TicketRig;
afterEach(() => rig.close());
const start = async (changes: Parameters<typeof startTicketRig>[0] = {}) => {
  rig = await startTicketRig(changes);
  const data = { label: 'bucket exports', because: 'it disrupts production' };
  await rig.add({ id: 'ticket:1', actor: { kind: 'policy' }, kind: 'ticket-requested', data });
};
const ticket = async () => (await rig.state()).ticket;

describe('what changed there comes back', () => {
  const kinds = async () =>
    (await rig.services.cases.events(TICKET_CASE))
      .map(({ body }) => (JSON.parse(body) as { kind: string }).kind)
      .filter((kind) => kind === 'ticket-changed');

  it.each([
    ['payments-account', 'PAY-1', 'In Progress', 'Done'],
    ['everything-else', 'INC0010001', 'In Progress', 'Closed'],
  ])('by asking every five minutes (%s)', async (route, id, working, over) => {
    await start({ route });
    await rig.keep();
    await rig.clock.advance(10);
    await rig.follow();
    expect(await kinds()).toEqual([]);
    const tracker = route === 'payments-account' ? rig.trackers.jira : rig.trackers.serviceNow;
    tracker.change(id, { status: working, assignee: 'Li Wei' });
    await rig.clock.advance(60);
    await rig.follow();
    expect(await kinds()).toEqual([]);
    await rig.clock.advance(300);
    await rig.follow();
    expect((await ticket())?.standing).toEqual({ status: working, phase: 'active', assignee: 'Li Wei' });
    tracker.change(id, { status: over });
    await rig.clock.advance(300);
    await rig.follow();
    await rig.clock.advance(300);
    await rig.follow();
    expect((await ticket())?.standing).toMatchObject({ status: over, phase: 'done' });
    expect(await kinds()).toHaveLength(2);
  });

  it('also after hours in which it could not be asked', async () => {
    await start();
    await rig.keep();
    await rig.clock.advance(600);
    await rig.follow();
    rig.trackers.jira.change('PAY-1', { status: 'Done' });
    for (let hour = 0; hour < 6; hour += 1) {
      rig.trackers.jira.fault('5xx', 1);
      await rig.clock.advance(3600);
      await rig.follow();
    }
    expect((await ticket())?.standing?.phase).toBe('open');
    await rig.clock.advance(3600);
    await rig.follow();
    expect((await ticket())?.standing?.phase).toBe('done');
  });

  it.each(['drawbridge-k7f3q2my', 'other-k7f3q2mx', 'drawbridge', ''])('never into a case that it is not of: %j', async (label) => {
    await start();
    await rig.keep();
    const [made] = rig.trackers.jira.issues.values();
    if (made) made.labels = ['drawbridge', label];
    rig.trackers.jira.change('PAY-1', { status: 'Done' });
    await rig.clock.advance(600);
    await rig.follow();
    expect((await ticket())?.standing?.phase).toBe('open');
  });
});
