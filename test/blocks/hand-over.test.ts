/** The hand-over as the next shift sees it, within Slack's limits when everything burns. */
import { expect, test } from 'vitest';
import { type HandOverView, handOverMessage, mostRows } from '../../blocks/hand-over-message.ts';
import { checkPayload, type Payload } from '../../blocks/limits.ts';
import { handOverOf } from '../../src/domain/hand-over.ts';
import { entryWith, link, waiting } from './command-views.ts';
import { expectGolden } from './golden.ts';
import { minutesAgo, now } from './views.ts';

const ana = { id: 'U0ANA', name: 'ana' };
const omar = { id: 'U0OMAR', name: 'omar' };
const li = { id: 'U0LI', name: 'li' };
const channel = 'C0PAYMENTS';

const entries = [
  entryWith({ waiting, assignee: ana, acknowledged: true }),
  entryWith({ caseId: 'B0CKET00', openedAt: minutesAgo(600), rowCount: 1, standing: 1, assignee: omar, acknowledged: true }),
  entryWith({ caseId: 'QV1ET000', quietUntil: now + 3_600_000, severity: 'critical' }),
  entryWith({ caseId: 'S1EEPS00', quietUntil: now + 90_000_000 }),
  entryWith({ caseId: 'T1ER2000', tier: 2, severity: 'medium', openedAt: minutesAgo(10_000) }),
  entryWith({ caseId: 'T1ER1000', tier: 1, severity: 'low', acknowledged: true }),
  entryWith({ caseId: '0THER000', channel: 'C0DATA' }),
  entryWith({ caseId: 'BASE0000', baseline: true }),
];

function viewOf(from: typeof entries, change: Partial<HandOverView> = {}): HandOverView {
  const handOver = handOverOf(from, [channel], now);
  const rows = (each: typeof entries) => each.slice(0, mostRows).map((entry) => ({ entry, accountName: 'prod-payments', link }));
  const people = { group: 'oncall-l1', people: [li], before: [omar] };
  return {
    ...people,
    waiting: rows(handOver.waiting),
    fire: rows(handOver.fire),
    handOver,
    stopped: [],
    channels: ['payments'],
    now,
    ...change,
  };
}

const payloads: Record<string, Payload> = {
  'hand-over': handOverMessage(viewOf(entries, { stopped: ['account prod-payments'] })),
  'hand-over-calm': handOverMessage(viewOf([], { people: [li, omar] })),
  'hand-over-to-nobody': handOverMessage(viewOf([], { people: [] })),
};
test.each(Object.entries(payloads))('%s', expectGolden);

test('the figures', () => {
  const { waiting: waits, fire, open, held, standing, quiet, waking } = handOverOf(entries, [channel], now);
  const ids = (of: typeof entries) => of.map(({ caseId }) => caseId);
  expect([ids(waits), ids(fire), ids(standing), ids(waking), quiet]).toEqual([['7K3QM2XA'], ['B0CKET00'], ['B0CKET00'], ['QV1ET000'], 2]);
  expect(open).toEqual([
    { tier: 3, count: 2, oldest: minutesAgo(600) },
    { tier: 2, count: 1, oldest: minutesAgo(10_000) },
    { tier: 1, count: 1, oldest: minutesAgo(125) },
  ]);
  expect(held).toEqual([
    { name: 'ana', count: 1, unseen: 0 },
    { name: 'omar', count: 1, unseen: 0 },
    { count: 2, unseen: 1 },
  ]);
});

test('a night in which everything burns, with names that would break out', () => {
  const long = '<!channel> x&'.repeat(40);
  const many = Array.from({ length: 900 }, (_, index) =>
    entryWith({
      caseId: String(index).padStart(8, '0'),
      title: long,
      type: long,
      resource: long,
      standing: 3,
      ...(index % 2 && { waiting }),
      assignee: { id: `U${index}`, name: long },
    }),
  );
  const people = Array.from({ length: 40 }, (_, index) => ({ id: `U0${index}`, name: long }));
  const message = handOverMessage(viewOf(many, { people, before: [], group: long, stopped: Array.from({ length: 50 }, () => long) }));
  expect(checkPayload(message)).toEqual([]);
  expect(JSON.stringify(message)).not.toContain('<!channel>');
});
