/** Approval levels: one after the other, each with its deadline, counted from the moment the response was asked for. */
import type { ResponseState } from '../domain/case-state.ts';

export interface OpenLevel {
  /** From 1. */
  level: number;
  /** The group that is asked. */
  name: string;
  opensAt: number;
  until: number;
}

/** The level whose turn it is, or undefined when the last deadline is over. */
export function levelAt({ askedAt, levels }: Pick<ResponseState, 'askedAt' | 'levels'>, now: number): OpenLevel | undefined {
  let opensAt = askedAt;
  for (const [index, { name, seconds }] of levels.entries()) {
    const until = askedAt + seconds * 1000;
    if (until > now) return { level: index + 1, name, opensAt, until };
    opensAt = Math.max(opensAt, until);
  }
  return undefined;
}
