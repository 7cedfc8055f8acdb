/** The digest of a channel in words: everything its picture shows is here, too, for whoever does not see pictures. */
import type { KnownBlock } from '@slack/types';
import { ages, type Digest, type Mention } from '../src/domain/digest.ts';
import type { Spread } from '../src/domain/spread.ts';
import { controlWords } from './control-words.ts';
import { context, fallback, header, type Message, section, table } from './kit.ts';
import { severityWord } from './severity-words.ts';
import { bold, bounded, code, dot, join, lines, type Part } from './text.ts';
import { threatWords } from './threat-words.ts';
import { counted, duration, moment } from './time-words.ts';

export interface DigestView {
  digest: Digest;
  every: 'day' | 'week';
  /** Names of the channels it is about, as policy calls them. */
  channels: readonly string[];
  timeZone: string;
}

const mostMentions = 5;

/** "Fri 20 Nov", where the channel's people are. */
function dayWords(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', day: 'numeric', month: 'short' }).format(at).replace(',', '');
}

function openTable({ open }: Digest): KnownBlock[] {
  if (open.length === 0) return [];
  const rows = open.map(({ severity, byAge }) => {
    const counts = ages.map((age) => byAge[age]);
    return [severityWord(severity), ...counts.map(String), String(counts.reduce((sum, count) => sum + count, 0))];
  });
  return [table([['Open', ...ages, 'all'], ...rows], ['left', ...ages.map(() => 'right' as const), 'right'])];
}

function openWords({ open, quiet, baseline }: Digest): Part[] {
  const all = open.reduce((sum, { byAge }) => sum + ages.reduce((count, age) => count + byAge[age], 0), 0);
  if (all === 0) return ['Nothing is open.'];
  const more = [quiet > 0 && `${quiet} snoozed or suppressed`, baseline > 0 && `${baseline} from before the installation, never shown`];
  const words = more.filter((each) => each !== false);
  return [bold(`${all} open`), words.length > 0 ? `, of these ${words.join(' and ')}` : ''];
}

function timeLine(what: string, spread: Spread | undefined): Part[] {
  if (!spread) return [`${what}: nothing`];
  const { count, median, ninetieth } = spread;
  if (count === 1) return [`${what}: 1 case, after `, bold(duration(median))];
  return [
    `${what}: ${counted(count, 'case')}, half of them within `,
    bold(duration(median)),
    ', nine in ten within ',
    bold(duration(ninetieth)),
  ];
}

function causeWords(type: string): string {
  const words = threatWords(type);
  // A call in CloudTrail, which the case itself calls by what it did to whom.
  const [, purpose = '', service = '', call = ''] = /^([A-Z]\w+):([a-z0-9-]+)\/(\w+)$/.exec(type) ?? [];
  if (!words && call) return `${purpose.replaceAll(/\B[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} by ${service}:${call}`;
  return words ? `${words} (${bounded(type, 60)})` : (controlWords(type) ?? bounded(type, 80));
}

function causeLines({ causes }: Digest): Part[][] {
  if (causes.length === 0) return [];
  return [[bold('Most frequent')], ...causes.map(({ type, cases }): Part[] => [`${cases} × ${causeWords(type)}`])];
}

/** A workflow's request is called what its case is called: once is enough. */
function titleOf({ title, what }: Mention): Part[] {
  return what.startsWith(title) ? [] : [bounded(title, 80), dot];
}

function mentionLines(title: string, mentions: readonly Mention[], words: (mention: Mention) => Part[]): Part[][] {
  if (mentions.length === 0) return [];
  const shown = mentions.slice(0, mostMentions).map((each): Part[] => [code(each.caseId), ' ', ...titleOf(each), ...words(each)]);
  const more = mentions.length - shown.length;
  return [[bold(title)], ...shown, ...(more > 0 ? [[`… and ${more} more`]] : [])];
}

function paragraph(all: readonly (readonly Part[])[]): KnownBlock[] {
  return all.length > 0 ? [section(lines(...all))] : [];
}

/** What the picture shows: "Fri 20 Nov 3 opened, 1 resolved". */
export function trendWords({ trend }: Digest, timeZone: string): string {
  const days = trend.map(({ until, opened, resolved }) => `${dayWords(until - 1, timeZone)} ${opened} opened, ${resolved} resolved`);
  return `Cases per day, in 24 hours each: ${days.join('; ')}.`;
}

export function digestMessage({ digest, every, channels, timeZone }: DigestView): Message {
  const { from, until, opened, resolved, times, ending, expired, undone } = digest;
  const title = `${every === 'day' ? 'Daily' : 'Weekly'} digest · ${dayWords(until, timeZone)}`;
  const news = `${counted(opened, 'case')} opened, ${resolved} resolved`;
  const blocks: KnownBlock[] = [
    header(title),
    section(lines([bold(news), ' since ', moment(from)], openWords(digest))),
    ...openTable(digest),
    ...paragraph([timeLine('Acknowledged', times.acknowledge), timeLine('Contained', times.contain), timeLine('Resolved', times.resolve)]),
    ...paragraph(causeLines(digest)),
    ...paragraph(mentionLines('Quiet no longer, soon', ending, ({ what, at }) => [`${what} ends `, moment(at)])),
    ...paragraph(mentionLines('Nobody answered in time', expired, ({ what, at }) => [`${bounded(what, 100)}, `, moment(at)])),
    ...paragraph(mentionLines('Undone', undone, ({ what, at }) => [`${bounded(what, 100)}, `, moment(at)])),
    section([trendWords(digest, timeZone)]),
    context(
      join([[`About ${channels.map((name) => `#${name}`).join(', ')}`], ['times count from the opening of a case, or its reopening']], dot),
    ),
  ];
  return { text: fallback([`${title}: ${news}`]), blocks };
}
