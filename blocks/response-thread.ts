/** The part of the thread that follows one response: asked, waiting, decided, step by step, checked, ended. */
import type { CaseState, ResponseState } from '../src/domain/case-state.ts';
import type { CaseEvent, EventData, ResponseOutcome } from '../src/domain/events.ts';
import { actorName, mention } from './names.ts';
import { changesWords } from './response-lines.ts';
import { responseDoing, responseNoun, theResponse } from './response-words.ts';
import { bounded, join, type Part, quoted } from './text.ts';
import { duration, moment } from './time-words.ts';

const MOST_ASKED = 8;
const MOST_TOLD = 20;

type Of<Kind extends CaseEvent['kind']> = Extract<CaseEvent, { kind: Kind }>;
type ResponseEvent = Of<
  | 'approval-opened'
  | 'approval-handed-over'
  | 'approval-reminded'
  | 'approval-given'
  | 'approval-decided'
  | 'approval-expired'
  | 'response-cancelled'
  | 'response-started'
  | 'step-intended'
  | 'step-called'
  | 'step-done'
  | 'step-failed'
  | 'checked'
  | 'response-ended'
>;

const ENDS: Record<ResponseOutcome, string> = {
  CUT: '✔ Cut',
  CONTAINED: '✔ Contained',
  DONE: '✔ Nothing to contain',
  PARTIAL: '◐ Partial',
  NOT_EFFECTIVE: '✖ Not effective',
  ALREADY: '✔ Already so',
  REFUSED: '✖ Refused, nothing was changed',
  PLAN_CHANGED: '✖ The plan changed since it was shown, nothing was changed',
  DENIED: '✖ Denied, nothing was changed',
  EXPIRED: '✖ Expired, nothing was changed',
  CANCELLED: '✖ Cancelled, nothing was changed',
  UNDONE: '✔ Undone',
  FAILED: '✖ Failed, nothing was changed',
  ALLOWED: '✔ The workflow was told to go on',
  GONE: '✖ The workflow no longer waits, so it was told nothing',
};
/** Told by the decision's own line. */
const TOLD = new Set<ResponseOutcome>(['DENIED', 'EXPIRED', 'CANCELLED']);

export function askedLine(data: EventData['response-asked'], by: string): Part[] {
  if (data.foreign) return [`${responseNoun(data)}: ${quoted(data.title, 300)}`];
  const auto = data.mode === 'auto' ? ` · no approval needed: ${bounded(data.because, 160)}` : '';
  return [`${responseNoun(data)} asked by ${by}${data.reason ? `: ${quoted(data.reason, 500)}` : ''}${auto}`];
}

/** Mentions of those who are asked to decide, and of nobody who asked themselves; without any, the group's name. */
function askedWords(people: { id: string; name: string }[], group: string, response: ResponseState): Part[] {
  const asker = response.askedBy.kind === 'person' ? response.askedBy.id : undefined;
  const asked = people.filter((person) => person.id !== asker).slice(0, MOST_ASKED);
  if (asked.length === 0) return [bounded(group, 60) || 'an approver'];
  return join(
    asked.map((person) => [mention(person)]),
    ', ',
  );
}

/** With the next one, the lines that ping. */
function openedLine({ data }: Of<'approval-opened'>, response: ResponseState): Part[] {
  if (response.mode === 'auto') return [`⏳ ${responseNoun(response)} runs by itself at `, moment(data.until), ' unless somebody stops it'];
  const who = askedWords(data.approvers, data.group, response);
  const level = response.levels.length > 1 ? ` · level ${data.level} of ${response.levels.length}` : '';
  return [`⏳ ${responseNoun(response)} · waiting for `, ...who, ' until ', moment(data.until), level];
}

/** Whoever is asked still knows; those who are new to it are told. */
function handedOverLine({ data }: Of<'approval-handed-over'>, response: ResponseState): Part[] {
  const approval = response.approvals.find(({ approvalId }) => approvalId === data.approvalId);
  const until: Part[] = approval ? [' until ', moment(approval.until)] : [];
  if (data.added.length === 0) return [`⏳ Fewer people are asked now to decide on ${theResponse(response)}: ${bounded(data.group, 60)}`];
  return ['⏳ On call now: ', ...askedWords(data.added, data.group, response), ` · asked to decide on ${theResponse(response)}`, ...until];
}

