/** The EventBridge rules as data: which events come in at all, and by which of the two queues. Urgent and routine exclude each other. */
import { heartbeat } from '../src/domain/coverage.ts';
import { policyChanges } from '../src/domain/policy-change.ts';
import { identityCalls } from '../src/sources/cloudtrail-identities.ts';
import { portCalls } from '../src/sources/cloudtrail-ports.ts';
import { protectionCalls } from '../src/sources/cloudtrail-protections.ts';
import { sharingCalls } from '../src/sources/cloudtrail-sharing.ts';
import { tamperingCalls } from '../src/sources/cloudtrail-tampering.ts';
import { securityPrefixes, securitySuffixes } from '../src/sources/health.ts';
import { protectionNamespaces } from '../src/sources/protection-alarm.ts';

export type Lane = 'urgent' | 'routine';
export interface EventRule {
  name: string;
  lane: Lane;
  /** An EventBridge event pattern. */
  pattern: Record<string, unknown>;
}

const not = (...values: unknown[]): unknown[] => [{ 'anything-but': values }, { exists: false }];
const absent = [{ exists: false }];
/** Anything a number comparison does not cover. */
const noNumber = [{ exists: false }, { prefix: '' }, null];

const grave = ['HIGH', 'CRITICAL'];
const threatProducts = ['/aws/guardduty', '/aws/macie', '/aws/health'].map((suffix) => ({ suffix }));
const isThreat = { ProductArn: threatProducts };
const isNoThreat = { ProductArn: [{ 'anything-but': { suffix: threatProducts.map(({ suffix }) => suffix) } }, { exists: false }] };
const exploited = { Vulnerabilities: { ExploitAvailable: ['YES'] } };
const notExploited = { Vulnerabilities: { ExploitAvailable: not('YES') } };
const isGrave = [{ Severity: { Label: grave } }, { Severity: { Label: absent, Normalized: [{ numeric: ['>=', 70] }] } }];
const isNotGrave = [
  { Severity: { Label: [{ 'anything-but': grave }, null] } },
  { Severity: { Label: absent, Normalized: [{ numeric: ['<', 70] }, ...noNumber] } },
];

// Low by score and yet urgent. With several types of which one is alarming, both lanes would get the event: harmless, since taking in twice equals once.
const alarmingTypes = ['RootCredentialUsage', 'CloudTrailLoggingDisabled'];
const isAlarming = { Types: alarmingTypes.map((suffix) => ({ suffix })) };
const isNotAlarming = { Types: [{ 'anything-but': { suffix: alarmingTypes } }, { exists: false }] };
const hubUrgent = [
  ...isGrave.map((severity) => ({ ...isThreat, ...severity })),
  ...isNotGrave.map((severity) => ({ ...isThreat, ...severity, ...isAlarming })),
  { ...isNoThreat, ...exploited },
];
const hubRoutine = [...isNotGrave.map((severity) => ({ ...isThreat, ...severity, ...isNotAlarming })), { ...isNoThreat, ...notExploited }];

const asff = (findings: unknown): Record<string, unknown> => ({
  source: ['aws.securityhub'],
  'detail-type': ['Security Hub Findings - Imported'],
  detail: { findings },
});
const ocsf = (findings: unknown): Record<string, unknown> => ({
  source: ['aws.securityhub'],
  'detail-type': ['Findings Imported V2'],
  detail: { findings },
});
const native = (service: string, detailType: string, detail?: unknown): Record<string, unknown> => ({
  source: [`aws.${service}`],
  'detail-type': [detailType],
  ...(detail === undefined ? {} : { detail }),
});

/** OK, too: what is well again closes its case. */
const advisor = (detail: Record<string, unknown>): Record<string, unknown> =>
  native('trustedadvisor', 'Trusted Advisor Check Item Refresh Notification', { status: ['ERROR', 'WARN', 'OK'], ...detail });

const alarming = { suffix: alarmingTypes };
const calls = (of: Record<string, unknown>): string[] => [...new Set(Object.keys(of).flatMap((id) => id.split('.')[1] ?? []))];
const services = (of: Record<string, unknown>): string[] => [...new Set(Object.keys(of).flatMap((id) => `aws.${id.split('.')[0]}`))];
const watched = { ...identityCalls, ...sharingCalls, ...portCalls, ...protectionCalls };
const blinding = calls(tamperingCalls);
const watchedOnly = calls(watched).filter((name) => !blinding.includes(name));
const API_CALL = ['AWS API Call via CloudTrail'];
const SIGN_IN = ['AWS Console Sign In via CloudTrail'];
const byRoot = { userIdentity: { type: ['Root'] } };
const notByRoot = { userIdentity: { type: not('Root') } };

