/** The contract of an enricher: one kind of context, looked up live, said in facts; a failure is part of the answer. */
import type { Read, ReadName } from '../domain/aws-calls.ts';
import type { CaseContext } from '../domain/context.ts';
import type { Finding } from '../domain/finding.ts';

/** What an enricher may use besides AWS reads; each is absent when not configured. */
export interface EnricherTools<Names extends ReadName> {
  /** Reads in the finding's own account and the given Region (default: the finding's). */
  read: Read<Names>;
  readIn(region: string): Read<Names>;
  /** Domain time, milliseconds since the epoch. */
  now: number;
  /** MaxMind look-up; undefined when no database file is configured. */
  locate?: (address: string) => { country?: string; asn?: number; organisation?: string } | undefined;
  /** From policy: account id -> name, environment, owner. */
  accounts: Record<string, { name?: string; environment?: string; owner?: string }>;
}

export interface Enricher<Names extends ReadName = ReadName> {
  id: keyof CaseContext;
  /** As it reads in "could not look up …". */
  label: string;
  reads: readonly Names[];
  applies(finding: Finding): boolean;
  /** Resolves to this enricher's part of the context, or undefined when there is nothing to say. May reject: shown as a failure. */
  enrich(finding: Finding, tools: EnricherTools<Names>): Promise<CaseContext[keyof CaseContext] | undefined>;
}
