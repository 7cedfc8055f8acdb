/** What a command is about: a short id, a finding's ARN, a link to a message, or the latest case. */
import { caseIdPattern } from '../case-id.ts';

export type Reference =
  /** `response`: one response of that case. */
  | { kind: 'case'; caseId: string; response?: string }
  | { kind: 'finding'; arn: string }
  /** `thread`: the message that its thread belongs to. */
  | { kind: 'message'; channel: string; ts: string; thread?: string }
  | { kind: 'latest' };

const LINK = /^<?https:\/\/[\w.-]+\/archives\/([CGD][A-Z0-9]{1,30})\/p(\d{10})(\d{6})(?:\?([^|>\s]*))?(?:\|[^>]*)?>?$/;
const ARN = /^arn:aws[a-z-]{0,10}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:\d{0,12}:\S{1,600}$/;
/** Letters that are read as digits: the ids have none of them. */
const MISREAD: Record<string, string> = { O: '0', I: '1', L: '1' };

function linked(word: string): Reference | undefined {
  const [, channel, seconds, micros, query] = LINK.exec(word) ?? [];
  if (!channel || !seconds || !micros) return undefined;
  const thread = new URLSearchParams(query?.replaceAll('&amp;', '&') ?? '').get('thread_ts');
  return { kind: 'message', channel, ts: `${seconds}.${micros}`, ...(thread && /^\d{10}\.\d{6}$/.test(thread) && { thread }) };
}

/** `free`: other words may stand here as well, so that what could be one of those is none. */
function identified(word: string, free: boolean): Reference | undefined {
  const [, id = '', response] = /^#?([0-9A-Za-z]{8})(?:\.([0-9a-f]{10}))?$/.exec(word) ?? [];
  if (id === '' || (free && !/\d/.test(id) && id !== id.toUpperCase())) return undefined;
  const caseId = id.toUpperCase().replace(/[OIL]/g, (letter) => MISREAD[letter] ?? letter);
  return caseIdPattern.test(caseId) ? { kind: 'case', caseId, ...(response && { response }) } : undefined;
}

export function referenceOf(word: string, free: boolean): Reference | undefined {
  if (/^(?:latest|last|newest)$/i.test(word)) return { kind: 'latest' };
  if (ARN.test(word)) return { kind: 'finding', arn: word };
  return linked(word) ?? identified(word, free);
}

/** Meant as a reference, by its looks: a code with digits, an ARN or a link. Nothing is done with what is not one. */
export function looksLikeReference(word: string): boolean {
  return /^#|^arn:|^<?https?:/i.test(word) || (/^[0-9A-Z]{6,11}$/.test(word) && /\d/.test(word) && /[A-Z]/.test(word));
}
