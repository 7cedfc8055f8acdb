/** What the Slack app needs: its scopes, each for a reason, and to be in the channels it posts to. */
import type { Policy } from '../policy.ts';
import { neededScopes } from '../slack-scopes.ts';
import { ok, problem, type Remark } from './remark.ts';

export function checkGrant({ team, scopes }: { team: string; scopes: readonly string[] }, policy: Pick<Policy, 'team'>): Remark[] {
  const remarks: Remark[] = [];
  if (team !== policy.team)
    remarks.push(
      problem(
        'Slack',
        `the token is of workspace ${team}, policy names ${policy.team}: everybody is refused`,
        'set team in drawbridge.yaml, or the token of that workspace',
      ),
    );
  const missing = Object.entries(neededScopes).filter(([scope]) => !scopes.includes(scope));
  for (const [scope, reason] of missing)
    remarks.push(
      problem(
        'Slack',
        `the app lacks ${scope}, so it cannot ${reason}`,
        `api.slack.com/apps, OAuth & Permissions: add ${scope}, install the app again`,
      ),
    );
  return remarks.length > 0 ? remarks : [ok('Slack', `the app has all ${Object.keys(neededScopes).length} scopes it needs`)];
}

export interface SeenChannel {
  name: string;
  id: string;
  /** Undefined when Slack knows none, or does not show it to the bot. */
  found: { private: boolean; archived: boolean; member: boolean } | undefined;
}

export function checkChannels(channels: readonly SeenChannel[]): Remark[] {
  const remarks = channels.flatMap(({ name, id, found }): Remark[] => {
    if (!found)
      return [
        problem(
          'Slack',
          `channel ${name} (${id}) is not there, or private without the bot`,
          `/invite @Drawbridge in it, or correct channels.${name} in drawbridge.yaml`,
        ),
      ];
    if (found.archived)
      return [
        problem('Slack', `channel ${name} (${id}) is archived`, `unarchive it, or name another under channels.${name} in drawbridge.yaml`),
      ];
    if (!found.member)
      return [problem('Slack', `the bot is not in channel ${name} (${id}): it could lose a post`, '/invite @Drawbridge in it')];
    return [];
  });
  return remarks.length > 0 ? remarks : [ok('Slack', `the bot is in all ${channels.length} channels of policy`)];
}
