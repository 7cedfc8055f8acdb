/** What flows get: every outside system behind a narrow port, built once per cold start and replaced in tests. */
import type { Policy } from '../domain/policy.ts';
import type { Aws } from './aws.ts';
import type { Bus } from './bus.ts';
import type { CaseLog } from './case-log.ts';
import type { Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Evidence } from './evidence.ts';
import type { Locate } from './geo.ts';
import type { GuardDuty } from './guardduty.ts';
import type { Log } from './log.ts';
import type { Notices } from './notices.ts';
import type { OnCall } from './on-call.ts';
import type { PagerDuty } from './pagerduty.ts';
import type { People } from './people.ts';
import type { Queues } from './queues.ts';
import type { Redaction } from './redaction.ts';
import type { SecurityHub } from './security-hub.ts';
import type { Slack } from './slack.ts';
import type { StepFunctions } from './step-functions.ts';
import type { Table } from './table.ts';
import type { Tickets } from './tickets.ts';
import type { Vault } from './vault.ts';

export interface Services {
  clock: Clock;
  log: Log;
  policy: Policy;
  table: Table;
  cases: CaseLog;
  vault: Vault;
  queues: Queues;
  aws: Aws;
  securityHub: SecurityHub;
  guardDuty: GuardDuty;
  stepFunctions: StepFunctions;
  slack: Slack;
  directory: Directory;
  people: People;
  onCall: OnCall;
  bus: Bus;
  /** Undefined when no topic is configured. */
  notices: Notices | undefined;
  /** What policy keeps from leaving. */
  redaction: Redaction;
  /** Undefined when no bucket for it is configured. */
  evidence: Evidence | undefined;
  /** Without a configured tracker it has no projects. */
  tickets: Tickets;
  /** Mode `none` where it is not configured: every answer is then a refusal. */
  pagerDuty: PagerDuty;
  /** Undefined when no MaxMind database is configured. */
  locate: Locate | undefined;
  deployment: string;
  hubAccount: string;
  hubRegion: string;
}
