/** Severities and tiers in words; the emoji comes after the word and never alone. */
import type { Tier } from '../src/domain/events.ts';
import type { Severity } from '../src/domain/finding.ts';

const MARKS: Record<Severity, string> = { informational: '', low: '', medium: '', high: ' ⚠', critical: ' 🔴' };
const TIERS: Record<Tier, string> = { 1: 'routine', 2: 'worth a decision', 3: 'pages someone' };

/** "CRITICAL". */
export function severityWord(severity: Severity): string {
  return severity === 'informational' ? 'INFO' : severity.toUpperCase();
}

/** "CRITICAL 🔴", for lists in which rows of many severities stand together. */
export function severityMarked(severity: Severity): string {
  return `${severityWord(severity)}${MARKS[severity]}`;
}

/** "Tier 3: active threat, production". */
export function tierWords(tier: Tier, reason: string): string {
  return `Tier ${tier}: ${reason || TIERS[tier]}`;
}
