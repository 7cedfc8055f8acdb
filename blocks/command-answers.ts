/** Answers to words that somebody wrote: a button where words open no window, what was wrong with them, what was done, and help. */
import { slashCommand } from '../src/domain/slack-app.ts';
import { actions, button, fallback, type Message, section } from './kit.ts';
import { bold, bounded, code, lines, type Part } from './text.ts';

const MOST_TEXT = 3_000;

/** Whole at once: a list that has to be unfolded is half a list. */
function unfolded(parts: readonly Part[]): Message['blocks'][number] {
  return { ...section(parts), expand: true };
}

/** Backquotes of our own sentences become code; what people wrote stays what it is. */
function withCode(sentence: string): Part[] {
  return sentence.split('`').map((words, index) => (index % 2 === 1 ? code(words) : words));
}

function message(parts: Part[], more: Message['blocks'] = []): Message {
  return { text: fallback(parts, MOST_TEXT), blocks: [section(parts), ...more] };
}

export function sentenceMessage(sentence: string): Message {
  return message(withCode(sentence));
}

/** Opens what the same button on the card opens. */
export function buttonMessage(control: string, value: string, title: string): Message {
  const [caseId = ''] = value.split('.');
  const words = `${bounded(title, 40)}: case ${bounded(caseId, 40)}`;
  const open = button({ actionId: control, value, label: title, accessibilityLabel: words });
  return message([`${words}. The button opens it for you; nothing has been done yet.`], [actions([open])]);
}

/** What was wrong, and how it is written. */
export function problemMessage(problem: string, verb?: { usage: string; example: string }): Message {
  const first = withCode(`${problem}${problem.endsWith('?') ? '' : '.'} Nothing was done.`);
  const how: Part[][] = verb
    ? [['Write ', code(`${slashCommand} ${verb.usage}`), ', such as ', code(`${slashCommand} ${verb.example}`)]]
    : [[code(`${slashCommand} help`), ' lists what you may run.']];
  return message(lines(first, ...how));
}

const DONE: Record<string, [done: string, next?: string]> = {
  ack: ['acknowledged', 'assign <case> me'],
  assign: ['assigned', 'assign <case> @somebody'],
  note: ['has your note'],
  snooze: ['snoozed; a higher tier wakes it', 'reopen <case>'],
  suppress: ['suppressed', 'reopen <case>'],
  resolve: ['resolved', 'reopen <case>'],
  reopen: ['is open and awake again', 'resolve <case>'],
  page: ['pages whoever is on call; the card shows who'],
  escalate: ['asks the next level, too; the card shows who'],
  deny: ['answered: no. What was asked for there does not run'],
  cancel: ['cancelled: what was asked for there does not run'],
};

/** Ends with the command that takes it back, where there is one. */
export function doneMessage(verb: string, caseId: string): Message {
  const [done = 'done', next] = DONE[verb] ?? [];
  const back: Part[] = next ? [' To change it: ', code(`${slashCommand} ${next.replace('<case>', caseId)}`)] : [];
  return message([`Case ${bounded(caseId, 40)} ${done}.`, ...back]);
}

export interface HelpView {
  groups: { title: string; lines: { usage: string; what: string }[] }[];
  /** What this person may not run, and who could. */
  hidden: { names: string[]; because: string }[];
}

export function helpMessage({ groups, hidden }: HelpView): Message {
  const blocks = groups
    .filter((group) => group.lines.length > 0)
    .map((group) =>
      unfolded(lines([bold(group.title)], ...group.lines.map(({ usage, what }): Part[] => [code(usage), `  ${bounded(what, 500)}`]))),
    );
  const not = hidden.map(({ names, because }): Part[] => [
    ...names.flatMap((name, index) => [index > 0 ? ', ' : '', code(name)]),
    `: ${bounded(because, 200)}`,
  ]);
  const how: Part[] = [
    'A case is its id, a finding’s ARN, a link to its message, or ',
    code('latest'),
    '. In a thread, mention me instead: it is about the case there.',
  ];
  return {
    text: 'What you may run with /sechub',
    blocks: [
      section(
        lines(
          [bold('What you may run')],
          ['Write ', code(`${slashCommand} <verb>`), '; only you see the answer. ', code('--share'), ' shows it to the channel.'],
          how,
        ),
      ),
      ...blocks,
      ...(not.length > 0 ? [section(lines([bold('Not for you')], ...not))] : []),
    ],
  };
}

export function verbHelpMessage(
  verb: { name: string; usage: string; what: string; example: string; also: readonly string[] },
  barred?: string,
): Message {
  const also: Part[][] =
    verb.also.length > 0 ? [['Also: ', ...verb.also.flatMap((name, index) => [index > 0 ? ', ' : '', code(name)])]] : [];
  const not: Part[][] = barred ? [[`Not for you: ${bounded(barred, 300)}`]] : [];
  return message(
    lines(
      [bold(verb.name), `: ${bounded(verb.what, 200)}`],
      [code(`${slashCommand} ${verb.usage}`)],
      ['Such as ', code(`${slashCommand} ${verb.example}`)],
      ...also,
      ...not,
    ),
  );
}
