/** Filters of a list: key:value, several values with commas, * for anything; what is not understood is named and nothing is listed. */
import type { CaseEntry } from '../case-entry.ts';
import { nearest } from './did-you-mean.ts';
import { durationOf } from './duration.ts';

export interface Filters {
  /** Patterns by key; a case has to fit one of each. */
  by: Partial<Record<Key, readonly string[]>>;
  /** Milliseconds since the case was opened. */
  olderThan?: number;
  youngerThan?: number;
  only: readonly Only[];
}

type Key = 'severity' | 'tier' | 'account' | 'environment' | 'type' | 'product' | 'route' | 'assignee';
export type Only = 'mine' | 'approvals' | 'snoozed' | 'unassigned' | 'baseline';

const KEYS: Record<string, Key | 'age'> = {
  sev: 'severity',
  severity: 'severity',
  tier: 'tier',
  acct: 'account',
  account: 'account',
  env: 'environment',
  environment: 'environment',
  type: 'type',
  product: 'product',
  route: 'route',
  assignee: 'assignee',
  age: 'age',
};
const WORDS: Record<string, Only | 'open'> = {
  open: 'open',
  all: 'open',
  mine: 'mine',
  approvals: 'approvals',
  snoozed: 'snoozed',
  unassigned: 'unassigned',
  baseline: 'baseline',
};
const VALUES: Partial<Record<Key, readonly string[]>> = {
  severity: ['informational', 'low', 'medium', 'high', 'critical'],
  tier: ['1', '2', '3'],
  environment: ['production', 'staging', 'development', 'unknown'],
};
/** What people write for short. */
const SHORT: Record<string, string> = {
  info: 'informational',
  crit: 'critical',
  med: 'medium',
  prod: 'production',
  stage: 'staging',
  dev: 'development',
};

export const noFilters: Filters = { by: {}, only: [] };

type Read = { ok: true; filters: Filters } | { ok: false; problem: string };

function suggestion(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near ? `. Did you mean \`${near}\`?` : `. There are: ${known.join(', ')}`;
}

function aged(filters: Filters, value: string): Filters | undefined {
  const [, sign, text = ''] = /^([<>])=?\s?(.+)$/.exec(value) ?? [];
  const length = durationOf(text);
  if (!sign || length === undefined) return undefined;
  return sign === '>' ? { ...filters, olderThan: length } : { ...filters, youngerThan: length };
}

const MOST_VALUES = 20;

function added(filters: Filters, name: string, value: string): Read {
  const key = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
  if (!key) return { ok: false, problem: `There is no filter “${name}”${suggestion(name, Object.keys(KEYS))}` };
  if (key === 'age') {
    const next = aged(filters, value);
    return next ? { ok: true, filters: next } : { ok: false, problem: `“${value}” is not an age: write age:>7d or age:<4h` };
  }
  const values = value
    .toLowerCase()
    .split(',')
    .filter((each) => each !== '')
    .map((each) => (key === 'severity' || key === 'environment' ? (SHORT[each] ?? each) : each));
  const known = VALUES[key];
  const wrong = known && values.find((each) => !known.includes(each));
  if (known && wrong !== undefined) return { ok: false, problem: `“${wrong}” is no ${key}${suggestion(wrong, known)}` };
  if (values.length === 0 || values.length > MOST_VALUES) return { ok: false, problem: `The filter “${name}” needs a value` };
  return { ok: true, filters: { ...filters, by: { ...filters.by, [key]: [...(filters.by[key] ?? []), ...values] } } };
}

export function filtersOf(words: readonly string[]): Read {
  let filters = noFilters;
  for (const word of words) {
    const [, name, value = ''] = /^([a-z-]{1,30}):(.{0,200})$/i.exec(word) ?? [];
    if (name) {
      const next = added(filters, name.toLowerCase(), value);
      if (!next.ok) return next;
      filters = next.filters;
      continue;
    }
    const only = Object.hasOwn(WORDS, word.toLowerCase()) ? WORDS[word.toLowerCase()] : undefined;
    if (!only) return { ok: false, problem: `I do not know what to list by “${word.slice(0, 60)}”${suggestion(word, Object.keys(WORDS))}` };
    if (only !== 'open') filters = { ...filters, only: [...filters.only, only] };
  }
  return { ok: true, filters };
}

function fits(pattern: string, value: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(value);
}

/** Who looks, and what the case's account is called; `mayDecide` says whether this person could answer what waits there. */
export interface Looking {
  now: number;
  person: { id: string; name: string };
  accountName?: string | undefined;
  mayDecide: boolean;
}

function valuesOf(key: Key, entry: CaseEntry, looking: Looking): string[] {
  switch (key) {
    case 'tier':
      return [String(entry.tier)];
    case 'account':
      return [entry.account, looking.accountName ?? ''];
    case 'assignee': {
      if (!entry.assignee) return ['nobody', 'none'];
      const { id, name } = entry.assignee;
      return [id, name, `@${name}`, ...(id === looking.person.id ? ['me'] : [])];
    }
    default:
      return [entry[key]];
  }
}

function isOnly(only: Only, entry: CaseEntry, { now, person, mayDecide }: Looking): boolean {
  switch (only) {
    case 'mine':
      return entry.assignee?.id === person.id;
    case 'approvals':
      return entry.waiting.length > 0 && mayDecide;
    case 'snoozed':
      return (entry.quietUntil ?? 0) > now;
    case 'unassigned':
      return !entry.assignee;
    case 'baseline':
      return entry.baseline;
  }
}

/** Quiet cases and the baseline are listed only when they are asked for. */
export function fitsFilters(entry: CaseEntry, filters: Filters, looking: Looking): boolean {
  const { by, only, olderThan, youngerThan } = filters;
  const age = looking.now - entry.openedAt;
  if (olderThan !== undefined && age <= olderThan) return false;
  if (youngerThan !== undefined && age >= youngerThan) return false;
  if (!only.includes('snoozed') && !only.includes('approvals') && (entry.quietUntil ?? 0) > looking.now) return false;
  if (!only.includes('baseline') && entry.baseline) return false;
  if (!only.every((each) => isOnly(each, entry, looking))) return false;
  return (Object.keys(by) as Key[]).every((key) => {
    const contains = key === 'type' || key === 'product';
    return (by[key] ?? []).some((wanted) => valuesOf(key, entry, looking).some((value) => fits(contains ? `*${wanted}*` : wanted, value)));
  });
}
