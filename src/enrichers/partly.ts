/** Partly enriched: what could be looked up, together with what could not. */
import { AwsCallError } from '../domain/aws-calls.ts';
import type { CaseContext } from '../domain/context.ts';

export interface Missing {
  /** As it reads in "could not look up …". */
  label: string;
  error: unknown;
}

/** Rejecting with this keeps the part of the context that is known. */
export class PartlyEnriched extends Error {
  override name = 'PartlyEnriched';
  readonly known: CaseContext[keyof CaseContext];
  readonly missing: Missing[];
  constructor(known: CaseContext[keyof CaseContext], missing: Missing[]) {
    super(`could not look up ${missing.map(({ label }) => label).join(', ')}`);
    this.known = known;
    this.missing = missing;
  }
}

/** Side look-ups that may fail without losing the rest. */
export function sideLookups() {
  const missing: Missing[] = [];
  return {
    /** The work's value, or `otherwise` with the failure noted. */
    async or<T>(label: string, otherwise: T, work: Promise<T>): Promise<T> {
      try {
        return await work;
      } catch (error) {
        missing.push({ label, error });
        return otherwise;
      }
    },
    finish<T extends CaseContext[keyof CaseContext]>(known: T): T {
      if (missing.length > 0) throw new PartlyEnriched(known, missing);
      return known;
    },
  };
}

/** The work's value, or `absent` when the service says by one of these codes that there is none. */
export async function unless<T, A>(codes: readonly string[], absent: A, work: Promise<T>): Promise<T | A> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AwsCallError && codes.includes(error.code)) return absent;
    throw error;
  }
}

export function tagMap(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));
}
