/** Requests that are not Slack's, against the whole bot: refused, and nothing of them is found anywhere. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { leakedKey } from './events.ts';
import { kinds, writes } from './key-story.ts';
import { type Story, startStory } from './sandbox.ts';

let story: Story;
beforeAll(async () => {
  story = await startStory();
  await story.raise(leakedKey());
});
afterAll(() => story.close());

interface Request {
  body?: string | undefined;
  secret?: string;
  seconds?: number;
  headers?: Record<string, string>;
}

function acknowledgement(): string {
  const action = { type: 'button', action_id: 'acknowledge', value: story.caseId };
  const who = { user: { id: 'U0OMAR', team_id: 'T0DRAWBRIDGE' }, team: { id: 'T0DRAWBRIDGE' }, channel: { id: 'C0PAYMENTS' } };
  return new URLSearchParams({ payload: JSON.stringify({ type: 'block_actions', ...who, actions: [action] }) }).toString();
}

function signed({ body = acknowledgement(), secret = story.sandbox.secrets.slackSigningSecret, seconds = 0, headers = {} }: Request) {
  const timestamp = String(Math.floor(story.sandbox.clock.wall() / 1000) + seconds);
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
      ...headers,
    },
  };
}

const knock = async (request: object) => (await fetch(`${story.sandbox.address}/bot/slack`, request)).status;

describe('the door of the whole bot', () => {
  let before: string[] = [];
  beforeEach(async () => {
    before = await kinds(story);
  });
  const expectNothing = async () => {
    await story.advance(5);
    expect(await kinds(story)).toEqual(before);
    expect(await writes(story)).toEqual([]);
  };

  it.each<[string, () => object]>([
    ['a forged signature', () => signed({ secret: 'not the secret' })],
    ['a signature of other bytes', () => ({ ...signed({}), body: `${acknowledgement()}&more=1` })],
    ['no signature', () => ({ method: 'POST', body: acknowledgement() })],
    ['an empty signature', () => signed({ headers: { 'x-slack-signature': '' } })],
    ['six minutes ago', () => signed({ seconds: -360 })],
    ['six minutes ahead', () => signed({ seconds: 360 })],
    ['a year ahead', () => signed({ seconds: 31_536_000 })],
    ['a timestamp that is no number', () => signed({ headers: { 'x-slack-request-timestamp': 'now' } })],
    ['unsigned garbage', () => ({ method: 'POST', body: '\u0000\ufffd{{{' })],
    ['unsigned XML', () => ({ method: 'POST', body: '<x/>', headers: { 'content-type': 'text/xml' } })],
  ])('%s: 401, and nothing happens', async (_, request) => {
    expect(await knock(request())).toBe(401);
    await expectNothing();
  });

  it('4 MB, signed or not, is refused without being read', async () => {
    const body = `payload=${'x'.repeat(4 * 1024 * 1024)}`;
    expect([413, 401]).toContain(await knock(signed({ body })));
    expect([413, 401]).toContain(await knock({ method: 'POST', body }));
    await expectNothing();
  });

  it.each(['payload=', 'payload=%7B', 'payload=null', 'payload=%5B%5D', 'payload=%7B%22type%22%3A%22block_actions%22%7D', 'a=b', ''])(
    'signed nonsense (%j) crashes nothing',
    async (body) => {
      expect(await knock(signed({ body }))).toBeLessThan(500);
      await expectNothing();
    },
  );

  it.each(['GET', 'PUT', 'DELETE'])('%s is no way in', async (method) => {
    expect(await knock({ method })).toBe(405);
  });

  it('a replay is answered and done once', async () => {
    const request = signed({});
    expect(await knock(request)).toBe(200);
    await story.advance(5);
    expect(await knock(request)).toBe(200);
    await story.advance(400);
    expect((await kinds(story)).filter((kind) => kind === 'acknowledged')).toHaveLength(1);
    expect(await story.ephemerals('U0OMAR')).toEqual([]);
  });
});
