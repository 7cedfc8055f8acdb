/** Evidence: the log of all cases, hour by hour, as it is kept where nobody can change it; each hour seals the one before. */
import { hash as digest } from 'node:crypto';
import type { StoredEvent } from './event-chain.ts';

export const hourMilliseconds = 3_600_000;

/** The last event of a case within an hour. */
export interface ChainHead {
  caseId: string;
  seq: number;
  hash: string;
}
export interface EvidencePart {
  key: string;
  /** Of the whole part, hex. */
  sha256: string;
  events: number;
}
/** What an hour holds: written last, so that parts of a run that was cut off count for nothing. */
export interface Manifest {
  v: 1;
  deployment: string;
  /** Such as `2026-11-20T03`, in UTC. */
  hour: string;
  /** sha256 of the hour before's manifest; 64 zeros on the first. */
  previous: string;
  parts: EvidencePart[];
  heads: ChainHead[];
}
export interface EvidenceLine extends StoredEvent {
  caseId: string;
}

/** Hours since the epoch, of an instant in milliseconds. */
export function hourOf(at: number): number {
  return Math.floor(at / hourMilliseconds);
}

/** Such as `2026-11-20T03`. */
export function hourName(hour: number): string {
  return new Date(hour * hourMilliseconds).toISOString().slice(0, 13);
}

/** Undefined for anything but a name that `hourName` gives. */
export function hourNamed(name: string): number | undefined {
  const at = Date.parse(`${name}:00:00Z`);
  return Number.isNaN(at) || hourName(hourOf(at)) !== name ? undefined : hourOf(at);
}

export const manifestPrefix = 'heads/';
const partPrefix = 'events/';

const folder = (hour: string): string => hour.replaceAll(/[-T]/g, '/');

export function manifestKey(hour: string): string {
  return `${manifestPrefix}${folder(hour)}.json`;
}

/** The hour whose manifest has this key. */
export function hourOfKey(key: string): string | undefined {
  const [, day, hour] = /^heads\/(\d{4}\/\d\d\/\d\d)\/(\d\d)\.json$/.exec(key) ?? [];
  return day && hour ? `${day.replaceAll('/', '-')}T${hour}` : undefined;
}

/** Named by its content: written again it is the same object. */
export function partKey(hour: string, sha256: string): string {
  return `${partPrefix}${folder(hour)}/${sha256}.ndjson`;
}

export function sha256Of(text: string): string {
  return digest('sha256', text);
}

export function lineOf(caseId: string, { body, prev, hash }: StoredEvent): string {
  return JSON.stringify({ caseId, prev, hash, body } satisfies EvidenceLine);
}

function object(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined when the line is not one of ours. */
export function readLine(line: string): EvidenceLine | undefined {
  const { caseId, prev, hash, body } = object(line) ?? {};
  const isWhole = [caseId, prev, hash, body].every((each) => typeof each === 'string');
  return isWhole ? ({ caseId, prev, hash, body } as EvidenceLine) : undefined;
}

/** Undefined when it is no manifest. */
export function readManifest(text: string): Manifest | undefined {
  const value = object(text);
  const isOne = value?.v === 1 && typeof value.hour === 'string' && typeof value.previous === 'string';
  return isOne && Array.isArray(value.parts) && Array.isArray(value.heads) ? (value as unknown as Manifest) : undefined;
}

/** When the event was written and its place in the log, from the string that was hashed; undefined when it is not readable. */
export function placeIn(body: string): { seq: number; at: number } | undefined {
  const { seq, at } = object(body) ?? {};
  return typeof seq === 'number' && typeof at === 'number' ? { seq, at } : undefined;
}
