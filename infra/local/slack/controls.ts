/** Finds the control a person means in a set of blocks, and what using it tells the bot. */
import { isJson } from './api-call.ts';
import type { Json, Person } from './types.ts';

export interface Control {
  blockId: string;
  element: Json;
}
/** What a person did: the control's action_id, and what they chose. */
export interface Wanted {
  action_id: string;
  value?: string | string[];
}

/** Every element with an action_id, with the block it is in. */
export function controlsIn(blocks: unknown[]): Control[] {
  const found: Control[] = [];
  const look = (value: unknown, blockId: string): void => {
    if (Array.isArray(value)) for (const item of value) look(item, blockId);
    if (!isJson(value)) return;
    if (typeof value.action_id === 'string') found.push({ blockId, element: value });
    const inside = typeof value.block_id === 'string' ? value.block_id : blockId;
    for (const item of Object.values(value)) look(item, inside);
  };
  look(blocks, '');
  return found;
}

function optionsOf(element: Json): Json[] {
  const groups = Array.isArray(element.option_groups) ? element.option_groups.filter(isJson) : [];
  return [element.options, ...groups.map((group) => group.options)].flatMap((options) =>
    Array.isArray(options) ? options.filter(isJson) : [],
  );
}

/** People name an option by its value; its label does as well. */
function optionNamed(element: Json, wanted: string | undefined): Json | undefined {
  const options = optionsOf(element);
  return options.find((option) => option.value === wanted) ?? options.find((option) => isJson(option.text) && option.text.text === wanted);
}

function same(element: Json, wanted: Wanted): boolean {
  if (element.action_id !== wanted.action_id) return false;
  if (wanted.value === undefined || element.value === undefined) return true;
  return element.value === wanted.value;
}

/** By action_id and value; else the overflow option `<action_id>:…`, so a verb is found wherever the card put it. */
export function findControl(blocks: unknown[], wanted: Wanted): { control: Control; option?: Json } | undefined {
  const controls = controlsIn(blocks);
  const control = controls.find(
    ({ element }) => same(element, wanted) && (element.type !== 'overflow' || optionNamed(element, first(wanted.value))),
  );
  if (control)
    return { control, ...(control.element.type === 'overflow' ? { option: optionNamed(control.element, first(wanted.value)) ?? {} } : {}) };
  for (const overflow of controls.filter(({ element }) => element.type === 'overflow')) {
    const option = optionsOf(overflow.element).find((one) => {
      const value = String(one.value);
      if (!value.startsWith(`${wanted.action_id}:`) && value !== wanted.action_id) return false;
      return wanted.value === undefined || value === wanted.value || value === `${wanted.action_id}:${wanted.value}`;
    });
    if (option) return { control: overflow, option };
  }
  return undefined;
}

/** For a 404: everything that could have been used. */
export function available(blocks: unknown[]): string[] {
  return controlsIn(blocks).flatMap(({ element }) =>
    element.type === 'overflow' ? optionsOf(element).map((option) => String(option.value)) : [String(element.action_id)],
  );
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
function every(value: string | string[] | undefined): string[] {
  return value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value];
}

/** The state of one input as Slack reports it; `person` turns a handle into an id. */
export function enteredValue(element: Json, value: string | string[] | undefined, person: (name: string) => Person | undefined): Json {
  const type = String(element.type);
  const one = first(value);
  const given = one === '' ? undefined : one;
  const options = every(value).map((name) => optionNamed(element, name) ?? unknownOption(element, name));
  const people = every(value).map((name) => person(name)?.id ?? name);
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type, selected_option: options[0] ?? null };
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      return { type, selected_options: options };
    case 'users_select':
      return { type, selected_user: people[0] ?? null };
    case 'multi_users_select':
      return { type, selected_users: people };
    case 'conversations_select':
      return { type, selected_conversation: given ?? null };
    case 'multi_conversations_select':
      return { type, selected_conversations: every(value) };
    case 'channels_select':
      return { type, selected_channel: given ?? null };
    case 'multi_channels_select':
      return { type, selected_channels: every(value) };
    case 'datepicker':
      return { type, selected_date: given ?? null };
    case 'timepicker':
      return { type, selected_time: given ?? null };
    case 'datetimepicker':
      return { type, selected_date_time: given === undefined ? null : Number(given) };
    default:
      return { type, value: given ?? null };
  }
}

export class UnknownOption extends Error {
  override name = 'UnknownOption';
}

function unknownOption(element: Json, name: string): Json {
  if (optionsOf(element).length === 0) return { text: { type: 'plain_text', text: name }, value: name };
  const offered = optionsOf(element).map((option) => String(option.value));
  throw new UnknownOption(`${String(element.action_id)} does not offer ${JSON.stringify(name)}, only ${offered.join(', ')}`);
}
