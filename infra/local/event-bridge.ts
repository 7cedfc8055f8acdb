/** EventBridge's event patterns, as far as our rules use them, and the lane an event takes. */
import { type EventRule, eventRules, type Lane } from '../event-rules.ts';

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Objects in a pattern go deeper, arrays list what may match; an array in the event matches by any of its elements. */
export function matchesPattern(pattern: Fields, event: unknown): boolean {
  if (Array.isArray(event)) return event.some((element) => matchesPattern(pattern, element));
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or') return Array.isArray(expected) && expected.some((branch) => isFields(branch) && matchesPattern(branch, event));
    const value = isFields(event) && Object.hasOwn(event, key) ? event[key] : undefined;
    if (Array.isArray(expected)) return expected.some((matcher) => matchesValue(matcher, value));
    return isFields(expected) && (isNested(value) ? matchesPattern(expected, value) : matchesPattern(expected, {}));
  });
}

function isNested(value: unknown): boolean {
  return isFields(value) || (Array.isArray(value) && value.length > 0);
}

function matchesValue(matcher: unknown, value: unknown): boolean {
  if (isFields(matcher) && 'exists' in matcher)
    return matcher.exists === (value !== undefined && !(Array.isArray(value) && value.length === 0));
  if (Array.isArray(value)) return value.some((element) => matchesValue(matcher, element));
  if (value === undefined || isFields(value)) return false;
  if (!isFields(matcher)) return matcher === value;
  if ('anything-but' in matcher) return isExcluded(matcher['anything-but'], value) === false;
  if ('prefix' in matcher) return typeof value === 'string' && each(matcher.prefix).some((start) => value.startsWith(start));
  if ('suffix' in matcher) return typeof value === 'string' && each(matcher.suffix).some((end) => value.endsWith(end));
  return 'numeric' in matcher && typeof value === 'number' && Array.isArray(matcher.numeric) && inRange(matcher.numeric, value);
}

function isExcluded(excluded: unknown, value: unknown): boolean {
  if (isFields(excluded)) return matchesValue(excluded, value);
  return Array.isArray(excluded) ? excluded.includes(value) : excluded === value;
}

function each(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}

const comparisons: Record<string, (value: number, limit: number) => boolean> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '=': (value, limit) => value === limit,
  '>=': (value, limit) => value >= limit,
  '>': (value, limit) => value > limit,
};

/** `['>=', 4, '<', 7]`: every pair must hold. */
function inRange(range: unknown[], value: number): boolean {
  for (let at = 0; at < range.length; at += 2) {
    const limit = range[at + 1];
    if (typeof limit !== 'number' || comparisons[String(range[at])]?.(value, limit) !== true) return false;
  }
  return range.length > 0;
}

export function matchingRules(envelope: unknown): EventRule[] {
  return isFields(envelope) ? eventRules.filter(({ pattern }) => matchesPattern(pattern, envelope)) : [];
}

/** Undefined: no rule wants it, so in AWS it would never arrive. */
export function routeEvent(envelope: unknown): { lane: Lane; rule: string } | undefined {
  const [rule] = matchingRules(envelope).sort((one, other) => Number(other.lane === 'urgent') - Number(one.lane === 'urgent'));
  return rule && { lane: rule.lane, rule: rule.name };
}
