/** Baseline: what is open in Security Hub at installation is recorded without posting it; threats younger than a day are taken in as usual. */
import type { Finding } from '../domain/finding.ts';
import type { Services } from '../services/services.ts';
import { parseInput } from '../sources/index.ts';
import { inputOf } from './hub-input.ts';
import { type Input, takeIn } from './take-in.ts';

type BaselineServices = Parameters<typeof takeIn>[1] & Pick<Services, 'hubRegion'>;

export interface Baseline {
  /** Recorded without posting. */
  quiet: number;
  /** Threats that began within the last day: cases like any other. */
  recent: number;
  /** Not for us, or broken. */
  left: number;
}

const recentMilliseconds = 24 * 3_600_000;

function isRecentThreat(finding: Finding, now: number): boolean {
  return finding.class === 'threat' && finding.createdAt > now - recentMilliseconds;
}

/** Run again it changes nothing, so after a failure it is simply run again. Rejects when a finding could not be recorded. */
export async function recordBaseline(services: BaselineServices): Promise<Baseline> {
  const baseline: Baseline = { quiet: 0, recent: 0, left: 0 };
  for await (const page of services.securityHub.openFindings()) {
    const quiet: Input[] = [];
    const recent: Input[] = [];
    for (const finding of page) {
      const input = inputOf('baseline', finding, services);
      const [parsed] = parseInput(input.body).results;
      const isRecent = parsed?.outcome === 'finding' && isRecentThreat(parsed.finding, services.clock.now());
      (isRecent ? recent : quiet).push(input);
    }
    const taken = [...(await takeIn(quiet, services, 'baseline')), ...(await takeIn(recent, services))];
    const failed = taken.find((one) => one.failed !== undefined);
    if (failed) throw new Error(`the baseline could not record ${failed.id}`, { cause: failed.failed });
    const cases = (inputs: Input[]) => inputs.filter(({ id }) => taken.some((one) => one.id === id && one.rows.some((row) => row.caseId)));
    baseline.quiet += cases(quiet).length;
    baseline.recent += cases(recent).length;
    baseline.left += page.length - cases(quiet).length - cases(recent).length;
  }
  services.log.info('baseline recorded', { ...baseline });
  return baseline;
}
