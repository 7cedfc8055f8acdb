/** Writes the log's past hours to where nobody can change them. What an hour holds follows from the log alone, so it may be run again. */

import { firstPrev, type StoredEvent } from '../domain/event-chain.ts';
import {
  type ChainHead,
  type EvidencePart,
  hourMilliseconds,
  hourName,
  hourOf,
  lineOf,
  type Manifest,
  manifestKey,
  partKey,
  placeIn,
  sha256Of,
} from '../domain/evidence.ts';
import { minuteOf, seqOf } from '../services/case-log.ts';
import type { Evidence } from '../services/evidence.ts';
import type { Services } from '../services/services.ts';
import type { Item } from '../services/table.ts';

type EvidenceServices = Pick<Services, 'cases' | 'table' | 'clock' | 'log' | 'evidence' | 'deployment'>;

interface Cursor extends Item {
  /** The last hour that is written. */
  hour: number;
  /** Of its manifest. */
  sha256: string;
}

/** No function runs longer than a quarter of an hour, so by then every event of the hour before is in the table. */
const settledMilliseconds = 20 * 60_000;
/** A part is held in memory while it is made; it is closed after the case that makes it this long. */
const partCharacters = 8_000_000;
/** How many events before the hour's last one of a case are read at first. */
const firstLook = 50;
/** Clocks of functions differ a little: an event is before the hour only when all around it are. */
const skewMilliseconds = 60_000;
const cursorKey = { pk: 'EVIDENCE', sk: 'CURSOR' };

/** The cases with events of that hour, by id, each with its last one's seq. */
async function changedIn(hour: number, { table }: EvidenceServices): Promise<[string, number][]> {
  const last = new Map<string, number>();
  for (let minute = 0; minute < 60; minute += 1) {
    const changed = await table.changed(minuteOf(hour * hourMilliseconds + minute * 60_000));
    for (const [partition, event] of changed) {
      const caseId = partition.replace(/^CASE#/, '');
      last.set(caseId, Math.max(seqOf(event), last.get(caseId) ?? 0));
    }
  }
  return [...last].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The events of a case that were written in that hour; only as much of its log is read as is needed for that. */
async function eventsOf(caseId: string, last: number, hour: number, { cases }: EvidenceServices): Promise<StoredEvent[]> {
  const begin = hour * hourMilliseconds;
  for (let back = firstLook; ; back *= 8) {
    const after = Math.max(0, last - back);
    const events = await cases.events(caseId, after);
    const at = (event: StoredEvent): number => placeIn(event.body)?.at ?? Number.NaN;
    const [first] = events;
    if (after > 0 && first && at(first) >= begin - skewMilliseconds) continue;
    return events.filter((event) => hourOf(at(event)) === hour);
  }
}

async function writePart(hour: string, lines: readonly string[], evidence: Evidence): Promise<EvidencePart> {
  const text = `${lines.join('\n')}\n`;
  const sha256 = sha256Of(text);
  const key = partKey(hour, sha256);
  // Being there already, it is this content: the key says so.
  await evidence.putNew(key, text);
  return { key, sha256, events: lines.length };
}

function headOf(caseId: string, events: readonly StoredEvent[]): ChainHead[] {
  const last = events.at(-1);
  const seq = last && placeIn(last.body)?.seq;
  return last && seq !== undefined ? [{ caseId, seq, hash: last.hash }] : [];
}

/** Answers the sha256 of the hour's manifest. */
async function exportHour(hour: number, previous: string, evidence: Evidence, services: EvidenceServices): Promise<string> {
  const name = hourName(hour);
  const manifest: Manifest = { v: 1, deployment: services.deployment, hour: name, previous, parts: [], heads: [] };
  let lines: string[] = [];
  let characters = 0;
  for (const [caseId, last] of await changedIn(hour, services)) {
    const events = await eventsOf(caseId, last, hour, services);
    manifest.heads.push(...headOf(caseId, events));
    for (const event of events) {
      const line = lineOf(caseId, event);
      lines.push(line);
      characters += line.length + 1;
    }
    if (characters < partCharacters) continue;
    manifest.parts.push(await writePart(name, lines, evidence));
    [lines, characters] = [[], 0];
  }
  if (lines.length > 0) manifest.parts.push(await writePart(name, lines, evidence));
  const text = JSON.stringify(manifest);
  const isNew = await evidence.putNew(manifestKey(name), text);
  if (!isNew && (await evidence.get(manifestKey(name))) !== text)
    throw new Error(`the evidence of ${name} is there already and says something else than the log: run npm run audit:verify`);
  return sha256Of(text);
}

/**
 * Every whole hour since the last one that was written, quiet ones too, so that a missing one shows; answers how many. The first run begins
 * with the hour before. Rejects when an hour could not be written: it is tried again by the next run.
 */
export async function exportEvidence(services: EvidenceServices): Promise<number> {
  const { evidence, table, clock, log } = services;
  if (!evidence) return 0;
  const lastWhole = hourOf(clock.now() - settledMilliseconds) - 1;
  const begin: Cursor = { ...cursorKey, hour: lastWhole - 1, sha256: firstPrev };
  // The beginning is remembered before anything is written: should that fail for hours, none of them is left out.
  const isFirst = await table.putNew(begin);
  const cursor = isFirst ? begin : ((await table.get(cursorKey.pk, cursorKey.sk)) as Cursor);
  const first = cursor.hour + 1;
  let { sha256 } = cursor;
  for (let hour = first; hour <= lastWhole; hour += 1) {
    sha256 = await exportHour(hour, sha256, evidence, services);
    await table.putIfNewer({ ...cursorKey, hour, sha256 }, 'hour');
  }
  const hours = Math.max(0, lastWhole - first + 1);
  if (hours > 0) log.info('evidence written', { hours, until: hourName(lastWhole) });
  return hours;
}
