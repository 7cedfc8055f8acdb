/** Answers about people: who somebody is here and what they may do, and who is asked for approvals now. */
import { fallback, type Message, section } from './kit.ts';
import { at } from './names.ts';
import { bold, bounded, lines, type Part } from './text.ts';
import { counted, moment } from './time-words.ts';

export interface WhoAmIView {
  name: string;
  id: string;
  groups: string[];
  /** Groups that are asked for approvals and that they are in. */
  asked: string[];
  /** Verbs with the accounts they hold in; no accounts: everywhere. */
  may: { verbs: string[]; accounts?: string[] }[];
  not: string[];
}

export function whoAmIMessage({ name, id, groups, asked, may, not }: WhoAmIView): Message {
  const rights = may.map(({ verbs, accounts }): Part[] => [
    bold(accounts ? `Only in ${bounded(accounts.join(', '), 300)}:` : 'In every account:'),
    ` ${verbs.join(', ')}`,
  ]);
  const about: Part[][] = [
    [bold(at(name)), ` (${bounded(id, 40)})`],
    [bold('Groups:'), ` ${groups.length > 0 ? bounded(groups.join(', '), 400) : 'none that policy knows'}`],
    [bold('Asked for approvals:'), ` ${asked.length > 0 ? `yes, as ${bounded(asked.join(', '), 200)}` : 'no'}`],
    ...(rights.length > 0 ? rights : [[bold('You may do nothing here:'), ' no right in policy names a group that you are in']]),
    ...(not.length > 0 && rights.length > 0 ? [[bold('Not yours:'), ` ${not.join(', ')}`]] : []),
  ];
  return { text: fallback([`You are ${at(name)}`]), blocks: [section(lines(...about))] };
}

/** Who takes over, and when: milliseconds since the epoch. */
export interface NextView {
  at: number;
  people: string[];
}

export interface OnCallView {
  /** `people` undefined: it could not be looked up. */
  levels: { group: string; minutes: number; people?: string[]; next?: NextView }[];
  /** Groups that may decide at any level. */
  anytime: { group: string; people?: string[] }[];
}

function named(people: string[] | undefined): string {
  if (!people) return 'could not be looked up just now';
  return people.length > 0 ? people.slice(0, 12).map(at).join(', ') : 'nobody';
}

/** " · next @li Friday 18:00": what PagerDuty plans, where it says so. */
export function nextWords(next: NextView | undefined): Part[] {
  return next ? [` · next ${named(next.people)} `, moment(next.at)] : [];
}

export function onCallMessage({ levels, anytime }: OnCallView): Message {
  const all: Part[][] = [
    ...levels.map(({ group, minutes, people, next }, index): Part[] => [
      bold(`${index + 1}. ${bounded(group, 40)}`),
      `, until ${counted(minutes, 'minute')} after the asking: ${named(people)}`,
      ...nextWords(next),
    ]),
    ...anytime.map(({ group, people }): Part[] => [bold(bounded(group, 40)), ` may decide at any level: ${named(people)}`]),
  ];
  return { text: 'Who is asked for approvals now', blocks: [section(lines([bold('Who is asked for approvals now')], ...all))] };
}
