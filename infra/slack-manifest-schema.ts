/**
 * What Slack takes as an app manifest, restated for the parts that an app like ours may have. Source: the JSON Schema that Slack
 * publishes (github.com/slackapi/manifest-schema, schemas/manifest.schema.2.0.0.json) and docs.slack.dev/reference/app-manifest.
 * Every object is closed: a property that is not named here is refused, as there.
 */
interface Schema {
  [keyword: string]: unknown;
}

function text(most: number, least = 1, pattern?: string): Schema {
  return { type: 'string', minLength: least, maxLength: most, ...(pattern && { pattern }) };
}

function closed(properties: Record<string, Schema>, required: readonly string[] = []): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

function list(items: Schema, most: number, least = 0): Schema {
  return { type: 'array', items, minItems: least, maxItems: most };
}

const yesOrNo: Schema = { type: 'boolean' };
const url = (most: number) => text(most, 0, '^https?://');
const scopes = list(text(50, 0), 255);
const events: Schema = { ...list(text(50, 0), 100), uniqueItems: true };

const displayInformation = closed(
  {
    name: text(35),
    description: text(140),
    background_color: text(7, 4, '^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$'),
    long_description: text(4000, 175),
  },
  ['name'],
);

const shortcut = closed({ name: text(24), type: { enum: ['message', 'global'] }, callback_id: text(255), description: text(150) }, [
  'name',
  'type',
  'callback_id',
  'description',
]);

const command = closed(
  { command: text(32, 2, '^/'), url: url(3000), description: text(2000), usage_hint: text(1000), should_escape: yesOrNo },
  ['command', 'description'],
);

const features = closed({
  app_home: closed({ home_tab_enabled: yesOrNo, messages_tab_enabled: yesOrNo, messages_tab_read_only_enabled: yesOrNo }),
  bot_user: closed({ display_name: text(80), always_online: yesOrNo }, ['display_name']),
  shortcuts: list(shortcut, 10, 1),
  slash_commands: list(command, 50, 1),
  unfurl_domains: { ...list(text(255, 0, '^(?![.-])[-a-z0-9.]+[a-z0-9]$'), 5, 1), uniqueItems: true },
});

const oauthConfig = closed({
  redirect_urls: { ...list(text(2500, 0), 1000), uniqueItems: true },
  scopes: closed({ bot: scopes, user: scopes, bot_optional: scopes, user_optional: scopes }),
  token_management_enabled: yesOrNo,
  pkce_enabled: yesOrNo,
});

const settings = closed({
  event_subscriptions: closed({ request_url: url(3500), bot_events: events, user_events: events }),
  interactivity: closed({ is_enabled: yesOrNo, request_url: url(3500), message_menu_options_url: url(3500) }, ['is_enabled']),
  incoming_webhooks: closed({ incoming_webhooks_enabled: yesOrNo }),
  allowed_ip_address_ranges: { ...list(text(18, 7), 50, 1), uniqueItems: true },
  org_deploy_enabled: yesOrNo,
  socket_mode_enabled: yesOrNo,
  token_rotation_enabled: yesOrNo,
});

const whole: Schema = { type: 'integer' };

export const slackManifestSchema = closed(
  {
    $schema: text(2000),
    _metadata: closed({ major_version: { enum: [2] }, minor_version: whole, schema_version: whole, min_version: whole }),
    display_information: displayInformation,
    features,
    oauth_config: oauthConfig,
    settings,
  },
  ['display_information'],
);
