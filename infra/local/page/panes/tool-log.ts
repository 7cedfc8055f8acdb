/** The Log tab: every call the bot made to Slack, and every answer, newest first. */
import { listIn, read } from '../doors.ts';
import { h, keep } from '../element.ts';
import { timeOfDay } from '../slack-date.ts';
import { faultBox } from './fault-box.ts';
import type { Tool } from './tools.ts';

const SHOWN = 200;
const TITLES = ['method', 'path', 'call', 'type', 'kind', 'event'];

function first(entry: Record<string, unknown>, names: string[]): string {
  return String(names.map((name) => entry[name]).find((value) => typeof value === 'string' || typeof value === 'number') ?? '');
}

/** Whether the entry says that something went wrong, by status or by Slack's `ok`. */
function failed(entry: Record<string, unknown>): string {
  if (entry.status === 0) return 'no answer';
  const answer = typeof entry.response === 'object' && entry.response !== null ? (entry.response as Record<string, unknown>) : entry;
  if (typeof answer.error === 'string') return answer.error;
  if (answer.ok === false) return 'not ok';
  const status = Number(entry.status);
  return status >= 400 ? String(status) : '';
}

/** Who spoke to whom, where, and how long the answer took. */
function about(entry: Record<string, unknown>): string {
  const request = typeof entry.request === 'object' && entry.request !== null ? (entry.request as Record<string, unknown>) : {};
  const direction = { api: 'bot → Slack', delivery: 'Slack → bot' }[String(entry.kind)] ?? '';
  const ms = typeof entry.ms === 'number' ? `${Math.round(entry.ms)} ms` : '';
  return [direction, first(request, ['channel', 'user']), ms].filter((words) => words !== '').join(' · ');
}

function logLine(entry: Record<string, unknown>): HTMLElement {
  const stamp = entry.at ?? entry.time ?? entry.ts;
  const at = typeof stamp === 'number' ? stamp : Date.parse(String(stamp));
  const problem = failed(entry);
  return h(
    'details',
    { class: 'line' },
    h(
      'summary',
      {},
      h('span', { class: 'log-time' }, Number.isNaN(at) ? '' : timeOfDay(at, undefined, true)),
      h('strong', { class: 'machine' }, first(entry, TITLES) || 'entry'),
      problem ? h('span', { class: 'log-problem' }, problem) : undefined,
      h('small', {}, about(entry)),
    ),
    h('pre', {}, JSON.stringify(entry, undefined, 2)),
  );
}

export function createLogTool(): Tool {
  const lines = h('div', { class: 'lines' });
  const nothing = h('p', { class: 'empty' }, 'Nothing has been said to Slack yet.');
  const node = h(
    'div',
    {},
    h('h3', {}, 'Make something fail'),
    faultBox(),
    h('h3', {}, 'Between the bot and Slack, newest first'),
    nothing,
    lines,
  );

  async function load(): Promise<void> {
    const entries = listIn<Record<string, unknown>>(await read<unknown>('/slack/log'));
    nothing.hidden = entries.length > 0;
    const items = entries.map((entry, index) => ({ key: String(index), print: JSON.stringify(entry), build: () => logLine(entry) }));
    keep(lines, items.slice(-SHOWN).reverse());
  }
  return { id: 'log', label: 'Log', node, load };
}
