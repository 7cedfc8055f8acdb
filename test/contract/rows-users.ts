/** The contract about IAM users, their keys and everything else they sign in with. */
import { expect } from 'vitest';
import { ALLOWED, DENIED, DENY_ALL, NOBODY, row } from './row.ts';

const UserName = NOBODY.name;
const policy = { PolicyName: 'drawbridge-deny-all' };

export const userRows = [
  row('iam:GetUser', 'an id and a date; NoSuchEntity for nobody', async ({ call, facts, refusal }) => {
    const { User } = await call('iam:GetUser', { UserName: facts.user });
    expect(User).toMatchObject({ UserName: facts.user, Path: '/', CreateDate: expect.any(Date) });
    expect(User?.Arn).toMatch(/^arn:aws:iam::\d{12}:user\/ci-deploy$/);
    expect(await refusal('iam:GetUser', { UserName })).toBe('NoSuchEntity');
  }),
  row('iam:ListUserTags', 'tags as they were put', async ({ call, facts }) => {
    const { Tags } = await call('iam:ListUserTags', { UserName: facts.user });
    expect(Tags).toEqual([{ Key: 'team', Value: 'payments' }]);
  }),
  row('iam:ListAccessKeys', 'id, status and date of each key; NoSuchEntity for nobody', async ({ call, facts, refusal }) => {
    const { AccessKeyMetadata } = await call('iam:ListAccessKeys', { UserName: facts.user });
    expect(AccessKeyMetadata).toEqual([{ UserName: facts.user, AccessKeyId: facts.keyId, Status: 'Active', CreateDate: expect.any(Date) }]);
    expect(await refusal('iam:ListAccessKeys', { UserName })).toBe('NoSuchEntity');
  }),
  row('iam:UpdateAccessKey', 'switches a key off, again without an error, and on', async ({ call, facts, refusal }) => {
    const key = { UserName: facts.user, AccessKeyId: facts.keyId };
    const status = async () => (await call('iam:ListAccessKeys', { UserName: facts.user })).AccessKeyMetadata?.[0]?.Status;
    for (let time = 0; time < 2; time += 1) {
      await call('iam:UpdateAccessKey', { ...key, Status: 'Inactive' });
      expect(await status()).toBe('Inactive');
    }
    await call('iam:UpdateAccessKey', { ...key, Status: 'Active' });
    expect(await status()).toBe('Active');
    expect(await refusal('iam:UpdateAccessKey', { ...key, AccessKeyId: NOBODY.key, Status: 'Inactive' })).toBe('NoSuchEntity');
    expect(await refusal('iam:UpdateAccessKey', { ...key, UserName, Status: 'Inactive' })).toBe('NoSuchEntity');
  }),
  row('iam:GetAccessKeyLastUsed', 'the user of a key, and when it was used', async ({ call, facts }) => {
    const used = await call('iam:GetAccessKeyLastUsed', { AccessKeyId: facts.keyId });
    expect(used.UserName).toBe(facts.user);
    expect(used.AccessKeyLastUsed).toMatchObject({ ServiceName: expect.any(String), Region: expect.any(String) });
  }),
  row('iam:GetAccessKeyLastUsed', 'an error for a key that is no more', async ({ refusal }) => {
    expect(['NoSuchEntity', 'AccessDenied']).toContain(await refusal('iam:GetAccessKeyLastUsed', { AccessKeyId: NOBODY.key }));
  }),
  row(
    ['iam:PutUserPolicy', 'iam:GetUserPolicy', 'iam:ListUserPolicies', 'iam:DeleteUserPolicy'],
    'puts over what is there; read back percent-encoded; NoSuchEntity when gone',
    async ({ call, facts, refusal }) => {
      const named = { UserName: facts.user, ...policy };
      for (const PolicyDocument of [ALLOWED, DENIED]) await call('iam:PutUserPolicy', { ...named, PolicyDocument });
      const { PolicyDocument } = await call('iam:GetUserPolicy', named);
      expect(JSON.parse(decodeURIComponent(PolicyDocument ?? ''))).toEqual(JSON.parse(DENIED));
      expect((await call('iam:ListUserPolicies', named)).PolicyNames).toEqual([policy.PolicyName]);
      await call('iam:DeleteUserPolicy', named);
      expect((await call('iam:ListUserPolicies', named)).PolicyNames).toEqual([]);
      expect(await refusal('iam:GetUserPolicy', named)).toBe('NoSuchEntity');
      expect(await refusal('iam:DeleteUserPolicy', named)).toBe('NoSuchEntity');
    },
  ),
  row('iam:PutUserPolicy', 'refuses what is no policy', async ({ facts, refusal }) => {
    expect(await refusal('iam:PutUserPolicy', { UserName: facts.user, ...policy, PolicyDocument: '{' })).toBe('MalformedPolicyDocument');
  }),
  row(
    'iam:PutUserPolicy',
    'LimitExceeded above 2048 characters in all',
    async ({ facts, refusal }) => {
      const Resource = [...Array(60).keys()].map((number) => `arn:aws:s3:::some-quite-long-bucket-name-${number}`);
      const long = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource }] });
      expect(await refusal('iam:PutUserPolicy', { UserName: facts.user, PolicyName: 'long', PolicyDocument: long })).toBe('LimitExceeded');
    },
    { lacks: 'the quota of inline policies' },
  ),
  row(
    ['iam:AttachUserPolicy', 'iam:ListAttachedUserPolicies', 'iam:DetachUserPolicy'],
    'attaches twice without an error, detaches once',
    async ({ call, facts, refusal }) => {
      const named = { UserName: facts.user, PolicyArn: DENY_ALL };
      const attached = async () => (await call('iam:ListAttachedUserPolicies', { UserName: facts.user })).AttachedPolicies;
      for (let time = 0; time < 2; time += 1) await call('iam:AttachUserPolicy', named);
      expect(await attached()).toEqual([{ PolicyName: 'AWSDenyAll', PolicyArn: DENY_ALL }]);
      await call('iam:DetachUserPolicy', named);
      expect(await attached()).toEqual([]);
      expect(await refusal('iam:DetachUserPolicy', named)).toBe('NoSuchEntity');
    },
  ),
  row('iam:AttachUserPolicy', 'NoSuchEntity for a policy that is not there', async ({ facts, refusal }) => {
    const PolicyArn = 'arn:aws:iam::123456789012:policy/nothing';
    expect(await refusal('iam:AttachUserPolicy', { UserName: facts.user, PolicyArn })).toBe('NoSuchEntity');
  }),
  row(['iam:ListGroupsForUser', 'iam:ListMFADevices'], 'empty lists for a user without any', async ({ call, facts }) => {
    expect((await call('iam:ListGroupsForUser', { UserName: facts.user })).Groups).toEqual([]);
    expect((await call('iam:ListMFADevices', { UserName: facts.user })).MFADevices).toEqual([]);
  }),
  row('iam:GetLoginProfile', 'NoSuchEntity for a user without a password', async ({ facts, refusal }) => {
    expect(await refusal('iam:GetLoginProfile', { UserName: facts.user })).toBe('NoSuchEntity');
  }),
  row(['iam:ListSSHPublicKeys', 'iam:ListSigningCertificates'], 'empty lists for a user without any', async ({ call, facts }) => {
    expect((await call('iam:ListSSHPublicKeys', { UserName: facts.user })).SSHPublicKeys).toEqual([]);
    expect((await call('iam:ListSigningCertificates', { UserName: facts.user })).Certificates).toEqual([]);
  }),
  row('iam:UpdateSSHPublicKey', 'NoSuchEntity for a key that is not there', async ({ facts, refusal }) => {
    const key = { UserName: facts.user, SSHPublicKeyId: 'APKAIOSFODNN7NOBODY0', Status: 'Inactive' as const };
    expect(await refusal('iam:UpdateSSHPublicKey', key)).toBe('NoSuchEntity');
  }),
  row('iam:UpdateSigningCertificate', 'NoSuchEntity for a certificate that is not there', async ({ facts, refusal }) => {
    const certificate = { UserName: facts.user, CertificateId: 'TA7SMP42TDN5Z26OBPJE7EXAMPLE0000', Status: 'Inactive' as const };
    expect(await refusal('iam:UpdateSigningCertificate', certificate)).toBe('NoSuchEntity');
  }),
  row(
    ['iam:ListServiceSpecificCredentials', 'iam:UpdateServiceSpecificCredential'],
    'an empty list; NoSuchEntity for a credential that is not there',
    async ({ call, facts, refusal }) => {
      expect((await call('iam:ListServiceSpecificCredentials', { UserName: facts.user })).ServiceSpecificCredentials).toEqual([]);
      const credential = { UserName: facts.user, ServiceSpecificCredentialId: 'ACCAIOSFODNN7NOBODY0', Status: 'Inactive' as const };
      expect(await refusal('iam:UpdateServiceSpecificCredential', credential)).toBe('NoSuchEntity');
    },
    { lacks: 'credentials of that kind' },
  ),
];
