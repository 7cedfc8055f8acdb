/** Custom actions of the Security Hub console, from outside: nobody knows who clicked, so people in Slack decide. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customAction, hubCopy, STAGING, STAGING_KEY } from './events.ts';
import { approve, keyStatus, kinds, writes } from './key-story.ts';
import { type Story, startStory } from './sandbox.ts';

const [ana, omar, li] = ['U0ANA', 'U0OMAR', 'U0LI'] as const;
const staging = { account: STAGING, keyId: STAGING_KEY, user: 'site-builder' };

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

describe('a custom action', () => {
  it('in production: two different people agree, the same one twice does not count', async () => {
    const [row] = await story.raise(customAction('disable_access_keys', hubCopy()));
    expect(row).toMatchObject({ outcome: 'case', reason: 'asked for; it waits for an approval in Slack' });
    expect(await story.cardText()).toContain('asked by someone in the Security Hub console');
    await approve(story, omar);
    expect(await writes(story)).toEqual([]);
    await approve(story, omar);
    expect(await story.ephemeral(omar)).toMatch(/Who can: @li \(oncall-l2\), @mia \(leads\)/);
    await story.advance(30);
    expect(await writes(story)).toEqual([]);
    await approve(story, li);
    await story.advance(30);
    expect(await keyStatus(story)).toBe('Inactive');
    await expect(await story.transcript()).toMatchFileSnapshot('../golden/scenarios/console-action-two-people.txt');
  });

  it('in staging: one approver is enough', async () => {
    await story.raise(customAction('disable_access_keys', hubCopy(staging)));
    await approve(story, omar);
    await story.advance(30);
    expect(await writes(story)).toHaveLength(1);
  });

  it('a responder who may not approve cannot stand in for the one who clicked', async () => {
    await story.raise(customAction('disable_access_keys', hubCopy(staging)));
    await story.click(ana, 'approve');
    expect(await story.ephemeral(ana)).toMatch(/You cannot approve/);
    expect(await writes(story)).toEqual([]);
  });

  it('on two findings asks once for both, in the case of the first', async () => {
    const rows = await story.raise(customAction('disable_access_keys', hubCopy(), hubCopy({ ...staging, id: 'f2' })));
    const words = 'asked for; it waits for an approval in Slack';
    expect(rows.map(({ reason }) => reason)).toEqual([words, `${words}, in case ${rows[0]?.caseId}`]);
    story.caseId = rows[0]?.caseId ?? '';
    const [asked] = (await story.log()).filter(({ kind }) => kind === 'response-asked');
    // Two accounts: two people.
    expect(asked?.data).toMatchObject({ people: 2, parts: [{ account: '111122223333' }, { account: '333344445555' }] });
    expect(new Set(rows.map(({ caseId }) => caseId)).size).toBe(2);
    expect(await story.cards()).toHaveLength(2);
  });

  it('delivered twice asks once; clicked again says it was asked for', async () => {
    await story.fault('queue', 'duplicate', 1);
    await story.raise(customAction('disable_access_keys', hubCopy()));
    const [again] = await story.raise(customAction('disable_access_keys', hubCopy()));
    expect(again?.reason).toMatch(/asked for already, by someone in the Security Hub console/);
    expect((await kinds(story)).filter((kind) => kind === 'response-asked')).toHaveLength(1);
  });

  it.each(['no_such_thing', '__proto__'])('unknown (%s) changes nothing and says so', async (id) => {
    const [row] = await story.raise(customAction(id, hubCopy()));
    expect(row).toMatchObject({ outcome: 'case', reason: `there is no response named "${id}" yet` });
    expect(await kinds(story)).not.toContain('response-asked');
  });

  it('without findings is no case', async () => {
    const [row] = await story.raise(customAction('disable_access_keys'));
    expect(row?.outcome).toMatch(/declined|rejected/);
    expect(row?.reason).toBeTruthy();
  });
});
