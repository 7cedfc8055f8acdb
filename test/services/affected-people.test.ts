/** Whose credential it is: policy first, then a confirmed address, pinned; nobody else, and nobody whom a changed tag names. */
import { expect, it } from 'vitest';
import type { Suspect } from '../../src/domain/affected.ts';
import { createAffectedPeople } from '../../src/services/affected-people.ts';
import type { SlackUser } from '../../src/services/slack.ts';
import { createMemoryTable } from '../fakes/memory-table.ts';
import { createFakeSlack } from '../fakes/slack.ts';

const arn = 'arn:aws:iam::111122223333:user/ci-deploy';
const team = 'T0DRAWBRIDGE';
const person = (name: string, changes: Partial<SlackUser> = {}): SlackUser => ({
  ...{ id: `U0${name.toUpperCase()}`, name, team, guest: false, bot: false, stranger: false, deleted: false },
  ...{ email: `${name}@acme.example`, ...changes },
});
function rig(people: Record<string, string> = {}, ...users: SlackUser[]) {
  const slack = createFakeSlack({ now: () => 0 });
  for (const user of users) slack.users.set(user.id, user);
  const made = createAffectedPeople({ table: createMemoryTable(), slack: slack.slack, policy: { team, people }, clock: { now: () => 0 } });
  const find = (email?: string) => made.find({ arn, label: 'user ci-deploy', emails: email ? [email] : [] } satisfies Suspect);
  return { find, slack };
}

it.each<[string, SlackUser | undefined, RegExp | string]>([
  ['a member', person('zed'), 'U0ZED'],
  ['nobody', undefined, /nobody in Slack has the address.*an admin confirms it under people/],
  ['an address that is not confirmed', (({ email: _, ...rest }) => rest)(person('zed')), /nobody in Slack/],
  ['a guest', person('zed', { guest: true }), /guest/],
  ['a bot', person('zed', { bot: true }), /bot/],
  ['somebody who left', person('zed', { deleted: true }), /deactivated/],
  ['another workspace', person('zed', { team: 'T0ELSE' }), /another Slack workspace/],
])('by address: %s', async (_, user, expected) => {
  const found = await rig({}, ...(user ? [user] : [])).find('Zed@acme.example');
  if (typeof expected === 'string') expect(found).toMatchObject({ ok: true, id: expected });
  else expect(found).toMatchObject({ ok: false, because: expect.stringMatching(expected) as string });
});

it('policy wins over the address', async () => {
  expect(await rig({ [arn]: 'U0ANA' }, person('zed'), person('ana')).find('zed@acme.example')).toMatchObject({ ok: true, id: 'U0ANA' });
});

it('a tag that names somebody else later is not believed', async () => {
  const { find } = rig({}, person('zed'), person('eve'));
  expect(await find('zed@acme.example')).toMatchObject({ ok: true, id: 'U0ZED' });
  expect(await find('eve@acme.example')).toMatchObject({
    ok: false,
    because: expect.stringMatching(/not the one it was linked by/) as string,
  });
  expect(await find('zed@acme.example')).toMatchObject({ ok: true, id: 'U0ZED' });
});

it('an address that changed in Slack is not, either', async () => {
  const { find, slack } = rig({}, person('zed'));
  await find('zed@acme.example');
  slack.users.set('U0ZED', person('zed', { email: 'zed@new.example' }));
  expect(await find('zed@acme.example')).toMatchObject({ ok: false, because: expect.stringMatching(/has changed/) as string });
});

it('while Slack does not answer nothing is known', async () => {
  const { find, slack } = rig({}, person('zed'));
  slack.pause('users.lookupByEmail', 60);
  expect(await find('zed@acme.example')).toMatchObject({ ok: false, unsure: true });
});

it('nobody is known without an address', async () => {
  expect(await rig().find()).toMatchObject({ ok: false, because: 'nobody in Slack is known for user ci-deploy' });
});
