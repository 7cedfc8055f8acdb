/** Never-targets: names and tags that no response may touch, from policy and from what Drawbridge itself needs. */
import type { Policy } from './policy.ts';

/** Roles that AWS or Identity Center keeps: nobody can change them through IAM, and saying so early is kinder. */
const keptByAws = /^AWS(ServiceRole|ReservedSSO_)/;

function matches(pattern: string, name: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 'is').test(name);
}

/** Why this must never be touched, or undefined. `deployment` names our own roles. */
export function neverTarget(name: string, tags: Record<string, string>, policy: Policy, deployment: string): string | undefined {
  if (matches(`${deployment}-*`, name)) return 'it belongs to Drawbridge itself';
  if (keptByAws.test(name)) return 'AWS keeps it';
  const pattern = policy.neverTargets.names.find((each) => matches(each, name));
  if (pattern) return `policy protects "${pattern}"`;
  const wanted = Object.entries(policy.neverTargets.tags);
  // IAM compares tag keys without regard to case, and what it denies must not be planned.
  const tag = Object.entries(tags).find(([key, held]) =>
    wanted.some(([each, value]) => each.toLowerCase() === key.toLowerCase() && (value === '*' || held === value)),
  );
  return tag ? `it is tagged ${tag[0]}=${tag[1]}` : undefined;
}
