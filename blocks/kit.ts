/** Slack's blocks from words: escapes by default, never parses, names every button for screen readers. */
import type {
  ActionsBlock,
  ActionsBlockElement,
  Button,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  KnownBlock,
  ModalView,
  MrkdwnElement,
  Overflow,
  PlainTextElement,
  PlainTextOption,
  SectionBlock,
  TableBlock,
} from '@slack/types';
import { LIMITS } from './limit-table.ts';
import { clean, compose, type Part, plainWords } from './text.ts';

/** What is posted: the text is what a lock screen and a screen reader show. */
export interface Message {
  text: string;
  blocks: KnownBlock[];
}

const MOST_FALLBACK = 120;
const MOST_LABEL = 24;

export function plain(text: string, most: number): PlainTextElement {
  return { type: 'plain_text', text: plainWords(text, most), emoji: false };
}

export function mrkdwn(parts: readonly Part[], most: number = LIMITS.text): MrkdwnElement {
  return { type: 'mrkdwn', text: compose(parts, most), verbatim: true };
}

/** The top-level text of a message, within what a lock screen shows. */
export function fallback(parts: readonly Part[], most = MOST_FALLBACK): string {
  return compose(parts, most);
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plain(text, LIMITS.header) };
}

export function section(parts: readonly Part[], accessory?: Button | Overflow): SectionBlock {
  return { type: 'section', text: mrkdwn(parts), ...(accessory && { accessory }) };
}

export function fields(all: Record<string, Part>): SectionBlock {
  const entries = Object.entries(all).slice(0, LIMITS.fields);
  return { type: 'section', fields: entries.map(([name, value]) => mrkdwn([{ raw: `*${name}*\n` }, value], LIMITS.field)) };
}

export function context(parts: readonly Part[]): ContextBlock {
  return { type: 'context', elements: [mrkdwn(parts)] };
}

export function divider(): DividerBlock {
  return { type: 'divider' };
}

export function actions(elements: readonly ActionsBlockElement[]): ActionsBlock {
  return { type: 'actions', elements: elements.slice(0, LIMITS.actionsElements) };
}

interface ButtonWords {
  actionId: string;
  /** Opaque: a message is never the record. */
  value: string;
  label: string;
  /** What it does to what, for people who do not see the card. */
  accessibilityLabel: string;
  style?: 'primary' | 'danger' | undefined;
}

export function button(words: ButtonWords): Button {
  return {
    type: 'button',
    action_id: words.actionId.slice(0, LIMITS.id),
    text: plain(words.label, MOST_LABEL),
    value: words.value.slice(0, LIMITS.buttonValue),
    accessibility_label: [...(clean(words.accessibilityLabel) || clean(words.label) || words.actionId)]
      .slice(0, LIMITS.accessibilityLabel)
      .join(''),
    ...(words.style && { style: words.style }),
  };
}

export function option(label: string, value: string): PlainTextOption {
  return { text: plain(label, LIMITS.optionText), value: value.slice(0, LIMITS.optionValue) };
}

export function overflow(actionId: string, options: readonly PlainTextOption[]): Overflow {
  return { type: 'overflow', action_id: actionId, options: options.slice(0, LIMITS.overflowOptions) };
}

/** Cells are raw text, which Slack never parses. */
export function table(rows: readonly (readonly string[])[], align: readonly ('left' | 'right')[]): TableBlock {
  return {
    type: 'table',
    column_settings: align.map((side) => ({ align: side, is_wrapped: side === 'left' })),
    rows: rows.map((cells) => cells.map((cell) => ({ type: 'raw_text' as const, text: plainWords(cell, 80) }))),
  };
}

interface ModalWords {
  /** Empty for a modal that asks nothing. */
  callbackId?: string;
  privateMetadata?: string;
  title: string;
  submit?: string | undefined;
  close?: string;
}

export function modal(words: ModalWords, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: plain(words.title, LIMITS.viewTitle),
    close: plain(words.close ?? (words.submit ? 'Cancel' : 'Close'), LIMITS.viewTitle),
    ...(words.submit && { submit: plain(words.submit, LIMITS.viewTitle) }),
    ...(words.callbackId && { callback_id: words.callbackId }),
    ...(words.privateMetadata !== undefined && { private_metadata: words.privateMetadata }),
    blocks,
  };
}
