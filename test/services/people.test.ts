/** Who a PagerDuty person is in Slack: addresses that agree pin them, policy's map wins, a change on either side needs an admin. */
import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/services/clock.ts';
import { createPeople, type People } from '../../src/services/people.ts';
import type { SlackUser } from '../../src/services/slack.ts';
import { createMemoryTable } from '../fakes/memory-table.ts';
import { createPagerDutyPeople, type FakePeople } from '../fakes/pagerduty-people.ts';
import { NOW } from '../fixtures/finding.ts';

const member: SlackUser = {
  id: 'U0OMAR',
  name: 'omar',
  team: 'T1',
  guest: false,
  bot: false,
  stranger: false,
  deleted: false,
  email: 'omar@acme.example',
};
const omar = { id: 'POMAR01', name: 'Omar Haddad', email: 'omar@acme.example' };

let clock: VirtualClock;
let users: SlackUser[];
let slackDown: boolean;
let pagerDuty: FakePeople;
let table: ReturnType<typeof createMemoryTable>;

function peopleWith(map: Record<string, string> = {}): People {
  const answer = async <T>(value: T): Promise<T> => {
    if (slackDown) throw new Error('Slack did not answer');
    return value;
  };
  const slack = {
    user: (id: string) => answer(users.find((user) => user.id === id)),
    userByEmail: (email: string) => answer(users.find((user) => user.email === email)),
  };
  return createPeople({ table, slack, policy: { team: 'T1', people: map }, pagerDuty, clock });
}
/** Slack is asked again after a minute. */
const later = () => clock.advance(61);

beforeEach(() => {
  clock = new VirtualClock(NOW);
  users = [{ ...member }];
  slackDown = false;
  pagerDuty = createPagerDutyPeople([omar]);
  table = createMemoryTable();
});

describe('45: who stands for a person on call', () => {
  it.each<[string, Partial<SlackUser> | undefined, string, true | RegExp]>([
    ['the same address', {}, 'omar@acme.example', true],
    ['another case, and spaces around it', {}, ' Omar@ACME.example ', true],
    ['nobody in Slack', undefined, 'omar@acme.example', /^nobody in Slack has the address/],
    ['an address that its owner has not confirmed', { email: undefined as never }, 'omar@acme.example', /^nobody in Slack has the address/],
    ['a deactivated person', { deleted: true }, 'omar@acme.example', /^@omar is deactivated/],
    ['a bot', { bot: true }, 'omar@acme.example', /^@omar is a bot/],
    ['a guest', { guest: true }, 'omar@acme.example', /^@omar is a guest/],
    ['a guest of Slack Connect', { stranger: true, team: 'T2' }, 'omar@acme.example', /^@omar is of another Slack workspace/],
    ['a member of another workspace', { team: 'T2' }, 'omar@acme.example', /^@omar is of another Slack workspace/],
    ['no address in PagerDuty', {}, '', /^PagerDuty does not say the address of Omar/],
  ])('%s', async (_, changes, email, expected) => {
    users = changes ? [{ ...member, ...changes }] : [];
    const linked = await peopleWith().slackOf({ ...omar, email });
    expect(linked).toEqual(
      expected === true ? { ok: true, id: 'U0OMAR', name: 'omar' } : { ok: false, because: expect.stringMatching(expected) },
    );
  });

  it.each([
    ['by PagerDuty’s id', { POMAR01: 'U0LI' }],
    ['by an address, whatever its case', { 'OMAR@acme.example': 'U0LI' }],
  ])('policy says somebody else, %s: policy wins, also over a pin', async (_, map) => {
    users.push({ ...member, id: 'U0LI', name: 'li', email: 'li@acme.example' });
    expect(await peopleWith().slackOf(omar)).toMatchObject({ id: 'U0OMAR' });
    expect(await peopleWith(map).slackOf(omar)).toMatchObject({ ok: true, id: 'U0LI', name: 'li' });
  });

  it('policy cannot make a guest stand for anybody', async () => {
    users = [{ ...member, guest: true }];
    expect(await peopleWith({ POMAR01: 'U0OMAR' }).slackOf(omar)).toMatchObject({ ok: false });
  });

  it('Slack down: nobody knows, and nothing is pinned', async () => {
    slackDown = true;
    expect(await peopleWith().slackOf(omar)).toMatchObject({ ok: false, unsure: true });
    expect(table.items()).toEqual([]);
  });
});

