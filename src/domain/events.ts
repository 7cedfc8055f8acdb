/** Events: everything that can be recorded about a case. */
import type { AffectedEventData } from './affected.ts';
import type { CaseContext, Environment } from './context.ts';
import type { FindingClass, Principal, Resource, Severity, Threat, Vulnerability, WorkflowStatus } from './finding.ts';
import type { Changes, ForeignTask } from './foreign-task.ts';
import type { PageEventData } from './page.ts';
import type { Risk } from './plan.ts';
import type { PolicyWatched } from './policy-analysis.ts';
import type { Destination } from './send-action.ts';
import type { TicketEventData } from './ticket.ts';

/** Who did it. A person is (team id, user id), at a terminal with their AWS identity; "console" is someone in the Security Hub console, unknown to AWS. */
export type Actor =
  | { kind: 'person'; team: string; id: string; name: string; aws?: string }
  | { kind: 'console'; name: string }
  | { kind: 'product'; name: string }
  /** Somebody there: not proved to be anybody here. */
  | { kind: 'pagerduty'; id: string; name: string }
  | { kind: 'policy' }
  | { kind: 'drawbridge' };

/** One finding as the log keeps it: no secrets, bounded texts. */
export interface FindingFact {
  identity: string;
  /** Names its FINDING# item: a hash of the identity. */
  ref: string;
  findingId: string;
  rowKey: string;
  /** Orders contents of one finding: highest updatedAt wins, ties by hash. */
  updatedAt: number;
  contentHash: string;
  severity: Severity;
  active: boolean;
  workflow: WorkflowStatus;
  count: number;
  lastSeenAt?: number;
  title: string;
  resource: Resource;
  environment: Environment;
  tier: Tier;
  tierReason: string;
  vulnerability?: Vulnerability;
  via: 'native' | 'cspm' | 'v2';
  /** True when Security Hub holds a copy that can be written back to. */
  inHub: boolean;
}

export type Tier = 1 | 2 | 3;

/** What stays the same for the whole case, from its first finding. */
export interface CaseSubject {
  caseKey: string;
  generation: number;
  kind: 'finding' | 'storm' | 'approval' | 'stop';
  class: FindingClass;
  threat: Threat;
  type: string;
  title: string;
  description: string;
  product: string;
  /** False: imported by somebody who is not the service it names; offers no destructive button unless trusted. */
  genuine: boolean;
  sample: boolean;
  account: string;
  region: string;
  partition: string;
  createdAt: number;
  principal?: Principal;
  /** Fingerprints. */
  accessKeys: string[];
  remoteAddresses: string[];
  resourceRole?: 'ACTOR' | 'TARGET';
  /** The case of the generation before. */
  previous?: string;
  /** Named route from policy and the channel it stood for at that moment. */
  route: string;
  channel: string;
  /** Of the account that asks, where no finding says it. */
  environment?: Environment;
  /** Recorded without posting: baseline, or below the posting floor. */
  quiet?: 'baseline' | 'below-floor';
}

/** A step as events show it, never its input. `stays`: nothing takes it back. `part`: which of several targets, from 0. */
export interface StepLine {
  id: string;
  why: string;
  call: string;
  undo: string;
  stays?: true;
  part?: number;
}

export interface ResponseAsked {
  responseId: string;
  playbook: string;
  title: string;
  round: number;
  /** Set when this response undoes another. */
  undoes?: string;
  foreign?: ForeignTask;
  target: { kind: string; label: string; key: string; account: string; region: string };
  /** The targets of a response to several of them at once. */
  parts?: { kind: string; label: string; key: string; account: string; region: string }[];
  risk: Risk;
  reason: string;
  planHash: string;
  /** Vault item that holds the whole plan, and the hash of its content. */
  vault: { id: string; hash: string };
  steps: StepLine[];
  facts: string[];
  warnings: { code: string; text: string }[];
  /** Undone by policy so many seconds after its last step. */
  expiresAfterSeconds?: number;
  /** How it is decided, from the strategy. */
  mode: 'approval' | 'auto';
  people: 1 | 2;
  because: string;
  /** Deadlines per approval level, seconds from the asking. */
  levels: { name: string; seconds: number }[];
  /** Mode auto: so many seconds from the asking in which people may stop it. */
  vetoSeconds?: number;
}

export type ResponseOutcome =
  | 'CUT'
  | 'CONTAINED'
  | 'DONE'
  | 'PARTIAL'
  | 'NOT_EFFECTIVE'
  | 'ALREADY'
  | 'REFUSED'
  | 'PLAN_CHANGED'
  | 'DENIED'
  | 'EXPIRED'
  | 'CANCELLED'
  | 'UNDONE'
  | 'FAILED'
  /** A workflow was told to go on. */
  | 'ALLOWED'
  /** It had stopped waiting before it could be told anything. */
  | 'GONE';

