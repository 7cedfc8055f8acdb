/** Reconciles with Security Hub: events come at best effort, so what changed there is read once more and taken in by the same flow. */
import { refOf } from '../domain/finding-fact.ts';
import type { Services } from '../services/services.ts';
import type { Item } from '../services/table.ts';
import { parseInput } from '../sources/index.ts';
import { findingKey } from './claim-finding.ts';
import { inputOf, inputOfV2 } from './hub-input.ts';
import { type Input, takeIn } from './take-in.ts';

type SweepServices = Parameters<typeof takeIn>[1] & Pick<Services, 'hubRegion'>;

export interface Sweep {
  /** Findings that were read. */
  seen: number;
  /** Of those, what no event had told us. */
  missed: number;
}

interface Cursor extends Item {
  /** Everything that changed until then was read (milliseconds). */
  until: number;
}

const cursorKey = { pk: 'SWEEP', sk: 'CURSOR' };
const hour = 3_600_000;
/** Some products date a finding long before they send it. */
const againMilliseconds = 2 * hour;
/** What changed a moment ago may still be on its way as an event. */
const onItsWayMilliseconds = 5 * 60_000;
/** After a long stop; older than that, Security Hub's own list is the place to look. */
const mostMilliseconds = 7 * 24 * hour;
/** GetFindings takes three requests a second of the whole account, and people use the console. */
const paceMilliseconds = 500;

/** Those of which nothing was ever taken in. */
async function unknownOf(inputs: readonly Input[], { table }: SweepServices): Promise<Set<string>> {
  const unknown = new Set<string>();
  for (const { body } of inputs) {
    for (const result of parseInput(body).results) {
      if (result.outcome !== 'finding') continue;
      const { pk, sk } = findingKey(refOf(result.finding.identity));
      if (!(await table.get(pk, sk))) unknown.add(result.finding.identity);
    }
  }
  return unknown;
}

/** As the events that would have told of them, page by page. Always by the same id: what a killed sweep claimed, the next one finishes. */
async function* pagesOf(from: number, until: number, isV2: boolean, services: SweepServices): AsyncGenerator<Input[]> {
  const { securityHub } = services;
  for await (const page of securityHub.updatedFindings(from, until)) yield page.map((each) => inputOf('sweep', each, services));
  if (!isV2) return;
  for await (const page of securityHub.updatedFindingsV2(from, until)) yield page.map((each) => inputOfV2('sweep', each, services));
}

/** One stretch of time. Rejects when something could not be taken in. */
async function sweepBetween(from: number, until: number, isV2: boolean, services: SweepServices): Promise<Sweep> {
  const sweep: Sweep = { seen: 0, missed: 0 };
  for await (const inputs of pagesOf(from, until, isV2, services)) {
    const unknown = await unknownOf(inputs, services);
    const taken = await takeIn(inputs, services);
    const failed = taken.find((one) => one.failed !== undefined);
    if (failed) throw new Error(`the sweep could not take in ${failed.id}`, { cause: failed.failed });
    sweep.seen += inputs.length;
    const rows = taken.flatMap((one) => one.rows);
    sweep.missed += rows.filter(({ outcome, identity }) => outcome === 'case' && identity !== undefined && unknown.has(identity)).length;
    if (inputs.length > 0) await services.clock.sleep(paceMilliseconds);
  }
  return sweep;
}

/** Everything since the last sweep that came to its end, and two hours more. Killed anywhere it is simply run again. */
export async function sweepFindings(services: SweepServices): Promise<Sweep> {
  const { table, clock, log } = services;
  const end = clock.now() - onItsWayMilliseconds;
  const cursor = (await table.get(cursorKey.pk, cursorKey.sk)) as Cursor | undefined;
  const sweep: Sweep = { seen: 0, missed: 0 };
  let from = Math.max((cursor?.until ?? end) - againMilliseconds, end - mostMilliseconds);
  const isV2 = await services.securityHub.hasV2();
  while (from < end) {
    const until = Math.min(from + hour, end);
    const { seen, missed } = await sweepBetween(from, until, isV2, services);
    sweep.seen += seen;
    sweep.missed += missed;
    await table.putIfNewer({ ...cursorKey, until }, 'until');
    from = until;
  }
  if (sweep.missed > 0) log.warn('the sweep found what no event had told', { ...sweep });
  else log.info('the sweep found nothing new', { ...sweep });
  return sweep;
}
