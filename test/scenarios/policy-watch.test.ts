/** The policy watch over HTTP: harmless, held, restored by the undo, limited, kept held. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kinds } from './key-story.ts';
import { ARN, allowing, changed, policyNow, policyWrites, question, questionId, seedPolicy, stillHeld, watches } from './policy-story.ts';
import { type Story, startStory } from './sandbox.ts';

const omar = 'U0OMAR';
const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const harmless = allowing('ecs:*');
const wide = allowing('ecs:*', 'iam:*');

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

/** The question's id follows from its task's token, which is another one in every run. */
const golden = async (name: string) => {
  const asked = await questionId(story);
  await expect((await story.transcript()).replaceAll(asked, 'QUESTION')).toMatchFileSnapshot(`../golden/scenarios/${name}.txt`);
};

describe('a policy that allows nothing restricted', () => {
  it('is a line in its case: no question, no page, no change', async () => {
    await seedPolicy(story, [harmless]);
    await story.raise(changed('v1', harmless));
    await story.advance(60);
    expect((await story.thread()).join('\n')).toMatch(/Looked at policy deploy, version v1: it allows nothing that is restricted/);
    expect(await story.cards()).toHaveLength(1);
    expect(await policyWrites(story)).toEqual([]);
    expect(watches(story).map(({ status }) => status)).toEqual(['SUCCEEDED']);
  });

  it('is no message at all when the change is routine', async () => {
    const bounded = allowing('ecs:UpdateService');
    await seedPolicy(story, [bounded]);
    await story.raise(changed('v1', bounded));
    await story.advance(60);
    expect(await story.cards()).toEqual([]);
    expect(await kinds(story)).toContain('policy-watched');
  });

  it.each([
    ['a version that is not in force', { requestParameters: { policyArn: ARN, policyDocument: wide } }],
    ['a call that failed', { errorCode: 'AccessDenied' }],
  ])('%s is not looked at', async (_, detail) => {
    await seedPolicy(story, [harmless, wide], { defaultVersion: 'v1' });
    await story.raise(changed('v2', wide, detail));
    await story.advance(60);
    expect(await kinds(story)).not.toContain('policy-watched');
    expect(await policyWrites(story)).toEqual([]);
  });
});

