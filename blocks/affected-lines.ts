/** What the team sees of the question to the affected person: one line on the card, and lines in the thread. */
import type { AffectedEvent } from '../src/domain/apply-affected.ts';
import type { CaseState } from '../src/domain/case-state.ts';
import type { CaseView } from '../src/domain/case-view.ts';
import { actorName, at } from './names.ts';
import { bounded, dot, join, type Part, quoted } from './text.ts';
import { moment, until } from './time-words.ts';

const MOST_TOLD = 500;

export function affectedLine({ affected }: Pick<CaseView, 'affected'>): Part[] {
  const { asked, answer, told, silentAt, unasked } = affected ?? {};
  if (!asked) return unasked ? [`“Was this you?” was not asked: ${bounded(unasked, 240)}`] : [];
  const who = at(asked.person.name);
  const state: Part[] = answer
    ? [answer.answer === 'no' ? '⚠ ' : '', `${who} says ${answer.answer === 'no' ? 'it was not them' : 'it was them'} `, moment(answer.at)]
    : silentAt === undefined
      ? [`${who} was asked “Was this you?”; an answer is waited for `, ...until(asked.until)]
      : [`⚠ ${who} has not answered “Was this you?”`];
  // Whoever reads it decides; it decides nothing.
  return join([state, answer ? ['their word, not proof'] : [], told ? [`they wrote ${quoted(told.text)}`] : []], dot);
}

export function affectedThreadLine(event: AffectedEvent, state: CaseState): Part[] {
  const who = at(state.affected?.asked?.person.name ?? '');
  switch (event.kind) {
    case 'affected-asked':
      return [
        `Asked ${at(event.data.person.name)} “Was this you?” about ${bounded(event.data.principal, 120)}, waiting `,
        ...until(event.data.until),
      ];
    case 'affected-unasked':
      return [`“Was this you?” was not asked: ${bounded(event.data.because, 300)}`];
    case 'affected-answered':
      return event.data.answer === 'no'
        ? [`⚠ ${actorName(event.actor)} says: no, that was not me`]
        : [`${actorName(event.actor)} says: yes, that was me (their word, not proof)`];
    case 'affected-told':
      return [`${actorName(event.actor)}, who was asked, wrote: ${quoted(event.data.text, MOST_TOLD)}`];
    case 'affected-silent':
      return [`⚠ ${who} has not answered “Was this you?” in time`];
  }
}
