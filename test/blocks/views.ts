/** View data that the tests of cards and modals start from; each test changes what it is about. */
import type { Row } from '../../src/domain/case-state.ts';
import type { CaseView, OfferView, PlanView, ResponseView } from '../../src/domain/case-view.ts';

export const now = Date.UTC(2026, 10, 20, 3, 20);
const MINUTE = 60_000;
export const minutesAgo = (minutes: number) => now - minutes * MINUTE;

export const keyOffer: OfferView = {
  actionId: 'disable_access_keys',
  value: 'o-1',
  label: 'Disable key',
  accessibilityLabel: 'Disable access key AKIA…WXYZ in prod-payments of ci-deploy',
  risk: 'nondestructive',
  recommended: true,
  target: 'key AKIA…WXYZ of ci-deploy',
};

/** A tier-3 threat: an instance that talks to a command-and-control host. */
export function threatView(change: Partial<CaseView> = {}): CaseView {
  return {
    caseId: '7K3QM2XA',
    kind: 'finding',
    class: 'threat',
    threat: 'active',
    title: 'The EC2 instance i-0abc1234def567890 is querying a domain name associated with a known Command & Control server.',
    type: 'Backdoor:EC2/C&CActivity.B',
    description: 'EC2 instance i-0abc1234def567890 is communicating with an address associated with command and control activity.',
    severity: 'critical',
    tier: 3,
    tierReason: 'active threat, production',
    sample: false,
    genuine: true,
    product: 'GuardDuty',
    resource: {
      kind: 'instance',
      id: 'i-0abc1234def567890',
      name: 'web-7',
      arn: 'arn:aws:ec2:us-east-1:111122223333:instance/i-0abc1234def567890',
      account: '111122223333',
      region: 'us-east-1',
    },
    accountName: 'prod-payments',
    account: '111122223333',
    region: 'us-east-1',
    environment: 'production',
    owner: 'payments',
    sightings: 14,
    lastSeenAt: minutesAgo(2),
    openedAt: minutesAgo(9),
    remoteAddresses: ['203.0.113.7'],
    accessKeys: [],
    context: {
      instance: {
        instanceId: 'i-0abc1234def567890',
        state: 'running',
        launchedAt: minutesAgo(60 * 24 * 12),
        name: 'web-7',
        tags: {},
        groups: [{ id: 'sg-1', name: 'web' }],
        openPorts: ['443'],
        publicAddresses: ['198.51.100.4'],
        role: 'web-app',
        autoScaling: { group: 'web', lifecycle: 'InService', healthy: 4, size: 4 },
        loadBalancers: [{ targetGroup: 'web-tg', health: 'healthy', healthyPeers: 3 }],
      },
      owner: { owner: 'payments', environment: 'production', source: 'account map', accountName: 'prod-payments' },
      place: { addresses: [{ address: '203.0.113.7', asn: 64_500, country: 'NL' }], configured: true },
    },
    enriched: true,
    failures: [],
    rows: [],
    rowCount: 1,
    openRows: 1,
    promotions: [],
    offers: [],
    advice: [{ action: 'Isolate the instance', nextStep: 'move it to the quarantine security group: see the runbook' }],
    responses: [],
    consoleUrl: 'https://us-east-1.console.aws.amazon.com/guardduty/home?region=us-east-1#/findings?fId=abc',
    ...change,
  };
}