export const eventRules: EventRule[] = [
  { name: 'heartbeat', lane: 'routine', pattern: { source: [heartbeat.source], 'detail-type': [heartbeat.detailType] } },
  { name: 'hub-custom-action', lane: 'urgent', pattern: native('securityhub', 'Security Hub Findings - Custom Action') },
  { name: 'approval-requested', lane: 'urgent', pattern: { 'detail-type': ['Approval Requested'] } },
  { name: 'hub-insight', lane: 'urgent', pattern: native('securityhub', 'Security Hub Insight Results') },
  { name: 'hub-urgent', lane: 'urgent', pattern: asff({ $or: hubUrgent }) },
  { name: 'hub-routine', lane: 'routine', pattern: asff({ $or: hubRoutine }) },
  {
    name: 'hub-v2-urgent',
    lane: 'urgent',
    pattern: ocsf({
      $or: [
        { class_uid: [2004], severity_id: [4, 5, 6] },
        { class_uid: [2002], vulnerabilities: { is_exploit_available: [true] } },
      ],
    }),
  },
  {
    name: 'hub-v2-routine',
    lane: 'routine',
    pattern: ocsf({
      $or: [
        { class_uid: [2004], severity_id: not(4, 5, 6) },
        { class_uid: [2002], vulnerabilities: { is_exploit_available: [false, null, { exists: false }] } },
        { class_uid: not(2002, 2004) },
      ],
    }),
  },
  {
    name: 'guardduty-urgent',
    lane: 'urgent',
    pattern: native('guardduty', 'GuardDuty Finding', {
      $or: [{ severity: [{ numeric: ['>=', 7] }] }, { type: alarmingTypes.map((suffix) => ({ suffix })) }],
    }),
  },
  {
    name: 'guardduty-routine',
    lane: 'routine',
    pattern: native('guardduty', 'GuardDuty Finding', {
      severity: [{ numeric: ['<', 7] }, ...noNumber],
      type: [{ 'anything-but': alarming }, { exists: false }],
    }),
  },
  {
    name: 'malware-urgent',
    lane: 'urgent',
    pattern: native('guardduty', 'GuardDuty Malware Protection Object Scan Result', {
      scanResultDetails: { scanResultStatus: ['THREATS_FOUND'] },
    }),
  },
  {
    name: 'malware-routine',
    lane: 'routine',
    pattern: native('guardduty', 'GuardDuty Malware Protection Object Scan Result', {
      scanResultDetails: { scanResultStatus: not('THREATS_FOUND') },
    }),
  },
  { name: 'macie-urgent', lane: 'urgent', pattern: native('macie', 'Macie Finding', { severity: { description: ['High'] } }) },
  { name: 'macie-routine', lane: 'routine', pattern: native('macie', 'Macie Finding', { severity: { description: not('High') } }) },
  { name: 'inspector-urgent', lane: 'urgent', pattern: native('inspector2', 'Inspector2 Finding', { exploitAvailable: ['YES'] }) },
  { name: 'inspector-routine', lane: 'routine', pattern: native('inspector2', 'Inspector2 Finding', { exploitAvailable: not('YES') }) },
  {
    name: 'access-analyzer',
    lane: 'routine',
    pattern: {
      source: ['aws.access-analyzer'],
      'detail-type': ['Access Analyzer Finding', 'Unused Access Finding for IAM entities', 'Internal Access Finding'],
    },
  },
  { name: 'config-rule', lane: 'routine', pattern: native('config', 'Config Rules Compliance Change') },
  {
    name: 'health-security',
    lane: 'urgent',
    pattern: {
      source: ['aws.health'],
      'detail-type': [{ prefix: 'AWS Health' }],
      detail: { eventTypeCode: [...securityPrefixes.map((prefix) => ({ prefix })), ...securitySuffixes.map((suffix) => ({ suffix }))] },
    },
  },
  {
    name: 'advisor-urgent',
    lane: 'urgent',
    pattern: advisor({ 'check-name': [{ prefix: 'Exposed Access Keys' }] }),
  },
  {
    name: 'advisor-routine',
    lane: 'routine',
    pattern: advisor({ 'check-name': [{ 'anything-but': { prefix: 'Exposed Access Keys' } }, { exists: false }] }),
  },
  {
    name: 'protection-alarm',
    lane: 'urgent',
    pattern: native('cloudwatch', 'CloudWatch Alarm State Change', {
      configuration: { metrics: { metricStat: { metric: { namespace: [...protectionNamespaces] } } } },
    }),
  },
  {
    name: 'trail-urgent',
    lane: 'urgent',
    pattern: {
      'detail-type': API_CALL,
      $or: [
        { detail: byRoot, source: [{ prefix: 'aws.' }] },
        { source: services(tamperingCalls), detail: { eventName: blinding, ...notByRoot } },
      ],
    },
  },
  {
    name: 'trail-routine',
    lane: 'routine',
    pattern: {
      source: services(watched),
      'detail-type': API_CALL,
      detail: { eventName: [...watchedOnly, 'AddPermission20150331v2'], ...notByRoot },
    },
  },
  { name: 'sign-in-urgent', lane: 'urgent', pattern: { source: [{ prefix: 'aws.' }], 'detail-type': SIGN_IN, detail: byRoot } },
  { name: 'sign-in-routine', lane: 'routine', pattern: { source: [{ prefix: 'aws.' }], 'detail-type': SIGN_IN, detail: notByRoot } },
];

/** What starts the policy watch; our own changes of policies, made in the roles of this deployment, do not. */
export function policyWatchRule(deployment: string): Omit<EventRule, 'lane'> {
  const ours = ['read', 'contain', 'destroy'].map((role) => `${deployment}-${role}`);
  const userIdentity = { sessionContext: { sessionIssuer: { userName: not(...ours) } } };
  return {
    name: 'policy-watch',
    pattern: native('iam', 'AWS API Call via CloudTrail', { eventName: [...policyChanges], errorCode: absent, userIdentity }),
  };
}
