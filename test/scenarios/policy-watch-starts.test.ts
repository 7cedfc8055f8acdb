/** What starts the policy watch, how often, and what it leaves alone: itself, and environments that policy does not list. */
import { CreatePolicyVersionCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ARN, allowing, changed, ourselves, policyNow, policyWrites, seedPolicy, watches } from './policy-story.ts';
import { type Story, startStory } from './sandbox.ts';

const ana = 'U0ANA';
const harmless = allowing('ecs:*');
const wide = allowing('ecs:*', 'iam:*');

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

describe('changed again while it is held', () => {
  it('never goes back to a version that is held itself', async () => {
    await seedPolicy(story, [harmless, wide]);
    await story.raise(changed('v2', wide));
    await story.advance(400);
    await story.put('/aws/state', {
      accounts: {
        '111122223333': {
          policies: { [ARN]: { defaultVersion: 'v3', versions: { v3: { document: wide, createdAt: '2026-11-20T03:06:00Z' } } } },
        },
      },
    });
    await story.raise(changed('v3', wide));
    await story.advance(60);
    expect((await policyNow(story)).version).toBe('v1');
    expect((await story.cards()).filter(({ text }) => text.includes('Allow version'))).toHaveLength(2);
  });

  it('the same event twice is held and asked about once', async () => {
    await seedPolicy(story, [harmless, wide]);
    const event = changed('v2', wide);
    await story.raise([event, event]);
    await story.advance(400);
    expect(watches(story)).toHaveLength(2);
    expect(await policyWrites(story)).toHaveLength(1);
    expect((await story.cards()).filter(({ text }) => text.includes('Allow version'))).toHaveLength(1);
  });

  it.each([0, 20_000])('by hand, in an IAM that shows it after %i ms, it is held', async (iamLagMilliseconds) => {
    await story.put('/aws/state', { iamLagMilliseconds });
    await seedPolicy(story, [harmless]);
    const credentials = { accessKeyId: 'AKIA2DRAWBRIDGE00001', secretAccessKey: 'simulated' };
    const iam = new IAMClient({ endpoint: `${story.sandbox.address}/aws-api`, region: 'us-east-1', credentials });
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn: ARN, PolicyDocument: wide, SetAsDefault: true }));
    await story.advance(60);
    expect((await policyNow(story)).version).toBe('v1');
    expect((await story.cards()).map(({ text }) => text).join('\n')).toMatch(/Allow version v2 of policy deploy/);
    iam.destroy();
  });
});

describe('what starts nothing', () => {
  it('our own change', async () => {
    await seedPolicy(story, [harmless, wide]);
    await story.raise(changed('v2', wide, { userIdentity: ourselves }));
    await story.advance(60);
    expect(watches(story)).toEqual([]);
    expect(await policyWrites(story)).toEqual([]);
  });

  it('a change where policy holds nothing: it is only noted, and people may hold it', async () => {
    await story.close();
    story = await startStory({ policy: { policyWatch: { restricted: ['iam:*'] } } });
    await seedPolicy(story, [harmless, wide]);
    await story.raise(changed('v2', wide));
    await story.advance(60);
    expect((await story.thread()).join('\n')).toMatch(/Looked at policy deploy, version v2: statement 1 allows iam.\*?/);
    expect((await story.thread()).join('\n')).not.toMatch(/policy holds it/);
    expect(await policyWrites(story)).toEqual([]);
    expect(await story.cards()).toHaveLength(1);
    await story.click(ana, 'hold_policy_version');
    expect(await story.viewText(ana)).toMatch(/set policy deploy back to its version v1/);
  });

  it('even so, what is restricted is shown, however routine the change', async () => {
    await story.close();
    story = await startStory({ policy: { policyWatch: { restricted: ['sts:AssumeRole'] } } });
    const assuming = allowing('ecs:UpdateService', 'sts:AssumeRole');
    await seedPolicy(story, [harmless, assuming]);
    await story.raise(changed('v2', assuming));
    await story.advance(60);
    expect(await story.cardText()).toMatch(/Tier 1/);
    expect((await story.thread()).join('\n')).toMatch(/statement 1 allows sts:AssumeRole/);
  });
});