function remindedLine({ data }: Of<'approval-reminded'>, response: ResponseState): Part[] {
  const approval = response.approvals.find(({ approvalId }) => approvalId === data.approvalId);
  return [`⏳ Still waiting for a decision on ${theResponse(response)}`, ...(approval ? [' until ', moment(approval.until)] : [])];
}

/** Everybody who could have agreed is woken: somebody decided without them. */
function aloneLine({ actor, data }: Of<'approval-decided'>, response: ResponseState, words: string): Part[] {
  const told = join(
    (data.told ?? []).slice(0, MOST_TOLD).map((each) => [mention(each)]),
    ', ',
  );
  return [
    `⚠ ${actorName(actor)} broke the glass and alone approved ${theResponse(response)}${words}`,
    ...(told.length > 0 ? [' · told: ', ...told] : []),
  ];
}

function decidedLine(event: Of<'approval-decided'>, response: ResponseState): Part[] {
  const { decision, reason, onePerson } = event.data;
  const by = actorName(event.actor);
  const words = reason ? `: ${quoted(reason, 500)}` : '';
  if (event.data.breakGlass) return aloneLine(event, response, words);
  if (decision === 'denied') return [`✖ ${by} denied ${theResponse(response)}${words}`];
  const { changes } = event.data;
  if (changes) return [`✔ ${by} approved ${theResponse(response)} with changes: ${changesWords(changes)}${words}`];
  return [`✔ ${by} approved ${theResponse(response)}${onePerson ? ', asking and approving as one person' : ''}${words}`];
}

function expiredLine({ data }: Of<'approval-expired'>, response: ResponseState): Part[] {
  if (data.final)
    return [
      `✖ Nobody decided on ${theResponse(response)} in time: ${response.foreign ? 'the workflow is told no' : 'denied, nothing was changed'}`,
    ];
  return [`Level ${data.level} did not answer in time; asking the next level`];
}

function stepWords(response: ResponseState, index: number): string {
  const why = response.steps[index]?.why ?? response.stepStates[index]?.why ?? 'step';
  return `step ${index + 1} of ${response.steps.length}: ${bounded(why, 200)}`;
}

function failedLine({ data }: Of<'step-failed'>, response: ResponseState): Part[] {
  const what = data.final ? '✖ Stopped at' : 'Trying again';
  return [`${what} ${stepWords(response, data.step)} · ${bounded(data.error, 200)}`];
}

const RESULTS = { ok: '✔', failed: '✖', unmeasurable: '–' } as const;

function checkedLine({ data }: Of<'checked'>): Part[] {
  const what = data.proves === 'effect' ? 'effect' : 'configuration';
  const result = data.result === 'unmeasurable' ? 'not measurable' : data.result === 'ok' ? 'as wanted' : 'not as wanted';
  return [`${RESULTS[data.result]} Checked ${what} after ${duration(data.afterSeconds * 1000)}: ${result} · ${bounded(data.detail, 240)}`];
}

function endedLine({ data }: Of<'response-ended'>, response: ResponseState): Part[] | undefined {
  if (TOLD.has(data.outcome)) return undefined;
  const detail = bounded(data.detail, 300);
  return [`${ENDS[data.outcome]} · ${responseNoun(response)}${detail ? ` · ${detail}` : ''}`];
}

export function responseThreadLine(event: ResponseEvent, state: CaseState): Part[] | undefined {
  const response = state.responses[event.data.responseId];
  if (!response) return undefined;
  switch (event.kind) {
    case 'approval-opened':
      return openedLine(event, response);
    case 'approval-handed-over':
      return handedOverLine(event, response);
    case 'approval-reminded':
      return remindedLine(event, response);
    case 'approval-given':
      return [`${actorName(event.actor)} agrees to ${theResponse(response)}; one more person has to`];
    case 'approval-decided':
      return decidedLine(event, response);
    case 'approval-expired':
      return expiredLine(event, response);
    case 'response-cancelled':
      return [`✖ ${actorName(event.actor)} cancelled ${theResponse(response)}, nothing was changed`];
    case 'response-started':
      return [`▶ ${responseDoing(response)}`];
    case 'step-intended':
    case 'step-called':
      return undefined;
    case 'step-done':
      return [`✔ Done ${stepWords(response, event.data.step)}${event.data.already ? ' (it was so already)' : ''}`];
    case 'step-failed':
      return failedLine(event, response);
    case 'checked':
      return checkedLine(event);
    case 'response-ended':
      return endedLine(event, response);
  }
}