describe('a pin', () => {
  it('holds while both sides say the same, and is checked on both', async () => {
    const people = peopleWith();
    await people.slackOf(omar);
    expect(
      table
        .items()
        .map(({ pk }) => pk)
        .sort(),
    ).toEqual(['PERSON#pagerduty/POMAR01', 'PERSON#slack/U0OMAR']);
    await later();
    expect(await people.slackOf(omar)).toMatchObject({ ok: true, id: 'U0OMAR' });
  });

  it('ends when the address changes in Slack, also after it changes back, until policy says who it is', async () => {
    const people = peopleWith();
    await people.slackOf(omar);
    users = [{ ...member, email: 'someone@else.example' }];
    await later();
    const refused = { ok: false, because: expect.stringMatching(/in Slack has changed .*; an admin confirms it .*POMAR01: U0OMAR/) };
    expect(await people.slackOf(omar)).toEqual(refused);
    users = [{ ...member }];
    await later();
    expect(await people.slackOf(omar)).toEqual(refused);
    expect(await people.pinned(omar)).toEqual(refused);
    expect(await peopleWith({ POMAR01: 'U0OMAR' }).slackOf(omar)).toMatchObject({ ok: true, id: 'U0OMAR' });
  });

  it('ends when the address changes in PagerDuty: whoever got it is not let in by it', async () => {
    const people = peopleWith();
    await people.slackOf(omar);
    users.push({ ...member, id: 'U0EVE', name: 'eve', email: 'eve@acme.example' });
    expect(await people.slackOf({ ...omar, email: 'eve@acme.example' })).toMatchObject({
      ok: false,
      because: expect.stringContaining('in PagerDuty'),
    });
  });

  it('is not ended by silence', async () => {
    const people = peopleWith();
    await people.slackOf(omar);
    users = [{ ...member, email: undefined as never }];
    await later();
    expect(await people.slackOf(omar)).toMatchObject({ ok: false, unsure: true });
    users = [{ ...member }];
    await later();
    expect(await people.slackOf(omar)).toMatchObject({ ok: true });
  });

  it('of one person is not taken by another with the same address', async () => {
    const people = peopleWith();
    await people.slackOf(omar);
    const second = { id: 'POTHER1', name: 'Omar again', email: 'omar@acme.example' };
    expect(await people.slackOf(second)).toMatchObject({
      ok: false,
      because: expect.stringMatching(/linked to another person of PagerDuty \(POMAR01\)/),
    });
  });

  it('stands without Slack; who was never linked does not', async () => {
    const people = peopleWith();
    expect(await people.pinned(omar)).toMatchObject({ ok: false });
    await people.slackOf(omar);
    slackDown = true;
    expect(await people.pinned(omar)).toEqual({ ok: true, id: 'U0OMAR', name: 'omar' });
    expect(await people.pinned({ ...omar, email: 'new@acme.example' })).toMatchObject({ ok: false });
  });
});

describe('whom PagerDuty records', () => {
  const found = { ok: true, id: 'POMAR01', email: 'omar@acme.example' };
  it('by the address, then by the pin', async () => {
    const people = peopleWith();
    expect(await people.pagerDutyOf('U0OMAR')).toEqual(found);
    expect(await people.pagerDutyOf('U0OMAR')).toEqual(found);
  });

  it('by what policy says', async () => {
    users = [{ ...member, id: 'U0LI', name: 'li', email: 'li@acme.example' }];
    expect(await peopleWith({ POMAR01: 'U0LI' }).pagerDutyOf('U0LI')).toEqual(found);
    expect(await peopleWith({ 'Omar@acme.example': 'U0LI' }).pagerDutyOf('U0LI')).toEqual(found);
    expect(await peopleWith({ 'arn:aws:iam::111122223333:user/li': 'U0LI' }).pagerDutyOf('U0LI')).toMatchObject({ ok: false });
  });

  it('36: nobody, where PagerDuty knows none, somebody else is behind it, or it does not answer', async () => {
    users.push({ ...member, id: 'U0LI', name: 'li', email: 'li@acme.example' });
    expect(await peopleWith().pagerDutyOf('U0LI')).toMatchObject({ ok: false, because: 'PagerDuty knows nobody by that address' });
    expect(await peopleWith({ POMAR01: 'U0LI' }).pagerDutyOf('U0OMAR')).toMatchObject({
      ok: false,
      because: expect.stringContaining('is @li in Slack'),
    });
    pagerDuty.down = true;
    expect(await peopleWith().pagerDutyOf('U0OMAR')).toMatchObject({ ok: false, unsure: true });
  });
});
