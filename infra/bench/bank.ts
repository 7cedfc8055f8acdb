/** The bank's day through the whole sandbox: how much of 50,000 events anybody is shown, and whether what matters is among it. */

import { startSandbox } from '../local/start-sandbox.ts';
import { bankDay, dayEvents } from './day.ts';
import { type Measured, stopwatch } from './measure.ts';
import { memoryTable } from './memory-store.ts';

interface Row {
  id: string;
  outcome: string;
  tier?: number;
  caseId?: string;
  posted?: boolean;
}

const start = Date.UTC(2026, 10, 20);
const minutesPerPost = 15;

export async function benchBank(say: (line: string) => void): Promise<Measured[]> {
  // The store in memory: dynalite would take three quarters of the time, and is not what is measured.
  const sandbox = await startSandbox({ port: 0, empty: true, quiet: true, frozenAt: start, table: memoryTable });
  const elapsed = stopwatch();
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${sandbox.address}${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer.json();
  };
  const paging = new Map<string, string>();
  let waiting: Record<string, unknown>[] = [];
  let marks: (string | undefined)[] = [];
  const send = async (until: number) => {
    if (waiting.length > 0) {
      const { ids } = (await call('/aws/events', waiting)) as { ids: string[] };
      for (const [index, id] of ids.entries()) {
        const mark = marks[index];
        if (mark) paging.set(id, mark);
      }
    }
    waiting = [];
    marks = [];
    await call('/_control/clock', { advanceSeconds: Math.max(0, (until - sandbox.clock.now()) / 1000) });
  };
  let next = start + minutesPerPost * 60_000;
  for (const event of bankDay(start)) {
    while (event.at >= next) {
      await send(next);
      const hours = (next - start) / 3_600_000;
      if (hours % 2 === 0) say(`      hour ${hours} of 24 after ${(elapsed() / 1000).toFixed(0)} s`);
      next += minutesPerPost * 60_000;
    }
    waiting.push(event.envelope);
    marks.push(event.pages);
  }
  await send(next + 600_000);
  const rows = (await call('/_control/outcomes')) as Row[];
  const cases = new Map(rows.flatMap((row) => (row.caseId ? [[row.caseId, row] as const] : [])));
  const posted = [...cases.values()].filter((row) => row.posted);
  const urgent = posted.filter((row) => row.tier === 3);
  const seen = new Set(urgent.map((row) => row.caseId));
  const stories = new Map([...paging].map(([id, story]) => [story, rows.some((row) => row.id === id && seen.has(row.caseId))]));
  await sandbox.close();
  say(`      ${dayEvents} events, ${cases.size} cases, ${posted.length} of them shown, ${(elapsed() / 1000).toFixed(0)} s`);
  return [
    { what: 'bank day: parent messages', value: posted.length, unit: '', bound: 40 },
    { what: 'bank day: cases that page somebody', value: urgent.length, unit: '', bound: 3 },
    {
      what: 'bank day: stories of tier 3 that were missed',
      value: [...stories.values()].filter((found) => !found).length,
      unit: '',
      bound: 0,
    },
    { what: 'bank day: inputs without an outcome', value: rows.filter((row) => row.outcome === 'pending').length, unit: '', bound: 0 },
  ];
}
