/** Alarms on Shield and WAF: an attack wakes somebody and ends with its alarm; other alarms are nobody's finding. */
import { describe, expect, it } from 'vitest';
import { tierOf } from '../../src/domain/tier.ts';
import { parseInput } from '../../src/sources/index.ts';
import { ACCOUNT } from '../fixtures/finding.ts';

const balancer = `arn:aws:elasticloadbalancing:eu-west-1:${ACCOUNT}:loadbalancer/app/shop/50dc6c495c0c9188`;
const event = (value: string, namespace: string, name: string, dimensions: object) => ({
  id: 'e1',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: ACCOUNT,
  region: 'eu-west-1',
  time: '2026-11-20T03:00:00Z',
  resources: [`arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:shop under attack`],
  detail: {
    alarmName: 'shop under attack',
    state: { value, reason: 'Threshold crossed: 1 datapoint.', timestamp: '2026-11-20T02:59:58.653+0000' },
    configuration: { metrics: [{ id: 'm1', metricStat: { metric: { namespace, name, dimensions } } }] },
  },
});
const attack = (value: string) => event(value, 'AWS/DDoSProtection', 'DDoSDetected', { ResourceArn: balancer });
const findingOf = (body: object) => {
  const [result] = parseInput(body).results;
  if (result?.outcome !== 'finding') throw new Error(JSON.stringify(result));
  return result.finding;
};

describe('an attack that Shield detects', () => {
  it('wakes somebody and names what is under attack', () => {
    const finding = findingOf(attack('ALARM'));
    expect(finding).toMatchObject({
      threat: 'active',
      active: true,
      product: { name: 'Shield', genuine: true },
      updatedAt: Date.parse('2026-11-20T02:59:58.653Z'),
      resources: [{ id: 'shop', arn: balancer }],
    });
    expect(tierOf({ finding, environment: 'production' }).tier).toBe(3);
  });

  it('is over when the alarm is, as the same finding', () => {
    expect(findingOf(attack('OK'))).toMatchObject({ active: false, identity: findingOf(attack('ALARM')).identity });
  });
});

it('requests that WAF blocks are a decision, not a page', () => {
  const finding = findingOf(event('ALARM', 'AWS/WAFV2', 'BlockedRequests', { WebACL: 'shop-acl', Rule: 'ALL' }));
  expect(finding).toMatchObject({ title: 'WAF: BlockedRequests crossed the line set for it', resources: [{ id: 'shop-acl' }] });
  expect(tierOf({ finding, environment: 'production' }).tier).toBe(2);
});

it.each<[string, object, 'declined' | 'rejected', RegExp]>([
  ['other metrics', event('ALARM', 'AWS/EC2', 'CPUUtilization', {}), 'declined', /only those on Shield and WAF/],
  ['too little data', attack('INSUFFICIENT_DATA'), 'declined', /too little data/],
  ['no state', { ...attack('ALARM'), detail: { alarmName: 'x' } }, 'rejected', /no name or no state/],
  ['no detail', { ...attack('ALARM'), detail: [] }, 'rejected', /no name or no state/],
])('%s', (_, body, outcome, reason) => {
  expect(parseInput(body).results).toMatchObject([{ outcome, reason: expect.stringMatching(reason) as string }]);
});
