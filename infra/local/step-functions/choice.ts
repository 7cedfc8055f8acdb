/** Choice rules: which comparisons exist, whether a rule is well formed, and whether it holds. */
import { StateError } from './errors.ts';
import { parsePath, readPath, type View } from './paths.ts';

export type Rule = Record<string, unknown>;
type Compare = (value: never, other: never) => boolean;

const ORDER: Record<string, (a: number | string, b: number | string) => boolean> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  GreaterThan: (a, b) => a > b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThanEquals: (a, b) => a >= b,
};
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

function isTimestamp(value: unknown): value is string {
  return typeof value === 'string' && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value));
}

const KINDS: Record<string, (value: unknown) => boolean> = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: isTimestamp,
};

const COMPARISONS: Record<string, { takes: (value: unknown) => boolean; holds: Compare }> = {
  BooleanEquals: { takes: (value) => typeof value === 'boolean', holds: (a: boolean, b: boolean) => a === b },
};
for (const [name, holds] of Object.entries(ORDER)) {
  COMPARISONS[`String${name}`] = { takes: (value) => typeof value === 'string', holds: (a: string, b: string) => holds(a, b) };
  COMPARISONS[`Numeric${name}`] = { takes: (value) => typeof value === 'number', holds: (a: number, b: number) => holds(a, b) };
  COMPARISONS[`Timestamp${name}`] = {
    takes: isTimestamp,
    holds: (a: string, b: string) => holds(Date.parse(a), Date.parse(b)),
  };
}

function rules(value: unknown): Rule[] {
  return Array.isArray(value) ? value : [];
}

function isPath(value: unknown): boolean {
  try {
    return parsePath(String(value)).root !== undefined;
  } catch {
    return false;
  }
}

function comparisonProblems(operator: string, operand: unknown): string[] {
  if (operator === 'IsPresent' || operator in KINDS) return typeof operand === 'boolean' ? [] : [`${operator} takes true or false`];
  const comparison = COMPARISONS[operator.replace(/Path$/, '')];
  if (!comparison) return [`no comparison "${operator}" here`];
  if (operator.endsWith('Path')) return isPath(operand) ? [] : [`${operator} takes a path`];
  return comparison.takes(operand) ? [] : [`${operator} cannot compare with ${JSON.stringify(operand)}`];
}

/** What is wrong with a rule, in words; only the outermost rule carries Next. */
export function ruleProblems(rule: unknown, outermost: boolean): string[] {
  if (typeof rule !== 'object' || rule === null) return ['a rule must be an object'];
  const { Next, Comment: _, Variable, ...rest } = rule as Rule;
  const problems = outermost === (typeof Next === 'string') ? [] : [outermost ? 'a rule has no Next' : 'an inner rule has a Next'];
  const [entry, ...others] = Object.entries(rest);
  if (!entry || others.length > 0)
    return [...problems, `a rule needs exactly one comparison, not ${Object.keys(rest).join(', ') || 'none'}`];
  const [operator, operand] = entry;
  if (operator === 'And' || operator === 'Or') {
    if (rules(operand).length === 0) problems.push(`${operator} takes a list of rules`);
    return [...problems, ...rules(operand).flatMap((inner) => ruleProblems(inner, false))];
  }
  if (operator === 'Not') return [...problems, ...ruleProblems(operand, false)];
  if (!isPath(Variable)) problems.push(`Variable must be a path, not ${JSON.stringify(Variable)}`);
  return [...problems, ...comparisonProblems(operator, operand)];
}

function present(path: string, view: View): unknown {
  const value = readPath(path, view);
  if (value === undefined) throw new StateError('States.Runtime', `Invalid path '${path}': nothing is there to compare`);
  return value;
}

/** Whether the rule holds. A value of another type than the comparison's makes it false; a missing one fails the execution. */
export function ruleHolds(rule: Rule, view: View): boolean {
  const { Next: _next, Comment: _comment, Variable, ...rest } = rule;
  const [operator, operand] = Object.entries(rest)[0] ?? ['', undefined];
  if (operator === 'And') return rules(operand).every((inner) => ruleHolds(inner, view));
  if (operator === 'Or') return rules(operand).some((inner) => ruleHolds(inner, view));
  if (operator === 'Not') return !ruleHolds(operand as Rule, view);
  const path = String(Variable);
  if (operator === 'IsPresent') return (readPath(path, view) !== undefined) === operand;
  const value = present(path, view);
  const kind = KINDS[operator];
  if (kind) return kind(value) === operand;
  const comparison = COMPARISONS[operator.replace(/Path$/, '')];
  const other = operator.endsWith('Path') ? present(String(operand), view) : operand;
  return !!comparison?.takes(value) && comparison.takes(other) && comparison.holds(value as never, other as never);
}
