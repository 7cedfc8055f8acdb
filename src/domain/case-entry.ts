/** An open case in a list: as little of it as lists, filters and counts need, without secrets. */
import { type CaseState, targetsOf } from './case-state.ts';
import type { Environment } from './context.ts';
import type { FindingClass, ResourceKind, Severity } from './finding.ts';

export interface CaseEntry {
  caseId: string;
  /** Of the case when this was written. */
  seq: number;
  kind: CaseState['subject']['kind'];
  class: FindingClass;
  type: string;
  title: string;
  product: string;
  tier: CaseState['tier'];
  severity: Severity;
  account: string;
  environment: Environment;
  route: string;
  channel: string;
  /** Milliseconds since the epoch. */
  openedAt: number;
  rowCount: number;
  resourceKind?: ResourceKind;
  resource: string;
  acknowledged: boolean;
  assignee?: { id: string; name: string };
  /** Snoozed or suppressed until then. */
  quietUntil?: number;
  /** Never shown, because it was open when Drawbridge was installed. */
  baseline: boolean;
  owner?: string;
  /** Responses that wait for people. */
  waiting: {
    responseId: string;
    accounts: string[];
    foreign?: { group?: string };
    levels: { name: string }[];
    approvals: { group: string; level: number }[];
  }[];
  /** Responses whose work stands. */
  standing: number;
}

function waitingOf({ subject, responses }: CaseState): CaseEntry['waiting'] {
  return Object.values(responses).flatMap((response) => {
    const { responseId, status, decision, approvals, levels, foreign, mode } = response;
    if (status !== 'asked' || decision || mode === 'auto') return [];
    const accounts = [...new Set([subject.account, ...targetsOf(response).map(({ account }) => account)])];
    const group = foreign?.group;
    return [
      {
        responseId,
        accounts,
        ...(foreign && { foreign: group === undefined ? {} : { group } }),
        levels: levels.map(({ name }) => ({ name })),
        approvals: approvals.map((each) => ({ group: each.group, level: each.level })),
      },
    ];
  });
}

const MOST_WORDS = 160;

export function entryOf(state: CaseState, standing: number): CaseEntry {
  const { caseId, seq, subject, tier, severity, environment, openedAt, rowCount, acknowledged, assignee, snooze, suppression } = state;
  const [row] = state.rows;
  const quietUntil = Math.max(snooze?.until ?? 0, suppression?.until ?? 0);
  const owner = state.context.owner?.owner;
  return {
    caseId,
    seq,
    kind: subject.kind,
    class: subject.class,
    type: subject.type.slice(0, MOST_WORDS),
    title: subject.title.slice(0, MOST_WORDS),
    product: subject.product.slice(0, MOST_WORDS),
    tier,
    severity,
    account: subject.account,
    environment,
    route: subject.route,
    channel: subject.channel,
    openedAt,
    rowCount,
    ...(row && { resourceKind: row.resource.kind }),
    resource: (row?.resource.name ?? row?.resource.id ?? '').slice(0, MOST_WORDS),
    acknowledged: acknowledged !== undefined,
    ...(assignee && { assignee: { id: assignee.id, name: assignee.name } }),
    ...(quietUntil > 0 && { quietUntil }),
    baseline: subject.quiet === 'baseline' && state.liveAt === undefined && state.reopenedAt === undefined && state.peopleAt === undefined,
    ...(owner && { owner }),
    waiting: waitingOf(state),
    standing,
  };
}
