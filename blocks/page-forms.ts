/** The small modals of the page: having somebody paged, with the reason, and the incident's priority. */
import type { ModalView } from '@slack/types';
import { type FormSubject, form } from './forms.ts';
import { choiceInput, textInput } from './inputs.ts';

const MOST_CHOICES = 100;

export function pageModal(subject: FormSubject): ModalView {
  const reason = textInput({ id: 'reason', label: 'Reason', hint: 'Why somebody has to be woken. They read it first.' });
  return form('page', ['Page on call', 'Page'], subject, [reason]);
}

/** `priorities`: id and name, as PagerDuty has them. */
export function priorityModal(subject: FormSubject, priorities: readonly (readonly [string, string])[]): ModalView {
  return form('priority', ['Priority', 'Set'], subject, [
    choiceInput('priority', 'Priority in PagerDuty', priorities.slice(0, MOST_CHOICES)),
  ]);
}
