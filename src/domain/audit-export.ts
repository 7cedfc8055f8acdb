/** The log of cases as NDJSON that proves itself: each line an event as it was hashed, then one line that says how many there were. */
import { type StoredEvent, verifyChain } from './event-chain.ts';

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

/** What `exportOf` wrote, one case after the other or mixed; a case without its last line was cut off. */
export function verifyExport(text: string): Verified {
  const problems: string[] = [];
  const events = new Map<string, StoredEvent[]>();
  const ends = new Map<string, ExportedEnd>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const { caseId, prev, hash, body, events: count, lastHash } = recordIn(line) ?? {};
    if (isText(caseId) && isText(prev) && isText(hash) && isText(body)) {
      if (ends.has(caseId)) problems.push(`case ${caseId}: line ${index + 1} comes after its end`);
      events.set(caseId, [...(events.get(caseId) ?? []), { prev, hash, body }]);
    } else if (isText(caseId) && typeof count === 'number' && isText(lastHash)) ends.set(caseId, { caseId, events: count, lastHash });
    else problems.push(`line ${index + 1} is not one of an export`);
  }
  const cases = [...new Set([...events.keys(), ...ends.keys()])].map((caseId) => {
    const found = events.get(caseId) ?? [];
    const broken = verifyChain(found);
    const end = ends.get(caseId);
    if (broken !== undefined) problems.push(`case ${caseId}: the chain does not hold at event ${broken}`);
    if (!end) problems.push(`case ${caseId}: the end is missing, so events may be, too`);
    else if (end.events !== found.length || end.lastHash !== (found.at(-1)?.hash ?? ''))
      problems.push(`case ${caseId}: it should have ${end.events} events and end with ${end.lastHash.slice(0, 12)}`);
    return { caseId, events: found.length, lastHash: found.at(-1)?.hash ?? '' };
  });
  if (cases.length === 0) problems.push('there is no event in it');
  return { cases, problems };
}
