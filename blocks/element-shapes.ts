/** What Slack accepts as a button, menu, input or picture inside a block. */
import { LIMITS } from './limit-table.ts';
import {
  anything,
  byType,
  flag,
  integer,
  isRecord,
  list,
  matching,
  oneOf,
  type Rule,
  type Say,
  shape,
  string,
  text,
  url,
} from './shape.ts';

const confirm = shape(
  {
    title: text(LIMITS.confirmTitle, 'plain_text'),
    text: text(LIMITS.confirmText),
    confirm: text(LIMITS.confirmButton, 'plain_text'),
    deny: text(LIMITS.confirmButton, 'plain_text'),
    style: oneOf('primary', 'danger'),
  },
  ['title', 'text', 'confirm', 'deny'],
);
const actionable = { type: anything, action_id: string(LIMITS.id) };
const menu = { ...actionable, confirm, focus_on_load: flag };
const placeholder = { placeholder: text(LIMITS.placeholder, 'plain_text') };
const dispatch = { dispatch_action_config: shape({ trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2) }) };
const style = oneOf('primary', 'danger');
const label = string(LIMITS.accessibilityLabel);
const buttonText = text(LIMITS.buttonText, 'plain_text');

function option(kind?: 'plain_text', withUrl = false): Rule {
  const fields = {
    text: text(LIMITS.optionText, kind),
    value: string(LIMITS.optionValue),
    description: text(LIMITS.optionText, kind),
    ...(withUrl ? { url: url(LIMITS.url) } : {}),
  };
  return shape(fields, ['text', 'value']);
}
const plainOption = option('plain_text');
const anyOption = option();
const optionGroup = shape({ label: text(LIMITS.optionText, 'plain_text'), options: list(plainOption, LIMITS.selectOptions) }, [
  'label',
  'options',
]);

function optionValues(element: Record<string, unknown>): unknown[] {
  const groups = Array.isArray(element.option_groups) ? element.option_groups : [];
  const lists = [element.options, ...groups.filter(isRecord).map((group) => group.options)];
  return lists.flatMap((options) => (Array.isArray(options) ? options.filter(isRecord).map((item) => item.value) : []));
}

/** Slack cannot tell two options with one value apart, and refuses an initial option that is not offered. */
function optionsAgree(element: Record<string, unknown>, pointer: string, say: Say): void {
  const values = optionValues(element);
  if (new Set(values).size < values.length) say(`${pointer}/options`, 'hold the same value twice');
  const initial = [element.initial_option, ...(Array.isArray(element.initial_options) ? element.initial_options : [])];
  for (const chosen of initial.filter(isRecord)) {
    if (!values.includes(chosen.value)) say(pointer, `starts with ${JSON.stringify(chosen.value)}, which is not among its options`);
  }
}
function selectAgrees(element: Record<string, unknown>, pointer: string, say: Say): void {
  if ((element.options === undefined) === (element.option_groups === undefined)) say(pointer, 'needs either "options" or "option_groups"');
  optionsAgree(element, pointer, say);
}
function lengthsAgree(element: Record<string, unknown>, pointer: string, say: Say): void {
  const { min_length: least = 0, max_length: most = LIMITS.inputLength, initial_value: initial } = element;
  if (typeof least === 'number' && typeof most === 'number' && least > most) say(pointer, 'has a min_length above its max_length');
  if (typeof initial === 'string' && typeof most === 'number' && initial.length > most)
    say(`${pointer}/initial_value`, 'is longer than max_length');
}

const groups = { options: list(plainOption, LIMITS.selectOptions), option_groups: list(optionGroup, LIMITS.optionGroups) };
const many = { max_selected_items: integer(1, 1000) };
const ids = list(string(LIMITS.id), 1000, 0);
const pickOne = { ...menu, ...placeholder };
const pickMany = { ...pickOne, ...many };
const conversations = { filter: anything, default_to_current_conversation: flag, response_url_enabled: flag };
const initialText = { ...actionable, ...placeholder, ...dispatch, focus_on_load: flag, initial_value: string(LIMITS.inputLength, 0) };
const length = integer(0, LIMITS.inputLength);
const feedback = shape({ text: buttonText, value: string(LIMITS.buttonValue), accessibility_label: label }, ['text', 'value']);

export function pictureAgrees(image: Record<string, unknown>, pointer: string, say: Say): void {
  if ((image.image_url === undefined) === (image.slack_file === undefined)) say(pointer, 'needs either "image_url" or "slack_file"');
}
export const picture = { type: anything, alt_text: string(LIMITS.altText), image_url: url(LIMITS.url), slack_file: anything };
export const imageElement = shape(picture, ['alt_text'], pictureAgrees);
export const button = shape(
  { ...actionable, confirm, text: buttonText, value: string(LIMITS.buttonValue), url: url(LIMITS.url), style, accessibility_label: label },
  ['text'],
);

