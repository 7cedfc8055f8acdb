/** Everything that can be done to what a case is about: each offer for each target, what stands, advice, and why something is not offered. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { CaseView } from '../src/domain/case-view.ts';
import { isClosed, offerButton, undoButton, unusedOffers } from './case-buttons.ts';
import { divider, modal, section } from './kit.ts';
import { responseNoun } from './response-words.ts';
import { bold, bounded, lines, type Part } from './text.ts';
import { titleWords } from './words.ts';

const MOST_LISTED = 40;
const MOST_ADVICE = 10;

const RISKS = {
  nondestructive: 'can be undone',
  disruptive: 'interrupts what runs there; can be undone',
  irreversible: 'cannot be undone',
} as const;

function offered(view: CaseView): KnownBlock[] {
  if (isClosed(view)) return [section(['This case is over; reopen it to respond.'])];
  return unusedOffers(view)
    .slice(0, MOST_LISTED)
    .map((offer) => section([bold(offer.target), ` · ${RISKS[offer.risk]}`], offerButton(offer)));
}

function standing(view: CaseView): KnownBlock[] {
  const undoable = view.responses.filter((response) => response.undoable).slice(0, MOST_LISTED);
  return undoable.map((response) => section([`${responseNoun(response)} stands`], undoButton(response)));
}

function advised({ advice, refusal }: CaseView): KnownBlock[] {
  const refused: Part[][] = refusal ? [[`Not offered: ${bounded(refusal.refused, 300)}. Instead: ${bounded(refusal.nextStep, 400)}`]] : [];
  const named = advice
    .slice(0, MOST_ADVICE)
    .map(({ action, nextStep }): Part[] => [bold(bounded(action, 100)), `: ${bounded(nextStep, 200)}`]);
  const all = [...refused, ...named];
  return all.length === 0 ? [] : [divider(), section(lines([bold('By hand')], ...all))];
}

export function respondModal(view: CaseView, privateMetadata: string): ModalView {
  const about = section(lines([bold(titleWords(view))], [`case ${bounded(view.caseId, 40)}`]));
  const listed = [...offered(view), ...standing(view), ...advised(view)];
  const blocks = listed.length > 0 ? listed : [section(['There is no response for this kind of finding yet.'])];
  return modal({ callbackId: 'respond', privateMetadata, title: 'Respond' }, [about, ...blocks]);
}
