/** Access Analyzer: who can use what, how bad that is, and when it is over. */
import { describe, expect, it } from 'vitest';
import { tierOf } from '../../src/domain/tier.ts';
import { accessAnalyzerSource } from '../../src/sources/access-analyzer.ts';
import { account, findingBy, otherAccount, reasonBy } from '../fixtures/native/envelope.ts';
import { accessAnalyzer, role } from '../fixtures/native/posture.ts';

const google = { principal: { Federated: 'accounts.google.com' } };
const oneApp = { condition: { 'accounts.google.com:aud': 'app-1' } };
const rows: [name: string, detail: object, severity: string, threat: string, tier: number, title: RegExp][] = [
  ['a bucket for another account', {}, 'medium', 'exposure', 2, /^Bucket payroll can be used by account 444455556666$/],
  ['a bucket for everyone', { isPublic: true, principal: { AWS: '*' } }, 'high', 'exposure', 2, /^Bucket payroll is open to everyone$/],
  ['a role for everyone', { ...role, isPublic: 'true' }, 'critical', 'exposure', 2, /^Role web-sign-in is open to everyone$/],
  ['a role for another account', role, 'medium', 'exposure', 2, /^Role web-sign-in can be used by account/],
  ['a role for one application’s people', { ...role, ...google, ...oneApp }, 'low', 'hygiene', 1, /accounts\.google\.com/],
  ['a role for all people of a provider', { ...role, ...google }, 'medium', 'exposure', 2, /accounts\.google\.com/],
  [
    'a resource it could not read',
    { error: 'ACCESS_DENIED', principal: undefined, action: undefined },
    'low',
    'hygiene',
    1,
    /could not examine bucket payroll \(ACCESS_DENIED\)/,
  ],
];

describe('external access', () => {
  it.each(rows)('%s', (_name, detail, severity, threat, tier, title) => {
    const finding = findingBy(accessAnalyzerSource, accessAnalyzer({ ...detail }));
    expect(finding).toMatchObject({ severity, threat, class: 'threat', type: 'External access', active: true });
    expect(finding.title).toMatch(title);
    expect(tierOf({ finding, environment: 'unknown' }).tier).toBe(tier);
  });

  it.each([
    [{ status: 'ARCHIVED' }, false],
    [{ status: 'RESOLVED' }, false],
    [{ isDeleted: true }, false],
    [{ status: undefined }, true],
  ])('%j is active: %s', (detail, active) => {
    expect(findingBy(accessAnalyzerSource, accessAnalyzer(detail)).active).toBe(active);
  });

  it('acts where the resource is, not where the analyzer is', () => {
    const envelope = { ...accessAnalyzer({ resourceOwnerAccount: account, accountId: otherAccount }), account: otherAccount };
    expect(findingBy(accessAnalyzerSource, envelope)).toMatchObject({ account, resources: [{ kind: 'bucket', id: 'payroll', account }] });
  });

  it('says what is allowed and on which condition', () => {
    const finding = findingBy(accessAnalyzerSource, accessAnalyzer({ condition: { 'aws:SourceVpc': 'vpc-1' } }));
    expect(finding.description).toBe('Allowed: s3:GetObject. Only if aws:SourceVpc = vpc-1.');
  });
});

describe('other events', () => {
  it('unused access is hygiene', () => {
    const detail = { ...role, id: undefined, findingId: 'u1', findingType: 'UnusedIAMRole', lastAccessed: '2026-01-02T00:00:00Z' };
    const finding = findingBy(accessAnalyzerSource, accessAnalyzer(detail, 'Unused Access Finding for IAM entities'));
    expect(finding).toMatchObject({
      type: 'Unused access',
      threat: 'hygiene',
      severity: 'low',
      title: 'Role web-sign-in is not used',
      description: 'Last used 2026-01-02.',
    });
  });

  it('internal access is worth knowing, no more', () => {
    expect(findingBy(accessAnalyzerSource, accessAnalyzer({}, 'Internal Access Finding'))).toMatchObject({
      type: 'Internal access',
      severity: 'low',
      threat: 'hygiene',
    });
  });

  it('a preview is declined, and a finding without id or resource rejected', () => {
    expect(reasonBy(accessAnalyzerSource, accessAnalyzer({}, 'Access Preview State Change'))).toMatch(/^declined: .*nothing has changed/);
    expect(reasonBy(accessAnalyzerSource, accessAnalyzer({ id: undefined }))).toMatch(/^rejected: .*no finding id/);
    expect(reasonBy(accessAnalyzerSource, accessAnalyzer({ resource: undefined }))).toMatch(/^rejected: .*what it is about/);
  });
});
