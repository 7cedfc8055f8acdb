/** The controls of a card: at most three buttons, the rest in the menu; green for the one safe move, red for what cannot be undone. */
import type { Button, Overflow } from '@slack/types';
import type { CaseView, OfferView, ResponseView } from '../src/domain/case-view.ts';
import { button, option, overflow } from './kit.ts';
import { pageButtons } from './page-lines.ts';
import { ordered } from './response-lines.ts';
import { responseNoun } from './response-words.ts';
import { bounded } from './text.ts';

const MOST_BUTTONS = 3;
const MOST_OFFERS = 2;

export function isClosed(view: Pick<CaseView, 'resolution' | 'closedAt'>): boolean {
  return view.resolution !== undefined || view.closedAt !== undefined;
}

export function offerButton(offer: OfferView, quietly = false): Button {
  const style = offer.risk === 'irreversible' ? 'danger' : offer.recommended && !quietly ? 'primary' : undefined;
  return button({ ...offer, style });
}

function decisionButtons(response: ResponseView): Button[] {
  const { value } = response;
  const noun = responseNoun(response);
  const stop = button({ actionId: 'cancel', value, label: 'Stop it', accessibilityLabel: `Stop: ${noun}` });
  if (response.mode === 'auto') return [stop];
  return [
    button({
      actionId: 'approve',
      value,
      label: 'Review and approve',
      accessibilityLabel: `Review and approve: ${noun}`,
      style: 'primary',
    }),
    button({ actionId: 'deny', value, label: 'Deny', accessibilityLabel: `Deny: ${noun}` }),
    button({ actionId: 'cancel', value, label: 'Cancel', accessibilityLabel: `Cancel: ${noun}` }),
  ];
}

export function undoButton(response: ResponseView): Button {
  return button({ actionId: 'undo', value: response.value, label: 'Undo', accessibilityLabel: `Undo: ${responseNoun(response)}` });
}

/** Without what is under way or standing already: only the control that was used changes. What came back since is offered again. */
export function unusedOffers(view: CaseView): OfferView[] {
  const { reopenedAt = 0 } = view;
  const whole = ({ undoable, outcome, outcomeAt = 0 }: ResponseView) => undoable && outcome !== 'PARTIAL' && outcomeAt >= reopenedAt;
  const used = view.responses.filter((response) => response.status !== 'ended' || whole(response));
  return view.offers.filter(
    (offer) => !used.some((response) => response.playbook === offer.actionId && response.target.label === offer.target),
  );
}

/** One per action id: a second one of the same kind is in Respond…, where each target has its own line. */
function offerButtons(view: CaseView, quietly: boolean): Button[] {
  const open = unusedOffers(view).filter((offer) => !offer.menuOnly);
  const first = open.filter((offer, index) => open.findIndex(({ actionId }) => actionId === offer.actionId) === index);
  return [...first]
    .sort((a, b) => Number(b.recommended) - Number(a.recommended))
    .slice(0, MOST_OFFERS)
    .map((offer) => offerButton(offer, quietly));
}

export function verbButton(verb: string, label: string, caseId: string): Button {
  return button({ actionId: verb, value: caseId, label, accessibilityLabel: `${label} case ${caseId}` });
}

/** What waits for an answer. */
function asked({ responses }: CaseView): ResponseView | undefined {
  return ordered(responses).find((response) => response.status === 'asked' && response.waiting);
}

/** Nobody is paged: trying again matters more than taking the question back, which moves to the menu. */
function withRetry(decide: Button[], view: CaseView): Button[] {
  const retry = view.page?.closedBy ? [] : pageButtons(view);
  return [...decide.slice(0, MOST_BUTTONS - retry.length), ...retry];
}

export function cardButtons(view: CaseView): Button[] {
  const responses = ordered(view.responses);
  const undoable = responses.find((response) => response.undoable);
  const undo = undoable ? [undoButton(undoable)] : [];
  const waiting = asked(view);
  if (isClosed(view)) return waiting ? decisionButtons(waiting) : [verbButton('reopen', 'Reopen', view.caseId), ...undo];
  const next = view.acknowledged ? verbButton('resolve', 'Resolve', view.caseId) : verbButton('acknowledge', 'Acknowledge', view.caseId);
  const decide = waiting ? withRetry(decisionButtons(waiting), view) : undo;
  const remedies = waiting ? [] : unusedOffers(view).filter(({ remedy }) => remedy);
  // What is not contained comes before everything else.
  if (remedies.length > 0) return [...remedies.slice(0, MOST_OFFERS).map((offer) => offerButton(offer)), ...undo];
  const offers = offerButtons(view, waiting !== undefined);
  const page = waiting ? [] : pageButtons(view);
  if (view.page?.closedBy && page.length > 0) return [...page, ...undo, ...offers].slice(0, MOST_BUTTONS);
  return [...[...page, ...decide, ...offers].slice(0, waiting ? MOST_BUTTONS : MOST_BUTTONS - 1), next].slice(0, MOST_BUTTONS);
}

/** What whoever asked may take back while the card has no button for it; assigning is under All actions then. */
function pushedOut(view: CaseView, shown: readonly Button[]): ResponseView | undefined {
  const isDecided = shown.some((element) => element.action_id === 'approve') && !shown.some((element) => element.action_id === 'cancel');
  return isDecided ? asked(view) : undefined;
}

/** The menu; `acknowledge` stands in for snooze, and `cancel` for assign, while three other buttons leave them no room. */
export function moreMenu(view: CaseView, shown: readonly Button[]): Overflow {
  const id = bounded(view.caseId, 40);
  const note = option('Note', `note:${id}`);
  const all = option('All actions…', `all:${id}`);
  if (isClosed(view)) return overflow('more', [option('Reopen', `reopen:${id}`), note, all]);
  const squeezed = !view.acknowledged && !shown.some((element) => element.action_id === 'acknowledge');
  const withdrawn = pushedOut(view, shown);
  return overflow('more', [
    option('Respond…', `respond:${id}`),
    withdrawn ? option('Cancel what is asked', `cancel:${bounded(withdrawn.value, 40)}`) : option('Assign', `assign:${id}`),
    note,
    squeezed ? option('Acknowledge', `acknowledge:${id}`) : option('Snooze', `snooze:${id}`),
    all,
  ]);
}
