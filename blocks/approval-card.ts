/** The card of a workflow's request: what it asks, who asks, until when and whom it waits for; two buttons, and what was answered. */
import type { Button, KnownBlock } from '@slack/types';
import type { CaseView, ResponseView } from '../src/domain/case-view.ts';
import { fallbackText } from './fallback-text.ts';
import { actions, button, context, header, type Message, option, overflow, section } from './kit.ts';
import { placeWords } from './names.ts';
import { onCallWords } from './on-call-words.ts';
import { approvers, changesWords } from './response-lines.ts';
import { tierWords } from './severity-words.ts';
import { statusLines } from './status-lines.ts';
import { bold, bounded, dot, join, lines, type Part, quoted } from './text.ts';
import { counted, moment } from './time-words.ts';

const MOST_DETAILS = 10;
const MOST_DETAIL = 240;

/** Whatever the workflow wrote, one line each: it can neither ping nor pretend to be ours. */
export function detailLines(details: readonly string[]): Part[][] {
  const shown = details
    .map((line) => bounded(line, MOST_DETAIL))
    .filter((line) => line !== '')
    .slice(0, MOST_DETAILS);
  const more = details.length - shown.length;
  return [...shown.map((line): Part[] => [`– ${line}`]), ...(more > 0 ? [[`… and ${counted(more, 'more line')}`]] : [])];
}

/** "policy-watch (execution 4f…) in prod-payments (111122223333), us-east-1". */
export function askerWords({ foreign, target }: ResponseView, view: Parameters<typeof placeWords>[0]): Part[] {
  const execution = foreign ? ` (execution ${bounded(foreign.execution, 80)})` : '';
  return ['workflow ', bold(bounded(target.label, 80)), `${execution} in ${placeWords(view)}`];
}

function decisionButtons({ value, title, foreign }: ResponseView): Button[] {
  const words = { value };
  return [
    button({
      ...words,
      actionId: 'approve',
      label: 'Review and approve',
      accessibilityLabel: `Review and approve: ${title}`,
      style: 'primary',
    }),
    ...(foreign?.changes
      ? [
          button({
            ...words,
            actionId: 'change',
            label: 'Approve with changes',
            accessibilityLabel: `Approve only part of it: ${title}`,
          }),
        ]
      : []),
    button({ ...words, actionId: 'deny', label: 'Deny', accessibilityLabel: `Deny: ${title}` }),
  ];
}

type Decision = NonNullable<ResponseView['decision']>;

function decidedWords({ decision, by, at, reason, breakGlass, changes }: Decision): Part[] {
  if (decision === 'expired') return ['✖ Nobody decided in time'];
  const word = decision === 'approved' ? '✔ Approved' : decision === 'denied' ? '✖ Denied' : '✖ Cancelled';
  const how = breakGlass ? ' alone, by break-glass,' : '';
  const only = changes ? ` with changes (${changesWords(changes)})` : '';
  return [`${word}${only} by ${by}${how} `, moment(at), ...(reason ? [`: ${quoted(reason)}`] : [])];
}

const TOLD: Partial<Record<NonNullable<ResponseView['outcome']>, string>> = {
  ALLOWED: 'the workflow was told to go on',
  DENIED: 'the workflow was told no',
  CANCELLED: 'the workflow was told no',
  EXPIRED: 'the workflow was told no',
  GONE: 'the workflow no longer waits, so it was told nothing',
};

/** Where the request stands. What a workflow that stopped waiting was to be told is never called approved. */
export function approvalState({ decision, outcome, waiting, foreign }: ResponseView): Part[] {
  if (decision?.decision === 'expired' && outcome === 'GONE') return ['✖ The workflow no longer waits, and nobody decided'];
  if (decision && outcome === 'GONE') return [`✖ The workflow no longer waits: ${decision.by}’s answer came too late and was not told`];
  if (decision) return join([decidedWords(decision), [(outcome && TOLD[outcome]) ?? 'telling the workflow']], dot);
  if (!waiting) return ['⏳ Asking ', ...(foreign ? ['until ', moment(foreign.expiresAt)] : [])];
  const level = waiting.levels > 1 ? ` · level ${waiting.level} of ${waiting.levels}` : '';
  const last: Part[] = waiting.level < waiting.levels && foreign ? [' · the workflow waits until ', moment(foreign.expiresAt)] : [];
  return [`⏳ Waiting for ${approvers(waiting)} until `, moment(waiting.until), level, ...last];
}

export function approvalCard(view: CaseView, now: number): Message {
  const [response] = view.responses;
  const id = bounded(view.caseId, 40);
  const menu = overflow('more', [option('Assign', `assign:${id}`), option('Note', `note:${id}`), option('All actions…', `all:${id}`)]);
  const details = detailLines(response?.foreign?.details ?? []);
  const state: Part[][] = response ? [approvalState(response)] : [];
  const blocks: KnownBlock[] = [
    header(`APPROVAL · ${bounded(view.title, 120)}`),
    section(response ? ['Asked by ', ...askerWords(response, view)] : [placeWords(view)], menu),
    ...(response && !response.decision ? [actions(decisionButtons(response))] : []),
    ...(details.length > 0 ? [section(lines(...details))] : []),
    section(lines(...state, ...statusLines(view, now))),
    context(join([[tierWords(view.tier, bounded(view.tierReason, 160))], [`case ${id}`], onCallWords(view)], dot)),
  ];
  return { text: fallbackText(view), blocks };
}
