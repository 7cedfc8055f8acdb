/** The Home tab: each person sees what they may, and what they do there is done by the same flows. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leakedKey } from './events.ts';
import { approve, ask, kinds } from './key-story.ts';
import { render, type Shown } from './render.ts';
import { type Json, type Story, startStory } from './sandbox.ts';

let story: Story;
beforeEach(async () => {
  story = await startStory();
  await story.raise(leakedKey());
});
afterEach(() => story.close());

const homeOf = async (user: string) => (await story.get<{ home: (Shown & { blocks: Json[] }) | null }>(`/slack/view/${user}`)).home;
const shown = async (user: string) => {
  const home = await homeOf(user);
  return home ? render(home) : '';
};
async function open(user: string): Promise<string> {
  await story.post('/slack/_control/open-home', { user });
  await story.advance(2);
  return shown(user);
}
async function press(user: string, action: string, value?: string): Promise<string> {
  await story.post('/slack/_control/interact', { user, view: true, action: { action_id: action, ...(value && { value }) } });
  await story.advance(3);
  return shown(user);
}

describe('who sees what', () => {
  it('what is on fire, who is on call, how it is', async () => {
    const text = await open('U0ANA');
    expect(text).toMatch(/# Cases/);
    expect(text).toMatch(
      /HIGH · Access key used from a known bad address\* `\w{8}`\n.*prod-payments · tier 3 .*card \(https:.*\[Actions\]/,
    );
    expect(text).toMatch(/\*oncall-l1\*: @omar/);
    expect(text).toMatch(/\[Refresh\] \[Stop…\] \[Start again…\]/);
    expect(text).not.toMatch(/Waits for you/);
  });

  it.each(['U0GUS', 'U0EVE'])('%s sees nothing but a refusal', async (user) => {
    expect(await open(user)).toMatch(/^= {2}=\nGuests, people of other workspaces and bots cannot act here/);
  });

  it('one of ours without rights sees no case and no Stop', async () => {
    const text = await open('U0ZED');
    expect(text).not.toContain(story.caseId);
    expect(text).toMatch(/You cannot see cases .*Who can/);
    expect(text).not.toMatch(/Stop/);
  });

  it('accounts that somebody may not see are not there', async () => {
    await story.close();
    const rights = [{ verbs: ['view'], groups: ['responders'], accounts: ['222233334444'] }];
    story = await startStory({ policy: { allow: rights } });
    await story.raise(leakedKey());
    expect(await open('U0ANA')).not.toContain(story.caseId);
  });
});

describe('what waits for a person', () => {
  it('is there to review, and gone when it is decided', async () => {
    await ask(story, 'U0ANA');
    const text = await open('U0OMAR');
    expect(text).toMatch(/# Waits for you\n\*Deactivation of key AKIA…0001 of ci-deploy\*[\s\S]*\[Review and approve primary\] \[Deny\]/);
    // Whoever asked cannot answer alone, so nothing waits for them.
    expect(await open('U0ANA')).not.toMatch(/Waits for you/);
    await press('U0OMAR', 'approve');
    expect(await story.viewText('U0OMAR')).toMatch(/Review|What will be done, in order/);
    await story.submit('U0OMAR', { comment: 'agreed' });
    expect(await kinds(story)).toContain('approval-decided');
    expect(await shown('U0OMAR')).not.toMatch(/Waits for you/);
  });

  it('a refusal is told in the tab itself', async () => {
    await ask(story, 'U0ANA');
    await open('U0OMAR');
    await approve(story, 'U0LI');
    await press('U0OMAR', 'approve');
    await story.submit('U0OMAR', { comment: 'me too' });
    expect(await story.viewText('U0OMAR')).toMatch(/decided .* ago: @li approved it/);
  });
});

describe('looking around', () => {
  it('filters: a view is chosen, kept, and empty ones say so', async () => {
    expect(await open('U0ANA')).toContain(story.caseId);
    expect(await press('U0ANA', 'home', 'mine.1')).toMatch(/Nothing here/);
    expect(await open('U0ANA')).toMatch(/Nothing here/);
    expect(await press('U0ANA', 'home', 'account-111122223333.1')).toContain(story.caseId);
    expect(await press('U0ANA', 'home', 'fire.1')).toContain(story.caseId);
  });

  it('more cases than a tab can hold are on pages', async () => {
    const grave = story.caseId;
    const many = Array.from({ length: 45 }, (_, index) =>
      leakedKey({ id: `more-${index}`, user: `user-${index}`, type: `UnauthorizedAccess:IAMUser/Kind${index}`, severity: 5 }),
    );
    await story.raise(many);
    await story.advance(60);
    await open('U0ANA');
    const first = await press('U0ANA', 'home', 'open.1');
    expect(first).toMatch(/\(page 1 of 3\)\n\[More\]/);
    const second = await press('U0ANA', 'later');
    expect(second).toMatch(/\(page 2 of 3\)\n\[Back\] \[More\]/);
    const third = await press('U0ANA', 'later');
    expect(third).toMatch(/\(page 3 of 3\)\n\[Back\]/);
    // A severity stays chosen from page to page, and from view to view.
    expect(await press('U0ANA', 'severity', 'open~medium.1')).toMatch(/\(page 1 of 3\)/);
    expect(await press('U0ANA', 'later')).not.toContain(grave);
    expect(await press('U0ANA', 'home', 'account-111122223333~medium.1')).not.toContain(grave);
    const high = await press('U0ANA', 'severity', 'account-111122223333~high.1');
    expect(high).not.toMatch(/MEDIUM · /);
    expect(high).toContain(grave);
    expect(await press('U0ANA', 'severity', 'account-111122223333~critical.1')).toMatch(/Nothing here/);
    expect(await open('U0ANA')).toMatch(/Nothing here/);
    const ids = [first, second, third].flatMap((text) => [...text.matchAll(/`(\w{8})`/g)].map(([, id]) => id));
    expect(new Set(ids).size).toBe(46);
    expect((await homeOf('U0ANA'))?.blocks.length).toBeLessThanOrEqual(100);
  });

  it('stop is asked for here, and the answer is in the tab', async () => {
    await open('U0ANA');
    await press('U0ANA', 'stop');
    await story.submit('U0ANA', { scope: 'everything', reason: 'wrong hosts are isolated' });
    expect(await shown('U0ANA')).toMatch(/Nothing runs any more in everything[\s\S]*✖ Stopped: everything/);
    await press('U0ZED', 'stop');
    expect(await shown('U0ZED')).not.toMatch(/Nothing runs/);
  });
});
