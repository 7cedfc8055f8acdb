/** Every state of a case that has a golden card. */
import type { CaseView } from '../../src/domain/case-view.ts';
import { approved, keyOffer, keyView, minutesAgo, now, responseView, rows, stepDone, threatView, waiting } from './views.ts';

const DAY = 86_400_000;
const running = responseView({ status: 'running', startedAt: minutesAgo(6), decision: approved });
const checked = { afterSeconds: 10, proves: 'configuration' as const, result: 'ok' as const, detail: 'key is inactive', at: minutesAgo(5) };
export const cut = responseView({
  ...running,
  status: 'ended',
  outcome: 'CUT',
  outcomeDetail: 'key AKIA…WXYZ is inactive',
  outcomeAt: minutesAgo(5),
  stepStates: [stepDone],
  checks: [checked],
  pendingChecks: [{ afterSeconds: 1500, proves: 'effect' }],
  undoable: true,
});
const ended = { status: 'ended' as const, outcomeAt: minutesAgo(3) };
const denied = { decision: 'denied' as const, by: '@omar', at: minutesAgo(3), reason: 'wrong host', onePerson: false };
export const otherKey = { ...keyOffer, value: 'o-2', target: 'key AKIA…MNOP of ci-deploy' };
const stormRows = rows(25);
export const acknowledged = { by: '@ana', at: minutesAgo(4) };

const watched: NonNullable<CaseView['watched']>[number] = {
  ...{ key: 'policy/deploy', label: 'policy deploy', ref: 'f1', execution: 'e1', version: 'v2', verdict: 'restricted', held: true },
  lines: [
    'statement 1 allows * (restricted: iam:*, kms:*)',
    ...[2, 3, 4, 5].map((statement) => `statement ${statement} allows kms:Decrypt`),
  ],
  denied: ['statement 6 denies iam:PassRole, under a condition'],
};

