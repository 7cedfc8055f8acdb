/** The root user, sign-ins, and who and what a finding from CloudTrail carries. */
import { describe, expect, it } from 'vitest';
import { tierOf } from '../../src/domain/tier.ts';
import { cloudtrailSource } from '../../src/sources/cloudtrail.ts';
import { actorKey, identities, newKey, signIn, trailCall } from '../fixtures/native/cloudtrail.ts';
import { account, findingBy, otherAccount, reasonBy } from '../fixtures/native/envelope.ts';

describe('the root user', () => {
  const root = { userIdentity: identities.root };
  const rootKey = { userIdentity: { ...identities.root, accessKeyId: actorKey }, readOnly: true };
  it.each([
    ['console without second factor', signIn('Success', 'No', identities.root), 'critical', 3],
    ['console with second factor', signIn('Success', 'Yes', identities.root), 'high', 3],
    ['failed sign-in', signIn('Failure', 'No', identities.root), 'medium', 2],
    ['any writing call', trailCall('s3:CreateBucket', { bucketName: 'b' }, root), 'high', 3],
    ['its access key, even for reading', trailCall('s3:ListBuckets', {}, rootKey), 'critical', 3],
    ['tampering', trailCall('cloudtrail:StopLogging', { name: 'main' }, root), 'critical', 3],
    [
      'a key for itself',
      trailCall('iam:CreateAccessKey', null, { ...root, responseElements: { accessKey: { accessKeyId: newKey } } }),
      'critical',
      3,
    ],
  ])('%s', (_name, envelope, severity, tier) => {
    const finding = findingBy(cloudtrailSource, envelope);
    expect(finding).toMatchObject({ severity, threat: 'active', principal: { kind: 'root', account } });
    expect(tierOf({ finding, environment: 'unknown' }).tier).toBe(tier);
  });

  it('says nothing about reading in the console or a service acting for it', () => {
    expect(reasonBy(cloudtrailSource, trailCall('s3:ListBuckets', {}, { ...root, readOnly: true }))).toMatch(/^declined: .*only reads/);
    const invoked = { userIdentity: { ...identities.root, invokedBy: 'support.amazonaws.com' } };
    expect(reasonBy(cloudtrailSource, trailCall('s3:CreateBucket', {}, invoked))).toMatch(/^declined/);
  });
});

describe('sign-ins of others', () => {
  it.each([
    ['user without second factor', signIn('Success', 'No', identities.user), /^finding: IAM user dana signed in/],
    ['user with second factor', signIn('Success', 'Yes', identities.user), /^declined/],
    ['one failure', signIn('Failure', 'No', identities.user), /^declined: .*single failed/],
    ['federated, always without', signIn('Success', 'No', identities.role), /^declined: .*identity provider/],
  ])('%s', (_name, envelope, expected) => {
    expect(reasonBy(cloudtrailSource, envelope)).toMatch(expected);
  });
});

describe('what a finding carries', () => {
  const made = trailCall(
    'iam:CreateAccessKey',
    { userName: 'eve' },
    { responseElements: { accessKey: { accessKeyId: newKey, userName: 'eve' } } },
  );

  it('puts the new key before the key of who made it, and shows neither', () => {
    const finding = findingBy(cloudtrailSource, made);
    expect(finding.accessKeys).toEqual([
      { id: newKey, kind: 'long-term' },
      { id: actorKey, kind: 'long-term' },
    ]);
    expect(finding.resources.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['user eve', 'access-key AKIA…SH02', 'access-key AKIA…OR01']);
    expect(JSON.stringify({ ...finding, accessKeys: [] })).not.toContain(newKey);
  });

  it('is the same finding when the same record arrives again, with or without an event id', () => {
    const bare = trailCall('iam:CreateUser', { userName: 'eve' }, { eventID: undefined });
    expect(findingBy(cloudtrailSource, bare).identity).toBe(findingBy(cloudtrailSource, { ...bare, id: 'e2' }).identity);
    expect(findingBy(cloudtrailSource, made).identity).toBe(`cloudtrail/${account}/a7c2f1de-0001-4a5b-9c3d-000000000001`);
  });

  it('reads sessions of roles, and responses that are null or "null"', () => {
    const call = trailCall('iam:CreateUser', { userName: 'eve' }, { userIdentity: identities.instance, responseElements: 'null' });
    expect(findingBy(cloudtrailSource, call).principal).toEqual({ kind: 'role', name: 'web-app', session: 'i-0abc1234def567890', account });
  });

  it('lowers a denied attempt to tamper, so that it never reads as done', () => {
    const finding = findingBy(cloudtrailSource, trailCall('cloudtrail:StopLogging', { name: 'main' }, { errorCode: 'AccessDenied' }));
    expect(finding).toMatchObject({ severity: 'medium', threat: 'active', title: 'Denied attempt: CloudTrail logging stopped: main' });
    expect(tierOf({ finding, environment: 'unknown' }).tier).toBe(2);
  });

  it('acts in the account the call was made in, not in the administrator’s', () => {
    const call = { ...trailCall('iam:CreateUser', { userName: 'eve' }), account: otherAccount };
    expect(findingBy(cloudtrailSource, call)).toMatchObject({ account, resources: [{ kind: 'user', account }, {}] });
  });

  it('rejects a record that does not name its call', () => {
    expect(reasonBy(cloudtrailSource, trailCall('iam:', {}))).toMatch(/^rejected/);
  });
});
