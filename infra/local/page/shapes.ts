/** What the page reads from the sandbox's doors: loose shapes, since a renderer must also survive what it does not expect. */
export interface TextObject {
  type: string;
  text: string;
  emoji?: boolean;
  verbatim?: boolean;
}
export interface Choice {
  text: TextObject;
  value?: string;
  description?: TextObject;
  url?: string;
}
export interface ConfirmObject {
  title?: TextObject;
  text?: TextObject;
  confirm?: TextObject;
  deny?: TextObject;
  style?: string;
}
/** Any interactive element; each kind uses some of the fields. */
export interface BlockElement {
  type: string;
  action_id?: string;
  text?: TextObject | string;
  value?: string;
  url?: string;
  style?: string;
  alt_text?: string;
  image_url?: string;
  accessibility_label?: string;
  confirm?: ConfirmObject;
  placeholder?: TextObject;
  options?: Choice[];
  option_groups?: { label: TextObject; options: Choice[] }[];
  multiline?: boolean;
  min_length?: number;
  max_length?: number;
  initial_value?: string;
  initial_option?: Choice;
  initial_options?: Choice[];
  initial_user?: string;
  initial_users?: string[];
  initial_date?: string;
  initial_time?: string;
  initial_date_time?: number;
}
/** A leaf or container of a rich_text block. */
export interface RichElement {
  type: string;
  text?: string;
  url?: string;
  user_id?: string;
  channel_id?: string;
  usergroup_id?: string;
  range?: string;
  name?: string;
  timestamp?: number;
  format?: string;
  fallback?: string;
  indent?: number;
  style?: string | { bold?: boolean; italic?: boolean; strike?: boolean; code?: boolean };
  elements?: RichElement[];
}
export interface TableCell extends RichElement {
  value?: string | number;
}
export interface Block {
  type: string;
  block_id?: string;
  text?: TextObject;
  fields?: TextObject[];
  accessory?: BlockElement;
  elements?: unknown[];
  element?: BlockElement;
  label?: TextObject;
  hint?: TextObject;
  optional?: boolean;
  dispatch_action?: boolean;
  title?: TextObject;
  alt_text?: string;
  rows?: TableCell[][];
  column_settings?: { align?: string; is_wrapped?: boolean }[];
}
export interface Message {
  ts: string;
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
export interface Channel {
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
export interface Incident {
  id: string;
  incident_number?: number;
  title?: string;
  status?: string;
  urgency?: string;
  created_at?: string;
  service?: { summary?: string };
  assignments?: { assignee?: { summary?: string } }[];
}
