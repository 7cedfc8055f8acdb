/** Which named route a finding takes, and whether it becomes a message at all. */
import type { Environment } from './context.ts';
import type { Tier } from './events.ts';
import type { Finding } from './finding.ts';
import type { Policy } from './policy.ts';
import { isListed } from './strategy.ts';

export interface Route {
  route: string;
  /** Slack channel id. */
  channel: string;
}

type Routed = Pick<Finding, 'severity' | 'account' | 'product' | 'resources'> & Partial<Pick<Finding, 'type' | 'threat'>>;
type Condition = Policy['routes'][number];

function tagged(finding: Routed, tags: Record<string, string>): boolean {
  const present = finding.resources.map((resource) => resource.tags ?? {});
  return Object.entries(tags).every(([key, value]) => present.some((each) => (value === '*' ? key in each : each[key] === value)));
}

/** "workloads" holds for "workloads/prod", too. */
function isUnder(unit: string, above: string): boolean {
  return unit === above || unit.startsWith(`${above}/`);
}

/** The conditions of a route that do not hold for a finding, by their names in policy; none when it takes it. */
export function unmet(route: Condition, finding: Routed, environment: Environment, policy: Policy): (keyof Condition)[] {
  const { severity, account, product, type, threat } = finding;
  const { unit, owner } = policy.accounts[account] ?? {};
  const holds: { [Name in keyof Condition]?: boolean } = {
    severities: !route.severities || route.severities.includes(severity),
    accounts: !route.accounts || route.accounts.includes(account),
    environments: !route.environments || route.environments.includes(environment),
    units: !route.units || (unit !== undefined && route.units.some((above) => isUnder(unit, above))),
    owners: !route.owners || (owner !== undefined && route.owners.includes(owner)),
    products: !route.products || route.products.includes(product.name),
    types: !route.types || (type !== undefined && isListed(type, route.types)),
    families: !route.families || (threat !== undefined && route.families.includes(threat)),
    tags: !route.tags || tagged(finding, route.tags),
  };
  return (Object.keys(holds) as (keyof Condition)[]).filter((name) => holds[name] === false);
}

/** The first route whose every condition holds; else the own channel of the account's owner; else the default one. */
export function routeOf(finding: Routed, environment: Environment, policy: Policy): Route {
  const match = policy.routes.find((route) => unmet(route, finding, environment, policy).length === 0);
  const own = policy.accounts[finding.account];
  const owners = own?.channel ? { name: `owner of ${own.name}`, channel: own.channel } : undefined;
  const { name, channel } = match ?? owners ?? policy.defaultRoute;
  return { route: name, channel: policy.channels[channel] ?? '' };
}

export function posts(tier: Tier, policy: Policy): boolean {
  return tier >= policy.postingFloor;
}

/** Environment from policy's account map; enrichment may know better from tags. */
export function environmentOf(account: string, policy: Policy): Environment {
  return policy.accounts[account]?.environment ?? 'unknown';
}
