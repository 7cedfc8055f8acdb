/** "Was this you?" over signed HTTP: asked once, answered by nobody else, evidence and no authority; no, silence, details; and Slack in trouble. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leakedKey, PAYMENTS } from './events.ts';
import { because } from './key-story.ts';
import { render } from './render.ts';
import { type Message, type Story, startStory } from './sandbox.ts';

const [ana, omar, zed] = ['U0ANA', 'U0OMAR', 'U0ZED'];
const arn = `arn:aws:iam::${PAYMENTS}:user/ci-deploy`;
let story: Story;
const start = async (changes: object = {}, severity = 5) => {
  const askAffected = { types: ['UnauthorizedAccess:IAMUser/*'], minutes: 15, reach: 'phone +49 30 1234', ...changes };
  story = await startStory({ policy: { askAffected, people: { [arn]: zed }, handOvers: [] } });
  await story.raise(leakedKey({ severity }));
  await story.advance(4);
};
afterEach(() => story.close());

const dms = async (): Promise<Message[]> => (await story.get<{ messages: Message[] }>(`/slack/messages/${zed}`)).messages;
const dm = async (): Promise<string> => render((await dms())[0] as Message);
async function answer(user: string, action: string): Promise<void> {
  const [message] = await dms();
  const { channel } = await story.get<{ channel: string }>(`/slack/messages/${zed}`);
  await story.post('/slack/_control/interact', { channel, messageTs: message?.ts, user, action: { action_id: action } });
  await story.advance(6);
}
const kinds = async () => (await story.log()).map(({ kind }) => kind);
const last = async (kind: string) => (await story.log()).findLast((event) => event.kind === kind);

describe('asked', () => {
  beforeEach(() => start());

  it('in their direct messages, with what was done and how else to reach the team; the card says so', async () => {
    expect(await dms()).toHaveLength(1);
    expect(await dm()).toContain('phone +49 30 1234');
    expect(await dm()).toContain('user ci-deploy');
    expect(await story.cardText()).toMatch(/@zed was asked “Was this you\?”; an answer is waited for until/);
    await expect(`${await dm()}\n`).toMatchFileSnapshot('../golden/scenarios/was-this-you.txt');
  });

  it('yes is their word: nothing is closed, calmed or decided by it', async () => {
    const before = (await story.log()).length;
    await answer(zed, 'affected_yes');
    expect((await kinds()).slice(before)).toEqual(['affected-answered']);
    expect(await story.cardText()).toMatch(/@zed says it was them .*their word, not proof/);
    expect(await dm()).toMatch(/You answered \*yes\*/);
    await story.advance(1000);
    expect(await kinds()).not.toContain('affected-silent');
    // "No" may follow, for that is worse.
    await answer(zed, 'affected_no');
    expect((await last('tier-set'))?.data).toMatchObject({ tier: 3, reason: '@zed says that it was not them' });
    await answer(zed, 'affected_yes');
    expect((await last('affected-answered'))?.data).toMatchObject({ answer: 'no' });
  });

  it('no makes it tier 3, which pages', async () => {
    expect(await kinds()).not.toContain('paged');
    await answer(zed, 'affected_no');
    await story.advance(60);
    expect(await story.cardText()).toMatch(/⚠ @zed says it was not them/);
    expect(await kinds()).toContain('paged');
    expect((await story.thread()).join('\n')).toMatch(/@zed says: no, that was not me\n.*Tier is now 3: @zed says that it was not them/);
  });

  it('nobody else can answer, whatever their rights, and they can do nothing else', async () => {
    const before = (await kinds()).length;
    for (const other of [ana, omar, 'U0GUS', 'U0EVE']) for (const action of ['affected_yes', 'affected_no']) await answer(other, action);
    expect((await kinds()).slice(before)).toEqual([]);
    await story.click(zed, 'acknowledge');
    await story.click(zed, 'disable_access_keys');
    expect((await kinds()).slice(before)).toEqual([]);
  });

  it('silence is told in time, and a late answer is still heard', async () => {
    await story.advance(14 * 60);
    expect(await kinds()).not.toContain('affected-silent');
    await story.advance(2 * 60);
    expect(await story.cardText()).toMatch(/⚠ @zed has not answered/);
    expect(await kinds()).not.toContain('tier-set');
    await answer(zed, 'affected_yes');
    expect(await story.cardText()).toMatch(/@zed says it was them/);
  });

  it('details in their own words can neither ping nor link, and hold no key', async () => {
    await answer(zed, 'affected_details');
    await story.submit(zed, { text: '<!channel> *it was* <https://evil.example|me> with AKIAIOSFODNN7EXAMPLE' });
    await story.advance(6);
    const text = `${await story.cardText()}\n${(await story.thread()).join('\n')}`;
    expect(text).toContain('they wrote “');
    expect(text).not.toContain('AKIAIOSFODNN7EXAMPLE');
    expect((await story.card()).pings).toEqual([]);
    expect(JSON.stringify(await story.log())).not.toContain('AKIAIOSFODNN7EXAMPLE');
  });

  it('once for many cases within the hour', async () => {
    await story.raise(leakedKey({ id: 'f2', type: 'UnauthorizedAccess:IAMUser/TorIPCaller', severity: 5 }));
    await story.advance(10);
    expect(await dms()).toHaveLength(1);
    expect((await last('affected-unasked'))?.data.because ?? 'same case').toMatch(/asked a moment ago|same case/);
  });
});

describe('policy', () => {
  it('may page on silence', async () => {
    await start({ silence: 'page' });
    await story.advance(16 * 60);
    expect((await last('tier-set'))?.data).toMatchObject({ tier: 3, reason: expect.stringMatching(/has not answered/) as string });
  });

  it('asks nobody where it does not say so', async () => {
    await start({ types: [] });
    expect(await dms()).toEqual([]);
    expect((await kinds()).filter((kind) => kind.startsWith('affected'))).toEqual([]);
  });
});

it.each(['lost-answer', '5xx', '429'])('Slack in trouble (%s): asked once all the same', async (mode) => {
  story = await startStory({ policy: { askAffected: { types: ['UnauthorizedAccess:IAMUser/*'] }, people: { [arn]: zed }, handOvers: [] } });
  await story.fault('slack', mode, 4, 'chat.postMessage');
  await story.raise(leakedKey({ severity: 5 }));
  await story.advance(400);
  expect(await dms()).toHaveLength(1);
  expect((await kinds()).filter((kind) => kind === 'affected-asked')).toHaveLength(1);
});

it('whoever was asked does not approve what is done about it', async () => {
  story = await startStory({
    policy: { askAffected: { types: ['UnauthorizedAccess:IAMUser/*'] }, people: { [arn]: omar }, handOvers: [] },
  });
  await story.raise(leakedKey());
  await story.click(ana, 'disable_access_keys');
  await story.submit(ana, because);
  await story.click(omar, 'approve');
  await story.submit(omar, {});
  expect(await kinds()).not.toContain('approval-decided');
});
