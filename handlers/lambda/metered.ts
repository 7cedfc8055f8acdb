/** Metrics in CloudWatch's embedded format: what log lines say was measured, how old what a function takes is, and what failed. */
import { Metrics } from '@aws-lambda-powertools/metrics';
import { type Measured, type MetricName, metricNamespace, metrics } from '../../src/domain/measures.ts';
import type { Clock } from '../../src/services/clock.ts';
import type { Log } from '../../src/services/log.ts';

export type Meter = (measured: Measured) => void;

/** Writes at once, one line each, so that nothing is lost with an invocation that dies. */
export function createMeter(deployment: string, functionName: string): Meter {
  const powertools = new Metrics({ namespace: metricNamespace, serviceName: deployment });
  return (measured) => {
    for (const [name, value] of Object.entries(measured) as [MetricName, number][]) {
      const { unit, byFunction } = metrics[name];
      const one = powertools.singleMetric();
      if (byFunction) one.addDimension('function', functionName);
      one.addMetric(name, unit, value);
    }
  };
}

function measuredIn(fields: Record<string, unknown> | undefined): Measured {
  return (fields?.measured ?? {}) as Measured;
}

/** The same log; a line with `measured` is a metric as well. */
export function meteredLog(log: Log, meter: Meter): Log {
  return {
    ...log,
    info(message, fields) {
      meter(measuredIn(fields));
      log.info(message, fields);
    },
  };
}

interface Batch {
  Records?: { attributes?: { SentTimestamp?: string } }[];
}
interface Failed {
  batchItemFailures?: unknown[];
}

/** Around a function's handler: how long the oldest message of its batch waited, and how many will come again. */
export function meteredHandler<E, A>(handler: (event: E) => Promise<A>, meter: Meter, clock: Pick<Clock, 'now'>): (event: E) => Promise<A> {
  return async (event) => {
    const sent = ((event as Batch | null)?.Records ?? []).flatMap(({ attributes }) => Number(attributes?.SentTimestamp) || []);
    if (sent.length > 0) meter({ QueueAge: Math.max(0, clock.now() - Math.min(...sent)) / 1000 });
    try {
      const answer = await handler(event);
      const failures = (answer as Failed | null | undefined)?.batchItemFailures?.length ?? 0;
      if (failures > 0) meter({ Failures: failures });
      return answer;
    } catch (error) {
      meter({ Failures: 1 });
      throw error;
    }
  };
}
