/** The parts that every interaction payload has in common. */
import { workspaceDomain } from './api-chat.ts';
import type { SlackStore } from './store.ts';
import type { Channel, Json, OpenView, Person } from './types.ts';

export function who(slack: SlackStore, person: Person): Json {
  const { team } = slack.options;
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: person.teamId ?? team.id },
    team: { id: team.id, domain: workspaceDomain(slack) },
    api_app_id: slack.bot.appId,
    token: 'unused',
    enterprise: null,
    is_enterprise_install: false,
  };
}

export function channelPart(channel: Channel): Json {
  return { id: channel.id, name: channel.direct ? 'directmessage' : channel.name };
}

/** A view as the bot gets it back, with the state of its inputs. */
export function viewPart(view: OpenView, values: OpenView['state']['values']): Json {
  return { ...view, state: { values } };
}
