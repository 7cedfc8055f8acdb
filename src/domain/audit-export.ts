/** The log of cases as NDJSON that proves itself: each line an event as it was hashed, then one line that says how many there were. */
import { caseIdOf } from './case-id.ts';
import { type StoredEvent, verifyChain } from './event-chain.ts';
import type { CaseEvent } from './events.ts';

interface ExportedEvent extends StoredEvent {
  caseId: string;
}
interface ExportedEnd {
  caseId: string;
  events: number;
  lastHash: string;
}

export function exportOf(caseId: string, events: readonly StoredEvent[]): string {
  const lines = events.map(({ body, prev, hash }) => JSON.stringify({ caseId, prev, hash, body } satisfies ExportedEvent));
  const end: ExportedEnd = { caseId, events: events.length, lastHash: events.at(-1)?.hash ?? '' };
  return `${[...lines, JSON.stringify(end)].join('\n')}\n`;
}

export interface Verified {
  cases: { caseId: string; events: number; lastHash: string }[];
  /** Each names the case and the line or event; none when all of it verifies. */
  problems: string[];
}

function recordIn(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';

interface Lines {
  events: Map<string, StoredEvent[]>;
  ends: Map<string, ExportedEnd>;
  problems: string[];
}

function linesOf(text: string): Lines {
  const { events, ends, problems }: Lines = { events: new Map(), ends: new Map(), problems: [] };
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const { caseId, prev, hash, body, events: count, lastHash } = recordIn(line) ?? {};
    if (isText(caseId) && ends.has(caseId)) problems.push(`case ${caseId}: line ${index + 1} comes after its end`);
    if (isText(caseId) && isText(prev) && isText(hash) && isText(body)) {
      const known = events.get(caseId);
      if (known) known.push({ prev, hash, body });
      else events.set(caseId, [{ prev, hash, body }]);
    } else if (isText(caseId) && typeof count === 'number' && isText(lastHash)) ends.set(caseId, { caseId, events: count, lastHash });
    else problems.push(`line ${index + 1} is not one of an export`);
  }
  return { events, ends, problems };
}

/** How often an id may have been taken by another key. */
const mostAttempts = 10;

/** The first event names the key that the id is made of: another case's log does not pass for this one's. */
function isOwn(caseId: string, [first]: readonly StoredEvent[]): boolean {
  const opened = recordIn(first?.body ?? '') as Partial<CaseEvent> | undefined;
  if (opened?.kind !== 'case-opened') return false;
  const { caseKey, generation } = opened.data?.subject ?? {};
  if (caseKey === undefined || generation === undefined) return false;
  return Array.from({ length: mostAttempts }, (_, attempt) => caseIdOf(caseKey, generation, attempt)).includes(caseId);
}

/** What `exportOf` wrote, one case after the other or mixed; a case without its last line was cut off. */
export function verifyExport(text: string): Verified {
  const { events, ends, problems } = linesOf(text);
  const cases = [...new Set([...events.keys(), ...ends.keys()])].map((caseId) => {
    const found = events.get(caseId) ?? [];
    const broken = verifyChain(found);
    const end = ends.get(caseId);
    if (found.length === 0) problems.push(`case ${caseId}: there is no event of it`);
    else if (broken !== undefined) problems.push(`case ${caseId}: the chain does not hold at event ${broken}`);
    else if (!isOwn(caseId, found)) problems.push(`case ${caseId}: these are events of another case`);
    if (!end) problems.push(`case ${caseId}: the end is missing, so events may be, too`);
    else if (end.events !== found.length || end.lastHash !== (found.at(-1)?.hash ?? ''))
      problems.push(`case ${caseId}: it should have ${end.events} events and end with ${end.lastHash.slice(0, 12)}`);
    return { caseId, events: found.length, lastHash: found.at(-1)?.hash ?? '' };
  });
  if (cases.length === 0) problems.push('there is no event in it');
  return { cases, problems };
}
