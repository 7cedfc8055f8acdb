/** Slack down: the same response from a terminal, asked by one person and decided by another, and the card catches up later. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runRespond } from '../../infra/respond.ts';
import { leakedKey } from './events.ts';
import { keyStatus, kinds } from './key-story.ts';
import { startOnCallStory } from './on-call-story.ts';
import { type Story, startStory } from './sandbox.ts';

let story: Story;
beforeEach(async () => {
  story = await startStory();
  await story.raise(leakedKey());
});
afterEach(() => story.close());

const slackIsDown = () => story.fault('slack', 'reset', 100_000);
const slackIsBack = () => story.fault('slack', 'reset', 0);

/** What a person types, line by line, and what they read. */
async function respond(as: string, words: string[], typed: string[] = []): Promise<{ code: number; read: string }> {
  const read: string[] = [];
  const lines = [...typed];
  const args = ['--sandbox', story.sandbox.address, '--as', as, ...words.map((word) => (word === 'CASE' ? story.caseId : word))];
  const code = await runRespond(args, {
    say: (line) => void read.push(line),
    async ask(question) {
      read.push(question);
      return lines.shift();
    },
  });
  await story.advance(4);
  return { code, read: read.join('\n') };
}
const decision = async () => (await story.log()).find(({ kind }) => kind === 'approval-decided');

describe('with Slack down', () => {
  beforeEach(slackIsDown);

  it('one asks, another decides, it runs; the card catches up', async () => {
    const asked = await respond('ana', ['CASE', 'disable_access_keys'], ['the caller is on a threat list', 'yes']);
    expect(asked.read).toMatch(/1 deactivate key AKIA….* undo: back to Active/);
    expect(asked.read).toMatch(/Needs: you and one other person/);
    expect(asked.read).toMatch(/It waits for an approver now/);
    const approved = await respond('mia', ['CASE', 'approve'], ['agreed', 'yes']);
    expect(approved.read).toMatch(/Asked by @ana.*the caller is on a threat list/);
    expect([asked.code, approved.code]).toEqual([0, 0]);
    await story.advance(60);
    expect(await keyStatus(story)).toBe('Inactive');
    expect(await decision()).toMatchObject({ actor: { kind: 'person', id: 'U0MIA', aws: 'arn:aws:iam::999988887777:user/mia' } });
    expect((await respond('ana', ['CASE'])).read).toMatch(/@mia \(at a terminal\) approved/);
    await slackIsBack();
    await story.advance(180);
    expect(await story.cardText()).toMatch(/Deactivating|Cut/);
    expect((await story.thread()).join('\n')).toMatch(/asked by @ana \(at a terminal\): “the caller is on a threat list”/);
  });

  it('who is only in a user group of Slack is not known, and says so by not being let in', async () => {
    await respond('ana', ['CASE', 'disable_access_keys'], ['the caller is on a threat list', 'yes']);
    const { code } = await respond('omar', ['CASE', 'approve'], ['agreed', 'yes']);
    expect(code).toBe(1);
    expect(await kinds(story)).not.toContain('approval-decided');
  });

  it('whoever is on call in PagerDuty may, by the link that was made when Slack was there', async () => {
    await story.close();
    story = await startOnCallStory();
    await story.raise(leakedKey());
    await slackIsDown();
    await respond('ana', ['CASE', 'disable_access_keys'], ['the caller is on a threat list', 'yes']);
    expect((await respond('li', ['CASE', 'approve'], ['agreed', 'yes'])).read).toMatch(/your level has not been asked/);
    expect((await respond('omar', ['CASE', 'approve'], ['agreed', 'yes'])).code).toBe(0);
    expect(await decision()).toMatchObject({ actor: { id: 'U0OMAR' } });
  });
});

describe('the same gates', () => {
  it('one’s own request is not one’s own to approve', async () => {
    await respond('mia', ['CASE', 'disable_access_keys'], ['the caller is on a threat list', 'yes']);
    const { read, code } = await respond('mia', ['CASE', 'approve'], ['agreed', 'yes']);
    expect(code).toBe(1);
    expect(read).toMatch(/you asked for it/);
  });

  it('a reason is typed, and a plan nobody says yes to is not asked for', async () => {
    expect((await respond('ana', ['CASE', 'disable_access_keys'], ['x', 'yes'])).read).toMatch(/reason: Please write at least 3/);
    expect((await respond('ana', ['CASE', 'disable_access_keys'], ['a good reason', 'no'])).read).toMatch(/Nothing was sent in/);
    expect((await respond('ana', ['CASE', 'disable_access_keys'], ['a good reason'])).code).toBe(1);
    expect(await kinds(story)).not.toContain('response-asked');
  });

  it('somebody without the right is refused, and so is what does not exist', async () => {
    expect((await respond('ana', ['CASE', 'disable_access_keys'], ['a good reason', 'yes'])).code).toBe(0);
    expect((await respond('ana', ['CASE', 'deny'])).read).toMatch(/You cannot deny responses/);
    expect((await respond('ana', ['CASE', 'terminate_instance'])).code).toBe(1);
    expect((await respond('ana', ['CASE', 'explode'])).read).toMatch(/There is no explode here/);
    expect((await respond('ana', ['NOCASE12'])).read).toMatch(/There is no case NOCASE12/);
  });

  it('break-glass takes its reason here, too', async () => {
    await respond('mia', ['CASE', 'disable_access_keys'], ['the caller is on a threat list', 'yes']);
    expect((await respond('mia', ['CASE', 'breakglass'], ['urgent', 'yes'])).code).toBe(1);
    expect((await respond('mia', ['CASE', 'breakglass'], ['nobody answers and the key is in use right now', 'yes'])).code).toBe(0);
    expect(await decision()).toMatchObject({ data: { breakGlass: true }, actor: { aws: 'arn:aws:iam::999988887777:user/mia' } });
  });

  it('what was done is undone by the same command', async () => {
    await respond('ana', ['CASE', 'disable_access_keys'], ['the caller is on a threat list', 'yes']);
    await respond('mia', ['CASE', 'approve'], ['', 'yes']);
    await story.advance(400);
    expect((await respond('ana', ['CASE', 'undo'], ['it was our own scanner', 'yes'])).code).toBe(0);
    await respond('mia', ['CASE', 'approve'], ['', 'yes']);
    await story.advance(120);
    expect(await keyStatus(story)).toBe('Active');
  });
});

describe('who it is', () => {
  const post = (body: object) => story.post('/bot/terminal', body);

  it('nobody without AWS’s word, and nobody whom policy does not name', async () => {
    const request = JSON.stringify({ caseId: story.caseId });
    expect(await post({ proof: {}, request })).toMatchObject({ status: 401 });
    expect(await post({ request })).toMatchObject({ status: 400 });
    await story.close();
    story = await startStory({ policy: { people: {} } });
    await story.raise(leakedKey());
    const { read, code } = await respond('ana', ['CASE']);
    expect(code).toBe(1);
    expect(read).toMatch(/You are arn:aws:iam::999988887777:user\/ana, and policy does not say who that is/);
  });

  it('somebody deactivated in Slack acts nowhere while Slack says so', async () => {
    const ana = story.sandbox.slack.people.find(({ id }) => id === 'U0ANA');
    if (ana) ana.deleted = true;
    await story.advance(61);
    expect((await respond('ana', ['CASE', 'disable_access_keys'])).code).toBe(1);
  });
});
