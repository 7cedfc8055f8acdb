/** A case in one list entry: what is wrong, with what, where, since when, and who has it. */
import type { CaseEntry } from '../src/domain/case-entry.ts';
import { at } from './names.ts';
import { severityWord } from './severity-words.ts';
import { bold, bounded, code, dot, join, lines, type Part } from './text.ts';
import { ago, counted } from './time-words.ts';
import { titleWords } from './words.ts';

export interface CaseRow {
  entry: CaseEntry;
  accountName?: string;
  /** Its message in Slack. */
  link?: string;
}

/** Two lines, for a section. */
export function caseRowParts({ entry, accountName }: CaseRow, now: number): Part[] {
  const title = titleWords({ ...entry, rows: [] });
  const where = bounded(accountName ?? entry.account, 60);
  const quiet = (entry.quietUntil ?? 0) > now;
  const who = entry.assignee ? at(entry.assignee.name) : entry.acknowledged ? 'seen, nobody has it' : 'nobody has it';
  const facts: Part[][] = [
    [entry.resource === '' || entry.rowCount > 1 ? where : `${bounded(entry.resource, 60)} in ${where}`],
    [`tier ${entry.tier}`],
    [ago(entry.openedAt, now)],
    [who],
    entry.waiting.length > 0 ? ['⏳ waits for a decision'] : [],
    entry.standing > 0 ? [`${counted(entry.standing, 'response')} in place`] : [],
    quiet ? ['quiet'] : [],
  ];
  return lines([bold(`${severityWord(entry.severity)} · ${bounded(title, 120)}`), '  ', code(entry.caseId)], join(facts, dot));
}
