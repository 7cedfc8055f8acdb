/** The view data of a case: what blocks show, gathered from state, policy and offers. */
import { type CaseState, isOpen, type ResponseState } from '../domain/case-state.ts';
import type { CaseView, ResponseView } from '../domain/case-view.ts';
import type { Actor } from '../domain/events.ts';
import { projectOf } from '../domain/ticket-wishes.ts';
import { playbook } from '../playbooks/index.ts';
import type { Services } from '../services/services.ts';
import { type CaseOffers, listOffers, offerViews } from './list-offers.ts';

/** How people see who did something. */
export function nameOf(actor: Actor): string {
  if (actor.kind === 'person') return `@${actor.name}`;
  if (actor.kind === 'console') return 'someone in the Security Hub console';
  if (actor.kind === 'product') return actor.name;
  if (actor.kind === 'pagerduty') return `${actor.name} in PagerDuty`;
  return actor.kind === 'policy' ? 'policy' : 'Drawbridge';
}

function waitingOf(response: ResponseState): ResponseView['waiting'] {
  const open = response.approvals.findLast((approval) => !approval.expired);
  if (!open || response.decision || response.status !== 'asked') return undefined;
  const { approvers, group, until, level } = open;
  return { approvers, group, until, level, levels: response.levels.length };
}

/** Checks that the playbook still owes, by seconds after the last step. */
export function pendingChecks(response: ResponseState): ResponseView['pendingChecks'] {
  if (response.undoneBy || response.status === 'asked') return [];
  const made = new Set(response.checks.map((check) => check.afterSeconds));
  const checks = playbook(response.playbook)?.checks ?? [];
  return checks.filter((check) => !made.has(check.afterSeconds) && (!response.undoes || check.proves === 'configuration'));
}

export function describeResponse(state: CaseState, response: ResponseState): ResponseView {
  const {
    askedBy,
    approvals: _approvals,
    decision,
    vault: _vault,
    levels: _levels,
    planHash: _hash,
    round: _round,
    undoneBy,
    ...rest
  } = response;
  const waiting = waitingOf(response);
  return {
    ...rest,
    askedBy: nameOf(askedBy),
    ...(askedBy.kind === 'person' && { askedById: askedBy.id }),
    ...(waiting && { waiting }),
    ...(decision && { decision: { ...decision, by: nameOf(decision.by) } }),
    ...(undoneBy && { undoneBy }),
    pendingChecks: ['CUT', undefined].includes(response.outcome) ? pendingChecks(response) : [],
    value: `${state.caseId}.${response.responseId}`,
    undoable: canUndo(state, response),
  };
}

/** Undo is offered while what was contained still stands, some of it can be taken back, and no undo is on its way. */
export function canUndo(state: CaseState, response: ResponseState): boolean {
  if (response.undoes || response.undoneBy || response.risk === 'irreversible') return false;
  if (response.steps.length > 0 && response.steps.every(({ stays }) => stays)) return false;
  if (!['CUT', 'CONTAINED', 'PARTIAL', 'NOT_EFFECTIVE'].includes(response.outcome ?? '')) return false;
  return !Object.values(state.responses).some((other) => other.undoes === response.responseId && other.status !== 'ended');
}

function stopView({ reason, by, at, asked, started }: NonNullable<CaseState['stop']>): NonNullable<CaseView['stop']> {
  const named = (one: { by: Actor; at: number }) => ({ by: nameOf(one.by), at: one.at });
  return { reason, by: nameOf(by), at, ...(asked && { asked: named(asked) }), ...(started && { started: named(started) }) };
}

type DescribeServices = Pick<Services, 'table' | 'policy'>;

export async function describeCase(state: CaseState, services: DescribeServices): Promise<{ view: CaseView; offers: CaseOffers }> {
  const offers = await listOffers(state, services.table, services.policy);
  const { subject } = state;
  const [row] = state.rows;
  const by = <T extends { by: Actor }>(value: T) => ({ ...value, by: nameOf(value.by) });
  const resource = row?.resource ?? { kind: 'account' as const, id: subject.account, account: subject.account, region: subject.region };
  const instance = state.context.instance;
  const name = resource.name ?? (instance?.instanceId === resource.id ? instance.name : undefined);
  const owner = state.context.owner?.owner ?? services.policy.accounts[subject.account]?.owner;
  const accountName = services.policy.accounts[subject.account]?.name ?? state.context.owner?.accountName;
  const view: CaseView = {
    caseId: state.caseId,
    kind: subject.kind,
    class: subject.class,
    threat: subject.threat,
    title: subject.title,
    type: subject.type,
    description: subject.description,
    severity: state.severity,
    tier: state.tier,
    tierReason: state.tierReason,
    sample: subject.sample,
    genuine: subject.genuine,
    product: subject.product,
    resource: { ...resource, ...(name && { name }) },
    ...(accountName && { accountName }),
    account: subject.account,
    region: subject.region,
    environment: state.environment,
    ...(owner && { owner }),
    sightings: state.sightings,
    lastSeenAt: state.lastSeenAt,
    openedAt: state.openedAt,
    remoteAddresses: subject.remoteAddresses,
    accessKeys: subject.accessKeys,
    context: state.context,
    enriched: state.enrichedAt !== undefined,
    failures: state.failures,
    rows: state.rows,
    rowCount: state.rowCount,
    openRows: state.openRows,
    promotions: state.promotions,
    ...(state.promotedFrom && { promotedFrom: state.promotedFrom }),
    ...(subject.previous && { previous: subject.previous }),
    offers: offerViews(state, offers),
    ...(offers.refusal && { refusal: offers.refusal }),
    advice: offers.advice,
    ...(state.acknowledged && { acknowledged: by(state.acknowledged) }),
    ...(state.assignee && { assignee: state.assignee }),
    ...(state.snooze && { snooze: by(state.snooze) }),
    ...(state.suppression && { suppression: by(state.suppression) }),
    ...(state.resolution && { resolution: by(state.resolution) }),
    ...(state.closedAt !== undefined && { closedAt: state.closedAt }),
    ...(state.reopenedAt !== undefined && { reopenedAt: state.reopenedAt }),
    ...(state.lastNote && { lastNote: by(state.lastNote) }),
    ...(state.stop && { stop: stopView(state.stop) }),
    ...(state.page && { page: state.page }),
    ...(state.affected && { affected: state.affected }),
    ...(state.watched && { watched: state.watched }),
    ...(state.ticket && {
      ticket: { ...state.ticket, expected: projectOf(state, services.policy) !== undefined, stillOpen: isOpen(state) },
    }),
    responses: Object.values(state.responses).map((response) => describeResponse(state, response)),
  };
  return { view, offers };
}
