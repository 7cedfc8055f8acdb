/** GuardDuty in other spellings, broken GuardDuty findings, and malware scans of objects. */
import { describe, expect, it } from 'vitest';
import { caseKeyOf } from '../../src/domain/case-key.ts';
import { guarddutySource } from '../../src/sources/guardduty.ts';
import { account, envelopeOf, findingBy, otherAccount, reasonBy, region } from '../fixtures/native/envelope.ts';
import { findingArn, guardDuty, keyId, malwareScan } from '../fixtures/native/guardduty.ts';

describe('tolerance', () => {
  it('reads the format of GuardDuty’s API as well', () => {
    const detail = {
      AccountId: account,
      Arn: findingArn,
      Id: 'f1',
      Region: region,
      Type: 'Recon:IAMUser/UserPermissions',
      Severity: 5,
      Title: 't',
      Resource: { ResourceType: 'AccessKey', AccessKeyDetails: { AccessKeyId: keyId, UserName: 'ci-deploy', UserType: 'IAMUser' } },
      Service: { Archived: true, Count: 3, Action: { AwsApiCallAction: { RemoteIpDetails: { IpAddressV4: '203.0.113.7' } } } },
    };
    const finding = findingBy(guarddutySource, envelopeOf('aws.guardduty', 'GuardDuty Finding', detail));
    expect(finding).toMatchObject({
      type: 'Recon:IAMUser/UserPermissions',
      active: false,
      count: 3,
      remoteAddresses: ['203.0.113.7'],
      accessKeys: [{ id: keyId }],
    });
  });

  it('takes the member’s account from the finding, and times in any form', () => {
    const finding = findingBy(guarddutySource, {
      ...guardDuty('A:B/C', {}, { updatedAt: '2026-11-20 02:30:00.5' }),
      account: otherAccount,
    });
    expect(finding).toMatchObject({ account, updatedAt: Date.UTC(2026, 10, 20, 2, 30, 0, 500), lastSeenAt: 1_795_141_800_250 });
    expect(finding.identity).toBe(findingBy(guarddutySource, guardDuty('A:B/C', {})).identity);
  });

  it('mends a type written with a space, and does not call a finding without a source genuine', () => {
    const finding = findingBy(guarddutySource, { ...guardDuty('Recon:EC2 PortProbeUnprotectedPort', {}), source: '' });
    expect(finding).toMatchObject({ type: 'Recon:EC2/PortProbeUnprotectedPort', product: { genuine: false } });
  });

  it.each([
    ['no finding', envelopeOf('aws.guardduty', 'GuardDuty Finding', 'text'), /carries no finding/],
    ['no type', guardDuty('', {}), /no type/],
    ['no id', guardDuty('A:B/C', {}, { arn: undefined, id: undefined }), /no id/],
    ['a template', guardDuty('A:B/C', {}, { accountId: '{{account}}' }), /template/],
    ['no account', { ...guardDuty('A:B/C', {}, { accountId: 'id', arn: 'x' }), account: '' }, /not an account id/],
  ])('rejects %s', (_name, envelope, reason) => {
    expect(reasonBy(guarddutySource, envelope)).toMatch(/^rejected/);
    expect(reasonBy(guarddutySource, envelope)).toMatch(reason);
  });
});

describe('malware scans of objects', () => {
  it('are findings only when they found something', () => {
    const finding = findingBy(guarddutySource, malwareScan('THREATS_FOUND', [{ name: 'Trojan.X' }]));
    expect(finding).toMatchObject({
      type: 'Object:S3/MaliciousFile',
      severity: 'high',
      threat: 'active',
      description: 'Trojan.X in a/b.bin.',
      resources: [{ kind: 'bucket', id: 'uploads' }],
    });
    expect(caseKeyOf(finding)).toContain('bucket|uploads');
  });

  it.each(['NO_THREATS_FOUND', 'UNSUPPORTED', 'ACCESS_DENIED', 'FAILED'])('%s is declined', (status) => {
    expect(reasonBy(guarddutySource, malwareScan(status))).toMatch(/^declined/);
  });
});
