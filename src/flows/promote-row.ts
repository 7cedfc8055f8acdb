/** A row that turned out tier 3 gets a case of its own, noted on both. */
import type { FindingFact, NewEvent } from '../domain/events.ts';
import type { Finding } from '../domain/finding.ts';
import { appendGroup, type OpenServices } from './append-group.ts';
import { claimCase } from './claim-case.ts';
import type { Group } from './group-findings.ts';

export async function notePromotion(group: Group, parent: string, caseId: string, services: OpenServices): Promise<void> {
  for (const { rowKey, resource } of group.facts) {
    const data = { rowKey, label: resource.name ?? resource.id, to: caseId };
    const event: NewEvent = { id: `promoted:${rowKey}`, actor: { kind: 'drawbridge' }, kind: 'row-promoted', data };
    await services.cases.append(parent, (state) => (state ? [event] : []));
  }
}

/** For what enrichment found out: the finding is in its case already. */
export async function openPromoted(
  finding: Finding,
  fact: FindingFact,
  key: string,
  parent: string,
  services: OpenServices,
): Promise<void> {
  const group: Group = { key, first: finding, taken: [], facts: [fact] };
  const claim = await claimCase(services.table, key, services.clock.now());
  const caseId = await appendGroup(group, { claim, parent }, services);
  await notePromotion(group, parent, caseId, services);
}
