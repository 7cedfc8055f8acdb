/** Revoke sessions: one session where it is known, all older ones where people choose that, and what AWS keeps is refused. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { revokeSessions } from '../../src/playbooks/revoke-sessions.ts';
import { ACCOUNT, findingWith, SESSION_KEY } from '../fixtures/finding.ts';
import { startWorld } from '../fixtures/playbook-world.ts';
import { itIsReversible } from '../fixtures/reversible.ts';

const session = { kind: 'role', name: 'web-app', session: 'i-0abc1230000000001', account: ACCOUNT } as const;
const temporary: Partial<Finding> = { principal: session, accessKeys: [{ id: SESSION_KEY, kind: 'temporary' }] };
const { offers } = revokeSessions.offers(findingWith(temporary));
const [one, all] = offers;
if (!one || !all) throw new Error('nothing is offered');

describe('offers', () => {
  it.each<[string, Partial<Finding>, string[]]>([
    ['a session that is known', temporary, ['Revoke session', 'Revoke all sessions (menu)']],
    ['a role without one', { ...temporary, principal: { kind: 'role', name: 'web-app', account: ACCOUNT } }, ['Revoke all sessions']],
    ['a user', {}, []],
    ['Identity Center', { ...temporary, principal: { kind: 'sso', name: 'AWSReservedSSO_Admin_0123', account: ACCOUNT } }, []],
    ['a service-linked role', { ...temporary, principal: { kind: 'role', name: 'AWSServiceRoleForSupport', account: ACCOUNT } }, []],
    ['root', { principal: { kind: 'root', account: ACCOUNT } }, []],
    ['a sample', { ...temporary, sample: true }, []],
  ])('%s: %j', (_, changes, labels) => {
    expect(revokeSessions.offers(findingWith(changes)).offers.map(({ label, menuOnly }) => `${label}${menuOnly ? ' (menu)' : ''}`)).toEqual(
      labels,
    );
  });
});

describe('plans', () => {
  it('one session hits nobody else, all of them hit whoever has the role, and it is said', async () => {
    const world = await startWorld({});
    const [single, whole] = [await world.plan(revokeSessions, one), await world.plan(revokeSessions, all)];
    await world.close();
    expect([single.harmsOthers, whole.harmsOthers]).toEqual([undefined, true]);
    expect(String(single.steps[0]?.input.PolicyDocument)).toContain(':i-0abc1230000000001');
    expect(whole.steps[0]?.input).not.toHaveProperty('PolicyDocument');
  });

  it.each([
    ['AWSReservedSSO_Admin_0123', /Identity Center/],
    ['AWSServiceRoleForSupport', /service-linked/],
  ])('%s is refused, with what to do instead', async (roleName, words) => {
    const world = await startWorld({});
    const refused = await world.ask(revokeSessions, { ...all, secret: { roleName } });
    await world.close();
    expect(refused).toMatchObject({ refused: expect.stringMatching(words), nextStep: expect.stringMatching(/\w+ \w+/) });
  });
});

describe('one session', () => itIsReversible({ playbook: revokeSessions, offer: one }));
describe('all older sessions', () =>
  itIsReversible({
    playbook: revokeSessions,
    offer: all,
    // The moment is part of the policy: two runs differ in it.
    forget: (account) => {
      const role = account.roles['web-app'];
      if (role) role.inlinePolicies = Object.fromEntries(Object.keys(role.inlinePolicies).map((name) => [name, '']));
    },
  }));
