/** What the Slack door makes of what people do: one message to the queue, at most one call to Slack, and an answer in time. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allActionsModal } from '../../blocks/all-actions-modal.ts';
import { noteModal } from '../../blocks/forms.ts';
import { serve } from '../../infra/local/http.ts';
import { directActions, knownControls, modalActions } from '../../src/domain/click.ts';
import { verbs } from '../../src/domain/policy.ts';
import { threatView } from '../blocks/views.ts';
import { actionIds, CASE, chosen, type Door, openDoor, picked, pressed, submitted, typed } from './open-door.ts';

const reference = `${CASE}.0123456789`;
const controls = [...knownControls(actionIds)];
const opening = controls.filter((id) => !directActions.has(id));
const deciding = [...actionIds, 'approve', 'undo'];

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.close());

const trigger = () => door.space.slack.state.issueTrigger('UANA');
const reason = { reason: typed('seen in the logs') };
const valid: Record<string, Record<string, object>> = {
  assign: { assignee: { type: 'users_select', selected_user: 'UOMAR' } },
  note: { text: typed('looks like a test') },
  snooze: { until: picked('4h'), ...reason },
  suppress: { until: picked('7d'), ...reason },
  resolve: { code: picked('fixed'), ...reason },
  reopen: reason,
  deny: reason,
  undo: reason,
  approve: {},
  disable_access_keys: reason,
  isolate_instance: reason,
};

it('every verb that people use has a control', () => {
  expect(verbs.filter((verb) => verb !== 'view' && !modalActions.has(verb) && !directActions.has(verb))).toEqual([]);
});

describe('every control, as a button and in the menu', () => {
  it.each(controls)('%s', async (id) => {
    const begun = performance.now();
    expect(await door.click(pressed(id, reference, trigger()))).toEqual({ status: 200, body: '' });
    expect(performance.now() - begun).toBeLessThan(3000);
    const opens = !directActions.has(id);
    expect(door.calls()).toEqual(opens ? ['views.open'] : []);
    expect(door.queued).toHaveLength(1);
    expect(door.queued[0]).toMatchObject({
      group: 'UANA',
      click: { kind: 'action', action: id, value: reference, team: 'T1', user: 'UANA', channel: 'C1', messageTs: '1795000000.000100' },
    });
    expect(door.queued[0]?.once).toBe(door.queued[0]?.click.id);
    const view = door.space.slack.state.modals.get('UANA')?.at(-1);
    expect(door.queued[0]?.click.viewId).toBe(opens ? view?.id : undefined);
    if (opens) expect(view).toMatchObject({ submit: null });

    expect((await door.click(chosen(`${id}:${CASE}`))).status).toBe(200);
    expect(door.queued[1]?.click).toMatchObject({ action: id, value: CASE });
    expect(door.queued[1]?.click.viewId).toBeUndefined();
  });
});

it.each(opening)('%s is not lost when its trigger has expired', async (id) => {
  expect((await door.click(pressed(id, CASE, 'expired'))).status).toBe(200);
  expect(door.calls()).toEqual(['views.open']);
  expect(door.queued).toHaveLength(1);
  expect(door.queued[0]?.click).not.toHaveProperty('viewId');
});

describe.each(['timeout', '429', '5xx', 'reset'] as const)('when Slack answers with %s', (mode) => {
  it('a click is called for once, queued, and answered in time', async () => {
    door.space.slack.fault(mode, 5);
    const begun = performance.now();
    expect((await door.click(pressed('approve', CASE, trigger()))).status).toBe(200);
    expect(performance.now() - begun).toBeLessThan(2500);
    expect(door.calls().length).toBeLessThanOrEqual(1);
    expect(door.queued).toHaveLength(1);
  });
});

it('a Slack that never answers costs one second and the modal, not the click', async () => {
  const silent = await serve([() => new Promise(() => {})], 0, () => {});
  const slow = await openDoor(`${silent.address}/slack/api/`);
  const begun = performance.now();
  expect((await slow.click(pressed('approve', CASE, trigger()))).status).toBe(200);
  expect(performance.now() - begun).toBeLessThan(1500);
  expect(slow.queued).toHaveLength(1);
  await slow.close();
  await silent.close();
});

describe('when the queue does not take it', () => {
  const payloads: [string, object][] = [
    ['a button', pressed('acknowledge', CASE)],
    ['a menu', chosen(`note:${CASE}`)],
    ['a form', submitted('note', { text: typed('a note') })],
    ['a decision', submitted('approve', {}, reference)],
    [
      'a mention',
      { type: 'event_callback', team_id: 'T1', event_id: 'Ev2', event: { type: 'app_mention', user: 'UANA', text: 'hi', channel: 'C1' } },
    ],
  ];
  it.each(payloads)('%s is answered 503, and taken when it is sent again', async (_, payload) => {
    door.queue.answer = () => Promise.reject(new Error('queue down: AKIAIOSFODNN7EXAMPLE'));
    expect(await door.click(payload)).toEqual({ status: 503, body: '' });
    expect(door.queued).toEqual([]);
    expect(door.lines.join()).not.toContain('AKIAIOSFODNN7EXAMPLE');
    door.queue.answer = async () => {};
    expect((await door.click(payload)).status).toBe(200);
    expect(door.queued).toHaveLength(1);
  });

  it('one that hangs is given up within three seconds', async () => {
    door.queue.answer = () => new Promise(() => {});
    const begun = performance.now();
    expect((await door.click(pressed('acknowledge', CASE))).status).toBe(503);
    expect(performance.now() - begun).toBeLessThan(2800);
  });
});

describe('forms', () => {
  it.each(Object.keys(valid))('%s is queued with its inputs', async (id) => {
    const answer = await door.click(submitted(id, valid[id] ?? {}, reference));
    expect(answer.status).toBe(200);
    expect(door.calls()).toEqual([]);
    const stays = deciding.includes(id);
    if (stays) expect(JSON.parse(answer.body)).toMatchObject({ response_action: 'update', view: { type: 'modal' } });
    else expect(answer.body).toBe('');
    if (stays) expect(answer.body).not.toContain('"submit"');
    expect(door.queued).toHaveLength(1);
    const { click } = door.queued[0] ?? {};
    expect(click).toMatchObject({ kind: 'submission', callbackId: id, privateMetadata: reference });
    expect(Object.keys(click?.values ?? {})).toEqual(Object.keys(valid[id] ?? {}));
    expect(click?.viewId).toBe(stays ? 'V123' : undefined);
  });

  it.each([
    ['deny', { reason: typed('  \u200b\t ') }, ['reason']],
    ['snooze', { until: picked('99y'), reason: typed('because of tests') }, ['until']],
    ['suppress', {}, ['until', 'reason']],
    ['disable_access_keys', { reason: typed('x') }, ['reason']],
  ])('%s with %j is shown its errors and not queued', async (id, values, blocks) => {
    const { status, body } = await door.click(submitted(id, values, reference));
    const answer = JSON.parse(body) as { response_action: string; errors: Record<string, string> };
    expect(status).toBe(200);
    expect(answer.response_action).toBe('errors');
    expect(Object.keys(answer.errors)).toEqual(blocks);
    expect(door.queued).toEqual([]);
  });
});

describe('through the fake Slack', () => {
  it('a modal from the queue is filled, submitted with errors, corrected and closed', async () => {
    const { space } = door;
    await door.click(pressed('note', CASE, trigger()));
    const viewId = door.queued[0]?.click.viewId;
    const view = noteModal({ caseId: CASE, title: 'A case', privateMetadata: CASE });
    expect((await space.call('views.update', { view_id: viewId, view })).body.ok).toBe(true);
    const blank = await space.act('view-submit', { user: 'ana', values: { text: ' \u2800\u2800\u2800 ' } });
    expect(blank.body).toMatchObject({ response_action: 'errors', errors: { text: expect.any(String) } });
    const sent = await space.act('view-submit', { user: 'ana', values: { text: 'Zürich asked for it' } });
    expect(sent.body).toMatchObject({ acknowledged: true });
    expect(space.slack.state.modals.get('UANA') ?? []).toEqual([]);
    expect(door.queued[1]?.click).toMatchObject({ kind: 'submission', user: 'UANA', values: { text: 'Zürich asked for it' } });
  });

  it('a control inside a modal opens no second one and passes on the one it is in', async () => {
    const { space } = door;
    await door.click(pressed('all', CASE, trigger()));
    const viewId = door.queued[0]?.click.viewId;
    await space.call('views.update', { view_id: viewId, view: allActionsModal(threatView(), CASE) });
    const before = door.calls().length;
    const clicked = await space.act('interact', { user: 'ana', view: true, action: { action_id: 'snooze' } });
    expect(clicked.body).toMatchObject({ status: 200, acknowledged: true });
    expect(door.calls()).toHaveLength(before);
    expect(door.queued[1]?.click).toMatchObject({ action: 'snooze', viewId, callbackId: 'all', privateMetadata: CASE });
  });

  it('guests and strangers are let through for the worker to refuse, with their own workspace', async () => {
    for (const user of ['gus', 'sam']) await door.space.act('command', { user, channel: 'C1', command: '/drawbridge', text: 'list' });
    expect(door.queued).toMatchObject([
      { click: { kind: 'command', team: 'T1', user: 'UGUEST', command: '/drawbridge', text: 'list', channel: 'C1' } },
      { click: { kind: 'command', team: 'T2', user: 'USTRANGER' } },
    ]);
  });

  it('a command, a mention and the Home tab are queued and answered with nothing', async () => {
    const { space } = door;
    expect((await space.act('command', { user: 'ana', channel: 'C1', command: '/drawbridge', text: '' })).body).toMatchObject({
      acknowledged: true,
    });
    expect((await space.act('open-home', { user: 'ana' })).body).toMatchObject({ acknowledged: true });
    const said = await space.act('message', { user: 'ana', channel: 'C1', text: '@drawbridge help' });
    expect(said.body).toMatchObject({ status: 200 });
    expect(door.queued.map(({ click }) => click.kind)).toEqual(['command', 'home', 'mention']);
    expect(door.calls()).toEqual([]);
  });

  it('a delivery that comes twice is one click', async () => {
    door.space.slack.fault('duplicate', 1);
    await door.space.act('command', { user: 'ana', channel: 'C1', command: '/drawbridge', text: 'list' });
    expect(door.queued).toHaveLength(1);
  });
});
