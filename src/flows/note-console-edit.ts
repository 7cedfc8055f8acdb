/** Workflow or note of a finding differ from what was last seen: our own write coming back, or a person in the console. */
import { createHash } from 'node:crypto';
import type { EventData, NewEvent } from '../domain/events.ts';
import type { Finding } from '../domain/finding.ts';
import { casePartition } from '../services/case-log.ts';
import { noteAuthor } from '../services/security-hub.ts';
import type { Services } from '../services/services.ts';

/** What Drawbridge last wrote to Security Hub for a case: SURFACE#security-hub. */
export interface HubSurface {
  workflow: string;
  note: string;
}

/** True when it is an echo. Otherwise Security Hub is asked, and what a person changed is recorded as theirs. */
export async function noteConsoleEdit(
  caseId: string,
  incoming: Finding,
  known: Finding,
  services: Pick<Services, 'table' | 'cases' | 'securityHub'>,
): Promise<boolean> {
  const written = (await services.table.get(casePartition(caseId), 'SURFACE#security-hub')) as unknown as HubSurface | undefined;
  const matches = (content: { workflow: string; note: string }) =>
    written !== undefined && content.workflow === written.workflow && (content.note === written.note || content.note === '');
  if (matches({ workflow: incoming.workflow, note: incoming.note?.text ?? '' })) return true;
  const reference = incoming.hub ?? known.hub;
  const current = reference && (await services.securityHub.read(reference));
  // Not readable (another Region, V2): the event itself is the best witness.
  const content = current ?? { workflow: incoming.workflow, note: incoming.note?.text ?? '', notedBy: incoming.note?.updatedBy };
  if (matches(content)) return true;
  const data: EventData['console-edited'] = {};
  if (content.workflow !== (written?.workflow ?? 'NEW')) data.workflow = content.workflow;
  if (content.note && content.note !== written?.note && content.notedBy !== noteAuthor) data.note = content.note;
  if (content.notedBy && content.notedBy !== noteAuthor) data.by = content.notedBy;
  if (!data.workflow && !data.note) return true;
  const hash = createHash('sha256')
    .update(`${incoming.identity}\n${content.workflow}\n${content.note}\n${incoming.updatedAt}\n${incoming.note?.updatedAt ?? ''}`)
    .digest('hex');
  const event: NewEvent = {
    id: `console:${hash.slice(0, 24)}`,
    actor: { kind: 'console', name: data.by ?? 'someone in the Security Hub console' },
    kind: 'console-edited',
    data,
  };
  await services.cases.append(caseId, (state) => (state ? [event] : []));
  return false;
}
