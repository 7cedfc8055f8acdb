/** One page to look at: what waits, what failed, how long things take. */
import { Duration } from 'aws-cdk-lib';
import { type Alarm, AlarmStatusWidget, Dashboard, GraphWidget, type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metricNamespace } from '../../../src/domain/measures.ts';
import type { Parts } from './alarms.ts';
import type { Hub } from './hub.ts';

const period = Duration.minutes(5);

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 12, height: 6 });
}

/** What Drawbridge measures of itself, of half of the cases and of all but one in twenty. */
function howLong(title: string, metricName: MetricName, service: string): GraphWidget {
  const at = (statistic: string) =>
    new Metric({ namespace: metricNamespace, metricName, dimensionsMap: { service }, period, statistic, label: statistic });
  return new GraphWidget({ title: `${title}, seconds`, left: [at('p50'), at('p95')], width: 8, height: 6 });
}

/** The same, a line for each function that takes what it is about: an event of a queue, or anything but a request. */
function byFunction(title: string, metricName: MetricName, statistic: string, { rows, names, settings }: Hub): GraphWidget {
  const measuring = rows.filter(({ trigger }) => (metricName === 'QueueAge' ? 'queue' in trigger : !('http' in trigger)));
  return graph(
    title,
    measuring.map(({ name }) => {
      const dimensionsMap = { service: settings.deployment, function: names.of(name) };
      return new Metric({ namespace: metricNamespace, metricName, dimensionsMap, period, statistic, label: name });
    }),
  );
}

export function makeDashboard({ lanes, made, machines, doors }: Parts, alarms: Alarm[], hub: Hub): void {
  const { stack, names, settings } = hub;
  const functions = [...made];
  const dashboard = new Dashboard(stack, 'Dashboard', { dashboardName: names.of(stack.region) });
  dashboard.addWidgets(new AlarmStatusWidget({ alarms, title: 'Alarms', width: 24, height: 6 }));
  dashboard.addWidgets(
    howLong('From a finding to its card', 'TimeToPost', settings.deployment),
    howLong('To somebody who takes it', 'TimeToAcknowledge', settings.deployment),
    howLong('To a response that holds', 'TimeToContain', settings.deployment),
  );
  dashboard.addWidgets(
    byFunction('Waited in its queue until it was taken, seconds', 'QueueAge', 'Maximum', hub),
    byFunction('Failed, and comes again', 'Failures', 'Sum', hub),
  );
  dashboard.addWidgets(
    graph(
      'Oldest message, seconds',
      lanes.map(({ name, queue }) => queue.metricApproximateAgeOfOldestMessage({ period, label: name, statistic: 'Maximum' })),
    ),
    graph(
      'Messages waiting',
      lanes.map(({ name, queue }) => queue.metricApproximateNumberOfMessagesVisible({ period, label: name, statistic: 'Maximum' })),
    ),
  );
  dashboard.addWidgets(
    graph(
      'Given up: messages in dead-letter queues',
      lanes.map(({ name, dead }) => dead.metricApproximateNumberOfMessagesVisible({ period, label: name, statistic: 'Maximum' })),
    ),
    graph(
      'Errors',
      functions.map(([name, each]) => each.metricErrors({ period, label: name, statistic: 'Sum' })),
    ),
  );
  dashboard.addWidgets(
    graph(
      'Duration, 95th percentile, milliseconds',
      functions.map(([name, each]) => each.metricDuration({ period, label: name, statistic: 'p95' })),
    ),
    graph(
      'Executions started and failed',
      machines.flatMap(({ name, machine }) => [
        machine.metricStarted({ period, label: `${name} started` }),
        machine.metricFailed({ period, label: `${name} failed` }),
      ]),
    ),
  );
  dashboard.addWidgets(
    graph('Requests at the doors', [
      doors.metricCount({ period, label: 'all', statistic: 'Sum' }),
      doors.metricClientError({ period, label: 'refused', statistic: 'Sum' }),
      doors.metricServerError({ period, label: 'failed', statistic: 'Sum' }),
    ]),
    graph('Time to answer at the doors, 99th percentile, milliseconds', [doors.metricLatency({ period, statistic: 'p99', label: 'p99' })]),
  );
}
