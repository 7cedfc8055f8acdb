/** The sandbox's bot on somebody else's Slack (emulate, where DRAWBRIDGE_EMULATE names a folder with it): nothing of ours in between. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { checkPayload } from '../../blocks/limits.ts';
import { readOtherSlack } from '../../infra/local/other-slack.ts';
import { type Sandbox, startSandbox } from '../../infra/local/start-sandbox.ts';
import { leakedKey, PAYMENTS } from './events.ts';
import { type Emulator, startEmulator } from './other-slack/emulator.ts';
import { type Posted, peopleOf, type Workspace } from './other-slack/people.ts';
import { anasToken, botToken, type Ids, idsIn, policyFor, seed, signingSecret } from './other-slack/workspace.ts';
import { render } from './render.ts';
import { START, startStory } from './sandbox.ts';

const folder = inject('emulate');
const lacking = [
  'clicks, modals filled in and slash commands: the test makes these requests, with its secret and trigger ids',
  'a request that subscribes to events: they are handed to its own dispatcher, which signs and delivers them',
  'user groups: the on-call is named by id in policy',
  'app_mention and app_home_opened: the dispatcher is given both; of its own it sends messages, reactions and changes of people',
  'answer addresses of commands: its incoming webhook stands in for one',
  'Slack’s limits on blocks and views: ours are checked on what arrived',
];

const onEmulate = () => {
  let emulator: Emulator;
  let sandbox: Sandbox;
  let ids: Ids;
  let people: ReturnType<typeof peopleOf>;
  let workspace: Workspace;
  const id = (name: string) => ids.person[name] ?? '';
  const channel = () => ids.channel.payments ?? '';

  beforeAll(async () => {
    process.stdout.write(`other Slack: what emulate lacks:\n${lacking.map((each) => `  ${each}\n`).join('')}`);
    emulator = await startEmulator(folder, seed);
    ids = await idsIn(emulator);
    const given = { SLACK_API_URL: `${emulator.url}/api/`, SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret };
    const otherSlack = await readOtherSlack(given);
    expect(otherSlack).toMatchObject({ botId: 'B0EMULATED', botUserId: 'U0EMULATED' });
    const world = { empty: true, quiet: true, frozenAt: START };
    sandbox = await startSandbox({ port: 0, ...world, policyFile: policyFor(ids), ...(otherSlack && { otherSlack }) });
    workspace = { team: ids.team, signingSecret, botToken, door: `${sandbox.address}/bot/slack` };
    people = peopleOf(emulator, workspace);
    await emulator.subscribe(workspace.door);
    await fetch(`${sandbox.address}/aws/events`, { method: 'POST', body: JSON.stringify(leakedKey()) });
    await advance(8);
  });
  afterAll(async () => {
    await sandbox?.close();
    await emulator?.close();
  });

  async function advance(seconds: number): Promise<void> {
    await fetch(`${sandbox.address}/_control/clock`, { method: 'POST', body: JSON.stringify({ advanceSeconds: seconds }) });
  }
  async function messages(): Promise<Posted[]> {
    return (await emulator.ask('conversations.history', anasToken, { channel: channel() })).messages as Posted[];
  }
  async function card(): Promise<Posted> {
    const [first, ...more] = (await messages()).filter(({ blocks = [] }) => blocks.some(({ type }) => type === 'actions'));
    if (!first || more.length > 0) throw new Error(`${more.length + 1} cards`);
    return first;
  }
  async function thread(): Promise<string> {
    const { messages: all } = await emulator.ask('conversations.replies', anasToken, { channel: channel(), ts: (await card()).ts });
    return (all as Posted[]).map((message) => render(message)).join('\n');
  }
  async function click(name: string, control: string): Promise<void> {
    expect(await people.click(id(name), channel(), await card(), control)).toBe(200);
    await advance(4);
  }
  async function submit(name: string, values: Record<string, string>): Promise<void> {
    expect(await people.submit(id(name), values)).toBe(200);
    await advance(4);
  }
  const inChannel = () => emulator.page(`messages&channel=${channel()}`);

  it('its channel has the card that our own Slack would have, and its page shows the words for it', async () => {
    const story = await startStory();
    await story.raise(leakedKey());
    const posted = await card();
    expect(withoutIncident(render(posted))).toBe(withoutIncident(await story.cardText()));
    await story.close();
    expect(checkPayload(posted as never)).toEqual([]);
    expect(await inChannel()).toContain(posted.text.replaceAll(/\s+/g, ' '));
  });

  it('takes its signed deliveries: what is not for us is acknowledged, and nothing is done', async () => {
    await emulator.ask('chat.postMessage', anasToken, { channel: channel(), text: 'what is this?' });
    expect(await emulator.page('events')).toMatch(/message \d+ http:\S+\/bot\/slack 200/);
    expect(await emulator.page('events')).toContain('No failed Slack event deliveries');
  });

  it('answers a mention that it delivers to the one who asked', async () => {
    const event = { type: 'app_mention', user: id('ana'), channel: channel(), ts: (await card()).ts, text: '<@U0EMULATED> whoami' };
    await emulator.deliver({ type: 'event_callback', team_id: ids.team, event_id: 'EvEMULATED1', event });
    await advance(4);
    const { Ephemeral: said = '' } = sections(await inChannel());
    expect(said).toContain('You are @ana');
  });

  it('shows Home to whom it says opened it', async () => {
    const event = { type: 'app_home_opened', user: id('omar'), channel: 'D0EMULATED', tab: 'home' };
    await emulator.deliver({ type: 'event_callback', team_id: ids.team, event_id: 'EvEMULATED2', event });
    await advance(4);
    const home = (await emulator.views()).find((view) => view.type === 'home' && view.user_id === id('omar'));
    expect(checkPayload({ view: { type: 'home', blocks: home?.blocks } } as never)).toEqual([]);
    expect(render(home as never)).toContain('Access key used from a known bad address');
  });

  it('answers a command at its address', async () => {
    const [webhook] = /\/services\/\S+/.exec(await emulator.page('auth')) ?? [];
    expect(await people.command(id('mia'), channel(), 'list', `${emulator.url}${webhook}`)).toBe(200);
    await advance(4);
    expect(await emulator.page(`messages&channel=${ids.channel.general}`)).toContain('Access key used');
  });

  it('asked, agreed to, cut and undone with its triggers and its modals', async () => {
    await click('ana', 'disable_access_keys');
    const [plan] = (await emulator.views()).filter(({ type }) => type === 'modal');
    expect(render(plan as never)).toContain('ci-deploy');
    await submit('ana', { reason: 'the caller is on a threat list' });
    await click('zed', 'approve');
    expect(sections(await inChannel()).Ephemeral).toMatch(/zed.*You cannot approve/);
    await click('omar', 'approve');
    await submit('omar', { comment: 'agreed' });
    await advance(310);
    expect(render(await card())).toMatch(/✔ Cut/);
    expect(await keyStatus()).toBe('Inactive');
    expect(await thread()).toContain('the caller is on a threat list');
    await click('li', 'undo');
    await submit('li', { reason: 'the key was rotated' });
    await click('mia', 'approve');
    await submit('mia', { comment: 'agreed' });
    await advance(310);
    expect(render(await card())).toMatch(/undone/i);
    expect(await keyStatus()).toBe('Active');
  });

  it('refuses what is not signed with its secret', async () => {
    const stranger = peopleOf(emulator, { ...workspace, signingSecret: 'a guess' });
    const before = await card();
    expect(await stranger.click(id('ana'), channel(), before, 'acknowledge')).toBe(401);
    await advance(4);
    expect(await card()).toEqual(before);
  });

  async function keyStatus(): Promise<string | undefined> {
    type State = { accounts: Record<string, { users: Record<string, { accessKeys: Record<string, { status: string }> }> }> };
    const state = (await (await fetch(`${sandbox.address}/aws/state`)).json()) as State;
    return Object.values(state.accounts[PAYMENTS]?.users['ci-deploy']?.accessKeys ?? {})[0]?.status;
  }
};

/** PagerDuty gives each incident an id of its own. */
function withoutIncident(card: string): string {
  return card.replace(/incidents\/\w+/, 'incidents/…');
}

