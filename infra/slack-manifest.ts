/** The Slack app's manifest, made of what the code listens for and calls. */
import type { AppsManifestCreateArguments } from '@slack/web-api';
import { heardEvents, messageShortcuts, slashCommand, usageHint } from '../src/domain/slack-app.ts';
import { neededScopes } from '../src/domain/slack-scopes.ts';

export type Manifest = AppsManifestCreateArguments['manifest'];

/** `url` is the Slack door's: all requests go there. */
export function slackManifest(url: string): Manifest {
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'Drawbridge',
      description: 'AWS security findings: see it, decide it, contain it, prove it, undo it',
      background_color: '#3f0e40',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: 'Drawbridge', always_online: true },
      shortcuts: messageShortcuts.map(({ control, name, description }) => ({ name, type: 'message', callback_id: control, description })),
      slash_commands: [
        {
          command: slashCommand,
          url,
          description: 'AWS security findings: list, show, work, respond',
          usage_hint: usageHint,
          // People and channels arrive as ids, whatever they are called.
          should_escape: true,
        },
      ],
    },
    oauth_config: { scopes: { bot: Object.keys(neededScopes) as (keyof typeof neededScopes)[] } },
    settings: {
      event_subscriptions: { request_url: url, bot_events: [...heardEvents] },
      interactivity: { is_enabled: true, request_url: url },
      org_deploy_enabled: false,
      // With it on, Slack would send nothing to the door.
      socket_mode_enabled: false,
      token_rotation_enabled: false,
    },
  };
}
