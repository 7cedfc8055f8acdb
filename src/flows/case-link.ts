/** The link to a case's own message in Slack, where it has one. */
import type { Services } from '../services/services.ts';
import { slackSurface } from './show-on-slack.ts';

/** A message's link never changes. */
const links = new WeakMap<Services['slack'], Map<string, string>>();
const mostLinks = 5_000;

/** Undefined also when Slack does not say it just now: a list without a link is better than none. */
export async function linkOf(caseId: string, services: Pick<Services, 'slack' | 'table'>): Promise<string | undefined> {
  const { slack } = services;
  const known = links.get(slack) ?? new Map<string, string>();
  links.set(slack, known);
  const surface = await slackSurface(caseId, services);
  if (!surface?.ts) return undefined;
  const key = `${surface.channel}/${surface.ts}`;
  try {
    const link = known.get(key) ?? (await slack.permalink(surface.channel, surface.ts));
    if (known.size > mostLinks) known.clear();
    if (link) known.set(key, link);
    return link;
  } catch {
    return undefined;
  }
}
