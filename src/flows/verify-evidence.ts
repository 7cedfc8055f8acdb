/** Holds the log against the evidence: every hour sealed by the next, every event in both, each difference named by case and event. */
import { chainProblems, type KeptChain, lineProblem } from '../domain/compare-chains.ts';
import type { StoredEvent } from '../domain/event-chain.ts';
import {
  hourName,
  hourNamed,
  hourOf,
  hourOfKey,
  type Manifest,
  manifestPrefix,
  placeIn,
  readLine,
  readManifest,
  sha256Of,
} from '../domain/evidence.ts';
import type { Evidence, Kept } from '../services/evidence.ts';

/** The copy that is held against the evidence: the table, or an exported file. */
export interface LogCopy {
  caseIds(): AsyncIterable<string> | Iterable<string>;
  events(caseId: string): Promise<readonly StoredEvent[]>;
  /** Holds every case there is; otherwise only its own are compared. */
  isWhole: boolean;
}
export interface EvidenceReport {
  hours: number;
  /** Names of the first and the last hour; absent without any. */
  from?: string;
  until?: string;
  cases: number;
  events: number;
  /** None when all of it agrees. */
  problems: string[];
}

interface Reading {
  evidence: Evidence;
  problems: string[];
  chains: Map<string, Map<number, { prev: string; hash: string }>>;
}

function objectProblems({ key, versions, hidden }: Kept): string[] {
  return [
    ...(versions > 1 ? [`${key}: somebody wrote over it; what was written first is what counts`] : []),
    ...(hidden ? [`${key}: somebody deleted it; what was written is still there behind the delete marker`] : []),
  ];
}

function readLines(text: string, key: string, { chains, problems }: Reading): void {
  for (const [index, written] of text.split('\n').entries()) {
    if (written === '') continue;
    const line = readLine(written);
    if (!line) {
      problems.push(`${key}: line ${index + 1} is not one of an export`);
      continue;
    }
    const chain = chains.get(line.caseId) ?? new Map<number, { prev: string; hash: string }>();
    chains.set(line.caseId, chain);
    const problem = lineProblem(line, chain);
    if (problem) problems.push(problem);
    const seq = placeIn(line.body)?.seq;
    if (seq !== undefined && !chain.has(seq)) chain.set(seq, { prev: line.prev, hash: line.hash });
  }
}

async function readParts({ parts, heads, hour }: Manifest, reading: Reading): Promise<void> {
  const { evidence, problems, chains } = reading;
  const kept = new Map<string, Kept>();
  let isMissing = false;
  const folder = parts[0]?.key.replace(/[^/]*$/, '');
  if (folder) for await (const each of evidence.list(folder)) kept.set(each.key, each);
  for (const { key, sha256, events } of parts) {
    const there = kept.get(key);
    const text = there && (await evidence.get(key, there.versionId));
    if (!there || text === undefined) {
      isMissing = true;
      problems.push(`${key}: missing, with ${events} events of ${hour}`);
      continue;
    }
    problems.push(...objectProblems(there));
    if (sha256Of(text) !== sha256) problems.push(`${key}: not as it was sealed in ${hour}`);
    readLines(text, key, reading);
  }
  // The events that went with a part are named one by one, from the log.
  for (const { caseId, seq, hash } of isMissing ? [] : heads)
    if (chains.get(caseId)?.get(seq)?.hash !== hash)
      problems.push(`case ${caseId}, event ${seq}: the head that ${hour} sealed is not among its events in the evidence`);
}

/** Each hour with what the one before it leads one to expect. */
async function readHours(reading: Reading): Promise<string[]> {
  const { evidence, problems } = reading;
  const hours: string[] = [];
  let before: { hour: number; sha256: string } | undefined;
  for await (const kept of evidence.list(manifestPrefix)) {
    const name = hourOfKey(kept.key);
    const hour = name === undefined ? undefined : hourNamed(name);
    const text = await evidence.get(kept.key, kept.versionId);
    const manifest = text === undefined ? undefined : readManifest(text);
    problems.push(...objectProblems(kept));
    if (name === undefined || hour === undefined || text === undefined || manifest?.hour !== name) {
      problems.push(`${kept.key}: not the seal of an hour`);
      continue;
    }
    if (before && hour !== before.hour + 1) problems.push(`${name}: the hours since ${hourName(before.hour)} are missing in the evidence`);
    else if (before && manifest.previous !== before.sha256)
      problems.push(`${name}: it does not seal the hour before as that is now: one of the two was changed`);
    before = { hour, sha256: sha256Of(text) };
    hours.push(name);
    await readParts(manifest, reading);
  }
  return hours;
}

/** Reads all of the evidence, and of the log what is to be compared. */
export async function verifyEvidence(evidence: Evidence, log: LogCopy): Promise<EvidenceReport> {
  const reading: Reading = { evidence, problems: [], chains: new Map() };
  const { problems, chains } = reading;
  const hours = await readHours(reading);
  const [from, until] = [hours[0], hours.at(-1)];
  if (from === undefined || until === undefined) problems.push('there is no evidence: not one hour was written');
  const [first, last] = [hourNamed(from ?? '') ?? 0, hourNamed(until ?? '') ?? -1];
  const isCovered = (at: number): boolean => hourOf(at) >= first && hourOf(at) <= last;
  const wanted = new Set<string>(log.isWhole ? chains.keys() : []);
  for await (const caseId of log.caseIds()) wanted.add(caseId);
  let events = 0;
  const none: KeptChain = new Map();
  for (const caseId of [...wanted].sort()) {
    const kept = chains.get(caseId) ?? none;
    events += kept.size;
    problems.push(...chainProblems(caseId, await log.events(caseId), kept, isCovered));
  }
  return { hours: hours.length, ...(from && { from }), ...(until && { until }), cases: wanted.size, events, problems };
}
