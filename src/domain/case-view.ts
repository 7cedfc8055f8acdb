/** What a card shows: view data without words, made from the state by flows and turned into blocks by `blocks`. */

import type { Affected } from './affected.ts';
import type { ResponseState, Row } from './case-state.ts';
import type { CaseContext, Environment } from './context.ts';
import type { Tier } from './events.ts';
import type { FindingClass, Resource, Severity, Threat } from './finding.ts';
import type { Changes } from './foreign-task.ts';
import type { Page } from './page.ts';
import type { Risk } from './plan.ts';
import type { PolicyWatched } from './policy-analysis.ts';
import type { Ticket } from './ticket.ts';

export interface Person {
  id: string;
  name: string;
}

/** A button people may press: `actionId` is the playbook's id, `value` opaque. */
export interface OfferView {
  actionId: string;
  value: string;
  /** At most 20 characters. */
  label: string;
  /** At most 75 characters. */
  accessibilityLabel: string;
  risk: Risk;
  /** The one recommended safe move. */
  recommended: boolean;
  /** Listed under "Respond…" only. */
  menuOnly?: true;
  /** What is left to do where a response was partial or not effective. */
  remedy?: true;
  /** Target as people see it. */
  target: string;
}

export interface Advice {
  action: string;
  nextStep: string;
}

export interface CaseView {
  caseId: string;
  kind: 'finding' | 'storm' | 'approval' | 'stop';
  class: FindingClass;
  threat: Threat;
  title: string;
  /** The finding's own title, hostile text, for the details. */
  type: string;
  description: string;
  severity: Severity;
  tier: Tier;
  tierReason: string;
  sample: boolean;
  genuine: boolean;
  product: string;
  resource: Resource;
  /** Name if policy or enrichment knows one. */
  accountName?: string;
  account: string;
  region: string;
  environment: Environment;
  owner?: string;
  sightings: number;
  /** Milliseconds since the epoch. */
  lastSeenAt: number;
  openedAt: number;
  remoteAddresses: string[];
  accessKeys: string[];
  context: CaseContext;
  enriched: boolean;
  failures: string[];
  /** Rows of a case with many resources: the first 100, and how many there are. */
  rows: Row[];
  rowCount: number;
  openRows: number;
  promotions: { label: string; to: string }[];
  promotedFrom?: string;
  previous?: string;
  offers: OfferView[];
  /** Why something people might expect is not offered. */
  refusal?: { refused: string; nextStep: string };
  advice: Advice[];
  acknowledged?: { by: string; at: number };
  assignee?: Person;
  snooze?: { until: number; reason: string; by: string };
  suppression?: { until: number; reason: string; by: string };
  resolution?: { code: string; text: string; by: string; at: number };
  closedAt?: number;
  reopenedAt?: number;
  lastNote?: { text: string; by: string; at: number };
  responses: ResponseView[];
  /** Of a case that is a stop. */
  stop?: { reason: string; by: string; at: number; asked?: { by: string; at: number }; started?: { by: string; at: number } };
  /** The channel it belongs to, by its name in policy, while it is shown elsewhere. */
  meantFor?: string;
  consoleUrl?: string;
  affected?: Affected;
  /** What the policy watch saw, newest last. */
  watched?: PolicyWatched[];
  /** `expected`: policy names a project for it; `stillOpen`: the case is not over. */
  ticket?: Ticket & { expected: boolean; stillOpen: boolean };
  /** Of the people on call, once somebody has to be asked. */
  page?: Page;
  /** Where PagerDuty is not set up, or only to raise alarms: what the card says of the page is less then. */
  paging?: 'none' | 'events';
  /** Who is on call at this moment, lowest level first; absent where nobody has to know, or nobody could be asked. */
  onCall?: { name: string; level: number }[];
}

export interface ResponseView
  extends Pick<
    ResponseState,
    | 'responseId'
    | 'playbook'
    | 'title'
    | 'undoes'
    | 'foreign'
    | 'target'
    | 'risk'
    | 'reason'
    | 'steps'
    | 'facts'
    | 'warnings'
    | 'mode'
    | 'people'
    | 'because'
    | 'askedAt'
    | 'status'
    | 'startedAt'
    | 'stepStates'
    | 'checks'
    | 'outcome'
    | 'outcomeDetail'
    | 'outcomeAt'
  > {
  /** "@ana", "someone in the Security Hub console", "policy". */
  askedBy: string;
  askedById?: string;
  /** The level that is open now. */
  waiting?: { approvers: Person[]; group: string; until: number; level: number; levels: number };
  decision?: {
    decision: 'approved' | 'denied' | 'expired' | 'cancelled';
    by: string;
    at: number;
    reason?: string;
    onePerson: boolean;
    breakGlass?: true;
    changes?: Changes;
  };
  undoneBy?: string;
  /** Checks that are still to come, seconds after the last step; the last one's kind decides "measuring the effect". */
  pendingChecks: { afterSeconds: number; proves: 'configuration' | 'effect' }[];
  /** Opaque value for approve, deny, cancel, undo buttons. */
  value: string;
  undoable: boolean;
}

/** The plan as a modal shows it before anyone agrees. */
export interface PlanView {
  title: string;
  caseId: string;
  target: string;
  account: string;
  accountName?: string;
  environment: Environment;
  steps: { why: string; undo: string }[];
  facts: string[];
  warnings: string[];
  /** "the on-call (@omar)"…: who has to agree, and what that means for the person who looks. */
  needs: string;
  risk: Risk;
  people: 1 | 2;
  /** Present when the plan is looked at to approve it: who asked and why. */
  asked?: { by: string; reason: string; until: number };
  /** Set when this plan undoes a response. */
  /** What has to be typed before it can be asked for. */
  confirm?: string;
  undo: boolean;
  /** Value of the button with which this person may decide alone. */
  breakGlass?: string;
}