/** What the page says under its headings. */
function sections(text: string): Record<string, string> {
  const headings = ['Conversations', 'Messages In', 'Threads', 'Ephemeral', 'Scheduled', 'Pins'];
  const parts = text.split(new RegExp(`\\b(${headings.join('|')})\\b`));
  return Object.fromEntries(headings.map((name) => [name, parts[parts.indexOf(name) + 1] ?? '']));
}

if (folder === '') process.stdout.write('other Slack: emulate is left out, DRAWBRIDGE_EMULATE names no folder with it\n');
else describe('on emulate', onEmulate);

describe('who the bot is elsewhere', () => {
  it('is said by the variables of a deployment, or by auth.test', async () => {
    const story = await startStory();
    const apiUrl = `${story.sandbox.address}/slack/api/`;
    const { botToken: token } = story.sandbox.slack.options;
    const given = { SLACK_API_URL: apiUrl, SLACK_BOT_TOKEN: token };
    expect(await readOtherSlack({ ...given, SLACK_API_URL: undefined })).toBeUndefined();
    expect(await readOtherSlack({ SLACK_API_URL: apiUrl })).toEqual({ apiUrl });
    expect(await readOtherSlack({ ...given, SLACK_SIGNING_SECRET: 's' })).toEqual({
      apiUrl,
      token,
      signingSecret: 's',
      botId: 'B0DRAWBRIDGE',
      botUserId: 'U0DRAWBRIDGE',
    });
    expect(await readOtherSlack({ ...given, SLACK_BOT_ID: 'B1', SLACK_BOT_USER_ID: 'U1' })).toMatchObject({ botId: 'B1', botUserId: 'U1' });
    await expect(readOtherSlack({ ...given, SLACK_BOT_TOKEN: 'xoxb-unknown' })).rejects.toThrow('invalid_auth');
    await story.close();
  });
});
