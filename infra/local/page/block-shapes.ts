/** Block Kit as the page reads it: loose, since each kind of element uses only some of the fields. */
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
  /** Shown whole, however long. */
  expand?: boolean;
  optional?: boolean;
  dispatch_action?: boolean;
  title?: TextObject;
  alt_text?: string;
  rows?: TableCell[][];
  column_settings?: { align?: string; is_wrapped?: boolean }[];
}
