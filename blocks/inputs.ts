/** Inputs of modals; block id and action id are the same word, which says what the input holds. */
import type { InputBlock } from '@slack/types';
import { option, plain } from './kit.ts';
import { LIMITS } from './limit-table.ts';

interface TextWords {
  id: string;
  label: string;
  hint?: string;
  optional?: boolean;
  /** Characters. */
  least?: number;
}

const LEAST = 3;
const MOST = 500;

/** A sentence or two, kept in the log. */
export function textInput({ id, label, hint, optional = false, least = LEAST }: TextWords): InputBlock {
  return {
    type: 'input',
    block_id: id,
    optional,
    label: plain(label, LIMITS.label),
    ...(hint && { hint: plain(hint, LIMITS.label) }),
    element: { type: 'plain_text_input', action_id: id, multiline: true, max_length: MOST, ...(!optional && { min_length: least }) },
  };
}

/** One line, typed again to prove that the right thing is meant. */
export function confirmInput(id: string, label: string, hint: string): InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plain(label, LIMITS.label),
    hint: plain(hint, LIMITS.label),
    element: { type: 'plain_text_input', action_id: id, max_length: MOST },
  };
}

export function choiceInput(
  id: string,
  label: string,
  choices: readonly (readonly [value: string, words: string])[],
  initial?: string,
): InputBlock {
  const options = choices.map(([value, words]) => option(words, value));
  const chosen = options.find(({ value }) => value === initial);
  return {
    type: 'input',
    block_id: id,
    label: plain(label, LIMITS.label),
    element: { type: 'static_select', action_id: id, options, ...(chosen && { initial_option: chosen }) },
  };
}

export function personInput(id: string, label: string, initial?: string): InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plain(label, LIMITS.label),
    element: { type: 'users_select', action_id: id, ...(initial && { initial_user: initial }) },
  };
}
