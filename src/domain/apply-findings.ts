/** The part of the reducer that takes findings in: any order and any duplication of them ends in the same state. */
import { hash as digest } from 'node:crypto';
import { type CaseState, type FindingEntry, isOpen, mostHubFindings, mostMore, mostRows, type Row } from './case-state.ts';
import type { Environment } from './context.ts';
import type { FindingFact, Tier } from './events.ts';
import { severities } from './finding.ts';

export function shortHash(text: string): string {
  return digest('sha256', text).slice(0, 10);
}

function newer(fact: FindingFact, known: FindingEntry | undefined): boolean {
  if (!known) return true;
  const [, updatedAt, hash] = known;
  return fact.updatedAt > updatedAt || (fact.updatedAt === updatedAt && fact.contentHash.slice(0, 10) > hash);
}

function gainsHub(state: CaseState, fact: FindingFact): boolean {
  return fact.inHub && !state.hubFindings.includes(fact.ref) && !state.promotions.some(({ key }) => key === fact.rowKey);
}

/** From now on the row's own case speaks of its findings in Security Hub: two that write there would take each other's words for a person's. */
export function promoteRow(state: CaseState, rowKey: string, label: string, to: string): void {
  state.promotions.push({ key: rowKey, label, to });
  for (const row of state.rows) {
    if (row.key !== rowKey) continue;
    row.promotedTo = to;
    const gone = new Set([row.ref, ...(row.more ?? []).map(({ ref }) => ref)]);
    state.hubFindings = state.hubFindings.filter((ref) => !gone.has(ref));
  }
}

/** False when the case knows all that this fact says. */
export function isNews(state: CaseState, fact: FindingFact): boolean {
  return newer(fact, state.findings[shortHash(fact.identity)]) || gainsHub(state, fact);
}

/** True when this finding is in the case, whatever its content. */
export function holds(state: CaseState, fact: FindingFact): boolean {
  return state.findings[shortHash(fact.identity)] !== undefined;
}

type RowFinding = NonNullable<Row['more']>[number];

function rowFindingOf(fact: FindingFact): RowFinding {
  const { ref, resource, title, severity, tier, tierReason, environment, active, vulnerability } = fact;
  return { ref, resource, title, severity, tier, tierReason, environment, active, ...(vulnerability && { vulnerability }) };
}

function isGraver(one: RowFinding, other: RowFinding): number {
  const [a, b] = [one, other].map(({ active, tier, severity }) => Number(active) * 100 + tier * 10 + severities.indexOf(severity));
  return (b ?? 0) - (a ?? 0) || (one.ref < other.ref ? -1 : 1);
}

/** The gravest is shown, the others are kept, in whatever order they came. */
function rowOf({ key, promotedTo }: Pick<Row, 'key' | 'promotedTo'>, findings: RowFinding[]): Row | undefined {
  const [gravest, ...rest] = findings.sort(isGraver).slice(0, mostMore + 1);
  return gravest && { key, ...gravest, ...(promotedTo && { promotedTo }), ...(rest.length > 0 && { more: rest }) };
}

/** Every finding of the row but this one. */
function others({ key: _, promotedTo: __, more = [], ...shown }: Row, ref: string): RowFinding[] {
  return [shown, ...more].filter((each) => each.ref !== ref);
}

/** Puts the finding into its row; a finding that has moved, because it names its resource differently now, leaves the old one. */
function putInRow(state: CaseState, fact: FindingFact, hasMoved: boolean): void {
  if (hasMoved) state.rows = state.rows.flatMap((row) => (row.key === fact.rowKey ? row : (rowOf(row, others(row, fact.ref)) ?? [])));
  const at = state.rows.findIndex((row) => row.key === fact.rowKey);
  const known = state.rows[at];
  const row = rowOf(known ?? { key: fact.rowKey }, [rowFindingOf(fact), ...(known ? others(known, fact.ref) : [])]);
  if (row && known) state.rows[at] = row;
  else if (row && state.rows.length < mostRows) state.rows.push(row);
}

/** True when this fact says that something goes on which a person's resolution or the product's closing had ended. */
export function reopens(state: CaseState, fact: FindingFact): boolean {
  if (isOpen(state) || !fact.active || fact.workflow === 'SUPPRESSED') return false;
  // A control is measured again and again: what a person has resolved stays resolved. A threat seen again is a threat.
  if (fact.workflow === 'RESOLVED' && state.subject.class !== 'threat') return false;
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

const strictness: Environment[] = ['development', 'staging', 'unknown', 'production'];

/** Until enrichment has looked, the strictest that any finding's account has. */
function strictest(state: CaseState, fact: FindingFact, first: boolean): Environment {
  if (first || fact.environment === 'production') return fact.environment;
  const rises = strictness.indexOf(fact.environment) > strictness.indexOf(state.environment);
  return rises && state.enrichedAt === undefined ? fact.environment : state.environment;
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
      fact.count,
    ];
    putInRow(state, fact, known !== undefined && known[0] !== shortHash(fact.rowKey));
    state.environment = strictest(state, fact, opening && fact === facts[0]);
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
