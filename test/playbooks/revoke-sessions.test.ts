/** Revoke sessions: one session where it is known, all older ones where people choose that, and what AWS keeps is refused. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { planHash } from '../../src/domain/plan.ts';
import { revokeSessions } from '../../src/playbooks/revoke-sessions.ts';
import { ACCOUNT, findingWith, NOW, SESSION_KEY } from '../fixtures/finding.ts';
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

  it('one session stays apart from all of them: having the first leaves the second to be asked for', () => {
    expect(one.target.key).not.toBe(all.target.key);
    expect([one.target.kind, one.target.label]).toEqual([all.target.kind, all.target.label]);
  });

  it('lists who else loses access: instances, functions, other sessions; and where the session went on to', async () => {
    const arn = `arn:aws:iam::${ACCOUNT}:role/web-app`;
    const began = (name: string, invokedBy: string | undefined) => ({
      id: `event-${name}`,
      name: 'AssumeRole',
      time: new Date(NOW - 60_000).toISOString(),
      source: 'sts.amazonaws.com',
      username: name,
      readOnly: true,
      resources: [{ type: 'AWS::IAM::Role', name: arn }],
      record: { userIdentity: { ...(invokedBy && { invokedBy }) }, requestParameters: { roleArn: arn, roleSessionName: name } },
    });
    const other = 'arn:aws:iam::444455556666:role/audit';
    const wentOn = {
      ...began('hop', undefined),
      accessKeyId: SESSION_KEY,
      resources: [],
      record: { requestParameters: { roleArn: other, roleSessionName: 'hop' } },
    };
    const refused = {
      ...began('denied', undefined),
      record: { errorCode: 'AccessDenied', requestParameters: { roleSessionName: 'denied' } },
    };
    const world = await startWorld({
      events: [
        began('thumbnails', 'lambda.amazonaws.com'),
        began('reports', 'lambda.amazonaws.com'),
        began('i-1', 'ec2.amazonaws.com'),
        wentOn,
        refused,
      ],
    });
    const plan = await world.plan(revokeSessions, all);
    await world.close();
    expect(plan.warnings[0]).toEqual({
      code: 'shared-role',
      text: '2 functions lose AWS access for up to 6 hours, until their credentials are new',
    });
    expect(plan.facts).toContain('2 functions used it in 24 h: reports, thumbnails');
    expect(plan.facts).toContain(`It went on to ${other}: those sessions live on, revoke them there`);
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

  it('a key of somebody else’s account is refused: a role of that name here is another one', async () => {
    const world = await startWorld({});
    world.simulated.world.keyOwners[SESSION_KEY] = '555566667777';
    const refused = await world.ask(revokeSessions, one);
    await world.close();
    expect(refused).toMatchObject({ refused: expect.stringContaining('555566667777, which is not ours') });
  });
});

describe('revoking again', () => {
  it('moves the moment on, and undone it is the earlier one again', async () => {
    const world = await startWorld({});
    const moment = () =>
      /TokenIssueTime":"([^"]+)"/.exec(
        Object.values(world.simulated.world.accounts[ACCOUNT]?.roles['web-app']?.inlinePolicies ?? {}).join(),
      )?.[1];
    const first = await world.plan(revokeSessions, all);
    await world.run(revokeSessions, first);
    const before = moment();
    expect(await world.ask(revokeSessions, all)).toMatchObject({ already: true });
    await world.clock.advance(120);
    const second = await world.plan(revokeSessions, all);
    expect(planHash(await world.plan(revokeSessions, all))).toBe(planHash(second));
    await world.run(revokeSessions, second);
    const after = moment();
    await world.run(revokeSessions, second);
    expect([Date.parse(after ?? '') - Date.parse(before ?? ''), moment()]).toEqual([120_000, after]);
    expect((await world.verify(revokeSessions, second))[0]).toMatchObject({ ok: true });
    await world.undo(revokeSessions, second);
    expect(moment()).toBe(before);
    await world.close();
  });

  it('leaves a policy of our name that somebody else wrote', async () => {
    const world = await startWorld({});
    await world.read('iam:GetRole', { RoleName: 'web-app' });
    const role = world.simulated.world.accounts[ACCOUNT]?.roles['web-app'];
    if (!role) throw new Error('no role');
    const [deny, older] = ['drawbridge-deny-session-i-0abc1230000000001', 'drawbridge-revoke-older-sessions'];
    role.inlinePolicies = { [deny]: '{"Version":"2012-10-17"}', [older]: '{"Version":"2012-10-17"}' };
    const names = [await world.plan(revokeSessions, one), await world.plan(revokeSessions, all)].map(
      ({ steps }) => steps[0]?.input.PolicyName,
    );
    await world.close();
    expect(names).toEqual([`${deny}-2`, `${older}-2`]);
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
