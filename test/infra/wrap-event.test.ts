/** Whatever is posted becomes the envelope its service would have sent, or stays junk. */
import { expect, test } from 'vitest';
import { routeEvent } from '../../infra/local/event-bridge.ts';
import { toEnvelopes } from '../../infra/local/wrap-event.ts';
import { parseInput } from '../../src/sources/index.ts';
import { ACCOUNT, asff, control, guardDuty, INSTANCE, imported, type Json, ocsf, REGION } from '../fixtures/hub.ts';

const native = {
  accountId: ACCOUNT,
  region: REGION,
  id: 'f1',
  arn: `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/d1/finding/f1`,
  type: 'Recon:EC2/Portscan',
  severity: 8,
  resource: { resourceType: 'Instance', instanceDetails: { instanceId: INSTANCE } },
  service: { resourceRole: 'ACTOR', count: 3 },
};
const call = {
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  eventTime: '2026-11-20T02:00:00Z',
  awsRegion: REGION,
  recipientAccountId: ACCOUNT,
  userIdentity: { type: 'IAMUser', userName: 'ana', accountId: ACCOUNT },
  requestParameters: { name: 'main' },
};
const cvss = {
  awsAccountId: ACCOUNT,
  findingArn: `arn:aws:inspector2:${REGION}:${ACCOUNT}:finding/f1`,
  type: 'PACKAGE_VULNERABILITY',
  severity: 'HIGH',
};

function pascalCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pascalCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.charAt(0).toUpperCase() + key.slice(1), pascalCased(inner)]));
}

test.each<[string, unknown, string, string]>([
  ['ASFF', control('S3.8'), 'aws.securityhub', 'Security Hub Findings - Imported'],
  ['OCSF', ocsf(2004), 'aws.securityhub', 'Findings Imported V2'],
  ['GuardDuty', native, 'aws.guardduty', 'GuardDuty Finding'],
  ['GuardDuty from its API', pascalCased(native), 'aws.guardduty', 'GuardDuty Finding'],
  ['a call', call, 'aws.cloudtrail', 'AWS API Call via CloudTrail'],
  [
    'a sign-in',
    { ...call, eventSource: 'signin.amazonaws.com', eventType: 'AwsConsoleSignIn' },
    'aws.signin',
    'AWS Console Sign In via CloudTrail',
  ],
  ['Macie', { id: 'm1', accountId: ACCOUNT, resourcesAffected: {} }, 'aws.macie', 'Macie Finding'],
  ['Inspector', cvss, 'aws.inspector2', 'Inspector2 Finding'],
  [
    'Access Analyzer',
    { id: 'a1', resourceType: 'AWS::S3::Bucket', resource: 'arn:aws:s3:::b', isPublic: true },
    'aws.access-analyzer',
    'Access Analyzer Finding',
  ],
  ['Config', { configRuleName: 'r', newEvaluationResult: {}, awsAccountId: ACCOUNT }, 'aws.config', 'Config Rules Compliance Change'],
  [
    'an event without its source',
    { 'detail-type': 'GuardDuty Finding', region: REGION, detail: native },
    'aws.guardduty',
    'GuardDuty Finding',
  ],
  ['a piece of an event', { region: REGION, detail: native }, 'aws.guardduty', 'GuardDuty Finding'],
])('%s', (_, body, source, detailType) => {
  for (const posted of [body, JSON.stringify(body)]) expect(toEnvelopes(posted)).toMatchObject([{ source, 'detail-type': detailType }]);
});

test('the API spelling of GuardDuty becomes that of its events', () => {
  const [envelope] = toEnvelopes(pascalCased(native));
  expect((envelope as Json).detail).toEqual(native);
  expect(routeEvent(envelope)).toEqual({ lane: 'urgent', rule: 'guardduty-urgent' });
  expect(parseInput(envelope).results).toMatchObject([
    { outcome: 'finding', finding: { account: ACCOUNT, count: 3, product: { genuine: true } } },
  ]);
});

test('several at once, in every wrapping', () => {
  const two = [control('S3.8'), guardDuty('T')];
  const bodies = [
    two,
    { Findings: two },
    two.map((finding) => imported(finding)),
    { Records: two.map((finding) => ({ body: JSON.stringify(imported(finding)) })) },
    { Records: two.map((finding) => ({ Sns: { Message: JSON.stringify(imported(finding)) } })) },
    two.map((finding) => ({ Type: 'Notification', TopicArn: 'arn:aws:sns:x:1:t', Message: JSON.stringify(finding) })),
  ];
  for (const body of bodies) {
    const envelopes = toEnvelopes(body);
    expect(envelopes).toHaveLength(2);
    for (const envelope of envelopes) expect(routeEvent(envelope)?.rule).toMatch(/^hub-/);
  }
  expect(toEnvelopes({ Records: [call, call] })).toMatchObject([{ source: 'aws.cloudtrail' }, { source: 'aws.cloudtrail' }]);
});

test('an envelope stays exactly as it is', () => {
  const envelope = imported(asff(), asff());
  expect(toEnvelopes(envelope)).toEqual([envelope]);
});

test.each([
  ['text', 'hello'],
  ['broken JSON', '{"a":'],
  ['nothing', null],
  ['a number', 7],
  ['any object', { a: 1 }],
  ['no items', []],
  ['empty text', ''],
])('junk is one input: %s', (_, body) => {
  const envelopes = toEnvelopes(body);
  expect(envelopes).toHaveLength(1);
  expect(routeEvent(envelopes[0])).toBeUndefined();
  expect(parseInput(envelopes[0]).results).toMatchObject([{ outcome: 'rejected' }]);
});
