/** The Home tab of one person: what waits for them, the cases they chose to look at, who is on call, and how Drawbridge is. */
import type { Button, HomeView, KnownBlock, StaticSelect } from '@slack/types';
import { type Severity, severities } from '../src/domain/finding.ts';
import { verbButton } from './case-buttons.ts';
import { type CaseRow, caseRowParts } from './case-rows.ts';
import { actions, button, context, divider, header, option, plain, section } from './kit.ts';
import { LIMITS } from './limit-table.ts';
import { linkPart } from './list-answer.ts';
import { type OwnedAccount, ownedBlocks } from './owned-accounts.ts';
import { type NextView, nextWords } from './people-answers.ts';
import { severityWord } from './severity-words.ts';
import { bold, bounded, dot, join, lines, type Part } from './text.ts';
import { counted, moment } from './time-words.ts';

/** What can be looked at: its name in control values, in words, and how many cases it has. */
export interface HomeChoice {
  name: string;
  words: string;
  count: number;
}
export interface HomeData {
  now: number;
  /** What was said to the last thing that was done here. */
  notice?: string;
  approvals: { row: CaseRow; noun: string; value: string; mayApprove: boolean; mayDeny: boolean; mayCancel: boolean }[];
  moreApprovals: number;
  /** Accounts that this person owns. */
  owned: OwnedAccount[];
  choices: HomeChoice[];
  chosen: HomeChoice;
  /** Only cases of this severity are counted and listed. */
  severity?: Severity;
  page: number;
  pages: number;
  rows: CaseRow[];
  /** Why this person sees no cases at all. */
  barred?: string;
  onCall: { group: string; people: string[]; next?: NextView }[];
  health: string[];
  /** May ask for responses somewhere, and so may stop them. */
  mayStop: boolean;
}

function approvalBlocks({ approvals, moreApprovals, now }: HomeData): KnownBlock[] {
  if (approvals.length === 0) return [];
  const each = approvals.flatMap(({ row, noun, value, mayApprove, mayDeny, mayCancel }): KnownBlock[] => {
    const answers: Button[] = [
      ...(mayApprove
        ? [
            button({
              actionId: 'approve',
              value,
              label: 'Review and approve',
              accessibilityLabel: `Review and approve: ${noun}`,
              style: 'primary',
            }),
          ]
        : []),
      ...(mayDeny ? [button({ actionId: 'deny', value, label: 'Deny', accessibilityLabel: `Deny: ${noun}` })] : []),
      ...(mayCancel ? [button({ actionId: 'cancel', value, label: 'Cancel', accessibilityLabel: `Cancel: ${noun}` })] : []),
    ];
    return [section(lines([bold(bounded(noun, 200))], caseRowParts(row, now))), ...(answers.length > 0 ? [actions(answers)] : [])];
  });
  const more = moreApprovals > 0 ? [context([`… and ${counted(moreApprovals, 'more')}: choose “Waits for a decision” below`])] : [];
  return [header('Waits for you'), ...each, ...more];
}

/** Value of a control that leads to this page of this view, of the severity that is chosen or another one. */
function placeOf({ name }: HomeChoice, severity: Severity | undefined, page: number): string {
  return `${name}${severity ? `~${severity}` : ''}.${page}`;
}

/** Of the chosen view, whichever it is: an account's, too. */
function severityChooser({ chosen, severity }: HomeData): KnownBlock {
  const every = option('Every severity', placeOf(chosen, undefined, 1));
  const options = [every, ...[...severities].reverse().map((each) => option(severityWord(each), placeOf(chosen, each, 1)))];
  const accessory: StaticSelect = {
    type: 'static_select',
    action_id: 'severity',
    placeholder: plain('Severity', LIMITS.placeholder),
    options,
    initial_option: options.find(({ value }) => value === placeOf(chosen, severity, 1)) ?? every,
  };
  return { ...section(['Only of severity']), accessory } as KnownBlock;
}

function chooser({ choices, chosen, severity }: HomeData): StaticSelect {
  const options = choices
    .slice(0, LIMITS.selectOptions)
    .map((choice) => option(`${choice.words} (${choice.count})`, placeOf(choice, severity, 1)));
  const initial = options.find(({ value }) => value === placeOf(chosen, severity, 1));
  return {
    type: 'static_select',
    action_id: 'home',
    placeholder: plain('What to look at', LIMITS.placeholder),
    options,
    ...(initial && { initial_option: initial }),
  };
}

function listBlocks(data: HomeData): KnownBlock[] {
  const { rows, chosen, severity, page, pages, now } = data;
  const listed = rows.map((row) => {
    const link = linkPart(row.link, 'card');
    return section([...caseRowParts(row, now), ...(link.length > 0 ? [dot, ...link] : [])], verbButton('all', 'Actions', row.entry.caseId));
  });
  const turn: Button[] = [
    ...(page > 1
      ? [
          button({
            actionId: 'earlier',
            value: placeOf(chosen, severity, page - 1),
            label: 'Back',
            accessibilityLabel: `Page ${page - 1} of ${pages}`,
          }),
        ]
      : []),
    ...(page < pages
      ? [
          button({
            actionId: 'later',
            value: placeOf(chosen, severity, page + 1),
            label: 'More',
            accessibilityLabel: `Page ${page + 1} of ${pages}`,
          }),
        ]
      : []),
  ];
  return [
    header('Cases'),
    actions([chooser(data)]),
    severityChooser(data),
    ...(listed.length > 0 ? listed : [section([data.barred ?? 'Nothing here. That is good news.'])]),
    ...(pages > 1 ? [context([`page ${page} of ${pages}`])] : []),
    ...(turn.length > 0 ? [actions(turn)] : []),
  ];
}

/** About no case. */
function bare(words: Omit<Parameters<typeof button>[0], 'value'>): Button {
  const { value: _, ...rest } = button({ ...words, value: '' });
  return rest;
}

function aboutBlocks({ onCall, health, mayStop, chosen, severity, page, now }: HomeData): KnownBlock[] {
  const calls = onCall.map(({ group, people, next }): Part[] => [
    bold(bounded(group, 40)),
    `: ${people.length > 0 ? bounded(people.join(', '), 300) : 'nobody'}`,
    ...nextWords(next),
  ]);
  const buttons: Button[] = [
    button({ actionId: 'home', value: placeOf(chosen, severity, page), label: 'Refresh', accessibilityLabel: 'Look again' }),
    ...(mayStop
      ? [
          bare({
            actionId: 'stop',
            label: 'Stop…',
            accessibilityLabel: 'Stop responses: everywhere, in an account, or of one kind',
          }),
          bare({
            actionId: 'start',
            label: 'Start again…',
            accessibilityLabel: 'Start again what was stopped; takes two people',
          }),
        ]
      : []),
  ];
  return [
    divider(),
    section(lines([bold('On call')], ...calls)),
    section(lines([bold('Drawbridge')], ...health.map((line): Part[] => [bounded(line, 300)]))),
    actions(buttons),
    context(join([['as of ', moment(now)], ['commands: /sechub help']], dot)),
  ];
}

export function homeView(data: HomeData): HomeView {
  const notice = data.notice ? [section([bounded(data.notice, 600)]), divider()] : [];
  return {
    type: 'home',
    blocks: [...notice, ...approvalBlocks(data), ...ownedBlocks(data.owned, data.now), ...listBlocks(data), ...aboutBlocks(data)],
  };
}

/** For whoever is not one of ours. */
export function closedHome(sentence: string): HomeView {
  return { type: 'home', blocks: [section([sentence])] };
}
