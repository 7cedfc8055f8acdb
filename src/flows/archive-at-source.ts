/** Archives GuardDuty's findings of a case that policy closed with proof: told at the source, they are over there, too. */
import type { CaseState } from '../domain/case-state.ts';
import { isClosedByPolicy } from '../domain/hub-content.ts';
import { casePartition } from '../services/case-log.ts';
import type { Services } from '../services/services.ts';
import type { Item } from '../services/table.ts';
import { storedFinding } from './claim-finding.ts';

interface GuardDutySurface extends Item {
  /** When it was settled, in milliseconds: closed again after a reopening, they are archived again. */
  settledAt: number;
}

const guardDutyArn = /^arn:aws[\w-]*:guardduty:([\w-]+):\d{12}:detector\/\w+\/finding\/(\w+)$/;
const mostFindings = 200;

type ArchiveServices = Pick<Services, 'cases' | 'table' | 'guardDuty' | 'log'>;

/** Ids by Region; the copy in Security Hub and the native event name the same finding. */
async function findingsOf({ rows }: CaseState, { table }: ArchiveServices): Promise<Map<string, Set<string>>> {
  const refs = new Set(rows.flatMap((row) => [row.ref, ...(row.more ?? []).map(({ ref }) => ref)]));
  const ids = new Map<string, Set<string>>();
  for (const ref of [...refs].slice(0, mostFindings)) {
    const [, region, id] = guardDutyArn.exec((await storedFinding(table, ref))?.finding.findingId ?? '') ?? [];
    if (region && id) ids.set(region, (ids.get(region) ?? new Set()).add(id));
  }
  return ids;
}

/** Run again it changes nothing. Rejects when GuardDuty did not take it and should be asked again. */
export async function archiveAtSource(caseId: string, services: ArchiveServices): Promise<void> {
  const { cases, table, guardDuty, log } = services;
  const state = await cases.read(caseId);
  if (!state?.resolution || !isClosedByPolicy(state)) return;
  const key = { pk: casePartition(caseId), sk: 'SURFACE#guardduty' };
  const settledAt = state.resolution.at;
  if (((await table.get(key.pk, key.sk)) as GuardDutySurface | undefined)?.settledAt === settledAt) return;
  for (const [region, ids] of await findingsOf(state, services)) {
    const isArchived = await guardDuty.archive(region, [...ids]);
    if (!isArchived)
      log.warn('GuardDuty findings could not be archived: the hub account is not its administrator there', { caseId, region });
  }
  await table.put({ ...key, settledAt });
}
