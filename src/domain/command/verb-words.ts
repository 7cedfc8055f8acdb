/** How a verb of the command is described: how it is written, what it takes, what it is good for, and the right it needs. */
import type { Verb } from '../policy.ts';

export interface VerbWords {
  /** As help writes it; a response's is its short name. */
  name: string;
  also: readonly string[];
  /** The control that does the same, by its action id; the rest only answers. */
  control?: string;
  /** Undefined: everybody of our own. */
  right?: Verb;
  /** What may follow the verb. */
  about: 'nothing' | 'a case' | 'a case, if any';
  rest: 'nothing' | 'text' | 'filters' | 'duration' | 'person' | 'words';
  /** `text` takes a value, `set` does not. */
  flags: Readonly<Record<string, 'text' | 'set'>>;
  usage: string;
  example: string;
  what: string;
}

export const share = { share: 'set' } as const;
export const reason = { reason: 'text' } as const;
/** What opens a plan takes its reason along; --dry-run shows the plan alone. */
export const plan = { reason: 'text', 'dry-run': 'set' } as const;
export const none = {};

export function answers(name: string, also: string[], words: Omit<VerbWords, 'name' | 'also'>): VerbWords {
  return { name, also, ...words };
}

type CaseWords = Pick<VerbWords, 'rest' | 'flags' | 'usage' | 'example' | 'what'>;

/** The right is named like the control. */
export function works(name: string, also: string[], control: Verb, words: CaseWords): VerbWords {
  return { name, also, control, right: control, about: 'a case', ...words };
}
