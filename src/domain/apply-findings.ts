/** The part of the reducer that takes findings in: any order and any duplication of them ends in the same state. */
import { createHash } from 'node:crypto';
import { type CaseState, type FindingEntry, isOpen, mostHubFindings, mostRows, type Row } from './case-state.ts';
import type { FindingFact, Tier } from './events.ts';
import { severities } from './finding.ts';

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}

function newer(fact: FindingFact, known: FindingEntry | undefined): boolean {
  if (!known) return true;
  const [, updatedAt, hash] = known;
  return fact.updatedAt > updatedAt || (fact.updatedAt === updatedAt && fact.contentHash.slice(0, 10) > hash);
}

function gainsHub(state: CaseState, fact: FindingFact): boolean {
  return fact.inHub && !state.hubFindings.includes(fact.ref);
}

/** False when the case knows all that this fact says. */
export function isNews(state: CaseState, fact: FindingFact): boolean {
  return newer(fact, state.findings[shortHash(fact.identity)]) || gainsHub(state, fact);
}

/** True when this finding is in the case, whatever its content. */
export function holds(state: CaseState, fact: FindingFact): boolean {
  return state.findings[shortHash(fact.identity)] !== undefined;
}

function rowOf(fact: FindingFact): Row {
  return {
    key: fact.rowKey,
    ref: fact.ref,
    resource: fact.resource,
    title: fact.title,
    severity: fact.severity,
    tier: fact.tier,
    tierReason: fact.tierReason,
    environment: fact.environment,
    active: fact.active,
    ...(fact.vulnerability && { vulnerability: fact.vulnerability }),
  };
}

/** True when this fact says that something goes on which a person's resolution or the product's closing had ended. */
export function reopens(state: CaseState, fact: FindingFact): boolean {
  if (isOpen(state) || !fact.active || fact.workflow === 'SUPPRESSED') return false;
  const known = state.findings[shortHash(fact.identity)];
  if (!newer(fact, known)) return false;
  const closedAt = state.resolution?.at ?? state.closedAt ?? 0;
  return !known || known[3] === 0 || (fact.lastSeenAt ?? fact.updatedAt) > closedAt;
}

function summarise(state: CaseState, before: number | undefined): void {
  const rows = new Map<string, boolean>();
  let severity = 0;
  let tier: Tier = 1;
  let sightings = 0;
  for (const [row, , , active, severityIndex, findingTier, count] of Object.values(state.findings)) {
    rows.set(row, rows.get(row) === true || active === 1);
    sightings += count;
    if (active !== 1) continue;
    severity = Math.max(severity, severityIndex);
    tier = Math.max(tier, findingTier) as Tier;
  }
  state.rowCount = rows.size;
  state.openRows = [...rows.values()].filter(Boolean).length;
  state.sightings = sightings;
  if (state.openRows === 0) return;
  state.severity = severities[severity] ?? state.severity;
  if (before === undefined || tier > state.tier) {
    state.tier = tier;
    state.tierReason = state.rows.find((row) => row.active && row.tier === tier)?.tierReason ?? state.tierReason;
  }
}

/** Changes `state`; `opening` is true for the facts of the first event. */
export function applyFindings(state: CaseState, facts: readonly FindingFact[], at: number, opening: boolean): void {
  let reopened = false;
  for (const fact of facts) {
    const key = shortHash(fact.identity);
    const known = state.findings[key];
    state.lastSeenAt = Math.max(state.lastSeenAt, fact.lastSeenAt ?? fact.updatedAt);
    if (gainsHub(state, fact) && state.hubFindings.length < mostHubFindings) state.hubFindings.push(fact.ref);
    if (!newer(fact, known)) continue;
    reopened ||= reopens(state, fact);
    state.findings[key] = [
      shortHash(fact.rowKey),
      fact.updatedAt,
      fact.contentHash.slice(0, 10),
      fact.active ? 1 : 0,
      severities.indexOf(fact.severity),
      fact.tier,
      Math.max(fact.count, known?.[6] ?? 0),
    ];
    const row = state.rows.findIndex((other) => other.key === fact.rowKey);
    const promotedTo = state.rows[row]?.promotedTo;
    if (row >= 0) state.rows[row] = { ...rowOf(fact), ...(promotedTo && { promotedTo }) };
    else if (state.rows.length < mostRows) state.rows.push(rowOf(fact));
    if (fact.environment === 'production' || opening) state.environment = fact.environment;
  }
  summarise(state, opening ? undefined : state.tier);
  if (state.openRows === 0) {
    state.closedAt ??= at;
  } else if (reopened) {
    delete state.closedAt;
    delete state.resolution;
    delete state.consoleWorkflow;
    state.reopenedAt = at;
  }
}
