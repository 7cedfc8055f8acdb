/** Macie: sensitive data is only a danger where outsiders can read it; a bucket opened is one in any case. */
import { describe, expect, it } from 'vitest';
import { tierOf } from '../../src/domain/tier.ts';
import { macieSource } from '../../src/sources/macie.ts';
import { account, envelopeOf, findingBy, reasonBy } from '../fixtures/native/envelope.ts';
import { changedBucket, macie } from '../fixtures/native/posture.ts';

const open = { publicAccess: { effectivePermission: 'PUBLIC' } };
const rows: [type: string, bucket: object, threat: string, sensitive: boolean, tier: number][] = [
  ['SensitiveData:S3Object/Financial', {}, 'hygiene', true, 2],
  ['SensitiveData:S3Object/Financial', open, 'exposure', true, 3],
  ['SensitiveData:S3Object/Financial', { sharedAccess: 'EXTERNAL' }, 'exposure', true, 3],
  ['Policy:IAMUser/S3BucketPublic', {}, 'exposure', false, 2],
  ['Policy:IAMUser/S3BucketSharedExternally', {}, 'exposure', false, 2],
  ['Policy:IAMUser/S3BlockPublicAccessDisabled', {}, 'exposure', false, 2],
  ['Policy:IAMUser/S3BucketEncryptionDisabled', {}, 'hygiene', false, 1],
];

describe('Macie findings', () => {
  it.each(rows)('%s %j', (type, bucket, threat, sensitive, tier) => {
    const finding = findingBy(macieSource, macie(type, {}, { ...bucket }));
    expect(finding).toMatchObject({
      threat,
      sensitive,
      severity: 'high',
      resources: [{ kind: 'bucket', id: 'payroll' }],
      identity: `macie/${account}/eu-west-1/m1`,
    });
    expect(tierOf({ finding, environment: 'unknown' }).tier).toBe(tier);
  });

  it('tell what was found in which object', () => {
    const finding = findingBy(macieSource, macie('SensitiveData:S3Object/Financial'));
    expect(finding.description).toBe('Description. Object: cards.csv. Found: CREDIT_CARD_NUMBER (7).');
    expect(finding.updatedAt).toBe(Date.UTC(2026, 10, 20, 2, 0, 0, 127));
  });

  it('tell who changed a bucket, from where, with which key', () => {
    expect(findingBy(macieSource, macie('Policy:IAMUser/S3BucketPublic', { policyDetails: changedBucket }))).toMatchObject({
      principal: { kind: 'role', name: 'deploy', session: 'dana', account },
      accessKeys: [{ id: 'ASIAIOSFODNN7SESSION', kind: 'temporary' }],
      remoteAddresses: ['203.0.113.7'],
    });
  });

  it.each([
    [{ archived: true }, { active: false }],
    [{ sample: true }, { sample: true }],
    [{ severity: { score: 1 } }, { severity: 'low' }],
    [{ severity: 'Medium' }, { severity: 'medium' }],
  ])('%j', (more, expected) => {
    expect(findingBy(macieSource, macie('Policy:IAMUser/S3BucketPublic', more))).toMatchObject(expected);
  });

  it('decline alerts of the retired product and reject what has no id', () => {
    expect(reasonBy(macieSource, envelopeOf('aws.macie', 'Macie Alert', { 'alert-arn': 'a' }))).toMatch(/^declined: .*retired/);
    expect(reasonBy(macieSource, macie('Policy:IAMUser/S3BucketPublic', { id: undefined }))).toMatch(/^rejected/);
  });
});
