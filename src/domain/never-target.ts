/** Never-targets: names and tags that no response may touch, from policy and from what Drawbridge itself needs. */
import type { Policy } from './policy.ts';

/** IAM's own and Identity Center's roles cannot be changed by anybody; saying so early is kinder. */
const builtIn = ['AWSServiceRole*', 'AWSReservedSSO_*'];

function matches(pattern: string, name: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 'i').test(name);
}

/** Why this must never be touched, or undefined. `deployment` names our own roles. */
export function neverTarget(name: string, tags: Record<string, string>, policy: Policy, deployment: string): string | undefined {
  if (matches(`${deployment}-*`, name)) return 'it belongs to Drawbridge itself';
  const pattern = [...builtIn, ...policy.neverTargets.names].find((each) => matches(each, name));
  if (pattern) return `policy protects the name ${pattern}`;
  const tag = Object.entries(policy.neverTargets.tags).find(([key, value]) => tags[key] === value);
  return tag ? `it carries the protected tag ${tag[0]}=${tag[1]}` : undefined;
}
