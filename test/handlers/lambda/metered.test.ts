/** Metrics as CloudWatch reads them out of the log: by name, unit and dimensions, from lines, batches and failures. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMeter, meteredHandler, meteredLog } from '../../../handlers/lambda/metered.ts';
import { metricNamespace, metrics } from '../../../src/domain/measures.ts';
import { createLog } from '../../../src/services/log.ts';

interface Embedded {
  _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[] };
  [field: string]: unknown;
}

let written: string[] = [];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

/** "QueueAge Seconds 12 drawbridge/drawbridge-slack": what each embedded line says. */
function said(): string[] {
  return written.flatMap((line) => {
    const embedded = JSON.parse(line) as Embedded;
    return embedded._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) => {
      expect(Namespace).toBe(metricNamespace);
      const where = Dimensions.flat().map((name) => embedded[name]);
      return Metrics.map(({ Name, Unit }) => [Name, Unit, embedded[Name], where.join('/')].join(' '));
    });
  });
}

const meter = () => createMeter('drawbridge', 'drawbridge-slack');

describe('the meter', () => {
  it('writes every metric there is, with its unit and dimensions', () => {
    meter()({ TimeToPost: 3.2, TimeToAcknowledge: 60, TimeToContain: 90, QueueAge: 12, Failures: 2 });
    expect(said().sort()).toEqual([
      'Failures Count 2 drawbridge/drawbridge-slack',
      'QueueAge Seconds 12 drawbridge/drawbridge-slack',
      'TimeToAcknowledge Seconds 60 drawbridge',
      'TimeToContain Seconds 90 drawbridge',
      'TimeToPost Seconds 3.2 drawbridge',
    ]);
    expect(said()).toHaveLength(Object.keys(metrics).length);
  });

  it('reads what log lines say was measured, and leaves the lines as they are', () => {
    const lines: string[] = [];
    const log = meteredLog(
      createLog((line) => lines.push(line)),
      meter(),
    );
    log.info('a case was written to Slack', { caseId: 'K7F3Q2MX', measured: { TimeToPost: 4 } });
    log.info('nothing measured', { caseId: 'K7F3Q2MX' });
    expect(said()).toEqual(['TimeToPost Seconds 4 drawbridge']);
    expect(lines).toHaveLength(2);
  });
});

describe('a handler', () => {
  const clock = { now: () => 100_000 };
  const message = (sent: number) => ({ attributes: { SentTimestamp: String(sent) } });
  const taking = <A>(answer: () => Promise<A>) => meteredHandler(answer, meter(), clock);

  it.each([
    [
      'what waited longest in its queue',
      { Records: [message(97_000), message(88_000)] },
      { batchItemFailures: [] },
      ['QueueAge Seconds 12'],
    ],
    ['no time before it was sent', { Records: [message(103_000)] }, { batchItemFailures: [] }, ['QueueAge Seconds 0']],
    ['what failed of a batch', { Records: [message(99_000)] }, { batchItemFailures: [{}, {}] }, ['QueueAge Seconds 1', 'Failures Count 2']],
    ['nothing of a stream', { Records: [{ dynamodb: {} }] }, undefined, []],
    ['nothing of a schedule', undefined, undefined, []],
    ['nothing of a task', { task: 'lease' }, { next: 'on' }, []],
  ])('tells %s', async (_, event, answer, expected) => {
    expect(await taking(async () => answer)(event as never)).toEqual(answer);
    expect(said()).toEqual(expected.map((each) => `${each} drawbridge/drawbridge-slack`));
  });

  it('that throws counts as failed, and throws', async () => {
    const broken = taking(async () => {
      throw new Error('the table is gone');
    });
    await expect(broken(undefined as never)).rejects.toThrow('the table is gone');
    expect(said()).toEqual(['Failures Count 1 drawbridge/drawbridge-slack']);
  });
});
