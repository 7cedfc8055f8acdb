/** A workflow's request as people see it before they agree: what it asks, who asks, and what it will be told. */
import type { ModalView } from '@slack/types';
import type { CaseView, ResponseView } from '../src/domain/case-view.ts';
import { askerWords, detailLines } from './approval-card.ts';
import { textInput } from './inputs.ts';
import { context, modal, section } from './kit.ts';
import { breakGlassButton } from './plan-modal.ts';
import { bold, bounded, lines, type Part } from './text.ts';
import { moment } from './time-words.ts';

const MOST_ANSWER = 300;

/** The answers the workflow chose, as JSON text; absent: ours, which says who decided and why. */
export interface WorkflowAnswers {
  allow?: string;
  deny?: string;
}

function answerLine(word: string, given: string | undefined): Part[] {
  return [bold(`${word}:`), ` it is told ${given === undefined ? 'who decided, when and why' : bounded(given, MOST_ANSWER)}`];
}

/** `alone`: this person may decide although others should. */
export function approvalModal(view: CaseView, response: ResponseView, needs: string, answers: WorkflowAnswers, alone = false): ModalView {
  const details = detailLines(response.foreign?.details ?? []);
  const until = response.waiting?.until ?? response.foreign?.expiresAt ?? 0;
  const deny = answers.deny === '"fail"' ? 'nothing, its task fails' : answers.deny;
  const blocks = [
    section(lines([bold(bounded(response.title, 200))], ['Asked by ', ...askerWords(response, view), ' · open until ', moment(until)])),
    ...(details.length > 0 ? [section(lines([bold('It says')], ...details))] : []),
    section(lines([bold('What the workflow gets')], answerLine('If you approve', answers.allow), answerLine('If not', deny))),
    section([bold('Needs:'), ` ${bounded(needs, 300)}`]),
    textInput({ id: 'comment', label: 'Comment', optional: true, hint: 'Kept in the log with your approval.' }),
    ...(alone ? [breakGlassButton(response.value, response.title)] : []),
    context([`case ${bounded(view.caseId, 40)}`]),
  ];
  return modal({ callbackId: 'approve', privateMetadata: response.value, title: 'Approve request', submit: 'Approve' }, blocks);
}
