/** Modals: stacked, filled in, checked by the client, sent, answered and closed as in Slack. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json } from '../../../infra/local/http.ts';
import { card, type Json, modal, openWorkspace, reasonInput, section, type Workspace, words } from './workspace.ts';

let space: Workspace;
beforeEach(async () => {
  space = await openWorkspace();
  const { body } = await space.call('chat.postMessage', { channel: 'C1', text: 'A card', blocks: card });
  await space.act('interact', { channel: 'C1', messageTs: body.ts, user: 'ana', action: { action_id: 'acknowledge' } });
});
afterEach(() => space.close());

const option = (value: string) => ({ text: words(value.toUpperCase()), value });
const input = (blockId: string, element: Json, more: Json = {}) => ({
  type: 'input',
  block_id: blockId,
  label: words(blockId),
  element: { action_id: blockId, ...element },
  ...more,
});
const form = modal({ submit: words('Ask'), notify_on_close: true, blocks: [section(), reasonInput] });
const trigger = () => space.heard.at(-1)?.payload.trigger_id as string;
const open = async (view: Json = form) => (await space.call('views.open', { trigger_id: trigger(), view })).body.view as Json;
const submit = async (values: Json, user = 'ana') => space.act('view-submit', { user, values });
const seen = async () => (await space.get('/slack/view/ana')).body;

describe('sending', () => {
  it('sends what was entered and closes the modal', async () => {
    const view = await open({ ...form, private_metadata: 'opaque' });
    const { body } = await submit({ reason: 'C2 traffic' });
    expect(body).toMatchObject({ ok: true, status: 200, acknowledged: true });
    expect(space.heard.at(-1)?.payload).toMatchObject({
      type: 'view_submission',
      user: { id: 'UANA' },
      view: {
        id: view.id,
        callback_id: 'plan',
        private_metadata: 'opaque',
        state: { values: { reason: { text: { type: 'plain_text_input', value: 'C2 traffic' } } } },
      },
    });
    expect((await seen()).view).toBeNull();
  });

  const incomplete: [string, Json, string][] = [
    ['nothing', {}, 'Please complete this required field.'],
    ['an empty reason', { reason: '' }, 'Please complete this required field.'],
    ['too short a reason', { reason: 'no' }, 'Please use at least 3 characters.'],
  ];
  it.each(incomplete)('%s does not leave the client', async (_name, values, message) => {
    await open();
    const before = space.heard.length;
    expect((await submit(values)).body).toMatchObject({ ok: true, response_action: 'errors', errors: { reason: message } });
    expect(space.heard).toHaveLength(before);
    expect((await seen()).errors).toEqual({ reason: message });
  });

  it('fills every kind of input by its block id', async () => {
    const options = [option('one'), option('two')];
    await open(
      modal({
        submit: words('Ask'),
        blocks: [
          input('choice', { type: 'static_select', options }),
          input('radio', { type: 'radio_buttons', options, initial_option: option('two') }),
          input('checks', { type: 'checkboxes', options }, { optional: true }),
          input('person', { type: 'users_select' }),
          input('day', { type: 'datepicker' }),
          input('until', { type: 'datetimepicker' }),
          input('more', { type: 'plain_text_input' }, { optional: true }),
        ],
      }),
    );
    await submit({ choice: 'ONE', checks: ['one', 'two'], person: 'omar', day: '2026-11-21', until: '1795168800' });
    expect(space.heard.at(-1)?.payload.view.state.values).toEqual({
      choice: { choice: { type: 'static_select', selected_option: option('one') } },
      radio: { radio: { type: 'radio_buttons', selected_option: option('two') } },
      checks: { checks: { type: 'checkboxes', selected_options: options } },
      person: { person: { type: 'users_select', selected_user: 'UOMAR' } },
      day: { day: { type: 'datepicker', selected_date: '2026-11-21' } },
      until: { until: { type: 'datetimepicker', selected_date_time: 1795168800 } },
      more: { more: { type: 'plain_text_input', value: null } },
    });
  });

  it('refuses inputs and options that are not there, and modals that cannot be sent', async () => {
    expect((await submit({ reason: 'because' })).status).toBe(404);
    await open(modal({ submit: words('Ask'), blocks: [input('choice', { type: 'static_select', options: [option('one')] })] }));
    expect((await submit({ reason: 'because' })).body.available).toEqual(['choice']);
    expect((await submit({ choice: 'three' })).status).toBe(400);
    await space.act('interact', { user: 'ana', channel: 'C1', messageTs: (await firstMessage()).ts, action: { action_id: 'acknowledge' } });
    await open(modal());
    expect((await submit({})).status).toBe(404);
  });
});

const firstMessage = async () => (await space.get('/slack/messages/C1')).body.messages[0];

describe('the answer', () => {
  const answered = async (answer: Json) => {
    space.bot.answer = () => json(200, answer);
    return (await submit({ reason: 'C2 traffic' })).body;
  };

  it('errors stay on the modal until it is sent again', async () => {
    await open();
    expect(await answered({ response_action: 'errors', errors: { reason: 'Say more' } })).toMatchObject({ errors: { reason: 'Say more' } });
    expect(await seen()).toMatchObject({ errors: { reason: 'Say more' }, view: { callback_id: 'plan' } });
    space.bot.answer = () => ({ status: 200 });
    // What was typed is still there.
    await submit({});
    expect(await seen()).toMatchObject({ errors: null, view: null });
  });

  it('update replaces, push stacks, clear closes everything', async () => {
    const first = await open();
    expect(await answered({ response_action: 'update', view: { ...form, callback_id: 'second' } })).toMatchObject({
      response_action: 'update',
    });
    expect((await seen()).view).toMatchObject({ id: first.id, callback_id: 'second' });
    await answered({ response_action: 'push', view: { ...form, callback_id: 'third' } });
    const { view, stack } = await seen();
    expect(stack).toHaveLength(2);
    expect(view).toMatchObject({ callback_id: 'third', previous_view_id: first.id, root_view_id: first.id });
    await answered({ response_action: 'clear' });
    expect((await seen()).stack).toEqual([]);
  });

  it.each([
    ['errors for no input', { response_action: 'errors', errors: { other: 'x' } }],
    ['a broken view', { response_action: 'update', view: { type: 'modal' } }],
    ['an unknown action', { response_action: 'dance' }],
  ])('%s is an error to the person', async (_name, answer) => {
    await open();
    expect((await answered(answer)).acknowledged).toBe(false);
    expect((await space.get('/slack/ephemeral/ana')).body.messages).toMatchObject([{ kind: 'slack-error' }]);
    expect((await seen()).stack).toHaveLength(1);
  });

  it('no answer leaves the modal open with what was typed', async () => {
    await open();
    space.bot.answer = () => ({ status: 500 });
    expect((await submit({ reason: 'C2 traffic' })).body).toMatchObject({ status: 500, acknowledged: false });
    expect((await seen()).view.state.values.reason.text.value).toBe('C2 traffic');
  });
});

describe('the stack', () => {
  const clickInside = () => space.act('interact', { user: 'ana', view: true, action: { action_id: 'isolate_instance' } });
  const withButton = { ...form, blocks: [...form.blocks, card[1]] } as Json;

  it('holds three, and a click inside says which view it was in', async () => {
    const first = await open(withButton);
    for (const expected of [true, true, false]) {
      await clickInside();
      const { body } = await space.call('views.push', { trigger_id: trigger(), view: withButton });
      expect(body.ok).toBe(expected);
      if (!expected) expect(body.error).toBe('push_limit_reached');
    }
    const { payload } = space.heard.find((heard) => heard.payload.container?.type === 'view') ?? {};
    expect(payload).toMatchObject({ container: { view_id: first.id }, view: { id: first.id }, actions: [{ value: '43', block_id: 'do' }] });
    expect(payload.message).toBeUndefined();
  });

  it('updates by id or external id, keeps what was entered, and minds the hash', async () => {
    const view = await open({ ...form, external_id: 'mine' });
    space.bot.answer = () => ({ status: 500 });
    await submit({ reason: 'C2 traffic' });
    expect((await space.call('views.update', { view_id: view.id, hash: 'old', view: form })).body.error).toBe('hash_conflict');
    const updated = await space.call('views.update', { external_id: 'mine', hash: view.hash, view: { ...form, title: words('New') } });
    expect(updated.body.view).toMatchObject({
      id: view.id,
      title: words('New'),
      state: { values: { reason: { text: { value: 'C2 traffic' } } } },
    });
    expect(updated.body.view.hash).not.toBe(view.hash);
  });

  it('closing tells the bot when it asked, and the view is gone', async () => {
    const view = await open();
    expect((await space.act('view-close', { user: 'ana' })).body).toMatchObject({ ok: true, notified: true });
    expect(space.heard.at(-1)?.payload).toMatchObject({ type: 'view_closed', view: { id: view.id }, is_cleared: false });
    expect((await space.call('views.update', { view_id: view.id, view: form })).body.error).toBe('not_found');
    expect((await space.act('view-close', { user: 'ana' })).status).toBe(404);
  });
});
