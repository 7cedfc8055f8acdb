/** Every verb of /sechub by every kind of person: who is refused, by which words, and that nothing else happens. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verbWords } from '../../src/domain/command/verbs.ts';
import { playbookIds } from '../../src/playbooks/ids.ts';
import { closeModal, command } from './command-story.ts';
import { leakedKey } from './events.ts';
import { ask, writes } from './key-story.ts';
import { type Story, startStory } from './sandbox.ts';

let story: Story;
const say = (user: string, text: string, channel?: string) => command(story, user, text.replaceAll('ID', story.caseId), channel);
const guestWords = 'Guests, people of other workspaces and bots cannot act here. Ask a member of the security team.';

describe('every verb, by people without rights', () => {
  /** What people did: time goes by meanwhile, so others remind, page and expire. */
  const deeds = async () => (await story.log()).filter(({ actor }) => actor.kind === 'person').map(({ kind }) => kind);
  let before: string[] = [];
  beforeAll(async () => {
    story = await startStory();
    await story.raise(leakedKey());
    await ask(story, 'U0ANA');
    before = await deeds();
  });
  afterAll(async () => {
    expect(await deeds()).toEqual(before);
    expect(await writes(story)).toEqual([]);
    await story.close();
  });

  const verbs = verbWords(playbookIds).map(({ name, example, right }) => [name, example, right] as const);

  it.each(verbs)('%s: guests and strangers are told that they cannot act', async (_name, example) => {
    for (const user of ['U0GUS', 'U0EVE']) {
      const { status, told } = await say(user, example.replace('K7F3Q2MX', 'ID'));
      expect([status, told]).toEqual([200, [guestWords]]);
      await closeModal(story, user);
    }
  });

  it.each(verbs.filter(([, , right]) => right !== undefined))(
    '%s: one of ours without rights is told who could',
    async (_name, example) => {
      const { told } = await say('U0ZED', example.replace('K7F3Q2MX', 'ID'));
      await closeModal(story, 'U0ZED');
      // To them there is no latest case: nobody may learn by it what there is.
      expect(told).toEqual([expect.stringMatching(/^(?:You cannot .+\. Who can: @\w+ \(|There is no open case that you may see)/)]);
    },
  );

  it.each(verbs.filter(([, , right]) => right === undefined))('%s: anybody of ours is answered', async (_name, example) => {
    const { told } = await say('U0ZED', example);
    expect(told).toEqual([expect.stringMatching(/.{20}/)]);
  });

  it('help lists only what this person may run, and says why not the rest', async () => {
    const [zed = ''] = (await say('U0ZED', 'help')).told;
    expect(zed).toMatch(/`help \[verb\]`/);
    expect(zed).not.toMatch(/<case>|<response>/);
    expect(zed).toMatch(/`list`, `show`, .*`isolate`.*: for responders, oncall-l1, oncall-l2, leads\n/);
    expect(zed).toMatch(/Not for you\*\n/);
    const [ana = ''] = (await say('U0ANA', '')).told;
    expect(ana).toMatch(/`ack <case>`/);
    expect(ana).toMatch(/opens the plan of one, which you then ask for: isolate, disable-keys/);
    expect(ana).toMatch(/`approve`, `deny`.*: for oncall-l1, oncall-l2, leads/);
    const [mia = ''] = (await say('U0MIA', 'help')).told;
    expect(mia).toMatch(/`breakglass <case>[^`]*`/);
    expect(mia).not.toMatch(/Not for you\*\n.*`approve`/);
    expect((await say('U0ANA', 'help approve')).told[0]).toMatch(/Not for you: You cannot approve responses/);
  });

  it('whoami says groups, whether they are asked, and what they may do where', async () => {
    expect((await say('U0OMAR', 'whoami')).told[0]).toMatch(
      /@omar\* \(U0OMAR\)\n\*Groups:\* responders, oncall-l1\n\*Asked for approvals:\* yes, as oncall-l1\n.*approve/,
    );
    expect((await say('U0ZED', 'whoami')).told[0]).toMatch(/You may do nothing here/);
  });
});