interface PeopleAsked {
  responseId: string;
  approvalId: string;
  level: number;
  approvers: { id: string; name: string }[];
  group: string;
}

export interface EventData extends PageEventData, TicketEventData, AffectedEventData {
  'case-opened': { subject: CaseSubject; findings: FindingFact[] };
  /** `quiet`: the baseline is still being recorded. */
  'findings-received': { findings: FindingFact[]; quiet?: 'baseline' };
  enriched: { context: CaseContext; failures: string[] };
  /** Tier changed because of enrichment or a person. */
  'tier-set': { tier: Tier; reason: string };
  acknowledged: Record<string, never>;
  assigned: { to: { id: string; name: string } };
  noted: { text: string };
  snoozed: { until: number; reason: string };
  woke: { because: string };
  suppressed: { until: number; reason: string };
  'suppression-ended': { because: string };
  resolved: { code: string; text: string };
  reopened: { because: string };
  /** Security Hub holds something that we did not write: a person's edit in the console. */
  'console-edited': { workflow?: WorkflowStatus; note?: string; by?: string };
  /** Handed on by somebody, who wants to see it there whatever its tier. */
  sent: { to: Destination };
  /** A row got a case of its own, or this case is that one. */
  'row-promoted': { rowKey: string; label: string; to: string };
  'promoted-from': { from: string };
  'storm-joined': { storm: string };
  'response-asked': ResponseAsked;
  /** A response was asked for and not begun; told to the person and kept. */
  'response-refused': { playbook: string; label: string; because: string; nextStep: string };
  /** Asked for together with other targets: it runs in that case. */
  'response-joined': { caseId: string; responseId: string; label: string; playbook: string };
  /** What would have been done, where policy only observes. */
  'response-observed': { playbook: string; label: string; steps: string[]; because: string };
  /** The policy watch looked at the version that is in force now. */
  'policy-watched': PolicyWatched;
  /** Everything, an account or a playbook; started again by two people. */
  stopped: { scope: string; reason: string };
  'start-asked': { scope: string; reason: string };
  started: { scope: string; reason: string };
  'approval-opened': PeopleAsked & { until: number };
  /** Others are asked now: a shift ended, or somebody can be asked again. `added` were not asked before. */
  'approval-handed-over': PeopleAsked & { added: { id: string; name: string }[] };
  'approval-reminded': { responseId: string; approvalId: string; level: number };
  /** The first of two approvers agreed, where the requester is unknown; another one still has to. */
  'approval-given': { responseId: string; planHash: string };
  'approval-decided': {
    responseId: string;
    decision: 'approved' | 'denied';
    reason?: string;
    onePerson: boolean;
    /** Alone, where another one should have agreed; `told` are those who could have. */
    breakGlass?: true;
    /** Allowed, and only this much of it. */
    changes?: Changes;
    told?: { id: string; name: string }[];
    planHash: string;
  };
  'approval-expired': { responseId: string; level: number; final: boolean };
  'response-cancelled': { responseId: string };
  'response-started': { responseId: string };
  'step-intended': { responseId: string; step: number; id: string; why: string; call: string; vault: { id: string; hash: string } };
  /** AWS took the call, and the target needs its time to get there. */
  'step-called': { responseId: string; step: number; requestId?: string };
  'step-done': { responseId: string; step: number; requestId?: string; already?: boolean };
  /** `goesOn`: the last failure of a step that does not stop the others. */
  'step-failed': { responseId: string; step: number; error: string; final: boolean; goesOn?: boolean };
  checked: {
    responseId: string;
    afterSeconds: number;
    proves: 'configuration' | 'effect';
    result: 'ok' | 'failed' | 'unmeasurable';
    detail: string;
  };
  'response-ended': { responseId: string; outcome: ResponseOutcome; detail: string };
}

export type EventKind = keyof EventData;

export type CaseEvent = {
  [Kind in EventKind]: {
    v: 1;
    seq: number;
    /** Milliseconds since the epoch, domain time. */
    at: number;
    actor: Actor;
    kind: Kind;
    data: EventData[Kind];
    policyVersion: string;
    /** Makes repeats no-ops: the same id is appended to a case once. */
    id: string;
  };
}[EventKind];

/** An event before it has a place in the log. */
export type NewEvent = { [Kind in EventKind]: { id: string; actor: Actor; kind: Kind; data: EventData[Kind] } }[EventKind];
