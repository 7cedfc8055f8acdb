/** The live plan: one step, exact inputs, facts and warnings, and every way not to have one. */
import { describe, expect, it } from 'vitest';
import { type Plan, planHash, type Refusal, undoOf } from '../../src/domain/plan.ts';
import { disableAccessKeys } from '../../src/playbooks/disable-access-keys.ts';
import { type Answers, fakeRead } from '../fixtures/fake-read.ts';
import { ACCOUNT, findingWith, KEY, NOW, OTHER_KEY } from '../fixtures/finding.ts';

const DAY = 86_400_000;
const listed = (Status: string, ...others: string[]): Answers => ({
  'iam:ListAccessKeys': {
    AccessKeyMetadata: [
      { AccessKeyId: KEY, Status: Status as 'Active', CreateDate: new Date(NOW - 412 * DAY) },
      ...others.map((AccessKeyId) => ({ AccessKeyId, Status: 'Active' as const, CreateDate: new Date(NOW - 3 * DAY) })),
    ],
  },
});
const quiet: Answers = {
  'sts:GetAccessKeyInfo': { Account: ACCOUNT },
  'iam:GetAccessKeyLastUsed': {
    UserName: 'ci-deploy',
    AccessKeyLastUsed: { LastUsedDate: new Date(NOW - 30 * DAY), ServiceName: 's3', Region: 'us-east-1' },
  },
  ...listed('Active'),
  'iam:GetUser': { User: { UserName: 'ci-deploy', Path: '/', UserId: 'AIDA', Arn: 'arn', CreateDate: new Date(NOW) } },
  'iam:GetLoginProfile': 'NoSuchEntity',
  'iam:ListAttachedUserPolicies': { AttachedPolicies: [] },
  'iam:ListUserPolicies': { PolicyNames: [] },
  'iam:ListGroupsForUser': { Groups: [] },
  'iam:ListServiceSpecificCredentials': { ServiceSpecificCredentials: [] },
  'cloudtrail:LookupEvents': { Events: [] },
};

async function planned(answers: Answers, ours: string[] = [ACCOUNT]): Promise<Plan | Refusal> {
  const [offer] = disableAccessKeys.offers(findingWith()).offers;
  if (!offer) throw new Error('the fixture has no offer');
  return disableAccessKeys.plan(offer, {
    read: fakeRead({ ...quiet, ...answers }).read,
    now: NOW,
    caseId: '7K3QM2XA',
    standing: async () => [],
    trustedAddresses: [],
    ourAccounts: new Set(ours),
    neverTarget: (name, tags) =>
      name === 'break-glass' || tags['secops:protected'] === 'true' ? 'policy lists it as a never-target' : undefined,
  });
}

async function planOf(answers: Answers = {}): Promise<Plan> {
  const result = await planned(answers);
  if ('refused' in result) throw new Error(result.refused);
  return result;
}

