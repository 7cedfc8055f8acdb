/** Makes Security Hub match a case: workflow status and note of its findings; what was not processed is tried again. */
import type { HubReference } from '../domain/finding.ts';
import { type DesiredHubContent, hubContentOf } from '../domain/hub-content.ts';
import { casePartition } from '../services/case-log.ts';
import type { Services } from '../services/services.ts';
import type { Item } from '../services/table.ts';
import { storedFinding } from './claim-finding.ts';
import { slackSurface } from './show-on-slack.ts';

interface HubSurfaceItem extends Item, DesiredHubContent {
  /** What was written before: its echo may come late. */
  earlier?: DesiredHubContent;
  /** Refs of the findings that hold this content. */
  done: string[];
}

/** Of both APIs. */
const hopeless = new Set(['FindingNotFound', 'FindingSizeExceeded', 'ResourceNotFoundException']);

/** True when Security Hub matches; false when some findings have to be tried again. */
export async function writeToHub(
  caseId: string,
  services: Pick<Services, 'cases' | 'table' | 'securityHub' | 'clock' | 'log'>,
): Promise<boolean> {
  const state = await services.cases.read(caseId);
  if (!state) return true;
  const shown = (await slackSurface(caseId, services))?.ts !== undefined;
  const desired = hubContentOf(state, shown, services.clock.now());
  if (!desired) return true;
  const key = { pk: casePartition(caseId), sk: 'SURFACE#security-hub' };
  const known = (await services.table.get(key.pk, key.sk)) as HubSurfaceItem | undefined;
  const same = known?.workflow === desired.workflow && known.note === desired.note && known.verification === desired.verification;
  const done = new Set(same ? known.done : []);
  const missing = state.hubFindings.filter((ref) => !done.has(ref));
  if (missing.length === 0) return true;
  const earlier = same ? known.earlier : known && { workflow: known.workflow, note: known.note };
  const surface = { ...key, ...desired, ...(earlier && { earlier }) };
  // Remembered before it is written: the echo may be back before the answer is.
  await services.table.put({ ...surface, done: [...done] });
  const references = new Map<HubReference, string>();
  for (const ref of missing) {
    const item = await storedFinding(services.table, ref);
    if (item?.hub) references.set(item.hub, ref);
    else done.add(ref);
  }
  const unprocessed = await services.securityHub.write([...references.keys()], desired);
  const failed = new Set<string>();
  for (const { reference, code } of unprocessed) {
    const ref = references.get(reference);
    services.log.warn('Security Hub did not process an update', { caseId, code });
    // A finding that is gone (90 days) or too large will never take it.
    if (ref && !hopeless.has(code)) failed.add(ref);
  }
  for (const ref of references.values()) if (!failed.has(ref)) done.add(ref);
  await services.table.put({ ...surface, done: [...done] });
  return failed.size === 0;
}
