/** Where each response stands, one line each: waiting, running, done, partial, refused; a symbol and always the words. */
import type { CaseView, ResponseView } from '../src/domain/case-view.ts';
import type { Changes } from '../src/domain/foreign-task.ts';
import { at } from './names.ts';
import { responseDoing, responseNoun } from './response-words.ts';
import { bounded, dot, join, type Part, quoted } from './text.ts';
import { counted, duration, moment } from './time-words.ts';

const MOST_LINES = 3;
const MOST_NAMES = 4;

export function approvers(waiting: NonNullable<ResponseView['waiting']>): string {
  const names = waiting.approvers.slice(0, MOST_NAMES).map((person) => at(person.name));
  const more = waiting.approvers.length - names.length;
  const group = bounded(waiting.group, 60);
  if (names.length === 0) return group || 'an approver';
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}${group ? ` (${group})` : ''}`;
}

const MOST_CHANGES = 6;

/** "only s3:GetObject on arn:aws:s3:::name/*". */
export function changesWords({ actions, resources }: Changes): string {
  const list = (all: readonly string[]) => {
    const more = all.length - MOST_CHANGES;
    const shown = all.slice(0, MOST_CHANGES).map((each) => bounded(each, 80));
    return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  };
  return `only ${list(actions)} on ${list(resources)}`;
}

function agreed({ decision, mode, because }: ResponseView): Part[] {
  if (decision?.decision === 'approved')
    return [
      decision.breakGlass
        ? `approved by ${decision.by} alone, by break-glass, `
        : decision.onePerson
          ? `${decision.by} alone, as one person may, `
          : `approved by ${decision.by} `,
      moment(decision.at),
    ];
  return mode === 'auto' ? [`by policy: ${bounded(because, 120)}`] : [];
}

function waitingLine(response: ResponseView): Part[] {
  const { waiting } = response;
  const asked = `⏳ ${responseNoun(response)} asked by ${response.askedBy}${response.reason ? `: ${quoted(response.reason)}` : ''}`;
  if (response.mode === 'auto' && waiting) {
    return [
      `⏳ ${responseNoun(response)} runs by itself at `,
      moment(waiting.until),
      ` unless somebody stops it · by policy: ${bounded(response.because, 120)}`,
    ];
  }
  if (!waiting) return join([[asked], agreed(response), ['starting']], dot);
  const level = waiting.levels > 1 ? ` · level ${waiting.level} of ${waiting.levels}` : '';
  return [asked, ` · waiting for ${approvers(waiting)} until `, moment(waiting.until), level];
}

function pendingWords(response: ResponseView): string {
  const last = response.pendingChecks.at(-1);
  if (!last) return '';
  const length = duration(last.afterSeconds * 1000);
  return last.proves === 'effect' ? `measuring the effect (up to ${length})` : `re-reading until ${length} after the change`;
}

function checkedWords({ checks }: ResponseView): Part[] {
  const good = checks.filter((check) => check.result === 'ok');
  const last = good.at(-1);
  if (!last) return [];
  return [`${bounded(last.detail, 160)}, checked ${counted(good.length, 'time')}, last `, moment(last.at)];
}

function runningLine(response: ResponseView): Part[] {
  const done = response.stepStates.filter((step) => step?.status === 'done').length;
  const total = response.steps.length;
  const failed = response.stepStates.find((step) => step?.status === 'failed');
  const trouble = failed ? [`${failed.final ? 'stopped' : 'trying again'}: ${bounded(failed.error ?? 'the call failed', 120)}`] : [];
  if (done < total) return join([[`▶ ${responseDoing(response)}`], [`step ${done + 1} of ${total}`], trouble, agreed(response)], dot);
  const pending = pendingWords(response);
  return join(
    [[`▶ ${responseDoing(response)}`], [`${counted(total, 'step')} done`], checkedWords(response), pending ? [pending] : []],
    dot,
  );
}

type Outcome = NonNullable<ResponseView['outcome']>;
const OUTCOMES: Record<Outcome, string> = {
  CUT: '✔ Cut',
  CONTAINED: '✔ Contained',
  DONE: '✔ Nothing to contain',
  PARTIAL: '◐ Partial',
  NOT_EFFECTIVE: '✖ Not effective',
  ALREADY: '✔ Already so',
  REFUSED: '✖ Refused',
  PLAN_CHANGED: '✖ The plan changed since it was shown; ask again',
  DENIED: '✖ Denied',
  EXPIRED: '✖ Expired: nobody answered in time',
  CANCELLED: '✖ Cancelled',
  UNDONE: '✔ Undone',
  FAILED: '✖ Failed',
  ALLOWED: '✔ Allowed',
  GONE: '✖ The workflow no longer waits',
};
const UNCHANGED = new Set<Outcome>(['REFUSED', 'PLAN_CHANGED', 'DENIED', 'EXPIRED', 'CANCELLED', 'FAILED']);

function endedLine(response: ResponseView, outcome: Outcome): Part[] {
  const { decision } = response;
  const unmeasurable = outcome === 'CUT' && response.checks.some((check) => check.result === 'unmeasurable');
  const by = outcome === 'DENIED' || outcome === 'CANCELLED' ? ` by ${decision?.by ?? 'policy'}` : '';
  const when: Part[] = response.outcomeAt === undefined ? [] : [' ', moment(response.outcomeAt)];
  const detail = outcome === 'DENIED' && decision?.reason ? quoted(decision.reason) : bounded(response.outcomeDetail ?? '', 240);
  const pending = outcome === 'CUT' ? pendingWords(response) : '';
  return join(
    [
      [OUTCOMES[outcome], by, ...when],
      [responseNoun(response)],
      detail ? [detail] : outcome === 'CUT' ? checkedWords(response) : [],
      UNCHANGED.has(outcome) ? ['nothing was changed'] : [],
      unmeasurable ? ['the effect cannot be measured'] : pending ? [pending] : [],
      outcome === 'DENIED' ? [] : [`asked by ${response.askedBy}`],
      agreed(response),
      response.undoneBy ? ['undone since'] : [],
    ].filter((parts) => parts.join('') !== ''),
    dot,
  );
}

function responseLine(response: ResponseView): Part[] {
  if (response.status === 'asked') return waitingLine(response);
  if (response.outcome) return endedLine(response, response.outcome);
  return runningLine(response);
}

/** Open ones first, then what still stands, then the newest; what an undo took back is told by the undo. */
export function ordered(responses: readonly ResponseView[]): ResponseView[] {
  const rank = (response: ResponseView) => (response.status === 'ended' ? (response.undoable ? 1 : 2) : 0);
  return responses
    .filter((response) => response.undoneBy === undefined || !responses.some((other) => other.responseId === response.undoneBy))
    .sort((a, b) => rank(a) - rank(b) || b.askedAt - a.askedAt);
}

export function responseLines(view: Pick<CaseView, 'responses'>): Part[][] {
  const all = ordered(view.responses);
  const shown = all.slice(0, MOST_LINES).map(responseLine);
  const more = all.length - shown.length;
  return more > 0 ? [...shown, [`… and ${counted(more, 'earlier response')} in the thread`]] : shown;
}