describe('plan', () => {
  it('is one UpdateAccessKey that always names the user, and its undo', async () => {
    const plan = await planOf();
    expect(plan).toMatchObject({ playbook: 'disable_access_keys', risk: 'disruptive', credential: true, warnings: [] });
    expect(plan.target.label).toBe('key AKIA…MPLE of ci-deploy');
    expect(plan.steps).toEqual([
      {
        id: 'deactivate AKIA…MPLE',
        why: 'deactivate key AKIA…MPLE of ci-deploy',
        call: 'iam:UpdateAccessKey',
        input: { UserName: 'ci-deploy', AccessKeyId: KEY, Status: 'Inactive' },
        before: 'Active',
        after: 'Inactive',
        undo: { call: 'iam:UpdateAccessKey', input: { UserName: 'ci-deploy', AccessKeyId: KEY, Status: 'Active' } },
      },
    ]);
    expect(undoOf(plan).steps[0]).toMatchObject({ before: 'Inactive', after: 'Active', input: { Status: 'Active' } });
  });

  it('shows what would survive first, then the rest, in at most 12 lines', async () => {
    const plan = await planOf({
      ...listed('Active', OTHER_KEY),
      'iam:GetLoginProfile': { LoginProfile: { UserName: 'ci-deploy', CreateDate: new Date(NOW) } },
      'iam:ListAttachedUserPolicies': {
        AttachedPolicies: [{ PolicyName: 'AdministratorAccess' }, { PolicyName: 'AWSCompromisedKeyQuarantineV3' }],
      },
      'iam:ListUserPolicies': { PolicyNames: ['deploy'] },
      'iam:ListGroupsForUser': { Groups: [{ GroupName: 'ci', GroupId: 'g', Path: '/', Arn: 'arn', CreateDate: new Date(NOW) }] },
      'iam:GetAccessKeyLastUsed': {
        UserName: 'ci-deploy',
        AccessKeyLastUsed: { LastUsedDate: new Date(NOW - 180_000), ServiceName: 'sts', Region: 'us-east-1' },
      },
      'cloudtrail:LookupEvents': {
        Events: [
          event('GetFederationToken', 4, { userAgent: `aws-sdk-java/2.20 ${KEY}` }),
          event('CreateUser', 9, {}),
          event('CreateAccessKey', 10, { errorCode: 'AccessDenied' }),
        ],
      },
    });
    expect(plan.facts[0]).toBe(
      'Would survive: key AKIA…MPLE · the console password · temporary credentials (GetFederationToken 4 min ago)',
    );
    expect(plan.facts.slice(1)).toEqual([
      'Made with this key: CreateUser 9 min ago',
      'Administrator rights: AdministratorAccess',
      'AWS has attached AWSCompromisedKeyQuarantineV3; it stays',
      'Key AKIA…MPLE is 412 days old; last used 3 min ago (sts, us-east-1)',
      'Other keys: AKIA…MPLE active',
      'Policies: AdministratorAccess, AWSCompromisedKeyQuarantineV3, deploy (inline)',
      'Groups: ci',
      'Console password: yes',
      '3 calls in 7 days, newest sts:GetFederationToken by aws-sdk-java/2.20 AKIA…MPLE',
    ]);
    expect(plan.warnings.map((warning) => warning.code)).toEqual([
      'federation-token-seen',
      'other-active-key',
      'used-recently',
      'quarantined-by-aws',
    ]);
    expect(plan.warnings[2]?.text).toContain('automation (aws-sdk-java/2.20');
  });

  it('says what could not be looked up and goes on', async () => {
    const plan = await planOf({ 'iam:ListGroupsForUser': 'AccessDenied', 'cloudtrail:LookupEvents': 'Throttling' });
    expect(plan.facts.at(-1)).toBe('Could not look up: CloudTrail activity (Throttling), groups (AccessDenied)');
    expect(plan.facts[0]).toBe('Would survive: not known, some look-ups failed');
  });

  it('has the same hash when only times and counts differ, another when the warnings do', async () => {
    const before = planHash(await planOf());
    const later = { UserName: 'ci-deploy', AccessKeyLastUsed: { LastUsedDate: new Date(NOW - 20 * DAY), ServiceName: 'ec2', Region: 'x' } };
    expect(planHash(await planOf({ 'iam:GetAccessKeyLastUsed': later }))).toBe(before);
    expect(planHash(await planOf(listed('Active', OTHER_KEY)))).not.toBe(before);
  });

  it.each<[string, Answers, RegExp, boolean]>([
    ['a foreign key', { 'sts:GetAccessKeyInfo': { Account: '999988887777' } }, /belongs to account 999988887777, which is not ours/, false],
    ['a root key', { 'iam:GetAccessKeyLastUsed': {} as never }, /root user/, false],
    ['an inactive key', listed('Inactive'), /AKIA…MPLE of ci-deploy is inactive already/, true],
    ['a deleted key', { 'iam:GetAccessKeyLastUsed': 'NoSuchEntity', ...listedNone() }, /no longer exists/, true],
    ['a deleted key that IAM denies', { 'iam:GetAccessKeyLastUsed': 'AccessDenied', ...listedNone() }, /no longer exists/, true],
    ['a deleted user', { 'iam:GetAccessKeyLastUsed': 'NoSuchEntity', 'iam:ListAccessKeys': 'NoSuchEntity' }, /no longer exists/, true],
    ['a protected tag', { 'iam:GetUser': tagged() }, /ci-deploy must never be touched: policy lists it/, false],
    ['a never-target', { 'iam:GetAccessKeyLastUsed': { UserName: 'break-glass' } }, /break-glass must never be touched/, false],
  ])('refuses %s', async (_, answers, words, already) => {
    const result = await planned(answers);
    expect('refused' in result ? result.refused : 'a plan').toMatch(words);
    expect('refused' in result && result.nextStep.length).toBeGreaterThan(20);
    expect('refused' in result && result.already === true).toBe(already);
    expect(JSON.stringify(result)).not.toContain(KEY);
  });

  it('refuses a key of another account of ours, and a finding of a foreign account without asking there', async () => {
    const elsewhere = await planned({ 'sts:GetAccessKeyInfo': { Account: '444455556666' } }, [ACCOUNT, '444455556666']);
    expect('refused' in elsewhere && elsewhere.refused).toMatch(/belongs to account 444455556666, not to 111122223333/);
    const foreign = await planned({ 'sts:GetAccessKeyInfo': 'Throttling' }, []);
    expect('refused' in foreign && foreign.refused).toMatch(/account 111122223333, which is not ours/);
  });

  it.each<[string, Answers]>([
    ['the tags are unknown', { 'iam:GetUser': 'AccessDenied' }],
    ['the keys cannot be listed', { 'iam:ListAccessKeys': 'Throttling' }],
    ['the account of the key is unknown', { 'sts:GetAccessKeyInfo': 'Throttling' }],
  ])('rejects when %s', async (_, answers) => {
    await expect(planned(answers)).rejects.toThrow(/failed/);
  });
});

function event(EventName: string, minutesAgo: number, record: object) {
  return {
    EventName,
    EventSource: 'sts.amazonaws.com',
    EventTime: new Date(NOW - minutesAgo * 60_000),
    CloudTrailEvent: JSON.stringify(record),
  };
}
function listedNone(): Answers {
  return { 'iam:ListAccessKeys': { AccessKeyMetadata: [] } };
}
function tagged() {
  const Tags = [{ Key: 'secops:protected', Value: 'true' }];
  return { User: { UserName: 'ci-deploy', Path: '/', UserId: 'AIDA', Arn: 'arn', CreateDate: new Date(NOW), Tags } };
}
