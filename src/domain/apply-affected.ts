/** The part of the reducer that follows whether the affected person was asked, and what they said. */
import type { AffectedEventData } from './affected.ts';
import type { CaseState } from './case-state.ts';
import type { CaseEvent } from './events.ts';

export type AffectedEvent = Extract<CaseEvent, { kind: keyof AffectedEventData }>;

const kinds: Record<keyof AffectedEventData, true> = {
  'affected-asked': true,
  'affected-unasked': true,
  'affected-answered': true,
  'affected-told': true,
  'affected-silent': true,
};

export function isAffectedEvent(event: CaseEvent): event is AffectedEvent {
  return Object.hasOwn(kinds, event.kind);
}

export function applyAffected(state: CaseState, event: AffectedEvent): void {
  const { at } = event;
  const affected = state.affected ?? {};
  state.affected = affected;
  switch (event.kind) {
    case 'affected-asked':
      affected.asked ??= { ...event.data, at };
      return;
    case 'affected-unasked':
      affected.unasked = event.data.because;
      return;
    case 'affected-answered':
      affected.answer = { answer: event.data.answer, at };
      return;
    case 'affected-told':
      affected.told = { text: event.data.text, at };
      return;
    case 'affected-silent':
      affected.silentAt = at;
      return;
  }
}