/** Every element by its type. */
const ELEMENTS: Record<string, Rule> = {
  button,
  image: imageElement,
  overflow: shape({ ...actionable, confirm, options: list(option('plain_text', true), LIMITS.overflowOptions) }, ['options'], optionsAgree),
  checkboxes: shape(
    { ...menu, options: list(anyOption, LIMITS.choices), initial_options: list(anyOption, LIMITS.choices) },
    ['options'],
    optionsAgree,
  ),
  radio_buttons: shape({ ...menu, options: list(anyOption, LIMITS.choices), initial_option: anyOption }, ['options'], optionsAgree),
  static_select: shape({ ...pickOne, ...groups, initial_option: plainOption }, [], selectAgrees),
  multi_static_select: shape({ ...pickMany, ...groups, initial_options: list(plainOption, LIMITS.selectOptions) }, [], selectAgrees),
  external_select: shape({ ...pickOne, initial_option: plainOption, min_query_length: integer(0, 3000) }),
  multi_external_select: shape({ ...pickMany, initial_options: list(plainOption, 100), min_query_length: integer(0, 3000) }),
  users_select: shape({ ...pickOne, initial_user: string(LIMITS.id) }),
  multi_users_select: shape({ ...pickMany, initial_users: ids }),
  conversations_select: shape({ ...pickOne, ...conversations, initial_conversation: string(LIMITS.id) }),
  multi_conversations_select: shape({ ...pickMany, ...conversations, initial_conversations: ids }),
  channels_select: shape({ ...pickOne, initial_channel: string(LIMITS.id), response_url_enabled: flag }),
  multi_channels_select: shape({ ...pickMany, initial_channels: ids }),
  datepicker: shape({ ...pickOne, initial_date: matching(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2026-01-31') }),
  timepicker: shape({ ...pickOne, initial_time: matching(/^\d{2}:\d{2}$/, 'must be a time such as 23:59'), timezone: string(LIMITS.id) }),
  datetimepicker: shape({ ...menu, initial_date_time: integer(1_000_000_000, 9_999_999_999) }),
  plain_text_input: shape(
    { ...initialText, multiline: flag, min_length: length, max_length: integer(1, LIMITS.inputLength) },
    [],
    lengthsAgree,
  ),
  email_text_input: shape(initialText),
  url_text_input: shape(initialText),
  number_input: shape({ ...initialText, is_decimal_allowed: flag, min_value: string(64), max_value: string(64) }, ['is_decimal_allowed']),
  rich_text_input: shape({ ...initialText, initial_value: anything, min_lines: integer(1, 3000), max_lines: integer(1, 3000) }),
  file_input: shape({ ...actionable, filetypes: list(string(20), 100), max_files: integer(1, LIMITS.files) }),
  workflow_button: shape({ ...actionable, confirm, text: buttonText, workflow: anything, style, accessibility_label: label }, [
    'text',
    'workflow',
  ]),
  icon_button: shape(
    {
      ...actionable,
      confirm,
      icon: string(LIMITS.id),
      text: buttonText,
      accessibility_label: label,
      value: string(LIMITS.buttonValue),
      visible_to_user_ids: ids,
    },
    ['icon', 'text'],
  ),
  feedback_buttons: shape({ ...actionable, positive_button: feedback, negative_button: feedback }, ['positive_button', 'negative_button']),
};

const SELECTS = Object.keys(ELEMENTS).filter((type) => type.endsWith('_select'));
const PICKERS = [...SELECTS, 'checkboxes', 'radio_buttons', 'datepicker', 'timepicker'];

function only(types: string[], where: string): Rule {
  const allowed: Record<string, Rule> = {};
  for (const [type, rule] of Object.entries(ELEMENTS)) if (types.includes(type)) allowed[type] = rule;
  return byType(allowed, `an element that ${where} can hold`);
}
export const actionsElement = only(
  [...PICKERS, 'button', 'overflow', 'datetimepicker', 'workflow_button', 'rich_text_input'],
  'an actions block',
);
export const accessory = only([...PICKERS, 'button', 'overflow', 'image', 'workflow_button'], 'a section');
export const contextActionsElement = only(['icon_button', 'feedback_buttons'], 'a context_actions block');
export const inputElement = only(
  [...PICKERS, 'datetimepicker', 'plain_text_input', 'email_text_input', 'url_text_input', 'number_input', 'rich_text_input', 'file_input'],
  'an input block',
);
