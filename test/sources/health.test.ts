/** AWS Health: exposed keys and reports of abuse become findings, operations are declined, broken events are rejected. */
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../src/sources/define.ts';
import { healthSource } from '../../src/sources/health.ts';
import { ACCOUNT, KEY, NOW } from '../fixtures/finding.ts';

const ARN = 'arn:aws:health:us-east-1::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/AWS_RISK_CREDENTIALS_EXPOSED_1';
const exposed = {
  eventArn: ARN,
  service: 'RISK',
  eventTypeCode: 'AWS_RISK_CREDENTIALS_EXPOSED',
  eventTypeCategory: 'issue',
  statusCode: 'open',
  startTime: 'Fri, 20 Nov 2026 02:30:00 GMT',
  lastUpdatedTime: 'Fri, 20 Nov 2026 02:45:00 GMT',
  eventDescription: [{ language: 'en_US', latestDescription: 'A key was found in a public repository.' }],
  affectedEntities: [{ entityValue: KEY }],
};
const envelope = (detail: unknown, changes: Partial<Envelope> = {}): Envelope => ({
  id: 'e1',
  detailType: 'AWS Health Event',
  source: 'aws.health',
  account: ACCOUNT,
  region: 'us-east-1',
  time: NOW,
  resources: [],
  detail,
  ...changes,
});
const only = (detail: unknown, changes: Partial<Envelope> = {}) => {
  const { results } = healthSource.parse(envelope(detail, changes));
  expect(results).toHaveLength(1);
  const [result] = results;
  if (!result) throw new Error('an input has one outcome');
  return result;
};
const findingOf = (detail: unknown, changes: Partial<Envelope> = {}) => {
  const result = only(detail, changes);
  if (result.outcome !== 'finding') throw new Error(`${result.outcome}: ${result.reason}`);
  return result.finding;
};

describe('what it accepts', () => {
  it.each([
    ['aws.health', 'AWS Health Event', true],
    ['aws.health', 'AWS Health Abuse Event', true],
    ['aws.health', 'AWS Health Other Event', false],
    ['aws.ec2', 'AWS Health Event', false],
    ['mine.aws.health', 'AWS Health Event', false],
  ])('%s, %s: %s', (source, detailType, accepts) => {
    expect(healthSource.accepts(envelope({}, { source, detailType }))).toBe(accepts);
  });
});

describe('exposed credentials', () => {
  it('are a critical threat about the key, which is shown as a fingerprint', () => {
    const finding = findingOf(exposed);
    expect(finding).toMatchObject({
      class: 'threat',
      threat: 'active',
      type: 'AWS_RISK_CREDENTIALS_EXPOSED',
      severity: 'critical',
      active: true,
      account: ACCOUNT,
      findingId: ARN,
      description: 'A key was found in a public repository.',
      createdAt: Date.UTC(2026, 10, 20, 2, 30),
      updatedAt: Date.UTC(2026, 10, 20, 2, 45),
      accessKeys: [{ id: KEY, kind: 'long-term' }],
      product: { name: 'Health', genuine: true },
    });
    expect(finding.resources[0]).toMatchObject({ kind: 'access-key', id: 'AKIA…MPLE' });
    expect(JSON.stringify({ ...finding, accessKeys: [] })).not.toContain(KEY);
  });

  it('have one identity, wherever the event was delivered', () => {
    expect(findingOf(exposed, { region: 'eu-central-1' }).identity).toBe(findingOf(exposed).identity);
    expect(findingOf({ ...exposed, eventArn: `${ARN}2` }).identity).not.toBe(findingOf(exposed).identity);
  });

  it('are over when the event is closed', () => expect(findingOf({ ...exposed, statusCode: 'closed' }).active).toBe(false));

  it('belong to the account they were found in, also in the organization’s event', () => {
    expect(findingOf({ ...exposed, affectedAccount: '444455556666' }).account).toBe('444455556666');
  });

  it('without the key still are a finding, about the account', () => {
    const finding = findingOf({ ...exposed, affectedEntities: [] });
    expect(finding.accessKeys).toEqual([]);
    expect(finding.resources).toMatchObject([{ kind: 'account', id: ACCOUNT }]);
  });
});

it('a report of abuse is a high threat about what it names, and no key', () => {
  const entities = [{ entityValue: 'arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0' }];
  const code = 'AWS_ABUSE_DOS_REPORT';
  const finding = findingOf({ ...exposed, eventTypeCode: code, affectedEntities: entities }, { detailType: 'AWS Health Abuse Event' });
  expect(finding).toMatchObject({
    severity: 'high',
    threat: 'active',
    accessKeys: [],
    title: 'AWS received a report of abuse: dos report',
  });
  expect(finding.resources[0]).toMatchObject({ kind: 'instance', id: 'i-0123456789abcdef0' });
});

describe('times', () => {
  it.each<[string, object, number, number]>([
    ['both missing: the envelope’s', { startTime: undefined, lastUpdatedTime: undefined }, NOW, NOW],
    ['unreadable: the envelope’s', { startTime: 'yesterday', lastUpdatedTime: {} }, NOW, NOW],
    ['no update: the envelope’s', { lastUpdatedTime: undefined }, Date.UTC(2026, 10, 20, 2, 30), NOW],
  ])('%s', (_, changes, createdAt, updatedAt) => {
    expect(findingOf({ ...exposed, ...changes })).toMatchObject({ createdAt, updatedAt });
  });
});

describe('not for us', () => {
  it.each<[string, unknown, 'declined' | 'rejected', RegExp]>([
    ['operations', { ...exposed, eventTypeCode: 'AWS_EC2_OPERATIONAL_ISSUE' }, 'declined', /AWS_EC2_OPERATIONAL_ISSUE is about operations/],
    ['no code', { ...exposed, eventTypeCode: undefined }, 'rejected', /no eventTypeCode or no eventArn/],
    ['no ARN', { ...exposed, eventArn: undefined }, 'rejected', /no eventTypeCode or no eventArn/],
    ['no detail', undefined, 'rejected', /no eventTypeCode/],
    ['a detail that is a list', [exposed], 'rejected', /no eventTypeCode/],
    ['a detail that is a text', 'exposed', 'rejected', /no eventTypeCode/],
  ])('%s', (_, detail, outcome, reason) => {
    const result = only(detail);
    expect(result.outcome).toBe(outcome);
    expect(result.outcome === 'finding' ? '' : result.reason).toMatch(reason);
  });
});
