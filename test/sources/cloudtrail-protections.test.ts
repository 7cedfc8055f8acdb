/** WAF and Shield taken away: each call is an exposure of what it protected; a denied one changed nothing. */
import { expect, it } from 'vitest';
import { tierOf } from '../../src/domain/tier.ts';
import { protectionCalls } from '../../src/sources/cloudtrail-protections.ts';
import { parseInput } from '../../src/sources/index.ts';
import { ACCOUNT } from '../fixtures/finding.ts';

const balancer = `arn:aws:elasticloadbalancing:eu-west-1:${ACCOUNT}:loadbalancer/app/shop/50dc6c495c0c9188`;
const call = (id: string, requestParameters: object, changes: object = {}) => {
  const [service = '', eventName = ''] = id.split('.');
  return {
    id: 'e1',
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${service}`,
    account: ACCOUNT,
    region: 'eu-west-1',
    time: '2026-11-20T03:00:00Z',
    resources: [],
    detail: {
      eventName,
      eventSource: `${service}.amazonaws.com`,
      eventID: 'c1',
      eventTime: '2026-11-20T03:00:00Z',
      awsRegion: 'eu-west-1',
      recipientAccountId: ACCOUNT,
      userIdentity: { type: 'IAMUser', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/ana`, userName: 'ana' },
      requestParameters,
      ...changes,
    },
  };
};

it.each(Object.keys(protectionCalls))('%s asks for a decision', (id) => {
  const [result] = parseInput(call(id, {})).results;
  if (result?.outcome !== 'finding') throw new Error(JSON.stringify(result));
  expect(result.finding).toMatchObject({ threat: 'exposure', type: `Exposure:${id.replace('.', '/')}` });
  expect(tierOf({ finding: result.finding, environment: 'production' }).tier).toBe(2);
});

it('names what stands open now', () => {
  expect(parseInput(call('wafv2.DisassociateWebACL', { resourceArn: balancer })).results).toMatchObject([
    { outcome: 'finding', finding: { title: 'WAF taken off an application', resources: [{ arn: balancer }] } },
  ]);
});

it('denied changed nothing', () => {
  const denied = call('shield.DeleteProtection', { protectionId: 'p' }, { errorCode: 'AccessDenied' });
  expect(parseInput(denied).results).toMatchObject([{ outcome: 'declined', reason: expect.stringContaining('nothing changed') as string }]);
});
