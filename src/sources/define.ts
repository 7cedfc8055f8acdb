/** The contract of a source: one input format, tolerant in what it reads, exact in what it says about what it will not take. */
import type { ApprovalRequest } from '../domain/approval-request.ts';
import type { Finding } from '../domain/finding.ts';

/** An EventBridge envelope, parsed only this far; every field may be missing or of the wrong type in what people post. */
export interface Envelope {
  id: string;
  detailType: string;
  source: string;
  account: string;
  region: string;
  /** Milliseconds since the epoch; undefined when absent or unreadable. */
  time: number | undefined;
  resources: string[];
  detail: unknown;
}

/** What one finding (or one input without findings) turned into. Reasons are sentences a security engineer understands. */
export type Parsed =
  | { outcome: 'finding'; finding: Finding; raw: unknown }
  | { outcome: 'declined'; reason: string; findingId?: string }
  /** `kept`: what is kept of it instead of the raw input, which holds a secret. */
  | { outcome: 'rejected'; reason: string; findingId?: string; kept?: unknown };

/** A custom action clicked in the Security Hub console: `id` is the last part of the action ARN in `resources[0]`. */
export interface CustomAction {
  id: string;
  name: string;
}

export interface ParsedInput {
  /** At least one, except for a workflow that asks people. */
  results: Parsed[];
  customAction?: CustomAction;
  /** A workflow asks people; `kept` is the request without its secret. */
  approval?: { request: ApprovalRequest; kept: unknown };
}

export interface Source {
  id: string;
  /** One sentence for the documentation: what it reads. */
  reads: string;
  /** Cheap test on source and detail-type only. */
  accepts(envelope: Envelope): boolean;
  /** Never throws for bad input: that is a rejected result. */
  parse(envelope: Envelope): ParsedInput;
}
