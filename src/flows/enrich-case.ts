/** Enrich: look up what helps to decide, record it once with its failures, raise tier and promote rows where it says so. */
import { rowKeyOf } from '../domain/case-key.ts';
import type { CaseState } from '../domain/case-state.ts';
import type { CaseContext } from '../domain/context.ts';
import type { NewEvent, Tier } from '../domain/events.ts';
import type { Finding } from '../domain/finding.ts';
import { factOf } from '../domain/finding-fact.ts';
import { deepWithoutKeyIds } from '../domain/redaction.ts';
import { tierOf } from '../domain/tier.ts';
import type { Services } from '../services/services.ts';
import { storedFinding } from './claim-finding.ts';
import { isTrusted, promotedKey } from './group-findings.ts';
import { openPromoted } from './promote-row.ts';
import { type EnrichDeps, runEnrichers } from './run-enrichers.ts';

type EnrichServices = Pick<
  Services,
  'cases' | 'table' | 'policy' | 'aws' | 'clock' | 'log' | 'locate' | 'bus' | 'hubAccount' | 'hubRegion'
>;

/** Rows with a known exploit that are looked at for being reachable. */
const mostExploitable = 10;

function internetFacing(context: CaseContext): boolean | undefined {
  const { instance } = context;
  return instance ? instance.publicAddresses.length > 0 || instance.openPorts.length > 0 : undefined;
}

async function findingsOf(state: CaseState, services: EnrichServices): Promise<Finding[]> {
  const rows = state.rows.filter((row) => row.active);
  const wanted = rows
    .slice(0, 1)
    .concat(rows.slice(1).filter((row) => row.vulnerability?.exploitAvailable))
    .slice(0, mostExploitable);
  const items = await Promise.all(wanted.map((row) => storedFinding(services.table, row.ref)));
  return items.flatMap((item) => (item ? [item.finding] : []));
}

function tierAfter(finding: Finding, context: CaseContext, services: EnrichServices) {
  const facing = internetFacing(context);
  return tierOf({
    finding,
    environment: context.owner?.environment ?? 'unknown',
    trusted: isTrusted(finding, services.policy),
    ...(facing !== undefined && { internetFacing: facing }),
  });
}

/** Appends one `enriched` event, whatever failed; running it again changes nothing. */
export async function enrichCase(caseId: string, services: EnrichServices): Promise<void> {
  const state = await services.cases.read(caseId);
  if (!state || state.enrichedAt !== undefined) return;
  const [finding, ...others] = await findingsOf(state, services);
  if (!finding) return;
  const { context, failures } = await runEnrichers(finding, { ...services, accounts: services.policy.accounts as EnrichDeps['accounts'] });
  const events: NewEvent[] = [
    { id: 'enriched', actor: { kind: 'drawbridge' }, kind: 'enriched', data: deepWithoutKeyIds({ context, failures }) },
  ];
  const { tier, reason } = tierAfter(finding, context, services);
  const many = state.subject.class !== 'threat';
  if (tier > state.tier && !(many && tier === 3)) {
    events.push({ id: `tier:${tier}`, actor: { kind: 'drawbridge' }, kind: 'tier-set', data: { tier, reason } });
  }
  // Before the event that says it is done: whoever dies here is followed by somebody who promotes again.
  if (many) await promote(state, finding, { tier, reason }, services);
  for (const other of others) {
    const found = await runEnrichers(other, { ...services, accounts: services.policy.accounts as EnrichDeps['accounts'] });
    await promote(state, other, tierAfter(other, found.context, services), services);
  }
  await services.cases.append(caseId, (current) => (current?.enrichedAt === undefined ? events : []));
  await publish(caseId, finding, context, failures, services);
}

async function promote(
  state: CaseState,
  finding: Finding,
  decision: { tier: Tier; reason: string },
  services: EnrichServices,
): Promise<void> {
  if (decision.tier < 3 || state.promotedFrom || state.rows.some((row) => row.key === rowKeyOf(finding) && row.promotedTo)) return;
  const fact = {
    ...factOf(finding, state.environment, isTrusted(finding, services.policy)),
    tier: decision.tier,
    tierReason: decision.reason,
  };
  await openPromoted(finding, fact, promotedKey(state.subject.caseKey, rowKeyOf(finding)), state.caseId, services);
}

/** The enriched finding goes back on the bus for others; a bus that is down is logged, the case does not wait for it. */
async function publish(
  caseId: string,
  finding: Finding,
  context: CaseContext,
  failures: string[],
  services: EnrichServices,
): Promise<void> {
  const { accessKeys: _, ...open } = finding;
  try {
    await services.bus.put('Finding Enriched', deepWithoutKeyIds({ version: 1, caseId, finding: open, context, failures }));
  } catch (error) {
    services.log.error('the enriched finding could not be put on the bus', error, { caseId });
  }
}
