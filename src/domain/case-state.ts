/** Case: what people see; the state that the reducer computes from the log, JSON all through so that it can be cached. */
import type { Affected } from './affected.ts';
import type { CaseContext, Environment } from './context.ts';
import type { Actor, CaseSubject, ResponseAsked, ResponseOutcome, Tier } from './events.ts';
import type { Resource, Severity, Vulnerability, WorkflowStatus } from './finding.ts';
import type { Changes } from './foreign-task.ts';
import type { Page } from './page.ts';
import type { PolicyWatched } from './policy-analysis.ts';
import type { Destination } from './send-action.ts';
import type { Ticket } from './ticket.ts';

export interface Row {
  key: string;
  /** Of its newest finding: names the FINDING# item. */
  ref: string;
  resource: Resource;
  title: string;
  severity: Severity;
  tier: Tier;
  tierReason: string;
  environment: Environment;
  active: boolean;
  vulnerability?: Vulnerability;
  /** The case this row got of its own. */
  promotedTo?: string;
  /** Further findings about the same thing, the gravest first; the row shows the gravest of all, whichever came first. */
  more?: Omit<Row, 'key' | 'promotedTo' | 'more'>[];
}

/** Per finding, as little as convergence needs: row, updatedAt, content hash, active, severity index, tier, count. */
export type FindingEntry = [row: string, updatedAt: number, hash: string, active: 0 | 1, severity: number, tier: Tier, count: number];

export interface StepState {
  id: string;
  why: string;
  call: string;
  status: 'intended' | 'done' | 'failed';
  at: number;
  already?: boolean;
  error?: string;
  final?: boolean;
  /** It failed for good, and the others are tried all the same. */
  goesOn?: boolean;
  /** AWS took the call; the target is on its way to what the step wants. */
  called?: boolean;
  vault?: { id: string; hash: string };
}

export interface ApprovalState {
  approvalId: string;
  level: number;
  openedAt: number;
  until: number;
  approvers: { id: string; name: string }[];
  group: string;
  expired: boolean;
  reminded: boolean;
  /** How often others took over. */
  handovers?: number;
}

export interface ResponseState extends ResponseAsked {
  askedBy: Actor;
  askedAt: number;
  status: 'asked' | 'running' | 'ended';
  approvals: ApprovalState[];
  decision?: {
    decision: 'approved' | 'denied' | 'expired' | 'cancelled';
    by: Actor;
    at: number;
    reason?: string;
    onePerson: boolean;
    breakGlass?: true;
    changes?: Changes;
  };
  /** The first of two approvers, where the requester is unknown. */
  given?: { by: Actor; at: number };
  startedAt?: number;
  stepStates: StepState[];
  checks: {
    afterSeconds: number;
    proves: 'configuration' | 'effect';
    result: 'ok' | 'failed' | 'unmeasurable';
    detail: string;
    at: number;
  }[];
  outcome?: ResponseOutcome;
  outcomeDetail?: string;
  outcomeAt?: number;
  /** The response that undid this one. */
  undoneBy?: string;
}

export interface CaseState {
  caseId: string;
  seq: number;
  /** Hash of the last event. */
  hash: string;
  openedAt: number;
  subject: CaseSubject;
  tier: Tier;
  tierReason: string;
  severity: Severity;
  environment: Environment;
  /** The first 100; `rowCount` and `openRows` count all. */
  rows: Row[];
  rowCount: number;
  openRows: number;
  /** How often products have seen it, all findings together. */
  sightings: number;
  lastSeenAt: number;
  findings: Record<string, FindingEntry>;
  /** Refs of findings with a copy in Security Hub, at most 1,000: what is written back to. */
  hubFindings: string[];
  context: CaseContext;
  failures: string[];
  enrichedAt?: number;
  acknowledged?: { by: Actor; at: number };
  assignee?: { id: string; name: string; at: number };
  lastNote?: { text: string; by: Actor; at: number };
  snooze?: { until: number; reason: string; by: Actor };
  suppression?: { until: number; reason: string; by: Actor };
  resolution?: { code: string; text: string; by: Actor; at: number };
  /** All its findings are closed at their products. */
  closedAt?: number;
  reopenedAt?: number;
  /** Something came that the baseline did not have: from here on it is a case like any other. */
  liveAt?: number;
  consoleWorkflow?: WorkflowStatus;
  promotions: { key: string; label: string; to: string }[];
  promotedFrom?: string;
  /** Of a case that is a stop: as it stands, and the first and the second who want it started again. */
  stop?: { reason: string; by: Actor; at: number; asked?: { by: Actor; at: number }; started?: { by: Actor; at: number } };
  storm?: string;
  responses: Record<string, ResponseState>;
  /** What the policy watch saw, newest last. */
  watched?: PolicyWatched[];
  /** Handed on by somebody: where to, newest last. */
  sends?: { id: string; to: Destination; by: Actor; at: number }[];
  /** Of the people on call; undefined while nobody ever had to be asked. */
  page?: Page;
  /** Whoever the suspect credential belongs to, and what they say; undefined while nobody had to be asked. */
  affected?: Affected;
  /** Its one ticket elsewhere; undefined while nobody asked for one. */
  ticket?: Ticket;
  /** When a person last did something here: their cases go first. */
  peopleAt?: number;
  /** Ids of the events in it, newest last, at most 500: repeats are no-ops. */
  eventIds: string[];
}

export const mostRows = 100;
export const mostMore = 5;
export const mostHubFindings = 1000;
export const mostEventIds = 500;
export const mostWatched = 100;

/** Open: somebody may still have to do something. */
export function isOpen(state: CaseState): boolean {
  return !state.resolution && state.closedAt === undefined;
}

export function isQuiet(state: CaseState, now: number): boolean {
  return (state.snooze !== undefined && state.snooze.until > now) || (state.suppression !== undefined && state.suppression.until > now);
}

/** Responses that contained something which is not undone. */
export function standing(state: CaseState): ResponseState[] {
  return Object.values(state.responses).filter(
    (response) =>
      !response.undoes && !response.undoneBy && ['CUT', 'CONTAINED', 'PARTIAL', 'NOT_EFFECTIVE'].includes(response.outcome ?? ''),
  );
}

/** What a response acts on, one by one. */
export function targetsOf({ target, parts }: Pick<ResponseState, 'target' | 'parts'>): ResponseState['target'][] {
  return parts ?? [target];
}

/** What the policy watch saw last of this target. */
export function watchedNow(state: CaseState, targetKey: string): PolicyWatched | undefined {
  return state.watched?.findLast(({ key }) => key === targetKey);
}

/** The response that is asked, waiting or running on this target, if any. */
export function openResponse(state: CaseState, targetKey: string): ResponseState | undefined {
  return Object.values(state.responses).find(
    (response) => response.status !== 'ended' && targetsOf(response).some(({ key }) => key === targetKey),
  );
}
