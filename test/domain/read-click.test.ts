/** Slack's payloads as clicks: every kind, and nothing that is not one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClick } from '../../src/domain/read-click.ts';

const seen = { id: 'a1', at: 1_795_000_000_000 };
const who = { user: { id: 'U0ANA', team_id: 'T0BANK' }, team: { id: 'T0HOST' } };
const CASE = '7K3QM2XA';
const person = { ...seen, team: 'T0BANK', user: 'U0ANA' };
const button = { type: 'button', action_id: 'approve', value: `${CASE}.0123456789` };

const click = (payload: unknown) => readClick(payload, seen);

describe('controls', () => {
  it('a button in a thread', () => {
    const container = { type: 'message', message_ts: '17.2', thread_ts: '17.1', channel_id: 'C1' };
    expect(click({ type: 'block_actions', ...who, container, actions: [button] })).toEqual({
      ...person,
      kind: 'action',
      channel: 'C1',
      messageTs: '17.2',
      threadTs: '17.1',
      action: 'approve',
      value: `${CASE}.0123456789`,
    });
  });

  it('a person without a team of their own belongs to the one the app is in', () => {
    expect(click({ type: 'block_actions', user: { id: 'W1' }, team: { id: 'T9' }, actions: [button] })).toMatchObject({
      team: 'T9',
      user: 'W1',
    });
  });

  it('a control without a value', () => {
    expect(click({ type: 'block_actions', ...who, actions: [{ action_id: 'all' }] })).toEqual({ ...person, kind: 'action', action: 'all' });
  });

  it('in a modal: the modal comes along; in the Home tab there is none', () => {
    const view = { id: 'V1', type: 'modal', callback_id: 'respond', private_metadata: CASE };
    const payload = { type: 'block_actions', ...who, actions: [button] };
    expect(click({ ...payload, view })).toMatchObject({ viewId: 'V1', callbackId: 'respond', privateMetadata: CASE });
    expect(click({ ...payload, view: { ...view, type: 'home' } })).not.toHaveProperty('viewId');
  });

  it.each([
    [`note:${CASE}`, { action: 'note', value: CASE }],
    [`disable_access_keys:${CASE}.00000000ff`, { action: 'disable_access_keys', value: `${CASE}.00000000ff` }],
    ['note', undefined],
    ['note:', undefined],
    [`:${CASE}`, undefined],
    [`note:${CASE} `, undefined],
    [`note:${CASE}\n`, undefined],
    [`note:note:${CASE}`, undefined],
    [undefined, undefined],
  ])('menu option %j', (value, expected) => {
    const got = click({ type: 'block_actions', ...who, actions: [{ action_id: 'more', selected_option: { value } }] });
    if (expected) expect(got).toMatchObject(expected);
    else expect(got).toBeUndefined();
  });

  it.each(['shortcut', 'message_action'])('a %s is a control without a value', (type) => {
    const payload = { type, ...who, callback_id: 'respond', channel: { id: 'C1' }, message_ts: '17.1' };
    expect(click(payload)).toEqual({ ...person, kind: 'action', action: 'respond', channel: 'C1', messageTs: '17.1' });
  });
});

describe('forms', () => {
  it('inputs of every kind, by their block', () => {
    const values = {
      text: { text: { type: 'plain_text_input', value: 'a note' } },
      nothing: { nothing: { type: 'plain_text_input', value: null } },
      until: { until: { type: 'static_select', selected_option: { text: {}, value: '4h' } } },
      codes: { codes: { type: 'checkboxes', selected_options: [{ value: 'a' }, { value: 'b' }] } },
      assignee: { assignee: { type: 'users_select', selected_user: 'U0OMAR' } },
      people: { people: { type: 'multi_users_select', selected_users: ['U1', 'U2'] } },
      day: { day: { type: 'datepicker', selected_date: '2026-11-20' } },
      moment: { moment: { type: 'datetimepicker', selected_date_time: 1_795_000_000 } },
      'Odd Block': { x: { value: 'x' } },
      broken: null,
    };
    const view = { id: 'V1', type: 'modal', callback_id: 'note', private_metadata: CASE, state: { values } };
    expect(click({ type: 'view_submission', ...who, view })).toEqual({
      ...person,
      kind: 'submission',
      viewId: 'V1',
      callbackId: 'note',
      privateMetadata: CASE,
      values: {
        text: 'a note',
        until: '4h',
        codes: ['a', 'b'],
        assignee: 'U0OMAR',
        people: ['U1', 'U2'],
        day: '2026-11-20',
        moment: '1795000000',
      },
    });
    expect(click({ type: 'view_closed', ...who, view })).toEqual({
      ...person,
      kind: 'closed',
      viewId: 'V1',
      callbackId: 'note',
      privateMetadata: CASE,
    });
  });

  it('is bounded', () => {
    const values = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`b${index}`, { x: { value: 'y'.repeat(90_000) } }]));
    const got = click({ type: 'view_submission', ...who, view: { callback_id: 'note', state: { values } } });
    expect(JSON.stringify(got).length).toBeLessThan(100_000);
  });
});

describe('commands and events', () => {
  it('a command', () => {
    const command = { command: '/drawbridge', text: 'list', team_id: 'T0BANK', user_id: 'U0ANA', channel_id: 'C1' };
    expect(click(command)).toEqual({ ...person, kind: 'command', channel: 'C1', command: '/drawbridge', text: 'list' });
    expect(click({ ...command, command: 'rm -rf' })).toBeUndefined();
  });

  it('a mention, with the id that Slack keeps when it sends it again', () => {
    const event = { type: 'app_mention', user: 'U0ANA', text: 'hi', channel: 'C1', ts: '17.2', thread_ts: '17.1' };
    const envelope = { type: 'event_callback', team_id: 'T0BANK', event_id: 'Ev0A1', event };
    const place = { channel: 'C1', messageTs: '17.2', threadTs: '17.1' };
    expect(click(envelope)).toEqual({ ...person, id: 'Ev0A1', kind: 'mention', ...place, text: 'hi' });
    expect(click({ ...envelope, event: { ...event, bot_id: 'B1' } })).toBeUndefined();
  });

  it('the Home tab, not the messages beside it', () => {
    const home = (tab: string) =>
      click({ type: 'event_callback', team_id: 'T0BANK', event: { type: 'app_home_opened', user: 'U0ANA', tab } });
    expect(home('home')).toEqual({ ...person, kind: 'home' });
    expect(home('messages')).toBeUndefined();
  });

  it.each([
    ['fire.1', 'fire.1'],
    ['fire~high.2', 'fire~high.2'],
    ['account-111122223333~critical.1', 'account-111122223333~critical.1'],
    ['account-account-ab12~critical.1', 'account-account-ab12~critical.1'],
    ['account-account-zz12.1', undefined],
    ['fire~high~low.1', undefined],
    ['fire~HIGH.1', undefined],
    ['fire~<!channel>.1', undefined],
  ])('%s chooses what the Home tab shows, or nothing that is known', (chosen, value) => {
    const actions = [{ action_id: 'home', selected_option: { value: chosen } }];
    expect(click({ type: 'block_actions', ...who, view: { type: 'home' }, actions })).toMatchObject({
      kind: 'home',
      ...(value && { value }),
    });
    expect(click({ type: 'block_actions', ...who, view: { type: 'home' }, actions })?.value).toBe(value);
  });
});

it('anything at all is a click or nothing, and values are opaque', () => {
  const type = fc.constantFrom('block_actions', 'view_submission', 'view_closed', 'shortcut', 'event_callback', undefined, 'x');
  const odd = fc.oneof(fc.jsonValue(), fc.constant(who.user));
  const payload = fc.record({ type, user: odd, team: odd, actions: fc.oneof(odd, fc.array(odd)), view: odd, event: odd, container: odd });
  fc.assert(
    fc.property(fc.oneof(payload, fc.jsonValue()), fc.string(), (whole, value) => {
      click(whole);
      const got = click({ type: 'block_actions', ...who, actions: [{ action_id: 'note', value }] });
      expect(got?.value === undefined || /^[0-9A-Z]{8}(\.[0-9a-f]{10})?$/.test(got.value)).toBe(true);
    }),
  );
});
