/** What the Slack door refuses though it is signed: controls, values and forms that are not ours; and what it writes into its log. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CASE, chosen, type Door, openDoor, pressed, submitted, typed, who } from './open-door.ts';

const reference = `${CASE}.0123456789`;
const reason = { reason: typed('seen in the logs') };

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.close());

const trigger = () => door.space.slack.state.issueTrigger('UANA');

describe('what is not ours is answered 200 and nothing is done', () => {
  const hostile = [
    '',
    '7k3qm2xa',
    `${CASE}.`,
    `${CASE}.0123`,
    `${CASE}.012345678G`,
    `${CASE}\n`,
    `${CASE}:${CASE}`,
    '<!channel>',
    '../../etc',
    '{"$gt":""}',
    'A'.repeat(2000),
    '7K3QM2XA\u202e',
  ];
  const refused: [string, object][] = [
    ...['drop_table', 'more', '__proto__', 'constructor', 'view', 'acknowledge:1', ''].map((id): [string, object] => [
      `action ${id}`,
      pressed(id, CASE),
    ]),
    ...hostile
      .filter((value) => value !== '')
      .map((value): [string, object] => [`value ${JSON.stringify(value).slice(0, 40)}`, pressed('acknowledge', value)]),
    ...hostile.map((value): [string, object] => [`menu ${JSON.stringify(value).slice(0, 40)}`, chosen(`note:${value}`)]),
    ['a menu verb nobody knows', chosen(`terminate_all:${CASE}`)],
    ['a menu inside the menu', chosen(`more:${CASE}`)],
    ['a form nobody knows', submitted('drop_table', reason)],
    ['a form without a name', submitted('', reason)],
    ['metadata that is not ours', submitted('note', { text: typed('a note') }, '{"admin":true}')],
    ['no actions', { ...pressed('acknowledge', CASE), actions: [] }],
    ['no user', { ...pressed('acknowledge', CASE), user: {} }],
    ['a user who is a path', { ...pressed('acknowledge', CASE), user: { id: '../U1', team_id: 'T1' } }],
    ['a kind nobody knows', { type: 'workflow_step_edit', ...who }],
    ['nothing', {}],
    ['another event', { type: 'event_callback', team_id: 'T1', event: { type: 'reaction_added', user: 'UANA' } }],
  ];
  it.each(refused)('%s', async (_, payload) => {
    expect(await door.click(payload)).toEqual({ status: 200, body: '' });
    expect(door.queued).toEqual([]);
    expect(door.calls()).toEqual([]);
  });

  it('only the first of several actions counts', async () => {
    const first = pressed('acknowledge', CASE) as { actions: object[] };
    const second = pressed('approve', CASE, trigger()) as { actions: object[] };
    await door.click({ ...second, actions: [...first.actions, ...second.actions] });
    expect(door.queued).toMatchObject([{ click: { action: 'acknowledge' } }]);
    expect(door.calls()).toEqual([]);
  });
});

it('no log line holds what people typed, the token or a signature', async () => {
  await door.click(submitted('deny', { reason: typed('only between us') }, reference));
  await door.click(pressed('drop_table', 'only between us'));
  await door.click({ type: 'only between us' });
  expect(door.lines.length).toBeGreaterThan(0);
  expect(door.lines.join()).not.toMatch(/only between us|xoxb|v0=/);
});
