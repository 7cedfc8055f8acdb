/** The thread: one line per event, read from the real reducer's state. */
import { expect, test } from 'vitest';
import { digestLine, threadLine } from '../../blocks/thread-lines.ts';
import { apply } from '../../src/domain/apply-event.ts';
import type { CaseState } from '../../src/domain/case-state.ts';
import type { Actor, CaseEvent, EventData, EventKind, FindingFact } from '../../src/domain/events.ts';
import { minutesAgo, now } from './views.ts';

const ana: Actor = { kind: 'person', team: 'T0', id: 'U0ANA', name: 'ana' };
const omar: Actor = { kind: 'person', team: 'T0', id: 'U0OMAR', name: 'omar' };
const bot: Actor = { kind: 'drawbridge' };

const finding: FindingFact = {
  identity: 'f-1',
  ref: 'ref-1',
  findingId: 'arn:aws:guardduty:us-east-1:111122223333:detector/d/finding/f',
  rowKey: 'row-1',
  updatedAt: minutesAgo(9),
  contentHash: 'h1',
  severity: 'high',
  active: true,
  workflow: 'NEW',
  count: 1,
  title: 'Key used',
  resource: { kind: 'access-key', id: 'AKIA…WXYZ', account: '111122223333', region: 'us-east-1' },
  environment: 'production',
  tier: 3,
  tierReason: 'active threat, production',
  via: 'native',
  inHub: false,
};
const subject: EventData['case-opened']['subject'] = {
  caseKey: 'k',
  generation: 1,
  kind: 'finding',
  class: 'threat',
  threat: 'active',
  type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller',
  title: 'Key used',
  description: '',
  product: 'GuardDuty',
  genuine: true,
  sample: false,
  account: '111122223333',
  region: 'us-east-1',
  partition: 'aws',
  createdAt: minutesAgo(9),
  accessKeys: ['AKIA…WXYZ'],
  remoteAddresses: ['203.0.113.7'],
  route: 'security',
  channel: 'C0SEC',
};
const asked: EventData['response-asked'] = {
  responseId: 'r-1',
  playbook: 'disable_access_keys',
  title: 'Disable access key',
  round: 1,
  target: { kind: 'access-key', label: 'key AKIA…WXYZ of ci-deploy', key: 'access-key/0f', account: '111122223333', region: 'us-east-1' },
  risk: 'nondestructive',
  reason: 'seen in a public repository',
  planHash: 'a'.repeat(64),
  vault: { id: 'v', hash: 'h' },
  steps: [{ id: 's', why: 'deactivate key AKIA…WXYZ of ci-deploy', call: 'iam:UpdateAccessKey', undo: 'activate it again' }],
  facts: [],
  warnings: [],
  mode: 'approval',
  people: 2,
  because: 'credentials in production',
  levels: [
    { name: 'on call', seconds: 300 },
    { name: 'leads', seconds: 600 },
  ],
};
const opened = { responseId: 'r-1', approvalId: 'a-1', level: 1, until: now + 240_000, group: 'on call' };
const approvers = [
  { id: 'U0OMAR', name: 'omar' },
  { id: 'U0ANA', name: 'ana' },
];
const vault = { id: 'v', hash: 'h' };

