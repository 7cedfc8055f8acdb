/** What calls come to in IAM: allow statements, and for each action the kinds of things it changes and those it only touches. */
import type { WriteName } from '../../../src/domain/aws-calls.ts';
import { actionOf } from './action-names.ts';
import type { Conditions, Statement } from './documents.ts';
import { anyOf, type Kind } from './kinds.ts';
import { type Permission, scopeOf } from './scopes.ts';

/** A write, and the playbook that makes it; none for what is told to waiting workflows. */
export interface Write {
  call: WriteName;
  playbook?: string;
}
export interface Reach {
  changes: Set<Kind>;
  uses: Set<Kind>;
}

function filledIn(conditions: Conditions, partition: string): Conditions {
  return JSON.parse(JSON.stringify(conditions).replaceAll('{partition}', partition)) as Conditions;
}

function permissionsOf({ call, playbook }: Write): Permission[] {
  const { changes, uses = [], when, also = [] } = scopeOf(call, playbook);
  const action = actionOf(call);
  const own: Permission[] = when
    ? [
        { action, on: changes, when },
        { action, on: uses },
      ]
    : [{ action, on: [...changes, ...uses] }];
  return [...own, ...also].filter(({ on }) => on.length > 0);
}

/** One statement for all actions with the same reach. */
export function allowing(writes: readonly Write[], partition: string): Statement[] {
  const found = new Map<string, { on: Permission['on']; when: Conditions | undefined; actions: Set<string> }>();
  for (const { action, on, when } of writes.flatMap(permissionsOf)) {
    const key = JSON.stringify([on, when]);
    const same = found.get(key) ?? { on, when, actions: new Set() };
    found.set(key, same);
    same.actions.add(action);
  }
  return [...found.values()].map(({ on, when, actions }) => ({
    Effect: 'Allow',
    Action: [...actions].sort(),
    Resource: on === 'all' ? ['*'] : on.map((kind) => anyOf(partition, kind)),
    ...(when && { Condition: filledIn(when, partition) }),
  }));
}

/** By action. What one call changes counts as changed, though another only touches it. */
export function reaches(writes: readonly Write[]): Map<string, Reach> {
  const found = new Map<string, Reach>();
  const reachOf = (action: string) => {
    const reach = found.get(action) ?? { changes: new Set(), uses: new Set() };
    found.set(action, reach);
    return reach;
  };
  for (const { call, playbook } of writes) {
    const { changes, uses = [], also = [] } = scopeOf(call, playbook);
    const own = reachOf(actionOf(call));
    for (const kind of changes) own.changes.add(kind);
    for (const kind of uses) own.uses.add(kind);
    for (const { action, on } of also) if (on !== 'all') for (const kind of on) reachOf(action).uses.add(kind);
  }
  return found;
}
