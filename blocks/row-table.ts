/** The rows of a case with many resources, grouped by owner or Auto Scaling group, else by account. */
import type { TableBlock } from '@slack/types';
import type { Row } from '../src/domain/case-state.ts';
import type { CaseView } from '../src/domain/case-view.ts';
import { table } from './kit.ts';
import { bounded } from './text.ts';
import { counted } from './time-words.ts';

const MOST_GROUPS = 8;
const GROUP_TAGS = ['aws:autoscaling:groupName', 'owner', 'Owner', 'team', 'Team'];

function groupOf(row: Row): string {
  const tags = row.resource.tags ?? {};
  const tag = GROUP_TAGS.find((name) => tags[name]);
  return bounded((tag && tags[tag]) || `account ${row.resource.account}`, 60) || 'unnamed';
}

interface Group {
  name: string;
  rows: Row[];
}

function isProduction(row: Row): boolean {
  return row.environment === 'production' || row.environment === 'unknown';
}

function grouped(rows: readonly Row[]): Group[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(groupOf(row), [...(groups.get(groupOf(row)) ?? []), row]);
  const weight = (group: Group) => group.rows.filter((row) => row.active && isProduction(row)).length * 1000 + group.rows.length;
  return [...groups].map(([name, rows]) => ({ name, rows })).sort((a, b) => weight(b) - weight(a) || (a.name < b.name ? -1 : 1));
}

interface RowTable {
  block: TableBlock;
  /** "… and 3 groups not shown (5 resources)", what the counts cover. */
  rest: string[];
}

export function rowTable(view: CaseView): RowTable | undefined {
  if (view.rowCount <= 1 || view.rows.length === 0) return undefined;
  const groups = grouped(view.rows);
  const shown = groups.slice(0, MOST_GROUPS);
  const hidden = groups.slice(MOST_GROUPS);
  const cells = shown.map(({ name, rows }) => [
    name,
    String(rows.length),
    String(rows.filter(isProduction).length),
    String(rows.filter((row) => !row.active).length),
  ]);
  const hiddenRows = hidden.reduce((sum, group) => sum + group.rows.length, 0);
  const rest = [
    hidden.length > 0 ? `… and ${counted(hidden.length, 'group')} not shown (${counted(hiddenRows, 'resource')})` : '',
    view.rowCount > view.rows.length ? `counted over the first ${view.rows.length} of ${counted(view.rowCount, 'resource')}` : '',
  ];
  return {
    block: table([['Group', 'Resources', 'Production', 'Fixed'], ...cells], ['left', 'right', 'right', 'right']),
    rest: rest.filter((line) => line !== ''),
  };
}

/** "12 in production, 13 elsewhere · 20 still open · fix available for 25 · exploit known for 3". */
export function rowSummary(view: CaseView): string {
  const production = view.rows.filter(isProduction).length;
  const fixable = view.rows.filter((row) => row.vulnerability?.fixAvailable).length;
  const exploited = view.rows.filter((row) => row.vulnerability?.exploitAvailable).length;
  return [
    `${production} in production, ${view.rows.length - production} elsewhere`,
    `${view.openRows} still open`,
    fixable > 0 ? `fix available for ${fixable}` : '',
    exploited > 0 ? `exploit known for ${exploited}` : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
