/** The rules: which lane an event takes, and that never two do. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventRules } from '../../infra/event-rules.ts';
import { matchesPattern, matchingRules, routeEvent } from '../../infra/local/event-bridge.ts';
import { asff, control, customAction, guardDuty, imported, importedV2, type Json, ocsf, productArn } from '../fixtures/hub.ts';

describe('patterns', () => {
  test.each<[Json, unknown, boolean]>([
    [{ a: ['x'] }, { a: 'x' }, true],
    [{ a: ['x'] }, { a: ['y', 'x'] }, true],
    [{ a: ['x'] }, { a: 'y' }, false],
    [{ a: { b: ['x'] } }, { a: [{ b: 'y' }, { b: 'x' }] }, true],
    [{ a: { b: ['x'], c: ['z'] } }, { a: [{ b: 'x' }, { c: 'z' }] }, false],
    [{ a: [{ prefix: 'aws.' }] }, { a: 'aws.iam' }, true],
    [{ a: [{ suffix: '/x' }] }, { a: 'y/x' }, true],
    [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'z' }, true],
    [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'x' }, false],
    [{ a: [{ 'anything-but': ['x'] }] }, {}, false],
    [{ a: [{ 'anything-but': { suffix: ['x'] } }] }, { a: 'ax' }, false],
    [{ a: [{ numeric: ['>=', 4, '<', 7] }] }, { a: 6.9 }, true],
    [{ a: [{ numeric: ['>=', 4, '<', 7] }] }, { a: 7 }, false],
    [{ a: [{ numeric: ['>=', 4] }] }, { a: '5' }, false],
    [{ a: [{ exists: false }] }, {}, true],
    [{ a: [{ exists: true }] }, { a: null }, true],
    [{ a: { b: [{ exists: false }] } }, {}, true],
    [{ a: [null] }, { a: null }, true],
    [{ $or: [{ a: ['x'] }, { b: ['x'] }] }, { b: 'x' }, true],
    [{ $or: [{ a: ['x'] }, { b: ['x'] }], c: ['y'] }, { b: 'x' }, false],
  ])('%j %j %s', (pattern, event, expected) => {
    expect(matchesPattern(pattern, event)).toBe(expected);
  });
});

const event = (source: string, detailType: string, detail: Json = {}): Json => ({ source, 'detail-type': detailType, detail });
const trail = (source: string, eventName: string, type = 'IAMUser'): Json =>
  event(source, 'AWS API Call via CloudTrail', { eventName, userIdentity: { type } });
const advisor = (check: string, status: string): Json =>
  event('aws.trustedadvisor', 'Trusted Advisor Check Item Refresh Notification', { 'check-name': check, status });
const alarm = (namespace: string): Json =>
  event('aws.cloudwatch', 'CloudWatch Alarm State Change', { configuration: { metrics: [{ metricStat: { metric: { namespace } } }] } });
const cve = (ExploitAvailable: string): Json =>
  asff({ ProductArn: productArn('inspector'), Vulnerabilities: [{ Id: 'CVE-2026-1', ExploitAvailable }] });

test.each<[string, Json, string]>([
  ['a high threat', imported(guardDuty('TTPs/x/Recon:EC2-Portscan')), 'urgent'],
  ['a low threat', imported(guardDuty('TTPs/x/Recon:EC2-Portscan', { Severity: { Label: 'LOW' } })), 'routine'],
  ['a high threat without a label', imported(guardDuty('T', { Severity: { Normalized: 70 } })), 'urgent'],
  ['a low threat without a label', imported(guardDuty('T', { Severity: { Normalized: 39 } })), 'routine'],
  ['a threat without any severity', imported(guardDuty('T', { Severity: undefined })), 'routine'],
  ['low root use', imported(guardDuty('TTPs/Policy:IAMUser-RootCredentialUsage', { Severity: { Label: 'LOW' } })), 'urgent'],
  ['a critical control', imported(control('EC2.1', { Severity: { Label: 'CRITICAL' } })), 'routine'],
  ['an exploited vulnerability', imported(cve('YES')), 'urgent'],
  ['another vulnerability', imported(cve('NO')), 'routine'],
  ['no findings', imported(), 'routine'],
  ['a custom action', customAction('x', control('S3.8')), 'urgent'],
  ['a high detection', importedV2(ocsf(2004)), 'urgent'],
  ['a low detection', importedV2(ocsf(2004, { severity_id: 2 })), 'routine'],
  ['a critical control of V2', importedV2(ocsf(2003, { severity_id: 5 })), 'routine'],
  ['an exploited vulnerability of V2', importedV2(ocsf(2002, { vulnerabilities: [{ is_exploit_available: true }] })), 'urgent'],
  ['another of V2', importedV2(ocsf(2002, { vulnerabilities: [{ cve: { uid: 'CVE-2026-1' } }] })), 'routine'],
  ['GuardDuty 7', event('aws.guardduty', 'GuardDuty Finding', { severity: 7, type: 'Recon:EC2/Portscan' }), 'urgent'],
  ['GuardDuty 6.9', event('aws.guardduty', 'GuardDuty Finding', { severity: 6.9, type: 'Recon:EC2/Portscan' }), 'routine'],
  ['GuardDuty "8"', event('aws.guardduty', 'GuardDuty Finding', { severity: '8' }), 'routine'],
  ['root use', event('aws.guardduty', 'GuardDuty Finding', { severity: 2, type: 'Policy:IAMUser/RootCredentialUsage' }), 'urgent'],
  ['trail off', event('aws.guardduty', 'GuardDuty Finding', { severity: 2, type: 'Stealth:IAMUser/CloudTrailLoggingDisabled' }), 'urgent'],
  [
    'malware',
    event('aws.guardduty', 'GuardDuty Malware Protection Object Scan Result', { scanResultDetails: { scanResultStatus: 'THREATS_FOUND' } }),
    'urgent',
  ],
  [
    'no malware',
    event('aws.guardduty', 'GuardDuty Malware Protection Object Scan Result', {
      scanResultDetails: { scanResultStatus: 'NO_THREATS_FOUND' },
    }),
    'routine',
  ],
  ['a call against the trail', trail('aws.cloudtrail', 'StopLogging'), 'urgent'],
  ['a new user', trail('aws.iam', 'CreateUser'), 'routine'],
  ['a new user by root', trail('aws.iam', 'CreateUser', 'Root'), 'urgent'],
  ['anything by root', trail('aws.ec2', 'RunInstances', 'Root'), 'urgent'],
  ['a root sign-in', event('aws.signin', 'AWS Console Sign In via CloudTrail', { userIdentity: { type: 'Root' } }), 'urgent'],
  ['another sign-in', event('aws.signin', 'AWS Console Sign In via CloudTrail', { userIdentity: { type: 'IAMUser' } }), 'routine'],
  ['an exposed key', event('aws.health', 'AWS Health Event', { eventTypeCode: 'AWS_RISK_CREDENTIALS_EXPOSED' }), 'urgent'],
  ['a security notice', event('aws.health', 'AWS Health Event', { eventTypeCode: 'AWS_LAMBDA_SECURITY_NOTIFICATION' }), 'urgent'],
  ['an exposed key in a check', advisor('Exposed Access Keys', 'ERROR'), 'urgent'],
  ['another check', advisor('Amazon S3 Bucket Permissions', 'WARN'), 'routine'],
  ['a check that is well again', advisor('Amazon S3 Bucket Permissions', 'OK'), 'routine'],
  ['insight results', event('aws.securityhub', 'Security Hub Insight Results'), 'urgent'],
  ['an attack', alarm('AWS/DDoSProtection'), 'urgent'],
  ['WAF taken away', trail('aws.wafv2', 'DisassociateWebACL'), 'routine'],
  ['an approval', event('acme.deploy', 'Approval Requested'), 'urgent'],
])('%s is %s', (_, envelope, lane) => {
  expect(matchingRules(envelope)).toHaveLength(1);
  expect(routeEvent(envelope)?.lane).toBe(lane);
});

test.each<[string, unknown]>([
  ['another alarm', alarm('AWS/EC2')],
  ['a check without a result', advisor('Amazon S3 Bucket Permissions', 'NOT_AVAILABLE')],
  ['a read', trail('aws.ec2', 'DescribeInstances')],
  ['operations', event('aws.health', 'AWS Health Event', { eventTypeCode: 'AWS_EC2_MAINTENANCE' })],
  ['a state change', event('aws.ec2', 'EC2 Instance State-change Notification')],
  ['a stranger', event('custom.guardduty', 'GuardDuty Finding', { severity: 9 })],
  ['junk', 'hello'],
  ['nothing', null],
])('%s never arrives', (_, envelope) => {
  expect(routeEvent(envelope)).toBeUndefined();
});

test('one event goes to one queue', () => {
  const severity = fc.constantFrom(
    { Label: 'HIGH' },
    { Label: 'LOW' },
    { Normalized: 90 },
    { Normalized: 1 },
    { Label: null },
    {},
    undefined,
  );
  const product = fc.constantFrom('guardduty', 'inspector', 'securityhub', 'macie', 'new');
  const exploit = fc.constantFrom(undefined, [], [{ ExploitAvailable: 'YES' }], [{ ExploitAvailable: 'NO' }], [{ Id: 'CVE-2026-1' }]);
  fc.assert(
    fc.property(severity, product, exploit, (Severity, name, Vulnerabilities) => {
      expect(matchingRules(imported(asff({ Severity, ProductArn: productArn(name), Vulnerabilities })))).toHaveLength(1);
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom(2001, 2002, 2003, 2004, undefined), fc.constantFrom(1, 4, 6, 99, undefined), (classUid, severityId) => {
      expect(matchingRules(importedV2(ocsf(classUid ?? 0, { class_uid: classUid, severity_id: severityId })))).toHaveLength(1);
    }),
  );
});

test('every pattern fits into a rule, and names are unique', () => {
  for (const { pattern } of eventRules) expect(JSON.stringify(pattern).length).toBeLessThan(4096);
  expect(new Set(eventRules.map(({ name }) => name)).size).toBe(eventRules.length);
});
