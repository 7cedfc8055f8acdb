/** View data of commands' answers, the Home tab and the timeline that their tests start from. */
import type { HelpView } from '../../blocks/command-answers.ts';
import type { HomeData } from '../../blocks/home-view.ts';
import type { CaseEntry } from '../../src/domain/case-entry.ts';
import { verbWords } from '../../src/domain/command/verbs.ts';
import { playbookIds } from '../../src/playbooks/ids.ts';
import { minutesAgo, now } from './views.ts';

export const link = 'https://acme.slack.com/archives/C0PAYMENTS/p1795143600500000';

export function entryWith(change: Partial<CaseEntry> = {}): CaseEntry {
  return {
    caseId: '7K3QM2XA',
    seq: 9,
    kind: 'finding',
    class: 'threat',
    type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller',
    title: 'API GetCallerIdentity was invoked from a known malicious IP address',
    product: 'GuardDuty',
    tier: 3,
    severity: 'high',
    account: '111122223333',
    environment: 'production',
    route: 'payments-account',
    channel: 'C0PAYMENTS',
    openedAt: minutesAgo(125),
    rowCount: 1,
    resourceKind: 'access-key',
    resource: 'AKIA…0001',
    acknowledged: false,
    baseline: false,
    waiting: [],
    standing: 0,
    ...change,
  };
}
export const waiting = [
  { responseId: '0123456789', accounts: ['111122223333'], levels: [{ name: 'oncall-l1' }], approvals: [{ group: 'oncall-l1', level: 1 }] },
];
export const rows = [
  { entry: entryWith({ waiting, assignee: { id: 'U0ANA', name: 'ana' } }), accountName: 'prod-payments', link },
  {
    entry: entryWith({
      caseId: 'B0CKET00',
      class: 'control',
      type: 'S3.8',
      title: 'S3 buckets should block public access',
      tier: 2,
      severity: 'medium',
      rowCount: 12,
      acknowledged: true,
    }),
    accountName: 'prod-data',
  },
  { entry: entryWith({ caseId: 'QV1ET000', standing: 1, quietUntil: now + 3_600_000, severity: 'critical' }) },
];
export const list = { rows, total: 21, page: 2, pages: 3, words: 'list sev:high', now, shared: false };

export const helpView: HelpView = {
  groups: [
    {
      title: 'Ask',
      lines: verbWords(playbookIds)
        .slice(0, 9)
        .map(({ usage, what }) => ({ usage, what })),
    },
    { title: 'Work a case', lines: [{ usage: 'ack <case>', what: 'say that you look at it' }] },
    { title: 'Decide', lines: [] },
  ],
  hidden: [{ names: ['approve', 'deny'], because: 'for oncall-l1, leads' }],
};
export const homeData: HomeData = {
  now,
  approvals: [
    {
      row: rows[0] ?? { entry: entryWith() },
      noun: 'Deactivation of key AKIA…0001 of ci-deploy',
      value: '7K3QM2XA.0123456789',
      mayApprove: true,
      mayDeny: true,
      mayCancel: false,
    },
  ],
  moreApprovals: 2,
  owned: [
    {
      account: '111122223333',
      name: 'prod-payments',
      openByTier: [
        { tier: 3, count: 1 },
        { tier: 2, count: 2 },
        { tier: 1, count: 0 },
      ],
      oldest: minutesAgo(6_000),
      before: 12,
      score: { passed: 131, failed: 14, unknown: 5, percent: 87, at: minutesAgo(300) },
    },
    { account: '222233334444', name: 'prod-data', openByTier: [], before: 0 },
  ],
  choices: [
    { name: 'fire', words: 'On fire: tier 3', count: 41 },
    { name: 'account-111122223333', words: 'prod-payments', count: 2 },
  ],
  chosen: { name: 'fire', words: 'On fire: tier 3', count: 41 },
  page: 2,
  pages: 3,
  rows,
  onCall: [
    { group: 'oncall-l1', people: ['@omar'], next: { at: now + 3_600_000, people: ['li'] } },
    { group: 'oncall-l2', people: [] },
  ],
  health: ['Well: it looks at everything once a minute.', '✖ Stopped: account prod-payments'],
  mayStop: true,
};
export const timeline = {
  caseId: '7K3QM2XA',
  title: 'Access key used from a known bad address',
  entries: [
    { at: minutesAgo(20), line: 'Opened, tier 3' },
    { at: minutesAgo(4), line: '@ana acknowledged' },
  ],
  events: 4,
  lastHash: 'c12319e6d4790000',
};
