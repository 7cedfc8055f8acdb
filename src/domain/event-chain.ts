/** The chain of a case's events: each stored as the exact JSON string that was hashed, with the one before it. */
import { hash as digest } from 'node:crypto';
import type { CaseEvent } from './events.ts';

export interface StoredEvent {
  /** The exact JSON string that was hashed. */
  body: string;
  prev: string;
  hash: string;
}

/** hash = sha256(prev + '\n' + body), hex; the first event's prev is 64 zeros. */
export function chainHash(prev: string, body: string): string {
  return digest('sha256', `${prev}\n${body}`);
}

export const firstPrev = '0'.repeat(64);

/** The first seq at which the chain is broken, or undefined when all of it verifies. */
export function verifyChain(events: readonly StoredEvent[]): number | undefined {
  let prev = firstPrev;
  for (const [index, event] of events.entries()) {
    // The hash first: a body that was changed need not be JSON any more.
    const fits = event.prev === prev && chainHash(prev, event.body) === event.hash;
    if (!fits || seqIn(event.body) !== index + 1) return index + 1;
    prev = event.hash;
  }
  return undefined;
}

function seqIn(body: string): unknown {
  try {
    return (JSON.parse(body) as Partial<CaseEvent> | null)?.seq;
  } catch {
    return undefined;
  }
}