/** A leaked long-term key: the case that has a response. */
export function keyView(change: Partial<CaseView> = {}): CaseView {
  return threatView({
    title: 'API DescribeInstances was invoked from a known malicious IP address.',
    type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller',
    description: 'API DescribeInstances was invoked from an address on a threat list.',
    severity: 'high',
    resource: { kind: 'access-key', id: 'AKIA…WXYZ', account: '111122223333', region: 'us-east-1' },
    accessKeys: ['AKIA…WXYZ'],
    context: {
      principal: {
        kind: 'user',
        name: 'ci-deploy',
        tags: {},
        keys: [
          {
            fingerprint: 'AKIA…WXYZ',
            status: 'Active',
            createdAt: minutesAgo(60 * 24 * 412),
            lastUsedAt: minutesAgo(11),
            lastService: 's3',
            lastRegion: 'us-east-1',
          },
        ],
        policies: ['DeployAccess', 'ReadOnlyAccess'],
        groups: ['ci'],
        admin: false,
      },
      place: { addresses: [{ address: '203.0.113.7', asn: 64_500, country: 'NL' }], configured: true },
      activity: {
        windowHours: 24,
        calls: [
          { at: minutesAgo(11), name: 'ListBuckets', source: 's3.amazonaws.com', address: '203.0.113.7' },
          { at: minutesAgo(12), name: 'GetCallerIdentity', source: 'sts.amazonaws.com', address: '203.0.113.7' },
          { at: minutesAgo(13), name: 'CreateUser', source: 'iam.amazonaws.com', address: '203.0.113.7', error: 'AccessDenied' },
        ],
      },
    },
    offers: [keyOffer],
    advice: [],
    ...change,
  });
}

export function responseView(change: Partial<ResponseView> = {}): ResponseView {
  return {
    responseId: 'r-1',
    playbook: 'disable_access_keys',
    title: 'Disable access key',
    target: { kind: 'access-key', label: 'key AKIA…WXYZ of ci-deploy', key: 'access-key/0f', account: '111122223333', region: 'us-east-1' },
    risk: 'nondestructive',
    reason: 'key seen in a public repository',
    steps: [{ id: 'deactivate', why: 'deactivate key AKIA…WXYZ of ci-deploy', call: 'iam:UpdateAccessKey', undo: 'activate it again' }],
    facts: [],
    warnings: [],
    mode: 'approval',
    people: 2,
    because: 'credentials in production',
    askedAt: minutesAgo(8),
    status: 'asked',
    stepStates: [],
    checks: [],
    askedBy: '@ana',
    askedById: 'U0ANA',
    pendingChecks: [],
    value: 'v-1',
    undoable: false,
    ...change,
  };
}

export const waiting = {
  approvers: [
    { id: 'U0OMAR', name: 'omar' },
    { id: 'U0LI', name: 'li' },
  ],
  group: 'on call',
  until: now + 4 * MINUTE,
  level: 1,
  levels: 3,
};
export const approved = { decision: 'approved' as const, by: '@omar', at: minutesAgo(7), onePerson: false };
export const stepDone = {
  id: 'deactivate',
  why: 'deactivate key AKIA…WXYZ of ci-deploy',
  call: 'iam:UpdateAccessKey',
  status: 'done' as const,
  at: minutesAgo(6),
};

export function rows(count: number, change: (index: number) => Partial<Row> = () => ({})): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `row-${index}`,
    ref: `ref-${index}`,
    resource: {
      kind: 'instance' as const,
      id: `i-${String(index).padStart(17, '0')}`,
      account: '111122223333',
      region: 'us-east-1',
      tags: { owner: ['payments', 'search', 'ledger'][index % 3] ?? 'payments' },
    },
    title: 'CVE-2026-1234',
    severity: 'critical' as const,
    tier: 2 as const,
    tierReason: 'known vulnerability',
    environment: index % 2 === 0 ? ('production' as const) : ('development' as const),
    active: index % 5 !== 0,
    vulnerability: { id: 'CVE-2026-1234', fixAvailable: true, exploitAvailable: index % 7 === 0, package: 'openssl' },
    ...change(index),
  }));
}

export function planView(change: Partial<PlanView> = {}): PlanView {
  return {
    title: 'Disable access key',
    caseId: '7K3QM2XA',
    target: 'key AKIA…WXYZ of ci-deploy',
    account: '111122223333',
    accountName: 'prod-payments',
    environment: 'production',
    steps: [{ why: 'deactivate key AKIA…WXYZ of ci-deploy', undo: 'activate it again' }],
    facts: [
      'Would survive: temporary credentials (GetSessionToken 20 min ago)',
      'Key AKIA…WXYZ is 412 days old; last used 11 min ago (s3, us-east-1)',
      'Other keys: AKIA…MNOP inactive',
    ],
    warnings: ['A pipeline uses this key (github-actions): deployments stop'],
    needs: 'the on-call (@omar) and you: credentials in production need two people',
    risk: 'nondestructive',
    people: 2,
    undo: false,
    ...change,
  };
}
