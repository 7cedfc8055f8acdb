/** The small modals of a case: one per verb, its callback id is the verb, its inputs' block ids say what they hold. */
import type { KnownBlock, ModalView } from '@slack/types';
import { choiceInput, confirmInput, personInput, textInput } from './inputs.ts';
import { modal, section } from './kit.ts';
import { CODES } from './status-lines.ts';
import { bold, bounded, lines, type Part } from './text.ts';

/** What a form is about; `privateMetadata` comes back with what people submit. */
export interface FormSubject {
  /** Empty where no case is looked at. */
  caseId: string;
  /** The case's title in our words. */
  title: string;
  privateMetadata: string;
}

type Form = [title: string, submit: string];

/** One form of a case, `verb` its callback id. */
export function form(
  verb: string,
  [title, submit]: Form,
  subject: FormSubject,
  inputs: KnownBlock[],
  warning: readonly Part[][] = [],
): ModalView {
  const named: Part[][] = subject.caseId === '' ? [] : [[`case ${bounded(subject.caseId, 40)}`]];
  const about: Part[] = lines([bold(bounded(subject.title, 150))], ...named, ...warning);
  return modal({ callbackId: verb, privateMetadata: subject.privateMetadata, title, submit }, [section(about), ...inputs]);
}

const reason = (hint: string) => textInput({ id: 'reason', label: 'Reason', hint });

const SNOOZES = [
  ['1h', '1 hour'],
  ['4h', '4 hours'],
  ['1d', '1 day'],
  ['3d', '3 days'],
  ['7d', '7 days'],
] as const;
const SUPPRESSIONS = [
  ['1d', '1 day'],
  ['7d', '7 days'],
  ['30d', '30 days'],
  ['90d', '90 days'],
] as const;

export function assignModal(subject: FormSubject, current?: string): ModalView {
  return form('assign', ['Assign case', 'Assign'], subject, [personInput('assignee', 'Who takes it', current)]);
}

export function noteModal(subject: FormSubject): ModalView {
  const text = textInput({ id: 'text', label: 'Note', hint: 'Shown on the card and in the thread, and written to Security Hub.' });
  return form('note', ['Add a note', 'Add note'], subject, [text]);
}

/** `preview`: what it would have hidden lately, in a sentence. */
export function snoozeModal(subject: FormSubject, preview?: string): ModalView {
  const inputs = [choiceInput('until', 'Be quiet for', SNOOZES, '4h'), reason('Only this case is quiet; a higher tier wakes it.')];
  return form('snooze', ['Snooze case', 'Snooze'], subject, inputs, preview ? [[preview]] : []);
}

export function suppressModal(subject: FormSubject, preview?: string): ModalView {
  const hint = 'The same problem on the same resource stays quiet until then. Kept in the log.';
  const inputs = [choiceInput('until', 'Suppress for', SUPPRESSIONS, '7d'), reason(hint)];
  return form('suppress', ['Suppress', 'Suppress'], subject, inputs, preview ? [[preview]] : []);
}

/** Warns about containments that resolving leaves in place. */
export function resolveModal(subject: FormSubject, standing: readonly string[]): ModalView {
  const warning: Part[][] =
    standing.length === 0
      ? []
      : [['⚠ Still in place after resolving, with its Undo on the card:'], ...standing.slice(0, 5).map((line) => [bounded(line, 200)])];
  const codes = Object.entries(CODES).filter(([code]) => code !== 'console' && code !== 'pagerduty');
  return form(
    'resolve',
    ['Resolve case', 'Resolve'],
    subject,
    [
      choiceInput('code', 'How it ended', codes, 'fixed'),
      textInput({ id: 'reason', label: 'In a sentence', hint: 'What was found and done.' }),
    ],
    warning,
  );
}

export function reopenModal(subject: FormSubject): ModalView {
  return form('reopen', ['Reopen case', 'Reopen'], subject, [reason('Why it is not over.')]);
}

/** `scopes`: value and words of what can be stopped from here. */
export function stopModal(subject: FormSubject, scopes: readonly (readonly [string, string])[]): ModalView {
  return form('stop', ['Stop responses', 'Stop'], subject, [
    choiceInput('scope', 'What stops', scopes, scopes[0]?.[0]),
    reason('Nothing new begins, and what waits does not run. Everybody sees it; starting again takes two people.'),
  ]);
}

export function startModal(subject: FormSubject, scopes: readonly (readonly [string, string])[]): ModalView {
  return form('start', ['Start again', 'Start again'], subject, [
    choiceInput('scope', 'What starts again', scopes, scopes[0]?.[0]),
    reason('Two different people have to ask for it.'),
  ]);
}

/** `response` names what is denied: "Deactivation of key AKIA…WXYZ". */
export function denyModal(subject: FormSubject, response: string): ModalView {
  return form('deny', ['Deny', 'Deny'], subject, [reason('Shown to who asked, and kept in the log.')], [[bounded(response, 200)]]);
}

/** Yes, to part of it: these actions on these resources. */
export function changeModal(subject: FormSubject): ModalView {
  return form(
    'change',
    ['Approve with changes', 'Approve'],
    subject,
    [
      textInput({ id: 'actions', label: 'Only these actions', hint: 'One per line, such as s3:GetObject. Not a whole service.' }),
      textInput({ id: 'resources', label: 'Only on these ARNs', hint: 'One per line, such as arn:aws:s3:::name/*.' }),
      textInput({ id: 'comment', label: 'Comment', optional: true, hint: 'Kept in the log with your approval.' }),
    ],
    [['A version that allows exactly this is made. Nothing else of what was asked for is allowed.']],
  );
}

const LEAST_ALONE = 20;

/** One person instead of two: everybody who could have agreed is told. `confirm` is what has to be typed again. */
export function breakGlassModal(subject: FormSubject, response: string, confirm?: string): ModalView {
  const warning = [[bounded(response, 200)], ['You decide alone. Everybody who could have agreed is told at once, with your reason.']];
  const why = textInput({ id: 'reason', label: 'Reason', hint: 'Why it cannot wait for a second person.', least: LEAST_ALONE });
  const typed =
    confirm === undefined ? [] : [confirmInput('confirm_id', `Type ${bounded(confirm, 60)} to confirm`, 'It cannot be undone.')];
  return form('breakglass', ['Break glass', 'Decide alone'], subject, [why, ...typed], warning);
}
