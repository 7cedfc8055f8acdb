/** Claim step (a): FINDING#<identity>, once; tells news from repeats, and from our own writes coming back. */
import type { Finding, HubReference, WorkflowStatus } from '../domain/finding.ts';
import { refOf, versionOf } from '../domain/finding-fact.ts';
import { withinBytes } from '../domain/within-bytes.ts';
import type { Item, Table } from '../services/table.ts';

export interface FindingItem extends Item {
  identity: string;
  version: string;
  /** The SQS message that stored this version: the same message again must finish what it began. */
  messageId: string;
  /** The normalised finding and what it came from; secret, so this item is of the vault's class. */
  finding: Finding;
  raw: string;
  hub?: HubReference;
  workflow: WorkflowStatus;
  note: string;
  /** It was over when it was first heard of, so no case holds it; kept so that an older content coming late opens none either. */
  declined?: boolean;
}

export type Claim =
  /** `edited`: workflow or note differ from what was last seen in Security Hub. */
  | { news: true; edited: boolean; finding: Finding }
  /** `over`: what is known already is newer, and was declined. */
  | { news: false; edited: boolean; finding: Finding; over: boolean };

/** `ref`: refOf(identity). */
export const findingKey = (ref: string) => ({ pk: `FINDING#${ref}`, sk: 'VAULT' });

/** Of an item's 400 kB; what the finding leaves is for the raw input, which Security Hub keeps below 240 kB. */
const mostBytes = 380_000;

function itemOf(finding: Finding, raw: unknown, messageId: string, known?: FindingItem): FindingItem {
  const hub = finding.hub ?? known?.hub;
  const merged: Finding = { ...finding, ...(hub && { hub }) };
  return {
    ...findingKey(refOf(finding.identity)),
    identity: finding.identity,
    version: versionOf(finding),
    messageId,
    finding: merged,
    raw: withinBytes(JSON.stringify(raw ?? null), mostBytes - Buffer.byteLength(JSON.stringify(merged))),
    ...(hub && { hub }),
    workflow: finding.via === 'native' ? (known?.workflow ?? 'NEW') : finding.workflow,
    note: finding.via === 'native' ? (known?.note ?? '') : (finding.note?.text ?? ''),
  };
}

const mostRemembered = 20_000;
const memories = new WeakMap<Table, Set<string>>();

/** True when this process knows that the item is there: then it is read at once. Only a saving: every write is conditional anyway. */
function wasSeen(table: Table, pk: string): boolean {
  const memory = memories.get(table) ?? new Set();
  memories.set(table, memory);
  const seen = memory.delete(pk);
  memory.add(pk);
  const oldest = memory.size > mostRemembered ? memory.values().next().value : undefined;
  if (oldest !== undefined) memory.delete(oldest);
  return seen;
}

/** Run again with the same message it answers the same. `asked`: a person wants a case of it, whatever it is. */
export async function claimFinding(table: Table, finding: Finding, raw: unknown, messageId: string, asked = false): Promise<Claim> {
  const fresh = itemOf(finding, raw, messageId);
  const seen = wasSeen(table, fresh.pk);
  if (!seen && (await table.putNew(fresh))) return { news: true, edited: false, finding };
  for (;;) {
    const known = (await table.get(fresh.pk, fresh.sk)) as FindingItem | undefined;
    if (!known && seen && !(await table.putNew(fresh))) continue;
    if (!known) return { news: true, edited: false, finding };
    const item = itemOf(finding, raw, messageId, known);
    const declined = known.declined === true;
    const differs = finding.via !== 'native' && (item.workflow !== known.workflow || item.note !== known.note);
    // An older content that comes late says nothing about what people did since; what was declined has no case to edit.
    const edited = differs && !declined && finding.updatedAt >= known.finding.updatedAt;
    const gainsHub = item.hub !== undefined && known.hub === undefined;
    if (item.version > known.version || (declined && asked) || (gainsHub && !declined && item.version === known.version)) {
      if (await table.replace(item, 'version', known.version)) return { news: true, edited, finding: item.finding };
      continue;
    }
    if (declined) return { news: false, edited: false, finding: known.finding, over: true };
    if (item.version === known.version && known.messageId === messageId) return { news: true, edited, finding: known.finding };
    if (!gainsHub && !edited) return { news: false, edited: false, finding: known.finding, over: false };
    const kept: FindingItem = {
      ...known,
      ...(item.hub && { hub: item.hub, finding: { ...known.finding, hub: item.hub } }),
      ...(edited && { workflow: item.workflow, note: item.note }),
    };
    if (!(await table.replace(kept, 'version', known.version))) continue;
    // An older content that brings the hub's reference is news for write-back, with the newer content kept.
    if (gainsHub) return { news: true, edited, finding: kept.finding };
    return { news: false, edited, finding: kept.finding, over: false };
  }
}

/** Remembers a finding that is over and that no case holds; false when a case does. */
export async function declineFinding(table: Table, finding: Finding, messageId: string): Promise<boolean> {
  const item: FindingItem = { ...itemOf(finding, null, messageId), declined: true };
  if (await table.putNew(item)) return true;
  for (;;) {
    const known = (await table.get(item.pk, item.sk)) as FindingItem | undefined;
    if (known && !known.declined) return false;
    if (!known || known.version >= item.version || (await table.replace(item, 'version', known.version))) return true;
  }
}

export async function storedFinding(table: Table, ref: string): Promise<FindingItem | undefined> {
  const { pk, sk } = findingKey(ref);
  return (await table.get(pk, sk)) as FindingItem | undefined;
}
