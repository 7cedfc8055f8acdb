/** The card of a case, its one message: what is wrong, with what, where, what you can do, then why; at most six blocks. */
import type { KnownBlock } from '@slack/types';
import type { CaseView } from '../src/domain/case-view.ts';
import { approvalCard } from './approval-card.ts';
import { cardButtons, isClosed, moreMenu } from './case-buttons.ts';
import { consoleLink } from './console-link.ts';
import { fallbackText } from './fallback-text.ts';
import { actions, context, header, type Message, section } from './kit.ts';
import { accountWords, at, placeWords, resourceWords } from './names.ts';
import { onCallWords } from './on-call-words.ts';
import { pageBanner, pageWords } from './page-lines.ts';
import { responseLines } from './response-lines.ts';
import { rowSummary, rowTable } from './row-table.ts';
import { severityWord, tierWords } from './severity-words.ts';
import { statusLines } from './status-lines.ts';
import { stopCard } from './stop-card.ts';
import { bold, bounded, dot, join, lines, type Part } from './text.ts';
import { counted } from './time-words.ts';
import { watchedLines } from './watched-lines.ts';
import { whyLine } from './why-lines.ts';
import { titleWords } from './words.ts';

const MOST_PROMOTIONS = 3;

function whatLine(view: CaseView): Part[] {
  const many = view.rowCount > 1;
  return join(
    [
      many ? [`${manyPlaces(view)} · ${rowSummary(view)}`] : [bold(resourceWords(view.resource)), ` in ${placeWords(view)}`],
      view.owner ? [`owner ${at(view.owner)}`] : [],
      view.sightings > 1 ? [`seen ${counted(view.sightings, 'time')}`] : [],
    ],
    dot,
  );
}

/** "prod-payments (111122223333), us-east-1", or how many accounts. */
function manyPlaces(view: CaseView): string {
  const accounts = new Set(view.rows.map((row) => row.resource.account)).size;
  return accounts > 1 ? counted(accounts, 'account') : accountWords(view.account, view.accountName);
}

function promotionLines(view: CaseView): Part[][] {
  const shown = view.promotions
    .slice(0, MOST_PROMOTIONS)
    .map(({ label, to }): Part[] => [bounded(label, 120), ' has its own case: ', bold(to)]);
  const more = view.promotions.length - shown.length;
  return more > 0 ? [...shown, [`… and ${counted(more, 'more row')} with a case of their own`]] : shown;
}

function refusalLine({ refusal, offers }: CaseView): Part[][] {
  if (!refusal || offers.length > 0) return [];
  return [[`${bounded(refusal.refused, 240)}. Instead: ${bounded(refusal.nextStep, 300)}`]];
}

/** What has no playbook is named with its next step where nothing else is offered; the rest is under Respond…. */
function adviceLine({ advice, offers, refusal, responses, openRows, sample }: CaseView): Part[][] {
  const [first] = advice;
  if (!first || sample || refusal || offers.length > 0 || responses.length > 0 || openRows === 0) return [];
  const { action, nextStep } = first;
  return [[bold('Next by hand:'), ` ${bounded(action, 120)}. ${bounded(nextStep, 300)}`]];
}

function whyLines(view: CaseView, now: number): Part[][] {
  return [[bold('Why it matters:'), ` ${whyLine(view, now)}`], ...(isClosed(view) ? [] : [...refusalLine(view), ...adviceLine(view)])];
}

function origin(view: CaseView): string {
  if (view.sample) return `sample finding of ${bounded(view.product, 40)}`;
  return view.genuine ? bounded(view.product, 40) : `imported by ${bounded(view.product, 40)}, not verified as AWS’s own`;
}

function contextLine(view: CaseView): Part[] {
  return join(
    [
      [tierWords(view.tier, bounded(view.tierReason, 160))],
      pageWords(view),
      ...view.failures.slice(0, 4).map((failure) => [bounded(failure, 120)]),
      [`case ${bounded(view.caseId, 40)}`],
      view.meantFor ? [`meant for #${bounded(view.meantFor, 60)}`] : [],
      [origin(view)],
      onCallWords(view),
      view.promotedFrom ? [`from case ${bounded(view.promotedFrom, 40)}`] : [],
      view.previous ? [`continues case ${bounded(view.previous, 40)}`] : [],
      consoleLink(view.consoleUrl),
    ],
    dot,
  );
}

export function caseCard(view: CaseView, now: number): Message {
  if (view.kind === 'approval') return approvalCard(view, now);
  if (view.stop) return stopCard(view, view.stop);
  const rows = rowTable(view);
  const buttons = cardButtons(view);
  const found = isClosed(view) ? [] : watchedLines(view);
  const state = [...pageBanner(view), ...responseLines(view), ...found, ...statusLines(view, now)];
  const about = rows
    ? [...rows.rest.map((line): Part[] => [line]), ...promotionLines(view)]
    : [...whyLines(view, now), ...promotionLines(view)];
  // A table takes the place of a block, so what is beside it shares one.
  const texts = rows ? [[...state, ...about]] : [state, about];
  const blocks: KnownBlock[] = [
    header(`${view.sample ? 'SAMPLE · ' : ''}${severityWord(view.severity)} · ${titleWords(view)}`),
    section(whatLine(view), moreMenu(view, buttons)),
    ...(buttons.length > 0 ? [actions(buttons)] : []),
    ...(rows ? [rows.block] : []),
    ...texts.filter((all) => all.length > 0).map((all) => section(lines(...all))),
    context(contextLine(view)),
  ];
  return { text: fallbackText(view), blocks };
}