type Told = { [Kind in EventKind]: [name: string, actor: Actor, kind: Kind, data: EventData[Kind]] }[EventKind];
const story: Told[] = [
  ['opened', bot, 'case-opened', { subject, findings: [finding] }],
  ['counted', bot, 'findings-received', { findings: [{ ...finding, updatedAt: minutesAgo(8), contentHash: 'h2', count: 2 }] }],
  ['enriched', bot, 'enriched', { context: {}, failures: [] }],
  ['tier', bot, 'tier-set', { tier: 3, reason: 'active threat, production' }],
  ['acknowledged', ana, 'acknowledged', {}],
  ['assigned', ana, 'assigned', { to: { id: 'U0LI', name: 'li' } }],
  ['took', ana, 'assigned', { to: { id: 'U0ANA', name: 'ana' } }],
  ['noted', ana, 'noted', { text: 'vendor called <!channel>' }],
  ['snoozed', ana, 'snoozed', { until: now, reason: 'waiting for the vendor' }],
  ['woke', bot, 'woke', { because: 'tier rose to 3' }],
  ['suppressed', ana, 'suppressed', { until: now, reason: 'penetration test' }],
  ['suppression-ended', bot, 'suppression-ended', { because: 'its time is over' }],
  ['promoted', bot, 'row-promoted', { rowKey: 'row-1', label: 'web-7', to: '8M2XT0QP' }],
  ['promoted-from', bot, 'promoted-from', { from: '8M2XT0QP' }],
  ['storm', bot, 'storm-joined', { storm: '8M2XT0QP' }],
  [
    'refused',
    ana,
    'response-refused',
    { playbook: 'disable_access_keys', label: 'Disable access key', because: 'the key is temporary', nextStep: 'revoke the sessions' },
  ],
  ['asked', ana, 'response-asked', asked],
  ['approval-opened', bot, 'approval-opened', { ...opened, approvers }],
  ['reminded', bot, 'approval-reminded', { responseId: 'r-1', approvalId: 'a-1', level: 1 }],
  ['level-expired', bot, 'approval-expired', { responseId: 'r-1', level: 1, final: false }],
  ['approved', omar, 'approval-decided', { responseId: 'r-1', decision: 'approved', onePerson: false, planHash: 'a' }],
  ['approved-alone', omar, 'approval-decided', { responseId: 'r-1', decision: 'approved', onePerson: true, planHash: 'a' }],
  ['denied', omar, 'approval-decided', { responseId: 'r-1', decision: 'denied', reason: 'wrong host', onePerson: false, planHash: 'a' }],
  ['expired', bot, 'approval-expired', { responseId: 'r-1', level: 2, final: true }],
  ['cancelled', ana, 'response-cancelled', { responseId: 'r-1' }],
  ['started', bot, 'response-started', { responseId: 'r-1' }],
  ['step-intended', bot, 'step-intended', { responseId: 'r-1', step: 0, id: 's', why: 'deactivate', call: 'iam:UpdateAccessKey', vault }],
  ['step-failed', bot, 'step-failed', { responseId: 'r-1', step: 0, error: 'Throttling', final: false }],
  ['step-failed-finally', bot, 'step-failed', { responseId: 'r-1', step: 0, error: 'AccessDenied', final: true }],
  ['step-done', bot, 'step-done', { responseId: 'r-1', step: 0 }],
  ['step-already', bot, 'step-done', { responseId: 'r-1', step: 0, already: true }],
  ['checked', bot, 'checked', { responseId: 'r-1', afterSeconds: 10, proves: 'configuration', result: 'ok', detail: 'key is inactive' }],
  [
    'check-failed',
    bot,
    'checked',
    { responseId: 'r-1', afterSeconds: 300, proves: 'effect', result: 'failed', detail: 'ListBuckets 2 min ago' },
  ],
  [
    'unmeasurable',
    bot,
    'checked',
    { responseId: 'r-1', afterSeconds: 300, proves: 'effect', result: 'unmeasurable', detail: 'CloudTrail not readable' },
  ],
  ['cut', bot, 'response-ended', { responseId: 'r-1', outcome: 'CUT', detail: 'key AKIA…WXYZ is inactive' }],
  [
    'undo-asked',
    ana,
    'response-asked',
    { ...asked, responseId: 'r-2', undoes: 'r-1', reason: '', mode: 'auto', because: 'undo of one’s own response' },
  ],
  ['undone', bot, 'response-ended', { responseId: 'r-2', outcome: 'UNDONE', detail: '' }],
  ['denied-ended', bot, 'response-ended', { responseId: 'r-1', outcome: 'DENIED', detail: '' }],
  ['console', { kind: 'console', name: 'console' }, 'console-edited', { workflow: 'NOTIFIED', note: 'looking at it' }],
  ['console-nothing', { kind: 'console', name: 'console' }, 'console-edited', {}],
  ['resolved', ana, 'resolved', { code: 'false-positive', text: 'our own scanner' }],
  ['reopened', ana, 'reopened', { because: 'it came again' }],
  [
    'closed',
    { kind: 'product', name: 'GuardDuty' },
    'findings-received',
    { findings: [{ ...finding, updatedAt: now, contentHash: 'h3', active: false }] },
  ],
];

const quiet = ['opened', 'counted', 'enriched', 'step-intended', 'denied-ended', 'console-nothing'];

test('the whole story, line by line', async () => {
  let state: CaseState | undefined;
  const told: Record<string, string> = {};
  for (const [index, [name, actor, kind, data]] of story.entries()) {
    const event = { v: 1, seq: index + 1, at: now, actor, kind, data, policyVersion: 'p', id: `e-${index}` } as CaseEvent;
    state = apply(state, event, 'h', '7K3QM2XA');
    const line = threadLine(event, state);
    if (line !== undefined) told[name] = line;
  }
  expect(story.map(([name]) => name).filter((name) => told[name] === undefined)).toEqual(quiet);
  expect(Object.values(told).filter((line) => line.includes('<@'))).toEqual([told['approval-opened']]);
  expect(told['approval-opened']).toContain('<@U0OMAR>');
  expect(told['approval-opened']).not.toContain('U0ANA');
  await expect(`${JSON.stringify({ ...told, digest: digestLine(12) }, null, 2)}\n`).toMatchFileSnapshot(
    '../golden/blocks/thread-lines.json',
  );
});
