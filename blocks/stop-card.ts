/** The card of a stop: what does not run, who stopped it and why, and the one button with which two people start it again. */
import type { KnownBlock } from '@slack/types';
import type { CaseView } from '../src/domain/case-view.ts';
import { verbButton } from './case-buttons.ts';
import { actions, context, fallback, header, type Message, option, overflow, section } from './kit.ts';
import { bold, bounded, compose, dot, join, lines, type Part, quoted, raw } from './text.ts';
import { moment } from './time-words.ts';

type Stop = NonNullable<CaseView['stop']>;

function stateLine({ by, at, reason, asked, started }: Stop): Part[] {
  if (started) return [`✔ Started again by ${asked ? `${asked.by} and ` : ''}${started.by} `, moment(started.at)];
  return [`✖ Stopped by ${by} `, moment(at), `: ${quoted(reason, 300)}`];
}

function nextLine({ asked, started }: Stop): Part[] {
  if (started) return [];
  if (asked) return [`⏳ ${asked.by} wants it started again `, moment(asked.at), ': somebody else has to want it, too'];
  return ['Nothing new begins there and what waits does not run. Undoing goes on. Two people start it again.'];
}

export function stopCard(view: CaseView, stop: Stop): Message {
  const id = bounded(view.caseId, 40);
  const what = bounded(view.title, 120);
  const menu = overflow('more', [option('Note', `note:${id}`), option('All actions…', `all:${id}`)]);
  const state = [stateLine(stop), nextLine(stop)].filter((parts) => parts.length > 0);
  const note: Part[][] = view.lastNote ? [[`Note by ${view.lastNote.by}: ${quoted(view.lastNote.text)}`]] : [];
  const blocks: KnownBlock[] = [
    header(`${stop.started ? 'RUNS AGAIN' : 'STOPPED'} · ${what}`),
    section(lines([bold(what)], ...state, ...note), menu),
    ...(stop.started ? [] : [actions([verbButton('start', 'Start again', view.caseId)])]),
    context(join([[`case ${id}`]], dot)),
  ];
  const next = stop.started ? 'runs again' : 'next: two people start it again';
  return { text: fallback([raw(compose([`${stop.started ? 'STARTED' : 'STOPPED'} ${what} · ${next}`], 120))], 120), blocks };
}
