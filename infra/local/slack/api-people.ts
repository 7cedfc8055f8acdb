/** The methods about people and groups, and auth.test. */
import { type Method, needs, page, textOf } from './api-call.ts';
import { workspaceUrl } from './api-chat.ts';
import type { SlackStore } from './store.ts';
import { type Json, type Person, SlackRefusal, type Usergroup } from './types.ts';

function asUser(person: Person, slack: SlackStore): Json {
  const stranger = person.teamId !== undefined && person.teamId !== slack.options.team.id;
  return {
    id: person.id,
    team_id: person.teamId ?? slack.options.team.id,
    name: person.name,
    deleted: person.deleted ?? false,
    color: person.color.replace('#', ''),
    real_name: person.realName,
    tz: 'Etc/UTC',
    profile: {
      real_name: person.realName,
      display_name: person.name,
      team: person.teamId ?? slack.options.team.id,
      // Slack does not give away the address of somebody else's employee.
      ...(stranger ? {} : { email: person.email }),
    },
    is_admin: false,
    is_owner: false,
    is_restricted: person.guest ?? false,
    is_ultra_restricted: false,
    is_bot: person.bot ?? false,
    is_app_user: false,
    is_stranger: stranger,
    updated: 0,
  };
}

function botUser(slack: SlackStore): Json {
  const { userId, name, botId } = slack.bot;
  const self = asUser({ id: userId, name, realName: name, email: '', roles: [], bot: true, color: '' }, slack);
  return { ...self, profile: { real_name: name, display_name: name, bot_id: botId, api_app_id: slack.bot.appId } };
}

const authTest: Method = (_call, slack) => ({
  url: workspaceUrl(slack),
  team: slack.options.team.name,
  user: slack.bot.name,
  team_id: slack.options.team.id,
  user_id: slack.bot.userId,
  bot_id: slack.bot.botId,
  is_enterprise_install: false,
});

const usersInfo: Method = (call, slack) => {
  if (call.user === slack.bot.userId) return { user: botUser(slack) };
  const person = slack.people.find((one) => one.id === call.user);
  if (!person) throw new SlackRefusal('user_not_found');
  return { user: asUser(person, slack) };
};

const usersList: Method = (call, slack) => {
  const part = page([...slack.people.map((person) => asUser(person, slack)), botUser(slack)], call, 999);
  return { members: part.items, response_metadata: part.response_metadata };
};

const lookupByEmail: Method = (call, slack) => {
  needs(call, 'email');
  const email = textOf(call, 'email').toLowerCase();
  const own = slack.people.filter((one) => !one.deleted && !one.bot && (one.teamId ?? slack.options.team.id) === slack.options.team.id);
  const person = own.find((one) => one.email.toLowerCase() === email);
  if (!person) throw new SlackRefusal('users_not_found');
  return { user: asUser(person, slack) };
};

function asGroup(group: Usergroup, slack: SlackStore): Json {
  return {
    id: group.id,
    team_id: slack.options.team.id,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    date_delete: 0,
    user_count: group.users.length,
  };
}

const groupsList: Method = (call, slack) => ({
  usergroups: slack.usergroups.map((group) => ({
    ...asGroup(group, slack),
    ...(String(call.include_users) === 'true' ? { users: group.users } : {}),
  })),
});

const groupMembers: Method = (call, slack) => {
  needs(call, 'usergroup');
  const group = slack.usergroups.find((one) => one.id === call.usergroup);
  if (!group) throw new SlackRefusal('no_such_subteam');
  return { users: group.users };
};

export const PEOPLE: Record<string, Method> = {
  'auth.test': authTest,
  'users.info': usersInfo,
  'users.list': usersList,
  'users.lookupByEmail': lookupByEmail,
  'usergroups.list': groupsList,
  'usergroups.users.list': groupMembers,
};
