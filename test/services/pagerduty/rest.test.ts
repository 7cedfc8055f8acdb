/** Incidents, people and settings over REST, as our client reads and changes them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json } from '../../../infra/local/http.ts';
import { type Account, alert, openAccount, value } from '../../infra/pagerduty/account.ts';

let account: Account;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

const omar = 'omar@acme.example';
const li = { id: 'PUSERLI00', name: 'Li', email: 'li@acme.example' };

describe('the incident of an alert', () => {
  it('is not there at once: accepted is not paged', async () => {
    value(await account.pagerDuty.trigger(alert('k')));
    expect(value(await account.pagerDuty.incidentOf('k'))).toBeUndefined();
    await account.clock.advance(1);
    expect(value(await account.pagerDuty.incidentOf('k'))).toMatchObject({ number: 1, status: 'triggered', assignees: [{ name: 'Omar' }] });
  });
  it('is the open one, else the latest', async () => {
    const first = await account.page('k');
    value(await account.pagerDuty.resolve('k'));
    await account.clock.advance(1);
    expect(value(await account.pagerDuty.incidentOf('k'))).toMatchObject({ id: first, status: 'resolved' });
    const second = await account.page('k');
    expect(second).not.toBe(first);
    value(await account.pagerDuty.resolve('k'));
    await account.clock.advance(1);
    expect(value(await account.pagerDuty.incidentOf('k'))).toMatchObject({ id: second, status: 'resolved' });
  });
  it('that was merged into another is that other', async () => {
    const [first, second] = [await account.page('one'), await account.page('two')];
    await account.verb('merge', { incident: first, into: second, user: 'omar' });
    expect(value(await account.pagerDuty.incidentOf('one'))).toMatchObject({ id: second, status: 'triggered' });
    expect(value(await account.pagerDuty.alertKeys(second))).toEqual(['two', 'one']);
    expect(value(await account.pagerDuty.alertKeys(first))).toEqual([]);
  });
  it('by its id, or nothing', async () => {
    const id = await account.page();
    expect(value(await account.pagerDuty.incident(id))).toEqual({
      id,
      number: 1,
      url: `https://acme.pagerduty.com/incidents/${id}`,
      status: 'triggered',
      urgency: 'high',
      assignees: [{ id: 'PUSEROMAR', name: 'Omar' }],
      createdAt: '2026-11-20T10:00:01.000Z',
    });
    expect(await account.pagerDuty.incident('QNOSUCHONE')).toEqual({ ok: true, value: undefined });
  });
});

describe('a change', () => {
  it('35 that is so already is done', async () => {
    const id = await account.page();
    const { pagerDuty } = account;
    for (const status of ['acknowledged', 'acknowledged', 'resolved', 'resolved'] as const)
      expect(await pagerDuty.update(id, { status }, omar)).toEqual({ ok: true, value: undefined });
  });
  it('that comes too late is not', async () => {
    const id = await account.page();
    await account.verb('resolve', { user: 'omar' });
    expect(await account.pagerDuty.update(id, { status: 'acknowledged' }, omar)).toMatchObject({ ok: false, retryable: false, code: 1001 });
  });
  it('is recorded as the person’s who acted', async () => {
    const id = await account.page();
    value(await account.pagerDuty.update(id, { status: 'acknowledged' }, 'li@acme.example'));
    expect(value(await account.pagerDuty.incident(id))?.assignees).toEqual([{ id: li.id, name: li.name }]);
  });
  it.each<[string, string, number]>([
    ['by somebody PagerDuty does not know', 'bot@acme.example', 1008],
    ['by no address at all', 'bot@', 1028],
  ])('%s is refused for good', async (_, from, code) => {
    const id = await account.page();
    expect(await account.pagerDuty.update(id, { status: 'resolved' }, from)).toMatchObject({ ok: false, retryable: false, code });
  });
  it('escalates, and cannot beyond the top', async () => {
    const id = await account.page();
    value(await account.pagerDuty.update(id, { escalationLevel: 3 }, omar));
    expect(value(await account.pagerDuty.incident(id))?.assignees).toMatchObject([{ name: 'Mia' }]);
    expect(await account.pagerDuty.update(id, { escalationLevel: 4 }, omar)).toMatchObject({ ok: false, retryable: false, code: 1006 });
  });
  it('reassigns and sets a priority', async () => {
    const id = await account.page();
    const [p1] = value(await account.pagerDuty.priorities());
    value(await account.pagerDuty.update(id, { assignees: [li.id], priorityId: p1?.id ?? '' }, omar));
    expect(value(await account.pagerDuty.incident(id))).toMatchObject({ assignees: [{ name: 'Li' }], priority: 'P1' });
  });
  it('reopens', async () => {
    const id = await account.page();
    value(await account.pagerDuty.update(id, { status: 'resolved', resolution: 'it was a test' }, omar));
    value(await account.pagerDuty.update(id, { status: 'triggered' }, omar));
    expect(value(await account.pagerDuty.incident(id))).toMatchObject({ status: 'triggered' });
    expect((await account.incidents())[0].notes).toMatchObject([{ content: 'Resolution Note: it was a test' }]);
  });
  it.each([0, 0.5, 604_801, Number.NaN, -1])('snoozing for %d s is refused here', async (seconds) => {
    const id = await account.page();
    expect(await account.pagerDuty.snooze(id, seconds, omar)).toMatchObject({ ok: false, retryable: false, status: 0 });
  });
});

describe('who is on call', () => {
  it('is a set by level, with gaps, read fresh each time', async () => {
    await account.verb('shift', { level: 1, users: ['omar', 'li'] });
    await account.verb('shift', { level: 2, users: [] });
    const levels = async () => value(await account.pagerDuty.onCall()).map(({ name, level }) => `${level} ${name}`);
    expect(await levels()).toEqual(['1 Li', '1 Omar', '3 Mia']);
    await account.verb('shift', { level: 1, users: ['mia'] });
    expect(await levels()).toEqual(['1 Mia', '3 Mia']);
  });
  it('says until when, and forgets whose shift is over', async () => {
    const until = new Date(account.clock.now() + 3_600_000).toISOString();
    await account.verb('shift', { level: 1, users: ['li'], until });
    expect(value(await account.pagerDuty.onCall())[0]).toEqual({ ...li, level: 1, until });
    await account.clock.advance(3601);
    expect(value(await account.pagerDuty.onCall())[0]).toEqual({ ...li, level: 2 });
  });
  it('tells the shifts of a time, with those that begin later; one whose times nobody can read is none', async () => {
    const at = (hours: number) => new Date(account.clock.now() + hours * 3_600_000).toISOString();
    await account.verb('shift', { level: 1, users: ['omar'], until: at(2) });
    await account.verb('shift', { level: 1, users: ['li'], from: at(2), until: at(4) });
    expect(value(await account.pagerDuty.onCall())[0]).toMatchObject({ name: 'Omar', level: 1 });
    const shifts = async (hours: number) =>
      value(await account.pagerDuty.shifts(at(0), at(hours))).map(({ level, person, from }) => [level, person.name, from]);
    expect(await shifts(1)).toEqual([
      [1, 'Omar', account.clock.now()],
      [2, 'Li', undefined],
      [3, 'Mia', undefined],
    ]);
    expect(await shifts(3)).toContainEqual([1, 'Li', Date.parse(at(2))]);
    await account.clock.advance(3 * 3600);
    expect(value(await account.pagerDuty.onCall())[0]).toMatchObject({ name: 'Li', level: 1 });
    account.instead.route = () =>
      json(200, { oncalls: [{ escalation_level: 1, user: { id: 'PUSER001' }, start: 'soon', end: null }], more: false });
    expect(value(await account.pagerDuty.shifts(at(0), at(1)))).toEqual([]);
  });
  it('counts several shifts of one person once, to the last end', async () => {
    const row = (end: string | null) => ({
      escalation_level: 1,
      user: { id: 'PUSER001', summary: 'Ann', email: ' Ann@Acme.example ' },
      end,
    });
    account.instead.route = () => json(200, { oncalls: [row('2026-11-20T12:00:00Z'), row('2026-11-20T18:00:00Z')], more: false });
    const ann = { id: 'PUSER001', name: 'Ann', email: 'ann@acme.example', level: 1 };
    expect(value(await account.pagerDuty.onCall())).toEqual([{ ...ann, until: '2026-11-20T18:00:00Z' }]);
    account.instead.route = () =>
      json(200, { oncalls: [row('2026-11-20T12:00:00Z'), row(null), row('2026-11-20T18:00:00Z')], more: false });
    expect(value(await account.pagerDuty.onCall())).toEqual([ann]);
  });
  it('reads every page, and half a list is no list', async () => {
    const row = (index: number) => ({ escalation_level: 1, user: { id: `PUSER${index}`, summary: `p${index}` }, end: null });
    account.instead.route = ({ query }) => {
      const offset = Number(query.get('offset'));
      return json(200, { oncalls: Array.from({ length: 100 }, (_, index) => row(offset + index)), more: offset < 200 });
    };
    expect(value(await account.pagerDuty.onCall())).toHaveLength(300);
    const { route } = account.instead;
    account.instead.route = (request) => (request.query.get('offset') === '200' ? json(500, {}) : route?.(request));
    expect(await account.pagerDuty.onCall()).toMatchObject({ ok: false, retryable: true });
    account.instead.route = () => json(200, { oncalls: [row(1)], more: true });
    expect(await account.pagerDuty.onCall()).toMatchObject({ ok: false, retryable: false });
  });
});

describe('people', () => {
  it('by id, or nobody', async () => {
    expect(value(await account.pagerDuty.person(li.id))).toEqual(li);
    expect(value(await account.pagerDuty.person('PNOBODY0'))).toBeUndefined();
  });
  it.each<[string, object | undefined]>([
    [' LI@Acme.example ', li],
    ['i@acme.example', undefined],
    ['nobody@acme.example', undefined],
  ])('by the e-mail %s', async (email, expected) => {
    expect(value(await account.pagerDuty.personByEmail(email))).toEqual(expected);
  });
  it('by what is no e-mail are not looked for', async () => {
    expect(await account.pagerDuty.personByEmail('li')).toMatchObject({ ok: false, status: 0 });
  });
});

describe('settings', () => {
  it('of the service, as doctor reads them', async () => {
    const { pagerDuty } = account;
    const about = { id: 'PDRAWSERVICE', name: 'Drawbridge', status: 'active', escalationPolicyId: 'PDRAWPOLICY' };
    expect(value(await pagerDuty.service())).toEqual({ ...about, urgencyRule: 'severity_based' });
    const rule = { type: 'constant', urgency: 'low' };
    await account.verb('settings', {
      service: { auto_resolve_timeout: 14_400, acknowledgement_timeout: 1800, incident_urgency_rule: rule },
    });
    expect(value(await pagerDuty.service())).toEqual({
      ...about,
      urgencyRule: 'low',
      autoResolveSeconds: 14_400,
      acknowledgementSeconds: 1800,
    });
    await account.verb('settings', { service: { incident_urgency_rule: { type: 'use_support_hours' } } });
    expect(value(await pagerDuty.service()).urgencyRule).toBe('use_support_hours');
  });
  it('of the escalation policy', async () => {
    expect(value(await account.pagerDuty.escalationPolicy())).toEqual({ id: 'PDRAWPOLICY', name: 'Security on-call', levels: 3, loops: 1 });
    await account.verb('settings', { policy: { num_loops: 0 }, levels: 1 });
    expect(value(await account.pagerDuty.escalationPolicy())).toMatchObject({ levels: 1, loops: 0 });
  });
  it('of webhook subscriptions', async () => {
    const url = `${account.address}/bot/pagerduty`;
    const mine = {
      id: 'PDRAWHOOK',
      url,
      active: true,
      temporarilyDisabled: false,
      events: expect.arrayContaining(['incident.triggered', 'incident.annotated']),
    };
    expect(value(await account.pagerDuty.subscriptions())).toEqual([mine]);
    await account.verb('settings', { subscription: { active: false, disabled: true } });
    expect(value(await account.pagerDuty.subscriptions())).toEqual([{ ...mine, active: false, temporarilyDisabled: true }]);
  });
});
