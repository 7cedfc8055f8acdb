/** What a rendered block may do: use a control, and hand its field to the form around it. */
import type { Block } from '../shapes.ts';
import type { Reader } from '../text.ts';

export type FieldValue = string | string[] | undefined;

export interface Field {
  /** The input itself, or the group of them. */
  node: HTMLElement;
  read: () => FieldValue;
  write: (value: FieldValue) => void;
}
export interface FormField extends Field {
  block: Block;
  actionId: string;
  /** Shows what is wrong with the answer, or nothing. */
  complain: (error: string | undefined) => void;
}
export interface Surface extends Reader {
  /** Tells the bot that a control was used. */
  act: (actionId: string, value?: FieldValue) => Promise<void>;
  /** Present where input blocks are filled in and submitted together. */
  collect?: (field: FormField) => void;
}

/** A mistake in what the bot sent: shown in place, in red, never skipped. */
export class UnknownBlockError extends Error {
  override name = 'UnknownBlockError';
}
