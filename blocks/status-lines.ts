/** Who did what with the case itself: acknowledged, assigned, snoozed, suppressed, resolved, closed, reopened. */
import type { CaseView } from '../src/domain/case-view.ts';
import { affectedLine } from './affected-lines.ts';
import { at } from './names.ts';
import { bounded, dot, join, type Part, quoted } from './text.ts';
import { ticketLine } from './ticket-lines.ts';
import { moment, until } from './time-words.ts';

export const CODES: Record<string, string> = {
  fixed: 'fixed',
  'false-positive': 'false positive',
  'accepted-risk': 'accepted risk',
  duplicate: 'duplicate',
  test: 'test or drill',
  console: 'in the console',
  pagerduty: 'in PagerDuty',
};

export function codeWords(code: string): string {
  return Object.hasOwn(CODES, code) ? (CODES[code] ?? code) : bounded(code, 40);
}

function ends({ kind, resolution, closedAt, reopenedAt, product }: CaseView): Part[][] {
  if (resolution)
    return [
      [
        `✔ Resolved by ${resolution.by} `,
        moment(resolution.at),
        ` as ${codeWords(resolution.code)}${resolution.text ? `: ${quoted(resolution.text)}` : ''}`,
      ],
    ];
  // A request that was answered says so itself.
  if (kind === 'approval') return [];
  if (closedAt !== undefined) return [[`✔ Closed by ${bounded(product, 40)} `, moment(closedAt), ': no longer active']];
  return reopenedAt === undefined ? [] : [['Reopened ', moment(reopenedAt)]];
}

function quiet({ snooze, suppression }: CaseView, now: number): Part[][] {
  const all: Part[][] = [];
  if (snooze && snooze.until > now)
    all.push([`Snoozed by ${snooze.by} `, ...until(snooze.until), snooze.reason ? `: ${quoted(snooze.reason, 120)}` : '']);
  if (suppression && suppression.until > now)
    all.push([
      `Suppressed by ${suppression.by} `,
      ...until(suppression.until),
      suppression.reason ? `: ${quoted(suppression.reason, 120)}` : '',
    ]);
  return all;
}

function work({ acknowledged, assignee }: CaseView): Part[] {
  return join(
    [
      acknowledged ? [`Acknowledged by ${acknowledged.by} `, moment(acknowledged.at)] : [],
      assignee ? [`assigned to ${at(assignee.name)}`] : [],
    ],
    dot,
  );
}

export function statusLines(view: CaseView, now: number): Part[][] {
  const note: Part[] = view.lastNote ? [`Note by ${view.lastNote.by}: ${quoted(view.lastNote.text)}`] : [];
  return [...ends(view), ...quiet(view, now), work(view), affectedLine(view), ticketLine(view), note].filter((parts) => parts.length > 0);
}
