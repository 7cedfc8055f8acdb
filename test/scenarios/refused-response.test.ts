/** Responses that must not happen, from outside: each is refused with the right words and the next step, from a button and from the console. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customAction, FOREIGN_KEY, hubCopy, INACTIVE_KEY, type KeyFacts, leakedKey, PAYMENTS } from './events.ts';
import { approve, ask, because, kinds, setKey, writes } from './key-story.ts';
import { type Story, startStory } from './sandbox.ts';

const [ana, omar] = ['U0ANA', 'U0OMAR'] as const;

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

describe('too late', () => {
  it('a plan lapses ten minutes after it was shown', async () => {
    await story.raise(leakedKey());
    await story.click(ana, 'disable_access_keys');
    await story.advance(601);
    await story.submit(ana, because);
    expect(await story.ephemeral(ana)).toMatch(/This plan is older than 10 minutes.*Press the button again/);
    expect(await kinds(story)).not.toContain('response-asked');
  });

  it('a plan that changed between asking and running is not run', async () => {
    await story.raise(leakedKey());
    await ask(story, ana);
    const spare = { AKIA2DRAWBRIDGE00002: { status: 'Inactive' } };
    await story.put('/aws/state', { accounts: { [PAYMENTS]: { users: { 'ci-deploy': { accessKeys: spare } } } } });
    await approve(story, omar);
    await story.advance(30);
    expect(await story.cardText()).toMatch(/no longer a warning: ci-deploy has another active key/);
    expect(await writes(story)).toEqual([]);
  });

  it('somebody disabled it between asking and running: ALREADY, nothing called', async () => {
    await story.raise(leakedKey());
    await ask(story, ana);
    await setKey(story, { status: 'Inactive' });
    await approve(story, omar);
    await story.advance(30);
    expect(await story.cardText()).toMatch(/inactive already/);
    expect(await writes(story)).toEqual([]);
  });
});

interface Refusal {
  facts: KeyFacts;
  words: RegExp;
  /** Where there is a button at all, the refusal comes when it is pressed. */
  button: boolean;
}

const refusals: Record<string, Refusal> = {
  'inactive already': { facts: { keyId: INACTIVE_KEY, user: 'maria.lopez' }, words: /of maria\.lopez is inactive already/, button: true },
  'of a foreign account': {
    facts: { keyId: FOREIGN_KEY },
    words: /account 555566667777, which is not ours.*Contact the owner/s,
    button: true,
  },
  'temporary (ASIA) of a role': {
    facts: { keyId: 'ASIA2DRAWBRIDGE0TEMP', user: 'web-app', userType: 'AssumedRole', principalId: 'AROAEXAMPLE:i-0abc1230000000001' },
    words: /temporary and cannot be disabled: it belongs to role web-app.*Revoke session/s,
    button: false,
  },
  'of Identity Center': {
    facts: {
      keyId: 'ASIA2DRAWBRIDGE0SSO0',
      user: 'AWSReservedSSO_Admin_0123456789abcdef',
      userType: 'AssumedRole',
      principalId: 'AROAEXAMPLE:jo@acme.example',
    },
    words: /Identity Center.*Disable jo@acme\.example in Identity Center/s,
    button: false,
  },
  null: { facts: { keyId: null }, words: /no key id|names no access key/, button: false },
  'of root': {
    facts: { keyId: 'ASIA2DRAWBRIDGE0ROOT', user: 'Root', userType: 'Root', principalId: PAYMENTS },
    words: /root user: no IAM principal can restrict root.*Page the owner/s,
    button: false,
  },
};

describe.each(Object.entries(refusals))('a key that is %s', (_, { facts, words, button }) => {
  it('from the card', async () => {
    const [row] = await story.raise(leakedKey(facts));
    expect(row).toMatchObject({ outcome: 'case', posted: true });
    expect(row?.offers?.includes('disable_access_keys')).toBe(button);
    if (button) {
      await story.click(ana, 'disable_access_keys');
      expect(await story.ephemeral(ana)).toMatch(words);
      expect((await story.view(ana))?.submit ?? null).toBeNull();
    } else {
      await story.click(ana, 'more', `respond:${story.caseId}`);
      expect(await story.viewText(ana)).toMatch(words);
    }
    expect(await writes(story)).toEqual([]);
  });

  it('from the Security Hub console', async () => {
    const [row] = await story.raise(customAction('disable_access_keys', hubCopy(facts)));
    expect(row?.reason).toMatch(words);
    expect((await story.thread()).join('\n')).toMatch(words);
    expect(await kinds(story)).not.toContain('response-asked');
    await story.advance(30);
    expect(await writes(story)).toEqual([]);
  });
});

describe('our roles are missing in the account', () => {
  beforeEach(async () => {
    await story.put('/aws/state', { accounts: { [PAYMENTS]: { rolesMissing: true } } });
  });

  it('says what to deploy before anyone approves', async () => {
    await story.raise(leakedKey());
    await story.click(ana, 'disable_access_keys');
    expect(await story.ephemeral(ana)).toMatch(/account 111122223333.*deploy the role drawbridge-read there/);
    expect(await kinds(story)).not.toContain('response-asked');
  });

  it('says so to the console too', async () => {
    const [row] = await story.raise(customAction('disable_access_keys', hubCopy()));
    expect(row?.reason).toMatch(/drawbridge-read/);
  });
});

describe('the role that contains', () => {
  it.each<[string, object, RegExp]>([
    ['is missing in the account', { deleted: ['drawbridge-contain'] }, /the role drawbridge-contain is not there/],
    [
      'trusts another hub',
      {
        roles: {
          'drawbridge-contain': { trust: { Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:*' }] } },
        },
      },
      /the role drawbridge-contain does not trust/,
    ],
  ])('%s: says what to deploy before anyone approves', async (_, account, words) => {
    await story.put('/aws/state', { accounts: { [PAYMENTS]: account } });
    await story.raise(leakedKey());
    await story.click(ana, 'disable_access_keys');
    const said = await story.ephemeral(ana);
    expect(said).toMatch(/cannot act in account 111122223333.*deploy the role drawbridge-contain there, trusting the hub/);
    expect(said).toMatch(words);
    expect(await kinds(story)).not.toContain('response-asked');
  });

  it('is gone into by nobody before a step runs', async () => {
    await story.raise(leakedKey());
    const gone = async () =>
      (await story.awsCalls()).filter(({ call, input }) => call === 'sts:AssumeRole' && !JSON.stringify(input).includes('drawbridge-read'));
    await ask(story, ana);
    expect(await gone()).toEqual([]);
    await approve(story, omar);
    await story.advance(30);
    expect(await gone()).not.toEqual([]);
  });
});
