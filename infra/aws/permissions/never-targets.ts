/** What no response may touch, denied: by name in the ARN, by tag, and by the name that EC2 keeps in a tag (I14). */
import type { Policy } from '../../../src/domain/policy.ts';
import type { Conditions, Statement } from './documents.ts';
import type { Reach } from './granted.ts';
import { anyOf, escaped, hasNameTag, type Kind, named } from './kinds.ts';

export interface Protected {
  deployment: string;
  partition: string;
  neverTargets: Policy['neverTargets'];
}

/** Conditions cannot be divided later, so that each has at most this many patterns. */
const mostPatterns = 20;
const managed = 'aws:ResourceTag/drawbridge:managed';

function deny(Action: readonly string[], Resource: readonly string[], Condition?: Conditions): Statement[] {
  if (Action.length === 0 || Resource.length === 0) return [];
  return [{ Effect: 'Deny', Action: [...Action].sort(), Resource, ...(Condition && { Condition }) }];
}

function chunks(patterns: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(patterns.length / mostPatterns) }, (_, at) =>
    patterns.slice(at * mostPatterns, (at + 1) * mostPatterns),
  );
}

/** Kinds that the same actions change share a statement. */
function byActions(reaches: ReadonlyMap<string, Reach>): { actions: string[]; kinds: Kind[] }[] {
  const kinds = new Set([...reaches.values()].flatMap(({ changes }) => [...changes]));
  const found = new Map<string, { actions: string[]; kinds: Kind[] }>();
  for (const kind of kinds) {
    const actions = [...reaches].filter(([, { changes }]) => changes.has(kind)).map(([action]) => action);
    const same = found.get(actions.join()) ?? { actions, kinds: [] };
    found.set(actions.join(), same);
    same.kinds.push(kind);
  }
  return [...found.values()];
}

function byName(reaches: ReadonlyMap<string, Reach>, patterns: readonly string[], partition: string): Statement[] {
  return byActions(reaches).flatMap(({ actions, kinds }) =>
    deny(
      actions,
      kinds.flatMap((kind) => patterns.flatMap((pattern) => named(partition, kind, pattern))),
    ),
  );
}

/** Where an action also touches what it leaves as it is, only what it changes is denied. */
function byCondition(reaches: ReadonlyMap<string, Reach>, condition: Conditions, partition: string): Statement[] {
  const found = new Map<string, string[]>();
  for (const [action, { changes, uses }] of reaches) {
    if (changes.size === 0) continue;
    const touches = [...uses].some((kind) => !changes.has(kind));
    const on = touches ? [...changes].map((kind) => anyOf(partition, kind)) : ['*'];
    found.set(on.join(' '), [...(found.get(on.join(' ')) ?? []), action]);
  }
  return [...found].flatMap(([on, actions]) => deny(actions, on.split(' '), condition));
}

function byTag(reaches: ReadonlyMap<string, Reach>, { neverTargets, partition }: Protected): Statement[] {
  return Object.entries(neverTargets.tags).flatMap(([tag, value]) => {
    const key = `aws:ResourceTag/${tag}`;
    const condition: Conditions = value === '*' ? { Null: { [key]: 'false' } } : { StringEquals: { [key]: escaped(value) } };
    return byCondition(reaches, condition, partition);
  });
}

/** Our own quarantine groups are called after us, and must be emptied. */
function byNameTag(reaches: ReadonlyMap<string, Reach>, patterns: readonly string[], partition: string): Statement[] {
  const having = (wanted: (kinds: Kind[]) => boolean) =>
    new Map([...reaches].filter(([, { changes }]) => [...changes].some(hasNameTag) && wanted([...changes])));
  const groups = having((kinds) => kinds.every((kind) => kind === 'security group'));
  const others = having((kinds) => kinds.some((kind) => kind !== 'security group'));
  return chunks(patterns.map(escaped)).flatMap((names) => {
    const named: Conditions = { StringLike: { 'aws:ResourceTag/Name': names } };
    return [
      ...byCondition(others, named, partition),
      ...byCondition(groups, { ...named, StringNotEquals: { [managed]: 'quarantine' } }, partition),
    ];
  });
}

/** Drawbridge's own, whatever the action; and what AWS keeps for itself. */
function ownRoles({ deployment, partition }: Protected): Statement[] {
  const kinds: Kind[] = ['role', 'user', 'policy'];
  const own = kinds.flatMap((kind) => named(partition, kind, `${deployment}-*`));
  const kept = ['aws-service-role', 'aws-reserved'].map((path) => `arn:${partition}:iam::*:role/${path}/*`);
  return deny(['iam:*'], [...own, ...kept]);
}

export function denyingNeverTargets(reaches: ReadonlyMap<string, Reach>, what: Protected): Statement[] {
  const patterns = [...new Set([`${what.deployment}-*`, ...what.neverTargets.names])];
  return [
    ...ownRoles(what),
    ...byName(reaches, patterns, what.partition),
    ...byTag(reaches, what),
    ...byNameTag(reaches, patterns, what.partition),
  ];
}
