/** Which named route a finding takes, and whether it becomes a message at all. */
import type { Environment } from './context.ts';
import type { Tier } from './events.ts';
import type { Finding } from './finding.ts';
import type { Policy } from './policy.ts';

export interface Route {
  route: string;
  /** Slack channel id. */
  channel: string;
}

type Routed = Pick<Finding, 'severity' | 'account' | 'product' | 'resources'>;

function tagged(finding: Routed, tags: Record<string, string>): boolean {
  const present = finding.resources.map((resource) => resource.tags ?? {});
  return Object.entries(tags).every(([key, value]) => present.some((each) => (value === '*' ? key in each : each[key] === value)));
}

/** The first route whose every condition holds; else the default one. */
export function routeOf(finding: Routed, environment: Environment, policy: Policy): Route {
  const match = policy.routes.find(
    (route) =>
      (!route.severities || route.severities.includes(finding.severity)) &&
      (!route.accounts || route.accounts.includes(finding.account)) &&
      (!route.environments || route.environments.includes(environment)) &&
      (!route.products || route.products.includes(finding.product.name)) &&
      (!route.tags || tagged(finding, route.tags)),
  );
  const { name, channel } = match ?? policy.defaultRoute;
  return { route: name, channel: policy.channels[channel] ?? '' };
}

export function posts(tier: Tier, policy: Policy): boolean {
  return tier >= policy.postingFloor;
}

/** Environment from policy's account map; enrichment may know better from tags. */
export function environmentOf(account: string, policy: Policy): Environment {
  return policy.accounts[account]?.environment ?? 'unknown';
}
