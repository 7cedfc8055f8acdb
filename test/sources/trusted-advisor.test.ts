/** Trusted Advisor: what wakes somebody, what is a decision, what is only recorded, and the same item twice. */
import { describe, expect, it } from 'vitest';
import { caseKeyOf } from '../../src/domain/case-key.ts';
import { tierOf } from '../../src/domain/tier.ts';
import { parseInput } from '../../src/sources/index.ts';
import { ACCOUNT, KEY } from '../fixtures/finding.ts';

const event = (detail: unknown, changes: object = {}) => ({
  id: 'e1',
  'detail-type': 'Trusted Advisor Check Item Refresh Notification',
  source: 'aws.trustedadvisor',
  account: ACCOUNT,
  region: 'us-east-1',
  time: '2026-11-20T03:00:00Z',
  resources: [],
  detail,
  ...changes,
});
const check = (name: string, status: string, item: object = {}, resourceId = '') => ({
  'check-name': name,
  'check-item-detail': item,
  status,
  resource_id: resourceId,
  uuid: 'aa12345f-55c7-498e-b7ac-123456789012',
});
const exposed = check('Exposed Access Keys', 'ERROR', {
  'Access Key ID': KEY,
  'User Name (IAM or Root)': 'ci-bot',
  'Case ID': '1234',
  Location: 'www.example.com',
  'Fraud Type': 'Exposed',
});
const only = (detail: unknown, changes?: object) => {
  const { results } = parseInput(event(detail, changes));
  expect(results).toHaveLength(1);
  const [result] = results;
  if (!result) throw new Error('an input has one outcome');
  return result;
};
const findingOf = (detail: unknown, changes?: object) => {
  const result = only(detail, changes);
  if (result.outcome !== 'finding') throw new Error(`${result.outcome}: ${result.reason}`);
  return result.finding;
};

describe('exposed keys', () => {
  const finding = findingOf(exposed);

  it('wake somebody, name the user, and show the key only as a fingerprint', () => {
    expect(finding).toMatchObject({
      class: 'threat',
      threat: 'active',
      severity: 'critical',
      accessKeys: [{ id: KEY, kind: 'long-term' }],
      product: { name: 'Trusted Advisor', genuine: true },
    });
    expect(finding.resources).toMatchObject([
      { kind: 'user', id: 'ci-bot' },
      { kind: 'access-key', id: 'AKIA…MPLE' },
    ]);
    expect(tierOf({ finding, environment: 'production' })).toEqual({ tier: 3, reason: 'credentials are exposed' });
    expect(JSON.stringify({ ...finding, accessKeys: [] })).not.toContain(KEY);
  });

  it('of the root user are about the root user', () => {
    const root = { ...exposed, 'check-item-detail': { ...exposed['check-item-detail'], 'User Name (IAM or Root)': '<root_account>' } };
    expect(findingOf(root).resources[0]).toMatchObject({ kind: 'root' });
  });
});

describe('the other checks', () => {
  it.each<[string, string, number, string]>([
    ['Security Groups - Specific Ports Unrestricted', 'ERROR', 2, 'exposure'],
    ['Security Groups - Specific Ports Unrestricted', 'WARN', 2, 'exposure'],
    ['Amazon S3 Bucket Permissions', 'ERROR', 2, 'exposure'],
    ['Amazon EBS Public Snapshots', 'ERROR', 2, 'exposure'],
    ['MFA on Root Account', 'ERROR', 1, 'hygiene'],
    ['Low Utilization Amazon EC2 Instances', 'WARN', 1, 'hygiene'],
  ])('%s in %s is tier %i', (name, status, tier, threat) => {
    const finding = findingOf(check(name, status));
    expect(finding).toMatchObject({ class: 'control', type: name, threat, active: true });
    expect(tierOf({ finding, environment: 'production' }).tier).toBe(tier);
  });

  it('are one case per check and account, one row per resource', () => {
    const one = findingOf(check('Amazon S3 Bucket Permissions', 'ERROR', {}, 'arn:aws:s3:::one'));
    const other = findingOf(check('Amazon S3 Bucket Permissions', 'ERROR', {}, 'arn:aws:s3:::other'));
    expect(caseKeyOf(one)).toBe(caseKeyOf(other));
    expect(one.identity).not.toBe(other.identity);
    expect(one.resources).toMatchObject([{ kind: 'bucket', id: 'one' }]);
  });

  it('are over when they are well again, as the same finding', () => {
    const arn = 'arn:aws:s3:::one';
    const well = findingOf(check('Amazon S3 Bucket Permissions', 'OK', {}, arn), { id: 'e2', time: '2026-11-21T03:00:00Z' });
    expect(well.active).toBe(false);
    expect(well.identity).toBe(findingOf(check('Amazon S3 Bucket Permissions', 'WARN', {}, arn)).identity);
  });

  it.each<[string, object, object]>([
    ['without an ARN are told apart by what they name', { 'IP Address': '203.0.113.7' }, { 'IP Address': '203.0.113.8' }],
    ['by the name of what they name', { 'User Name': 'one' }, { 'User Name': 'other' }],
  ])('%s', (_, one, other) => {
    expect(findingOf(check('Some Check', 'WARN', one)).identity).not.toBe(findingOf(check('Some Check', 'WARN', other)).identity);
    expect(findingOf(check('Some Check', 'WARN', one)).identity).toBe(
      findingOf(check('Some Check', 'ERROR', { ...one, Status: 'Red' })).identity,
    );
  });

  it.each<[string, object, string]>([
    ['the item’s Region before the event’s', { Region: 'eu-central-1' }, 'eu-central-1'],
    ['the Region of a zone', { 'Region/AZ': 'ca-central-1a' }, 'ca-central-1'],
    ['the event’s, where the item has none', { Region: null }, 'us-east-1'],
  ])('are in %s', (_, item, region) => {
    expect(findingOf(check('Some Check', 'WARN', item)).region).toBe(region);
  });
});

describe('not taken', () => {
  it.each<[string, unknown, 'declined' | 'rejected', RegExp]>([
    ['a check that could not be made', check('Some Check', 'NOT_AVAILABLE'), 'declined', /could not judge "Some Check"/],
    ['no name', { ...check('x', 'WARN'), 'check-name': undefined }, 'rejected', /does not name its check/],
    ['no status', { ...check('x', 'WARN'), status: '' }, 'rejected', /how the check ended/],
    ['no detail', 'x', 'rejected', /does not name its check/],
  ])('%s', (_, detail, outcome, reason) => {
    expect(only(detail)).toMatchObject({ outcome, reason: expect.stringMatching(reason) as string });
  });
});
