/** The hand-over: whoever comes on call is told what there is, and whoever goes what they leave. */
import type { KnownBlock } from '@slack/types';
import type { Person } from '../src/domain/case-view.ts';
import type { HandOver } from '../src/domain/hand-over.ts';
import { type CaseRow, caseRowParts } from './case-rows.ts';
import { context, fallback, header, type Message, section } from './kit.ts';
import { linkPart } from './list-answer.ts';
import { at, mention } from './names.ts';
import { bold, bounded, code, dot, join, lines, type Part } from './text.ts';
import { ago, counted, moment } from './time-words.ts';

export interface HandOverView {
  /** The group, as policy calls it. */
  group: string;
  /** On call now, and before. */
  people: readonly Person[];
  before: readonly Person[];
  /** Rows of the cases that are named: as many as `most` of each kind. */
  waiting: CaseRow[];
  fire: CaseRow[];
  handOver: HandOver;
  /** What is stopped, in words. */
  stopped: string[];
  /** Names of the channels it is about, as policy calls them. */
  channels: readonly string[];
  now: number;
}

/** Rows of each kind that are shown. */
export const mostRows = 6;
const mostIds = 10;
const mostPeople = 12;

function listed(people: readonly Person[], call: (person: Person) => Part): Part[] {
  const named = people.slice(0, mostPeople).flatMap((person, index): Part[] => [index > 0 ? ', ' : '', call(person)]);
  return people.length > mostPeople ? [...named, ` and ${people.length - mostPeople} more`] : named;
}

const named = ({ name }: Person): Part => at(name);

function changeWords({ group, people, before }: Pick<HandOverView, 'group' | 'people' | 'before'>): Part[] {
  const fresh = people.filter(({ id }) => !before.some((each) => each.id === id));
  const gone = before.filter(({ id }) => !people.some((each) => each.id === id));
  const stay = people.filter((person) => !fresh.includes(person));
  if (people.length === 0)
    return [`⚠ Nobody is on call in ${bounded(group, 40)} now.`, ...(gone.length > 0 ? [' Until now: ', ...listed(gone, named)] : [])];
  if (fresh.length === 0) return [...listed(gone, named), ' went off call. Still on call: ', ...listed(people, named)];
  const who = listed(fresh, mention);
  const besides: Part[] = stay.length > 0 ? [', with ', ...listed(stay, named)] : [];
  if (gone.length === 0) return [...who, fresh.length > 1 ? ' are on call now' : ' is on call now', ...besides];
  return [...who, fresh.length > 1 ? ' take over from ' : ' takes over from ', ...listed(gone, named), ...besides];
}

function rowBlocks(title: string, rows: readonly CaseRow[], all: number, now: number): KnownBlock[] {
  if (all === 0) return [];
  const each = rows.map((row) => {
    const link = linkPart(row.link, 'card');
    return section([...caseRowParts(row, now), ...(link.length > 0 ? [dot, ...link] : [])]);
  });
  const more = all > rows.length ? [context([`… and ${all - rows.length} more`])] : [];
  return [section([bold(`${title} (${all})`)]), ...each, ...more];
}

function openLines({ open, held, quiet }: HandOver, now: number): Part[][] {
  if (open.length === 0) return [['Nothing else is open.']];
  const tiers = open.map(({ tier, count, oldest }): Part[] => [`tier ${tier}: ${count}, the oldest ${ago(oldest, now)}`]);
  const holders = held.map(({ name, count, unseen }): Part[] => [
    name === undefined ? `nobody ${count}` : `${at(name)} ${count}`,
    unseen > 0 && name === undefined ? `, ${unseen === count ? '' : `${unseen} of them `}not seen by anybody` : '',
  ]);
  return [
    [bold('Open:'), ' ', ...join(tiers, dot)],
    [bold('Who has them:'), ' ', ...join(holders.slice(0, mostPeople), dot)],
    ...(quiet > 0 ? [[bold('Snoozed or suppressed:'), ` ${quiet}`]] : []),
  ];
}

function idsOf(cases: HandOver['standing'], words: (entry: HandOver['standing'][number]) => Part[]): Part[] {
  const shown = cases.slice(0, mostIds).map((entry): Part[] => [code(entry.caseId), ...words(entry)]);
  return [...join(shown, dot), cases.length > mostIds ? ` and ${cases.length - mostIds} more` : ''];
}

export function handOverMessage(view: HandOverView): Message {
  const { group, waiting, fire, handOver, stopped, channels, now } = view;
  const title = `Hand-over · ${bounded(group, 60)}`;
  const change = changeWords(view);
  const { standing, waking } = handOver;
  const stands: Part[][] =
    standing.length > 0 ? [[bold('In place:'), ' ', ...idsOf(standing, ({ standing: count }) => [` ${counted(count, 'response')}`])]] : [];
  const wakes: Part[][] =
    waking.length > 0 ? [[bold('Wake within 12 hours:'), ' ', ...idsOf(waking, ({ quietUntil = now }) => [' ', moment(quietUntil)])]] : [];
  const stops: Part[][] = stopped.length > 0 ? [[bold('✖ Stopped:'), ` ${bounded(stopped.join('; '), 400)}`]] : [];
  const blocks: KnownBlock[] = [
    header(title),
    section(change),
    ...rowBlocks('Waits for a decision', waiting, handOver.waiting.length, now),
    ...rowBlocks('On fire', fire, handOver.fire.length, now),
    section(lines(...openLines(handOver, now), ...stands, ...wakes, ...stops)),
    context(join([[`About ${channels.map((each) => `#${each}`).join(', ')}`], [code('/sechub list mine'), ' is what you have']], dot)),
  ];
  const waits = handOver.waiting.length > 0 ? `; ${counted(handOver.waiting.length, 'case waits', 'cases wait')} for a decision` : '';
  return { text: fallback([`${title}: `, ...change, waits]), blocks };
}
