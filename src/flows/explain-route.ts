/** Which route a case would take under the policy in force, and why not the others. */
import type { RouteView } from '../../blocks/trace-answers.ts';
import type { CaseState } from '../domain/case-state.ts';
import type { Finding } from '../domain/finding.ts';
import type { Policy } from '../domain/policy.ts';
import { routeOf } from '../domain/route.ts';
import type { Services } from '../services/services.ts';
import { storedFinding } from './claim-finding.ts';

type Route = Policy['routes'][number];

/** Each condition is tried alone by the function that routes, so that both cannot differ. */
function unmet(route: Route, finding: Finding, { environment }: CaseState, policy: Policy): string | undefined {
  const { name, channel, ...conditions } = route;
  for (const [key, value] of Object.entries(conditions)) {
    const only = { ...policy, routes: [{ name, channel, [key]: value }], defaultRoute: { name: '', channel: '' } };
    if (routeOf(finding, environment, only).route !== name) return `its ${key} are not among ${JSON.stringify(value)}`;
  }
  return undefined;
}

export async function explainRoute(state: CaseState, { policy, table }: Pick<Services, 'policy' | 'table'>): Promise<RouteView> {
  const { caseId, subject, environment, rows } = state;
  const stored = rows[0] && (await storedFinding(table, rows[0].ref));
  const finding = stored?.finding;
  const words = (channel: string) => `${channel} (${policy.channels[channel] ?? 'no such channel'})`;
  const routes = policy.routes.map((route) => {
    const because = finding ? unmet(route, finding, state, policy) : 'it has no finding';
    return { name: route.name, channel: words(route.channel), ...(because !== undefined && { because }) };
  });
  const taken = finding ? routeOf(finding, environment, policy).route : policy.defaultRoute.name;
  const found = [...policy.routes, policy.defaultRoute].find(({ name }) => name === taken) ?? policy.defaultRoute;
  return { caseId, routes, taken: { name: found.name, channel: words(found.channel) }, before: subject.route };
}
