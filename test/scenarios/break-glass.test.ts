/** Break-glass: one person decides where two should, with a reason, and everybody who could have agreed is told. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NIGHTLY_EXPORT } from '../../infra/local/demo/workflows.ts';
import { leakedKey } from './events.ts';
import { ask, keyStatus, kinds } from './key-story.ts';
import { type Story, startStory } from './sandbox.ts';
import { request, start } from './workflow-story.ts';

const [omar, li, mia] = ['U0OMAR', 'U0LI', 'U0MIA'] as const;
const reason = 'nobody answers the phone and the key is in use right now';

let story: Story;
beforeEach(async () => {
  story = await startStory({ policy: { allow: rights } });
});
afterEach(() => story.close());

const all = ['responders', 'oncall-l1', 'oncall-l2', 'leads'];
const rights = [
  { verbs: ['view', 'acknowledge', 'respond', 'cancel', 'undo'], groups: all },
  { verbs: ['approve', 'deny'], groups: ['oncall-l1', 'oncall-l2', 'leads'] },
  { verbs: ['breakglass'], groups: ['leads'] },
];

describe('a response that needs two people', () => {
  it('runs on one person’s word, and everybody who could have agreed is told', async () => {
    await story.raise(leakedKey());
    await ask(story, mia);
    await story.click(mia, 'approve');
    expect(await story.viewText(mia)).toMatch(/Break glass…/);
    await story.press(mia, 'breakglass');
    expect(await story.viewText(mia)).toMatch(/Everybody who could have agreed is told at once/);
    await story.submit(mia, { reason: 'it is urgent' });
    expect(await kinds(story)).not.toContain('approval-decided');
    await story.submit(mia, { reason });
    await story.advance(30);
    expect(await keyStatus(story)).toBe('Inactive');
    const decision = (await story.log()).find(({ kind }) => kind === 'approval-decided');
    expect(decision).toMatchObject({ actor: { id: mia }, data: { decision: 'approved', breakGlass: true, onePerson: false, reason } });
    expect((await story.thread()).join('\n')).toMatch(
      /@mia broke the glass and alone approved.*nobody answers the phone.*told: <@U0OMAR>, <@U0LI>/,
    );
    const { messages } = await story.get<{ messages: { subtype?: string; text: string }[] }>('/slack/messages/C0PAYMENTS');
    const forAll = messages.filter(({ subtype }) => subtype === 'thread_broadcast').map(({ text }) => text);
    expect(forAll).toEqual([expect.stringMatching(/@mia broke the glass/)]);
    await story.advance(310);
    expect(await story.cardText()).toMatch(/approved by @mia alone, by break-glass/);
  });

  it('is not offered to who may not, and refused however it is asked for', async () => {
    await story.raise(leakedKey());
    await ask(story, omar);
    await story.click(li, 'approve');
    expect(await story.viewText(li)).not.toMatch(/Break glass/);
    await story.click(mia, 'approve');
    await story.press(mia, 'breakglass');
    expect((await story.press(li, 'breakglass')).status).toBe(404);
    expect(await kinds(story)).not.toContain('approval-decided');
  });
});

describe('a workflow’s request for others', () => {
  it('can be allowed by a qualified person, marked as such', async () => {
    await story.close();
    story = await startStory({ policy: { allow: [...rights.slice(0, 2), { verbs: ['breakglass'], groups: ['oncall-l2'] }] } });
    const execution = await start(story, request, NIGHTLY_EXPORT);
    const [card] = await story.cards();
    story.caseId = card?.metadata?.event_payload?.case ?? '';
    await story.click(li, 'approve');
    await story.press(li, 'breakglass');
    await story.submit(li, { reason });
    await story.advance(10);
    expect(execution.output).toEqual({ action: 'allow' });
    expect(await story.cardText()).toMatch(/Approved by @li alone, by break-glass/);
    expect((await story.thread()).join('\n')).toMatch(/@li broke the glass.*told: <@U0OMAR>, <@U0MIA>/);
  });
});
