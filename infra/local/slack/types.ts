/** The words of the fake Slack: people, channels, messages, views, and what the sandbox configures. */
import type { VirtualClock } from '../../../src/services/clock.ts';

export type Json = Record<string, unknown>;

export interface Person {
  id: string;
  /** The handle, without the at sign. */
  name: string;
  realName: string;
  email: string;
  roles: string[];
  guest?: boolean;
  bot?: boolean;
  deleted?: boolean;
  /** Another team than ours: a stranger who came in through Slack Connect. */
  teamId?: string;
  color: string;
}
export interface Usergroup {
  id: string;
  handle: string;
  name: string;
  users: string[];
}
export interface ChannelOptions {
  id: string;
  name: string;
  private?: boolean;
  /** Whether the bot was invited; by default it is in every public channel and in no private one. */
  invited?: boolean;
}
export interface BotIdentity {
  userId: string;
  botId: string;
  appId: string;
  name: string;
  /** What its token may do, as Slack says it with every answer. */
  scopes?: readonly string[];
}
export interface FakeSlackOptions {
  clock: VirtualClock;
  signingSecret: string;
  botToken: string;
  team: { id: string; name: string };
  people: Person[];
  channels: ChannelOptions[];
  usergroups?: Usergroup[];
  /** The bot's door. */
  deliver: { url: string };
  /** Where this fake is reached: what a response_url starts with. */
  baseUrl: () => string;
  /** Commands whose people and links come escaped, as the manifest says. */
  escapes?: readonly string[];
  bot?: Partial<BotIdentity>;
  /** How long the `timeout` fault holds an answer, in milliseconds of wall time. */
  holdMilliseconds?: number;
}

export interface SlackMessage {
  type: 'message';
  subtype?: string;
  ts: string;
  team: string;
  user: string;
  bot_id?: string;
  app_id?: string;
  text: string;
  blocks?: Json[];
  attachments?: Json[];
  metadata?: Json;
  thread_ts?: string;
  parent_user_id?: string;
  reply_count?: number;
  reply_users?: string[];
  reply_users_count?: number;
  latest_reply?: string;
  edited?: { user: string; ts: string };
  /** Sandbox only: the broadcasts it set off: `channel`, `here`, `everyone`. */
  pings: string[];
  files?: { id: string; name: string; title: string; size: number }[];
  /** Sandbox only: the ids of the people and groups it mentions. */
  mentions: string[];
}
export interface SlackFile {
  id: string;
  name: string;
  title: string;
  /** In bytes, as announced. */
  length: number;
  /** Absent until it is uploaded; both say the same. */
  text?: string;
  base64?: string;
}
export interface EphemeralMessage {
  kind: 'ephemeral' | 'slack-error';
  user: string;
  channel: string;
  text: string;
  blocks?: Json[];
  ts: string;
  thread_ts?: string;
}
export interface Channel {
  id: string;
  name: string;
  private: boolean;
  member: boolean;
  direct: boolean;
  archived?: boolean;
  deleted?: boolean;
  /** Oldest first; threads are in here too. */
  messages: SlackMessage[];
  byTs: Map<string, SlackMessage>;
  lastMicros: number;
}
/** block_id -> action_id -> what the person entered. */
export type FormValues = Record<string, Record<string, Json>>;
export interface OpenView extends Json {
  id: string;
  type: string;
  blocks: Json[];
  hash: string;
  callback_id: string;
  external_id: string;
  private_metadata: string;
  state: { values: FormValues };
  root_view_id: string;
  previous_view_id: string | null;
}
export interface LogEntry {
  at: string;
  kind: 'api' | 'delivery';
  method: string;
  request: unknown;
  status: number;
  response: unknown;
  ms: number;
}
export type FaultMode = 'timeout' | '429' | '5xx' | 'reset' | 'lost-answer' | 'duplicate';

/** What Slack answers with `ok: false`. */
export class SlackRefusal extends Error {
  override name = 'SlackRefusal';
  readonly more: Json;
  constructor(code: string, more: Json = {}) {
    super(code);
    this.more = more;
  }
}
