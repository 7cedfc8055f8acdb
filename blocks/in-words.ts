/** A message or a window in plain words, for a terminal: blocks in order, what can be typed, and no markup. */
import { isRecord } from './shape.ts';

type Json = Record<string, unknown>;

export interface Question {
  /** Names the input, as in the window. */
  id: string;
  label: string;
  hint?: string;
  optional: boolean;
  /** What may be answered, where that is a choice. */
  choices?: { value: string; words: string }[];
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Slack's markup as people see it; formatting characters of our own stay out, and so does what cannot be seen. */
export function plainText(text: string): string {
  return text
    .replace(/<!date\^\d+\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<(https?:[^|>]+)\|([^>]*)>/g, '$2 ($1)')
    .replace(/<[@#!]([^>|]*)(?:\|[^>]*)?>/g, '@$1')
    .replace(/\*([^*\n]+)\*/g, '$1')
    .replaceAll('\u200b', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function words(value: unknown): string {
  if (typeof value === 'string') return plainText(value);
  if (Array.isArray(value)) return value.map(words).filter(Boolean).join(' ');
  if (!isRecord(value)) return '';
  if (value.type === 'date' && typeof value.fallback === 'string') return value.fallback;
  if (Array.isArray(value.elements)) return value.elements.map(words).join(value.type === 'rich_text_section' ? '' : ' ');
  return words(value.text);
}

function blockWords(block: Json): string {
  switch (block.type) {
    case 'section':
      return [words(block.text), ...list(block.fields).map(words)].filter(Boolean).join('\n');
    case 'context':
      return list(block.elements).map(words).join(' · ');
    case 'table':
      return (Array.isArray(block.rows) ? block.rows : []).map((row) => (Array.isArray(row) ? row.map(words).join(' · ') : '')).join('\n');
    // Buttons are of no use here, and inputs are asked for one by one.
    case 'actions':
    case 'input':
      return '';
    default:
      return words(block);
  }
}

export function inWords(blocks: unknown): string {
  return list(blocks).map(blockWords).filter(Boolean).join('\n\n');
}

/** Undefined when something is asked for that a terminal has no way to ask. */
export function questionsOf(blocks: unknown): Question[] | undefined {
  const questions: Question[] = [];
  for (const block of list(blocks).filter(({ type }) => type === 'input')) {
    const element = isRecord(block.element) ? block.element : {};
    const options = list(element.options).map((option) => ({ value: String(option.value), words: words(option.text) }));
    if (element.type !== 'plain_text_input' && options.length === 0) return undefined;
    questions.push({
      id: String(block.block_id),
      label: words(block.label),
      ...(block.hint !== undefined && { hint: words(block.hint) }),
      optional: block.optional === true,
      ...(options.length > 0 && { choices: options }),
    });
  }
  return questions;
}
