/** The plan as people see it before they agree: what will be done, how it is undone, what else to know, who has to agree. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { PlanView } from '../src/domain/case-view.ts';
import { confirmInput, textInput } from './inputs.ts';
import { actions, button, context, modal, section } from './kit.ts';
import { accountWords } from './names.ts';
import { bold, bounded, lines, type Part, quoted } from './text.ts';
import { counted, moment } from './time-words.ts';

/** A phone shows twelve lines. */
const MOST_LINES = 12;
const MOST_STEPS = 6;

export type PlanSubmit = 'Ask for approval' | 'Approve' | 'Run it now';

function undoWords(undo: string): string {
  const words = bounded(undo, 160);
  return /^(?:kept|not undone|undo)/i.test(words) ? words : `undo: ${words}`;
}

/** When not all steps fit, those that are not undone stay. */
function shownSteps(plan: PlanView): number[] {
  const all = plan.steps.map((_, index) => index);
  const risky = (index: number) => Number(/^not undone/i.test(plan.steps[index]?.undo ?? ''));
  return [...all]
    .sort((a, b) => risky(b) - risky(a) || a - b)
    .slice(0, MOST_STEPS)
    .sort((a, b) => a - b);
}

function stepLines(plan: PlanView): Part[][] {
  const shown = shownSteps(plan).map((index): Part[] => {
    const step = plan.steps[index];
    return [bold(String(index + 1)), ` ${[bounded(step?.why ?? '', 200), ...(step?.undo ? [undoWords(step.undo)] : [])].join(' · ')}`];
  });
  const more = plan.steps.length - shown.length;
  return more > 0 ? [...shown, [`… and ${counted(more, 'more step')}`]] : shown;
}

function knowLines(plan: PlanView, room: number): Part[][] {
  const all = [...plan.warnings.map((warning) => `⚠ ${bounded(warning, 240)}`), ...plan.facts.map((fact) => bounded(fact, 240))];
  if (all.length <= room) return all.map((line) => [line]);
  const kept = Math.max(room - 1, 1);
  return [...all.slice(0, kept).map((line) => [line]), [`… and ${counted(all.length - kept, 'more fact')}, in the log`]];
}

function askedLine({ asked }: PlanView): Part[][] {
  return asked ? [[`Asked by ${asked.by}: ${quoted(asked.reason)} · open until `, moment(asked.until)]] : [];
}

function introduction(plan: PlanView): Part[] {
  const where = `${accountWords(plan.account, plan.accountName)}, ${plan.environment === 'unknown' ? 'unknown environment, treated as production' : plan.environment}`;
  return lines([bold(plan.title), ` · ${bounded(plan.target, 120)} in ${where}`], ...askedLine(plan));
}

/** For those who may decide alone when nobody else can be reached. */
export function breakGlassButton(value: string, title: string): KnownBlock {
  return actions([
    button({
      actionId: 'breakglass',
      value,
      label: 'Break glass…',
      accessibilityLabel: `Decide alone by break-glass: ${title}`,
      style: 'danger',
    }),
  ]);
}

export function planModal(plan: PlanView, ids: { callbackId: string; privateMetadata: string }, submit: PlanSubmit): ModalView {
  const steps = stepLines(plan);
  const needs: Part[] = [bold('Needs:'), ` ${bounded(plan.needs, 300)}${plan.risk === 'irreversible' ? ' · this cannot be undone' : ''}`];
  const know = knowLines(plan, MOST_LINES - steps.length - (plan.asked ? 3 : 2));
  const deciding = ids.callbackId === 'approve';
  const blocks: KnownBlock[] = [
    section(introduction(plan)),
    section(lines([bold(plan.undo ? 'What will be undone, in order' : 'What will be done, in order')], ...steps)),
    ...(know.length > 0 ? [section(lines([bold('Also know')], ...know))] : []),
    section(needs),
    deciding
      ? textInput({ id: 'comment', label: 'Comment', optional: true, hint: 'Kept in the log with your approval.' })
      : textInput({
          id: 'reason',
          label: 'Reason',
          hint: 'What you saw and why this is right. Kept in the log and shown to who approves.',
        }),
    ...(plan.confirm !== undefined
      ? [
          confirmInput(
            'confirm_id',
            `Type ${bounded(plan.confirm, 60)} to confirm`,
            'What is done cannot be undone: this makes sure it is the right one.',
          ),
        ]
      : []),
    ...(plan.breakGlass === undefined ? [] : [breakGlassButton(plan.breakGlass, plan.title)]),
    context([`case ${bounded(plan.caseId, 40)}`]),
  ];
  return modal({ ...ids, title: plan.undo ? `Undo: ${plan.title}` : plan.title, submit }, blocks);
}

/** Opened at once, while the plan is made; without a submit button nobody can agree to nothing. */
export function placeholderModal(title: string): ModalView {
  return modal({ title }, [section(['Preparing the plan…'])]);
}

/** Says something where a modal is already open: a refusal, or what happened meanwhile. */
export function messageModal(title: string, sentences: readonly string[]): ModalView {
  return modal({ title }, [section(lines(...sentences.map((sentence): Part[] => [bounded(sentence, 600)])))]);
}
