/** Store operations of take-in alone: a mixed stream in the batches of the queue, first as news, then changed, then the same again. */
import { takeIn } from '../../src/flows/take-in.ts';
import { createCaseLog } from '../../src/services/case-log.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import { createLog } from '../../src/services/log.ts';
import type { SecurityHub } from '../../src/services/security-hub.ts';
import { createVault } from '../../src/services/vault.ts';
import { loadPolicy } from '../policy.ts';
import type { Measured } from './measure.ts';
import { memoryTable } from './memory-store.ts';
import { storm } from './storm-load.ts';

const findings = 2_000;
const perBatch = 10;
const began = Date.UTC(2026, 10, 20, 3);
const minute = 60_000;

/** Nothing is edited in the console here. */
const securityHub: SecurityHub = {
  read: async () => undefined,
  write: async () => [],
  openFindings: async function* () {},
  updatedFindings: async function* () {},
  hasV2: async () => false,
  updatedFindingsV2: async function* () {},
  checks: async () => ({ checks: [] }),
};

export async function benchOperations(): Promise<Measured[]> {
  const clock = new VirtualClock(began);
  const table = memoryTable(() => {});
  const policy = loadPolicy();
  const services = {
    clock,
    log: createLog(() => {}),
    policy,
    table,
    cases: createCaseLog({ table, clock, policyVersion: policy.version }),
    vault: createVault(table),
    hubAccount: '999988887777',
    securityHub,
  };
  const parts: string[] = [];
  const before = table.operations;
  let taken = 0;
  const take = async (what: string, at: number) => {
    const bodies = storm(at)
      .slice(0, findings)
      .map((envelope) => JSON.stringify(envelope));
    const start = table.operations;
    for (let from = 0; from < bodies.length; from += perBatch) {
      const inputs = bodies.slice(from, from + perBatch).map((body, index) => ({ id: `${what}-${from + index}`, body }));
      const rows = await takeIn(inputs, services);
      if (rows.some(({ failed, rows: [row] }) => failed !== undefined || row?.outcome !== 'case'))
        throw new Error(`${what}: not all were taken`);
      await clock.advance(1);
    }
    taken += bodies.length;
    parts.push(`${what} ${((table.operations - start) / bodies.length).toFixed(2)}`);
  };
  await take('new', began - minute);
  await take('the same again', began - minute);
  await take('changed', began);
  const value = (table.operations - before) / taken;
  return [{ what: `store operations per finding (${parts.join(', ')})`, value, unit: 'operations', bound: 3 }];
}
