/** Workflow or note of a finding differ from what was last seen: our own write coming back, or a person in the console. */
import { createHash } from 'node:crypto';
import { rowKeyOf } from '../domain/case-key.ts';
import type { CaseState } from '../domain/case-state.ts';
import type { EventData, NewEvent } from '../domain/events.ts';
import type { Finding } from '../domain/finding.ts';
import { bounded } from '../domain/finding-fact.ts';
import { withoutKeyIds } from '../domain/redaction.ts';
import { casePartition } from '../services/case-log.ts';
import { noteAuthor } from '../services/security-hub.ts';
import type { Services } from '../services/services.ts';

/** What Drawbridge last wrote to Security Hub for a case: SURFACE#security-hub. */
export interface HubSurface {
  workflow: string;
  note: string;
  earlier?: { workflow: string; note: string };
}

export type Edit = 'echo' | 'recorded' | 'nothing';

/** An echo is our own write coming back. Otherwise Security Hub is asked, and what a person changed is recorded as theirs. */
export async function noteConsoleEdit(
  claimed: string,
  incoming: Finding,
  known: Finding,
  services: Pick<Services, 'table' | 'cases' | 'securityHub'>,
): Promise<Edit> {
  const state = await services.cases.read(claimed);
  // A row that has a case of its own is written of by that one.
  const caseId = state?.promotions.find(({ key }) => key === rowKeyOf(known))?.to ?? claimed;
  const written = (await services.table.get(casePartition(caseId), 'SURFACE#security-hub')) as unknown as HubSurface | undefined;
  const matches = (content: { workflow: string; note: string }) =>
    written !== undefined &&
    ((content.workflow === written.workflow && (content.note === written.note || content.note === '')) ||
      // Ours too, though something else is to be written by now.
      (content.workflow === written.earlier?.workflow && content.note === written.earlier.note));
  if (matches({ workflow: incoming.workflow, note: incoming.note?.text ?? '' })) return 'echo';
  const reference = incoming.hub ?? known.hub;
  const current = reference && (await services.securityHub.read(reference));
  // Not readable (another Region, V2): the event itself is the best witness.
  const content = current ?? { workflow: incoming.workflow, note: incoming.note?.text ?? '', notedBy: incoming.note?.updatedBy };
  if (matches(content)) return 'echo';
  const data: EventData['console-edited'] = {};
  if (content.workflow !== (written?.workflow ?? 'NEW')) data.workflow = content.workflow;
  if (content.note && content.note !== written?.note && content.notedBy !== noteAuthor) data.note = content.note;
  if (content.notedBy && content.notedBy !== noteAuthor) data.by = content.notedBy;
  if (!data.workflow && !data.note) return 'nothing';
  const hash = createHash('sha256')
    .update(`${incoming.identity}\n${content.workflow}\n${content.note}\n${incoming.updatedAt}\n${incoming.note?.updatedAt ?? ''}`)
    .digest('hex');
  const event: NewEvent = {
    id: `console:${hash.slice(0, 24)}`,
    actor: { kind: 'console', name: data.by ?? 'someone in the Security Hub console' },
    kind: 'console-edited',
    data,
  };
  await services.cases.append(caseId, (state) => (state ? [ofRow(event, data, incoming, state)] : []));
  return 'recorded';
}

/** One row of many that is resolved or suppressed leaves the others open: the case only notes it. */
function ofRow(event: NewEvent, data: EventData['console-edited'], incoming: Finding, state: CaseState): NewEvent {
  const over = data.workflow === 'RESOLVED' || data.workflow === 'SUPPRESSED';
  if (!over || state.openRows < 2) return event;
  const label = withoutKeyIds(incoming.resources[0]?.name ?? incoming.resources[0]?.id ?? incoming.findingId);
  const { workflow, note, ...rest } = data;
  const words = `${bounded(label, 120)} was set to ${workflow} in the console${note ? `: ${note}` : ''}`;
  return { ...event, kind: 'console-edited', data: { ...rest, note: words } };
}
