/** What the page reads from the sandbox's doors: loose shapes, since a renderer must also survive what it does not expect. */
import type { Block, TextObject } from './block-shapes.ts';

export type * from './block-shapes.ts';

export interface Message {
  ts: string;
  /** Only on what one person sees: from the bot, or from Slack itself when the bot did not answer. */
  kind?: 'ephemeral' | 'slack-error';
  text?: string;
  blocks?: Block[];
  channel?: string;
  user?: string;
  bot_id?: string;
  username?: string;
  subtype?: string;
  thread_ts?: string;
  reply_count?: number;
  reply_users?: string[];
  latest_reply?: string;
  reply_broadcast?: boolean;
  edited?: { ts?: string };
}
export interface View {
  id?: string;
  type?: string;
  callback_id?: string;
  title?: TextObject;
  submit?: TextObject;
  close?: TextObject;
  blocks: Block[];
}
export interface ViewState {
  view?: View | null;
  stack?: View[];
  home?: View | null;
  errors?: Record<string, string> | null;
}
export interface Person {
  id: string;
  name: string;
  realName?: string;
  roles?: string[];
  color?: string;
}
interface Channel {
  id: string;
  name: string;
}
export interface Demo {
  id: string;
  title: string;
  severity?: string;
  source?: string;
}
export interface Info {
  team?: { id?: string; name?: string } | string;
  channels: Channel[];
  people: Person[];
  demo?: Demo[];
}
export interface Call {
  at: string;
  account: string;
  region: string;
  call: string;
  input?: unknown;
  principal: string;
  sourceIdentity?: string;
  error?: string;
}
export interface Outcome {
  id: string;
  findingId?: string;
  outcome: string;
  caseId?: string;
  tier?: number;
  posted?: unknown;
  offers?: string[];
  reason?: string;
}
interface Named {
  summary?: string;
  name?: string;
}
export interface Incident {
  id: string;
  incident_number?: number;
  title?: string;
  status?: string;
  urgency?: string;
  html_url?: string;
  priority?: Named | null;
  resolve_reason?: { incident?: Named } | null;
  assignments?: { assignee?: Named }[];
  alerts?: { key: string; severity: string; details?: unknown }[];
  pages?: { at: string; level: number; users: string[] }[];
  log?: { at: string; what: string; who: string }[];
}
export interface PagerDutyState {
  levels: { level: number; minutes: number; users: string[] }[];
  users: { id: string; name: string; realName: string }[];
  maintenance: boolean;
  suppress: boolean;
  outage: string | null;
  subscription: { active: boolean; disabled: boolean };
  deliveries: { type: string; outcome: string; status: number; tries: number; at: string }[];
}
