/** What the Slack app may do: the scopes that its Web API calls, its command and its events need, each with its reasons. */
import { slashCommand } from './slack-app.ts';

interface Need {
  scopes: readonly string[];
  /** Completes "so that it can …". */
  can: string;
}

/**
 * Every Web API method that is called, with the bot scopes it takes. Source: the "Required scopes" of each method's page in Slack's
 * reference (docs.slack.dev/reference/methods); methods of conversations take one scope for each kind of channel.
 */
export const methodNeeds = {
  'auth.test': { scopes: [], can: 'say who it is' },
  'chat.getPermalink': { scopes: [], can: 'link to a case' },
  'chat.postEphemeral': { scopes: ['chat:write'], can: 'answer one person' },
  'chat.postMessage': { scopes: ['chat:write'], can: 'post cases' },
  'chat.update': { scopes: ['chat:write'], can: 'keep its posts up to date' },
  'conversations.history': { scopes: ['channels:history', 'groups:history', 'im:history'], can: 'find a post again whose answer was lost' },
  'conversations.info': { scopes: ['channels:read', 'groups:read'], can: 'see whether it is in a channel' },
  'conversations.open': { scopes: ['im:write'], can: 'write to one person' },
  'conversations.replies': { scopes: ['channels:history', 'groups:history'], can: 'know which case a thread is about' },
  'files.completeUploadExternal': { scopes: ['files:write'], can: 'send logs and pictures' },
  'files.getUploadURLExternal': { scopes: ['files:write'], can: 'send logs and pictures' },
  'usergroups.users.list': { scopes: ['usergroups:read'], can: 'know who is in a user group' },
  'users.info': { scopes: ['users:read'], can: 'know who people are' },
  'users.lookupByEmail': { scopes: ['users:read', 'users:read.email'], can: 'link people to PagerDuty by their address' },
  'views.open': { scopes: [], can: 'show a plan' },
  'views.publish': { scopes: [], can: 'show Home' },
  'views.update': { scopes: [], can: 'fill in a plan' },
} as const satisfies Record<string, Need>;

/** What Slack sends only to apps that may have it. */
const sentNeeds = [
  { scopes: ['app_mentions:read'], can: 'be spoken to' },
  { scopes: ['commands'], can: `take ${slashCommand} and shortcuts` },
] as const satisfies readonly Need[];

type Scope = ((typeof methodNeeds)[keyof typeof methodNeeds] | (typeof sentNeeds)[number])['scopes'][number];

/** Scopes of channels are about one kind of them. */
function sentence(scope: string, reasons: readonly string[]): string {
  const last = reasons.at(-1) ?? '';
  const words = reasons.length > 1 ? `${reasons.slice(0, -1).join(', ')} and ${last}` : last;
  const [kind] = scope.split(':');
  if (kind === 'channels') return `${words} (public channels)`;
  return kind === 'groups' ? `${words} (private channels)` : words;
}

function reasonsByScope(): Record<Scope, string> {
  const reasons = new Map<Scope, Set<string>>();
  for (const { scopes, can } of [...Object.values(methodNeeds), ...sentNeeds])
    for (const scope of scopes) reasons.set(scope, (reasons.get(scope) ?? new Set()).add(can));
  const sorted = [...reasons].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([scope, all]) => [scope, sentence(scope, [...all])])) as Record<Scope, string>;
}

/** Every bot scope that the app asks for, in alphabetical order, with what it cannot do without. */
export const neededScopes: Readonly<Record<Scope, string>> = reasonsByScope();
