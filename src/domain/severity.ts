/** Severities: the five words, from every scale the products use. */
import type { Severity } from './finding.ts';

const words: Record<string, Severity> = {
  informational: 'informational',
  info: 'informational',
  negligible: 'informational',
  none: 'informational',
  untriaged: 'informational',
  unknown: 'informational',
  low: 'low',
  minor: 'low',
  medium: 'medium',
  moderate: 'medium',
  high: 'high',
  important: 'high',
  major: 'high',
  critical: 'critical',
  fatal: 'critical',
};

/** A word in any case: LOW, Important, UNTRIAGED. */
export function severityFromWord(value: unknown): Severity | undefined {
  return typeof value === 'string' ? words[value.trim().toLowerCase()] : undefined;
}

function numberFrom(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Security Hub's 0 to 100. */
export function severityFromNormalized(value: unknown): Severity | undefined {
  const score = numberFrom(value);
  if (score === undefined || score < 0 || score > 100) return undefined;
  if (score >= 90) return 'critical';
  if (score >= 70) return 'high';
  if (score >= 40) return 'medium';
  return score >= 1 ? 'low' : 'informational';
}

/** GuardDuty's and the like: 0 to 10 with fractions. */
export function severityFromScore(value: unknown): Severity | undefined {
  const score = numberFrom(value);
  if (score === undefined || score < 0 || score > 10) return undefined;
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'informational';
}

const byId: Record<string, Severity> = { 1: 'informational', 2: 'low', 3: 'medium', 4: 'high', 5: 'critical', 6: 'critical' };

/** OCSF: the id when it is one of the five, otherwise the word. */
export function severityFromOcsf(id: unknown, word: unknown): Severity | undefined {
  return byId[String(numberFrom(id))] ?? severityFromWord(word);
}

/** ASFF's Severity object: Label, then Normalized, then Product (a GuardDuty-like score, or 0 to 100). */
export function severityFromAsff(severity: {
  Label?: unknown;
  Normalized?: unknown;
  Product?: unknown;
  Original?: unknown;
}): Severity | undefined {
  return (
    severityFromWord(severity.Label) ??
    severityFromNormalized(severity.Normalized) ??
    severityFromScore(severity.Product) ??
    severityFromNormalized(severity.Product) ??
    severityFromWord(severity.Original)
  );
}