export const cards: Record<string, CaseView> = {
  'policy-watched': keyView({ watched: [{ ...watched, version: 'v1', lines: ['statement 9 allows sts:*'] }, watched] }),
  'policy-watched-unreadable': keyView({
    watched: [{ ...watched, verdict: 'unreadable', lines: ['nobody can say what it allows: statement 1 is none'], denied: [] }],
  }),
  'threat-new': threatView(),
  'key-with-offer': keyView(),
  'not-enriched': threatView({ enriched: false, context: {} }),
  acknowledged: keyView({ acknowledged }),
  'assigned-and-snoozed': keyView({
    acknowledged,
    assignee: { id: 'U0LI', name: 'li' },
    snooze: { until: now + DAY, reason: 'waiting for the vendor', by: '@li' },
    lastNote: { text: 'vendor called, ticket 4711', by: '@li', at: minutesAgo(2) },
  }),
  suppressed: keyView({ suppression: { until: now + 30 * DAY, reason: 'penetration test until December', by: '@ana' } }),
  'suppressed-in-console': keyView({
    suppression: {
      until: Number.MAX_SAFE_INTEGER,
      reason: 'suppressed in the Security Hub console',
      by: 'someone in the Security Hub console',
    },
  }),
  resolved: keyView({ resolution: { code: 'false-positive', text: 'our own scanner', by: '@ana', at: minutesAgo(1) } }),
  'resolved-with-containment': keyView({
    resolution: { code: 'fixed', text: 'key replaced', by: '@ana', at: minutesAgo(1) },
    responses: [cut],
  }),
  'closed-by-product': threatView({ closedAt: minutesAgo(1) }),
  reopened: keyView({ reopenedAt: minutesAgo(1) }),
  waiting: keyView({ acknowledged, responses: [responseView({ waiting })] }),
  'waiting-not-acknowledged': keyView({ responses: [responseView({ waiting })] }),
  running: keyView({ acknowledged, responses: [running] }),
  'running-checks': keyView({
    acknowledged,
    responses: [{ ...running, stepStates: [stepDone], checks: [checked], pendingChecks: [{ afterSeconds: 300, proves: 'configuration' }] }],
  }),
  automatic: keyView({
    responses: [responseView({ status: 'running', mode: 'auto', askedBy: 'policy', because: 'development account', reason: '' })],
  }),
  cut: keyView({ acknowledged, responses: [cut] }),
  contained: keyView({
    acknowledged,
    responses: [{ ...cut, outcome: 'CONTAINED', outcomeDetail: 'no successful call with the key since', pendingChecks: [] }],
  }),
  'cut-one-person': keyView({
    acknowledged,
    responses: [
      {
        ...cut,
        decision: { ...approved, onePerson: true },
        pendingChecks: [],
        checks: [checked, { ...checked, proves: 'effect', result: 'unmeasurable', detail: 'CloudTrail not readable' }],
      },
    ],
  }),
  partial: threatView({
    acknowledged,
    responses: [
      responseView({
        ...ended,
        playbook: 'isolate_instance',
        title: 'Isolate instance',
        target: { ...cut.target, label: 'web-7 (i-0abc…)' },
        decision: approved,
        outcome: 'PARTIAL',
        outcomeDetail: 'interface eni-2 did not move (UnauthorizedOperation). The first interface stays isolated',
        undoable: true,
      }),
    ],
  }),
  'not-effective': keyView({
    acknowledged,
    responses: [
      {
        ...cut,
        outcome: 'NOT_EFFECTIVE',
        outcomeDetail: 'CloudTrail shows ListBuckets with this key 4 minutes after the change',
        pendingChecks: [],
      },
    ],
  }),
  denied: keyView({ acknowledged, responses: [responseView({ ...ended, outcome: 'DENIED', decision: denied })] }),
  expired: keyView({
    acknowledged,
    responses: [responseView({ ...ended, outcome: 'EXPIRED', decision: { ...denied, decision: 'expired', by: 'policy' } })],
  }),
  failed: keyView({
    acknowledged,
    responses: [responseView({ ...ended, outcome: 'FAILED', decision: approved, outcomeDetail: 'AccessDenied on iam:UpdateAccessKey' })],
  }),
  undone: keyView({
    acknowledged,
    responses: [
      { ...cut, undoable: false, undoneBy: 'r-2', pendingChecks: [] },
      responseView({
        ...ended,
        responseId: 'r-2',
        undoes: 'r-1',
        outcome: 'UNDONE',
        decision: approved,
        outcomeDetail: 'key AKIA…WXYZ is active again',
      }),
    ],
  }),
  refusal: keyView({
    offers: [],
    resource: { kind: 'access-key', id: 'ASIA…WXYZ', account: '111122223333', region: 'us-east-1' },
    refusal: { refused: 'Key ASIA…WXYZ is temporary and cannot be disabled', nextStep: 'Revoke the sessions of role web-app' },
  }),
  'several-offers': keyView({
    offers: [
      { ...keyOffer, recommended: false, actionId: 'terminate_instance', label: 'Terminate instance', risk: 'irreversible', value: 'o-9' },
      keyOffer,
      { ...keyOffer, value: 'o-2', label: 'Disable key MNOP' },
      { ...keyOffer, recommended: false, actionId: 'block_address', label: 'Block 203.0.113.7', value: 'o-3' },
    ],
  }),
  'control-rows': threatView({
    class: 'control',
    threat: 'hygiene',
    type: 'EC2.8',
    title: 'EC2 instances should use Instance Metadata Service Version 2 (IMDSv2)',
    severity: 'high',
    tier: 2,
    tierReason: 'high severity control',
    product: 'Security Hub',
    context: {},
    rows: rows(3),
    rowCount: 3,
    openRows: 2,
    remoteAddresses: [],
  }),
  'vulnerability-rows': threatView({
    class: 'vulnerability',
    threat: 'vulnerability',
    type: 'CVE-2026-1234',
    title: 'CVE-2026-1234 - openssl',
    product: 'Inspector',
    tier: 2,
    tierReason: 'known vulnerability',
    context: {},
    rows: stormRows,
    rowCount: 25,
    openRows: 20,
    promotions: [{ label: '1 exposed to the internet with a known exploit', to: '8M2XT0QP' }],
    remoteAddresses: [],
  }),
  storm: threatView({
    kind: 'storm',
    rows: rows(100, (index) => ({
      resource: { kind: 'instance', id: `i-${index}`, account: String(100_000_000_000 + index), region: 'us-east-1' },
    })),
    rowCount: 250,
    openRows: 250,
    context: {},
  }),
  sample: threatView({ sample: true, tier: 1, tierReason: 'sample finding', offers: [] }),
  'not-genuine': threatView({ genuine: false, product: 'GuardDuty', tier: 2, tierReason: 'not verified' }),
  failures: threatView({ context: {}, failures: ['CloudTrail activity: timed out', 'instance: AccessDenied on ec2:DescribeInstances'] }),
  'unknown-type': threatView({ type: 'Custom/Something', title: 'Something odd on host & port <9>', context: {} }),
  promoted: threatView({ promotedFrom: '8M2XT0QP', previous: '1A2B3C4D' }),
  'bucket-public': threatView({
    class: 'control',
    type: 'S3.8',
    resource: { kind: 'bucket', id: 'payments_logs', account: '111122223333', region: 'us-east-1' },
    context: {
      bucket: { name: 'payments_logs', tags: {}, publicAccessBlock: 'absent', publicByPolicy: true },
      owner: { environment: 'unknown', source: 'unknown, so treated as production' },
    },
    remoteAddresses: [],
  }),
};
