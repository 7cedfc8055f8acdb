/** One case, one ticket: whatever is lost, repeated, late or killed; with whom it should be; told once; and what changed there comes back. */
import { afterEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../src/domain/events.ts';
import { examplePolicy, policyWith } from '../fixtures/policy.ts';
import { startTicketRig, TICKET_CASE, type TicketRig } from '../fixtures/ticket-rig.ts';

let rig: TicketRig;
afterEach(() => rig.close());
const ana = { kind: 'person', team: 'T0DRAWBRIDGE', id: 'U0ANA', name: 'ana' } as const;
const request = (id: string, label = 'bucket exports'): NewEvent => ({
  ...{ id: `ticket:${id}`, actor: { kind: 'policy' }, kind: 'ticket-requested' },
  data: { label, because: 'it disrupts production', playbook: 'block_public_bucket' },
});
const start = async (changes: Parameters<typeof startTicketRig>[0] = {}) => {
  rig = await startTicketRig(changes);
  await rig.add(request('1'));
};
const issues = () => [...rig.trackers.jira.issues.values()];
const records = () => [...rig.trackers.serviceNow.rows.values()];
const ticket = async () => (await rig.state()).ticket;

describe('where policy says', () => {
  it('an issue of Jira for the route, with the case in it and with whoever the owner’s tickets go to', async () => {
    await start();
    expect(await rig.keep()).toBe(true);
    expect(issues()).toMatchObject([
      { key: 'PAY-1', type: 'Task', labels: ['drawbridge', 'drawbridge-k7f3q2mx'], assignee: 'Ana Ruiz', status: 'To Do', comments: [] },
    ]);
    expect(issues()[0]?.description.join('\n')).toContain('Why this is a ticket: it disrupts production');
    expect(issues()[0]?.description.join('\n')).toContain(`case ${TICKET_CASE}`);
    expect(await ticket()).toMatchObject({
      opened: { tracker: 'jira', project: 'payments', id: 'PAY-1', url: expect.stringMatching(/\/jira\/browse\/PAY-1$/) as string },
      standing: { status: 'To Do', phase: 'open', assignee: 'Ana Ruiz' },
    });
    expect(rig.announced).toMatchObject([
      ['Ticket Requested', { caseId: TICKET_CASE, target: 'bucket exports', playbook: 'block_public_bucket' }],
    ]);
  });

  it('a record of ServiceNow for all other routes', async () => {
    await start({ route: 'everything-else' });
    expect(await rig.keep()).toBe(true);
    expect(issues()).toEqual([]);
    expect(records()).toMatchObject([{ table: 'incident', correlation_id: 'drawbridge-k7f3q2mx', correlation_display: 'Drawbridge' }]);
    expect((await ticket())?.opened).toMatchObject({ tracker: 'servicenow', id: 'INC0010001' });
  });

  it('on the event bus only where no project is named', async () => {
    await start({ policy: policyWith({ tickets: { projects: {}, routes: {} } }) });
    expect(await rig.keep()).toBe(true);
    expect([issues(), records(), rig.announced.length]).toEqual([[], [], 1]);
    expect((await ticket())?.opened).toBeUndefined();
  });

  it('with whoever has the case, and with whoever takes it later', async () => {
    await start();
    for (const [id, name] of [
      ['U0OMAR', 'omar'],
      ['U0LI', 'li'],
    ] as const)
      rig.slack.users.set(id, {
        ...{ id, name, team: 'T0DRAWBRIDGE', guest: false, bot: false, stranger: false, deleted: false },
        email: `${name}@acme.example`,
      });
    await rig.add({ id: 'a1', actor: ana, kind: 'assigned', data: { to: { id: 'U0OMAR', name: 'omar' } } });
    await rig.keep();
    expect(issues()[0]?.assignee).toBe('Omar Haddad');
    await rig.clock.advance(60);
    await rig.add({ id: 'a2', actor: ana, kind: 'assigned', data: { to: { id: 'U0LI', name: 'li' } } });
    await rig.keep();
    expect(issues()[0]?.assignee).toBe('Li Wei');
  });

  it('with nobody, and said so, where the tracker would not give it to them', async () => {
    const { tickets } = examplePolicy() as { tickets: object };
    await start({ policy: policyWith({ tickets: { ...tickets, owners: { payments: 'zed@acme.example' } } }) });
    await rig.keep();
    expect(issues()).toMatchObject([{ key: 'PAY-1' }]);
    expect(issues()[0]?.assignee).toBeUndefined();
  });
});

describe('one ticket', () => {
  it.each(['payments-account', 'everything-else'])(
    'killed at any point and begun again (%s)',
    async (route) => {
      await start({ route });
      await rig.keep();
      const points = rig.life.passed;
      expect(points).toBeGreaterThan(6);
      await rig.close();
      for (let crashAt = 0; crashAt < points; crashAt += 1) {
        await start({ route });
        await rig.keep(crashAt);
        for (let tries = 0; tries < 8 && !(await rig.keep()); tries += 1) await rig.clock.advance(60);
        expect([crashAt, issues().length + records().length, (await ticket())?.opened !== undefined]).toEqual([crashAt, 1, true]);
        // Told before it is remembered: twice at the worst, never not at all.
        expect(rig.announced.length).toBeGreaterThanOrEqual(1);
        if (crashAt < points - 1) await rig.close();
      }
    },
    60_000,
  );

  it.each(['lost-answer', 'timeout', 'reset', '5xx', '429'] as const)(
    'when Jira fails by %s at each call in turn',
    async (mode) => {
      // An answer held back takes its five seconds: once is enough.
      const turns = mode === 'timeout' ? [2] : [0, 1, 2, 3];
      for (const call of turns) {
        await start();
        // The calls before it go through.
        const { jira } = rig.trackers;
        const through = jira.route.bind(jira);
        let calls = 0;
        jira.route = (each, path) => {
          if (calls === call) jira.fault(mode, 1);
          calls += 1;
          return through(each, path);
        };
        for (let tries = 0; tries < 8 && !(await rig.keep()); tries += 1) await rig.clock.advance(60);
        expect([mode, call, issues().length, (await ticket())?.opened?.id]).toEqual([mode, call, 1, 'PAY-1']);
        if (call !== turns.at(-1)) await rig.close();
      }
    },
    90_000,
  );

  it('one that somebody labelled by hand is taken', async () => {
    await start();
    await rig.keep();
    const [made] = issues();
    await rig.close();
    await start();
    rig.trackers.jira.issues.set('PAY-9', { ...(made as NonNullable<typeof made>), key: 'PAY-9', created: rig.clock.now() - 60_000 });
    await rig.keep();
    expect(issues()).toHaveLength(1);
    expect((await ticket())?.opened?.id).toBe('PAY-9');
  });
});

describe('what happened is told there, once', () => {
  it('further requests, and how the case ended', async () => {
    await start();
    await rig.keep();
    await rig.add(request('2', 'bucket reports'));
    await rig.add({ id: 'r', actor: ana, kind: 'resolved', data: { code: 'fixed', text: 'closed it [code]<b>now</b>[/code]' } });
    expect(await rig.keep()).toBe(true);
    expect(await rig.keep()).toBe(true);
    expect(issues()[0]?.comments).toEqual([
      'Also asked for: bucket reports. it disrupts production',
      'The case was resolved by @ana as fixed: closed it [code]<b>now</b>[/code]',
    ]);
    expect(rig.announced).toHaveLength(2);
  });

  it('text that ServiceNow would take for HTML is none there', async () => {
    await start({ route: 'everything-else' });
    await rig.keep();
    await rig.add({ id: 'r', actor: ana, kind: 'resolved', data: { code: 'fixed', text: '[code]<img src=x>[/code]' } });
    await rig.keep();
    expect(records()[0]?.work_notes).toContain('(code)<img src=x>(/code)');
    expect(records()[0]?.work_notes).not.toMatch(/\[\/?code\]/i);
  });

  it('a case that is over before there is a ticket gets none', async () => {
    await start();
    await rig.add({ id: 'r', actor: ana, kind: 'resolved', data: { code: 'test', text: '' } });
    expect(await rig.keep()).toBe(true);
    expect(issues()).toEqual([]);
  });
});

describe('what cannot be', () => {
  it('is said once, tried again every hour, and at once when somebody asks again', async () => {
    await start();
    const { user } = rig.trackers.jira.options;
    Object.assign(rig.trackers.jira.options, { user: 'nobody' });
    expect(await rig.keep()).toBe(false);
    await rig.clock.advance(60);
    expect(await rig.keep()).toBe(false);
    expect((await ticket())?.refused?.because).toBe('Jira answered 401: Client must be authenticated to access this resource.');
    expect(rig.trackers.jira.log).toHaveLength(1);
    Object.assign(rig.trackers.jira.options, { user });
    await rig.clock.advance(1);
    await rig.add(request('again'));
    expect((await ticket())?.refused).toBeUndefined();
    expect(await rig.keep()).toBe(true);
    expect((await ticket())?.opened?.id).toBe('PAY-1');
  });

  it('no tracker is configured', async () => {
    await start({ unset: ['JIRA_SITE', 'JIRA_EMAIL', 'JIRA_TOKEN'] });
    expect(await rig.keep()).toBe(false);
    expect((await ticket())?.refused?.because).toBe('its tracker is not configured here');
  });

  it('no secret and no key id is in what is said, logged or sent', async () => {
    await start();
    await rig.keep();
    await rig.trackers.jira.fault('5xx', 1);
    await rig.add({ id: 'r', actor: ana, kind: 'resolved', data: { code: 'fixed', text: 'key AKIAIOSFODNN7EXAMPLE is gone' } });
    await rig.keep();
    await rig.keep();
    const { JIRA_TOKEN = '?' } = rig.trackers.environment();
    const everything = JSON.stringify([issues(), rig.lines, rig.services.table.items(), rig.announced]);
    expect(everything).not.toContain(JIRA_TOKEN);
    expect(JSON.stringify([issues(), rig.announced])).not.toContain('AKIAIOSFODNN7EXAMPLE');
    expect(issues()[0]?.comments).toEqual([expect.stringContaining('key AKIA…MPLE is gone')]);
  });
});
