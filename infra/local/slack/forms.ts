/** A modal's inputs as a person fills them in: first values, what was entered, and Slack's own checks before anything is sent. */
import { isJson } from './api-call.ts';
import { type Control, controlsIn, enteredValue } from './controls.ts';
import type { FormValues, Json, OpenView, Person } from './types.ts';

const PASSIVE = new Set(['button', 'overflow', 'workflow_button', 'icon_button', 'feedback_buttons', 'image']);

function initialValue(element: Json): Json {
  const options = element.initial_option ? [element.initial_option] : (element.initial_options as unknown[] | undefined);
  const picked = (options ?? []).filter(isJson).map((option) => String(option.value));
  const people = element.initial_users as string[] | undefined;
  const plain = [
    element.initial_value,
    element.initial_user,
    element.initial_date,
    element.initial_time,
    element.initial_conversation,
    element.initial_channel,
  ];
  const found = plain.find((value): value is string => typeof value === 'string');
  const moment = typeof element.initial_date_time === 'number' ? String(element.initial_date_time) : undefined;
  return enteredValue(element, people ?? (picked.length > 0 ? picked : (found ?? moment)), () => undefined);
}

function inputsOf(view: OpenView): Control[] {
  return controlsIn(view.blocks).filter(({ element }) => !PASSIVE.has(String(element.type)));
}

export function inputNames(view: OpenView): string[] {
  return inputsOf(view).map(({ blockId }) => blockId);
}

/** The state of all inputs: what was entered now, else earlier, else their first value. */
export function fill(view: OpenView, entered: Record<string, string | string[]>, person: (name: string) => Person | undefined): FormValues {
  const values: FormValues = {};
  for (const { blockId, element } of inputsOf(view)) {
    const actionId = String(element.action_id);
    const now = Object.hasOwn(entered, blockId) ? entered[blockId] : undefined;
    const before = view.state.values[blockId]?.[actionId] ?? initialValue(element);
    values[blockId] = { ...values[blockId], [actionId]: now === undefined ? before : enteredValue(element, now, person) };
  }
  return values;
}

function isEmpty(entered: Json | undefined): boolean {
  const { type: _type, ...rest } = entered ?? {};
  return Object.values(rest).every((value) => value === null || value === '' || (Array.isArray(value) && value.length === 0));
}

function problemWith(element: Json, entered: Json | undefined, optional: boolean): string | undefined {
  if (isEmpty(entered)) return optional ? undefined : 'Please complete this required field.';
  const text = typeof entered?.value === 'string' ? entered.value : undefined;
  if (text === undefined) return undefined;
  const { min_length: least, max_length: most } = element;
  if (typeof least === 'number' && text.length < least) return `Please use at least ${least} characters.`;
  if (typeof most === 'number' && text.length > most) return `Please use at most ${most} characters.`;
  if (element.type === 'email_text_input' && !/^[^@\s]+@[^@\s]+$/.test(text)) return 'Please enter an email address.';
  if (element.type === 'url_text_input' && !URL.canParse(text)) return 'Please enter a URL.';
  if (element.type === 'number_input' && !Number.isFinite(Number(text))) return 'Please enter a number.';
  return undefined;
}

/** What the Slack client itself refuses to send; block_id -> message. */
export function clientProblems(view: OpenView, values: FormValues): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const block of view.blocks) {
    if (block.type !== 'input' || !isJson(block.element)) continue;
    const blockId = String(block.block_id);
    const problem = problemWith(block.element, values[blockId]?.[String(block.element.action_id)], block.optional === true);
    if (problem) problems[blockId] = problem;
  }
  return problems;
}
