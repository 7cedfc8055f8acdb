/** Rate limits run in domain time; injected faults do exactly as many things wrong as asked. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, section, type Workspace } from './workspace.ts';

let space: Workspace;
beforeEach(async () => {
  space = await openWorkspace();
});
afterEach(() => space.close());

const post = (text = 'x', channel = 'C1') => space.call('chat.postMessage', { channel, text });
const count = async () => (await space.get('/slack/messages/C1')).body.messages.length;

describe('rate limits', () => {
  it('bears three messages at once in a channel, then one a second', async () => {
    for (const text of ['a', 'b', 'c']) expect((await post(text)).status).toBe(200);
    const refused = await post('d');
    expect(refused).toMatchObject({ status: 429, body: { ok: false, error: 'ratelimited' } });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await post('elsewhere', 'UANA')).status).toBe(200);
    await space.clock.advance(1);
    expect((await post('d')).status).toBe(200);
    expect(space.slack.state.rateLimited).toBe(1);
    expect(await count()).toBe(4);
  });

  it('takes 50 updates a minute in the whole workspace', async () => {
    const { body } = await post();
    const update = () => space.call('chat.update', { channel: 'C1', ts: body.ts, text: 'y', blocks: [section()] });
    for (let index = 0; index < 50; index += 1) expect((await update()).status).toBe(200);
    expect((await update()).headers.get('retry-after')).toBe('2');
    await space.clock.advance(60);
    for (let index = 0; index < 50; index += 1) expect((await update()).status).toBe(200);
    expect((await update()).status).toBe(429);
    expect(space.slack.state.rateLimited).toBe(2);
  });

  it('takes 20 group lookups a minute', async () => {
    const lookUp = () => space.call('usergroups.users.list', { usergroup: 'S1' });
    for (let index = 0; index < 20; index += 1) expect((await lookUp()).status).toBe(200);
    expect((await lookUp()).headers.get('retry-after')).toBe('3');
  });
});

describe('faults', () => {
  it('429 and 5xx answer without doing anything, and do not count as our mistakes', async () => {
    space.slack.fault('429', 1);
    space.slack.fault('5xx', 1);
    const limited = await post();
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3']);
    expect((await post()).status).toBe(503);
    expect((await post()).status).toBe(200);
    expect([await count(), space.slack.state.rateLimited]).toEqual([1, 0]);
  });

  it('reset does nothing, lost-answer does the work, and both close the socket', async () => {
    space.slack.fault('reset', 1);
    await expect(post()).rejects.toThrow();
    expect(await count()).toBe(0);
    space.slack.fault('lost-answer', 1);
    await expect(post()).rejects.toThrow();
    expect(await count()).toBe(1);
  });

  it('timeout holds the answer back', async () => {
    space.slack.fault('timeout', 1);
    const before = space.clock.wall();
    expect((await post()).body.ok).toBe(true);
    expect(space.clock.wall() - before).toBeGreaterThanOrEqual(45);
  });

  it('hits only the method it was meant for', async () => {
    space.slack.fault('5xx', 1, 'chat.update');
    const { status, body } = await post();
    expect(status).toBe(200);
    expect((await space.call('chat.update', { channel: 'C1', ts: body.ts, text: 'y' })).status).toBe(503);
  });

  it('duplicate delivers one thing twice with one signature', async () => {
    space.slack.fault('duplicate', 1);
    await space.act('command', { channel: 'C1', user: 'ana', command: '/drawbridge', text: 'help' });
    await space.act('command', { channel: 'C1', user: 'ana', command: '/drawbridge', text: 'help' });
    const signatures = space.heard.map(({ request }) => request.headers['x-slack-signature']);
    expect(signatures).toHaveLength(3);
    expect(signatures[0]).toBe(signatures[1]);
    expect(signatures[2]).not.toBe(signatures[0]);
  });

  it('logs every call and delivery in order, without the token', async () => {
    await space.form('chat.postMessage', { channel: 'C1', text: 'x', token: 'xoxb-test' });
    await space.act('open-home', { user: 'ana' });
    const { log } = (await space.get('/slack/log')).body;
    expect(log).toMatchObject([
      { kind: 'api', method: 'chat.postMessage', status: 200, response: { ok: true, channel: 'C1' }, at: '2026-11-20T10:00:00.000Z' },
      { kind: 'delivery', method: 'app_home_opened', status: 200 },
    ]);
    expect(JSON.stringify(log)).not.toContain('xoxb');
  });
});