describe('a policy that allows something restricted', () => {
  it('is held to CloudWatch Logs when it is new, and comes back by the undo when people allow it', async () => {
    await seedPolicy(story, [wide]);
    await story.raise(changed('v1', wide));
    await story.advance(30);
    const held = await policyNow(story);
    expect(JSON.parse(held.document)).toMatchObject({ Statement: [{ Effect: 'Allow', Action: LOGS }] });
    const change = story.caseId;
    await question(story);
    expect(await story.cardText()).toMatch(/Allow version v1 of policy deploy in prod-payments\?[\s\S]*statement 1 allows iam/);
    await story.click(omar, 'approve');
    await story.submit(omar, { comment: 'agreed in the change review' });
    await story.advance(400);
    await golden('policy-question-allowed');
    story.caseId = change;
    expect(await policyNow(story)).toEqual({ version: 'v1', versions: ['v1', 'v2'], document: wide });
    const undo = (await story.log()).filter(({ kind, data }) => kind === 'response-asked' && data.undoes !== undefined);
    expect(undo).toMatchObject([{ actor: { id: omar } }]);
    await golden('policy-restored');
    expect((await policyWrites(story)).map(({ call, sourceIdentity }) => [call, sourceIdentity])).toEqual([
      ['iam:CreatePolicyVersion', 'drawbridge-auto'],
      ['iam:SetDefaultPolicyVersion', 'T0DRAWBRIDGE-U0OMAR'],
    ]);
    // Our own changes were events, too.
    expect(watches(story).map(({ status }) => status)).toEqual(['SUCCEEDED']);
  });

  it('goes back to its version before, and stays there when people say no', async () => {
    await seedPolicy(story, [harmless, wide]);
    await story.raise(changed('v2', wide));
    await story.advance(30);
    expect((await policyNow(story)).version).toBe('v1');
    const change = story.caseId;
    await question(story);
    await story.click(omar, 'deny');
    await story.submit(omar, { reason: 'ask for iam:PassRole on the one role' });
    await story.advance(400);
    await stillHeld(story, change);
    await golden('policy-kept-held');
    const tickets = await story.awsCalls('events:PutEvents');
    expect(JSON.stringify(tickets)).toMatch(/Ticket Requested.*stays held.*@omar said no/);
  });

  it('stays held when nobody answers', async () => {
    await seedPolicy(story, [harmless, wide]);
    await story.raise(changed('v2', wide));
    await story.advance(30);
    const change = story.caseId;
    await question(story);
    await story.advance(16 * 60);
    expect(await story.cardText()).toMatch(/Nobody decided in time/);
    await stillHeld(story, change);
    expect((await story.thread()).join('\n')).toMatch(/A ticket was asked for: policy deploy · it stays held: nobody decided in time/);
    expect(watches(story).map(({ status }) => status)).toEqual(['SUCCEEDED']);
  });

  it('allows only what was agreed to, when people approve with changes', async () => {
    await seedPolicy(story, [harmless, wide]);
    await story.raise(changed('v2', wide));
    await story.advance(30);
    const change = story.caseId;
    await question(story);
    await story.click(omar, 'change');
    await story.submit(omar, { actions: 'iam:PassRole', resources: 'arn:aws:iam::111122223333:role/deploy' });
    await story.advance(400);
    const now = await policyNow(story);
    expect([now.version, now.versions]).toEqual(['v3', ['v1', 'v2', 'v3']]);
    expect(JSON.parse(now.document).Statement).toEqual([
      { Sid: 'DrawbridgeLimited', Effect: 'Allow', Action: ['iam:PassRole'], Resource: ['arn:aws:iam::111122223333:role/deploy'] },
    ]);
    story.caseId = change;
    await golden('policy-limited');
    expect(watches(story)).toHaveLength(1);
  });

  it('played from the list of events: the question says what allows what, and who has it', async () => {
    await story.post('/_control/demo', { id: 'policy-widened' });
    await story.advance(40);
    const change = (await story.cards()).find(({ text }) => !text.includes('Allow version'));
    story.caseId = change?.metadata?.event_payload?.case ?? '';
    await golden('policy-widened');
    await question(story);
    await golden('policy-widened-question');
  });

  it('is not restored on the word of somebody who may not undo in its account', async () => {
    await story.close();
    const undoers = { verbs: ['undo'], groups: ['leads'] };
    const others = { verbs: ['view', 'respond', 'approve', 'deny'], groups: ['responders', 'oncall-l1', 'leads'] };
    story = await startStory({ policy: { allow: [undoers, others] } });
    await seedPolicy(story, [harmless, wide]);
    await story.raise(changed('v2', wide));
    await story.advance(30);
    const change = story.caseId;
    await question(story);
    await story.click(omar, 'approve');
    await story.submit(omar, { comment: '' });
    await story.advance(400);
    story.caseId = change;
    expect((await policyNow(story)).version).toBe('v1');
    expect((await story.thread()).join('\n')).toMatch(/@omar allowed it, and has no right to undo responses in 111122223333/);
  });

  it('waits for a person where two are asked for', async () => {
    await story.close();
    const hold = { production: 'ask', staging: 'ask', development: 'ask', unknown: 'ask', people: 2 };
    story = await startStory({ policy: { playbooks: { hold_policy_version: hold } } });
    await seedPolicy(story, [harmless, wide]);
    await story.raise(changed('v2', wide));
    await story.advance(60);
    expect((await policyNow(story)).version).toBe('v2');
    expect(await story.cardText()).toMatch(/Hold of policy deploy asked by policy.*waiting for @omar/);
    expect(await story.cards()).toHaveLength(1);
    await story.advance(16 * 60);
    expect((await policyNow(story)).version).toBe('v2');
    expect(watches(story).map(({ status }) => status)).toEqual(['SUCCEEDED']);
  });
});
