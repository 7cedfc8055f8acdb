/** What Slack says about people, and about what the bot itself may do: the part of Slack's port that reads. */
import type { WebClient } from '@slack/web-api';
import { ask, unless } from './slack-errors.ts';

export interface SlackUser {
  id: string;
  name: string;
  team: string;
  guest: boolean;
  bot: boolean;
  stranger: boolean;
  deleted: boolean;
  /** Trimmed, in lower case; absent when Slack does not say it, or its owner has not confirmed it. */
  email?: string;
}

export interface SlackChannel {
  id: string;
  name: string;
  private: boolean;
  archived: boolean;
  /** Whether the bot is in it. */
  member: boolean;
}

export interface SlackPeople {
  user(id: string): Promise<SlackUser | undefined>;
  /** Of our own workspace only, whatever the case of the letters; undefined when nobody has that address. */
  userByEmail(email: string): Promise<SlackUser | undefined>;
  groupMembers(usergroup: string): Promise<string[]>;
  /** Undefined when there is no such channel, or it is a private one the bot is not in. */
  channel(id: string): Promise<SlackChannel | undefined>;
  /** What the token may do, and in which workspace. */
  grant(): Promise<{ team: string; scopes: string[] }>;
}

interface User {
  id?: string;
  name?: string;
  team_id?: string;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_bot?: boolean;
  is_stranger?: boolean;
  is_email_confirmed?: boolean;
  deleted?: boolean;
  profile?: { email?: string };
}

function userOf(user: User, id: string): SlackUser {
  const email = user.is_email_confirmed === false ? undefined : user.profile?.email?.trim().toLowerCase();
  return {
    id,
    name: user.name ?? id,
    team: user.team_id ?? '',
    guest: Boolean(user.is_restricted || user.is_ultra_restricted),
    bot: Boolean(user.is_bot),
    stranger: Boolean(user.is_stranger),
    deleted: Boolean(user.deleted),
    ...(email && { email }),
  };
}

export function slackPeople(client: WebClient): SlackPeople {
  return {
    async user(id) {
      const found = await unless('user_not_found', ask('users.info', client.users.info({ user: id })));
      return found?.user && userOf(found.user as User, id);
    },
    async userByEmail(email) {
      const found = await unless('users_not_found', ask('users.lookupByEmail', client.users.lookupByEmail({ email })));
      const user = found?.user as User | undefined;
      return user?.id === undefined ? undefined : userOf(user, user.id);
    },
    async groupMembers(usergroup) {
      const { users } = await ask('usergroups.users.list', client.usergroups.users.list({ usergroup }));
      return users ?? [];
    },
    async channel(id) {
      const found = await unless('channel_not_found', ask('conversations.info', client.conversations.info({ channel: id })));
      const { name = id, is_private, is_archived, is_member } = found?.channel ?? {};
      return found && { id, name, private: Boolean(is_private), archived: Boolean(is_archived), member: Boolean(is_member) };
    },
    async grant() {
      const { team_id: team = '', response_metadata: metadata } = await ask('auth.test', client.auth.test());
      return { team, scopes: metadata?.scopes ?? [] };
    },
  };
}
