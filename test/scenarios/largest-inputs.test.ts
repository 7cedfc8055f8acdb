/** The largest inputs AWS allows, on the table that people run: nothing is lost because an item may hold 400 kB. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../infra/local/start-sandbox.ts';
import { asff, imported, importedV2, ocsf } from '../fixtures/hub.ts';
import type { Outcome } from './sandbox.ts';

const lines: string[] = [];
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    port: 0,
    empty: true,
    quiet: true,
    frozenAt: Date.UTC(2026, 10, 20, 3),
    onLog: (line) => lines.push(line),
  });
}, 300_000);
afterAll(() => sandbox.close());

const tags = (count: number, value: string) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`tag-${n}`, value]));
const resources = (value: string) =>
  Array.from({ length: 32 }, (_, n) => ({
    Type: 'Other',
    Id: `arn:aws:sns:eu-west-1:111122223333:${value.slice(0, 900)}${n}`,
    Tags: tags(50, value.slice(0, 128)),
  }));

test.each<[string, unknown]>([
  ['ASFF of 240 kB', imported(asff({ Id: 'big-1', Description: 'x', UserDefinedFields: tags(240, 'y'.repeat(960)) }))],
  ['ASFF of 240 kB in characters of two bytes', imported(asff({ Id: 'big-2', ProductFields: tags(120, 'ü'.repeat(960)) }))],
  ['32 resources with long ids and 50 tags each', imported(asff({ Id: 'big-3', Resources: resources('ü'.repeat(1000)) }))],
  [
    'OCSF with 200 resources',
    importedV2(ocsf(2004, { resources: Array.from({ length: 200 }, (_, n) => ({ uid: `res-${n}-${'z'.repeat(600)}`, type: 'Other' })) })),
  ],
  ['a long principal', importedV2(ocsf(2004, { evidences: [{ actor: { user: { type: 'IAMUser', name: 'u'.repeat(100_000) } } }] }))],
  ['broken, and 900 kB of quotes', `{"detail-type":"${'\\"'.repeat(450_000)}`],
])('%s has an outcome and its items fit', async (_, input) => {
  const body = typeof input === 'string' ? input : JSON.stringify(input);
  const answer = await fetch(`${sandbox.address}/aws/events`, { method: 'POST', body });
  const { ids } = (await answer.json()) as { ids: string[] };
  await sandbox.clock.advance(10);
  const rows = (await (await fetch(`${sandbox.address}/_control/outcomes?id=${ids[0]}`)).json()) as Outcome[];
  expect(rows).toHaveLength(1);
  expect(rows[0]?.outcome).toBe(typeof input === 'string' ? 'rejected' : 'case');
  expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});
