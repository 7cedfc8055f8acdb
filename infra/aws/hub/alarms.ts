/** What wakes the people who run Drawbridge: something undelivered, late, failing, or silent. Each alarm says what to do first, and has its part of docs/runbook.md. */
import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { coverageLine } from '../../../src/flows/watch-coverage.ts';
import { functions } from '../functions.ts';
import type { Hub } from './hub.ts';
import { type Functions, functionNamed } from './lambda-functions.ts';
import type { Machine } from './machines.ts';
import type { Lane } from './queues.ts';

interface Watched {
  name: string;
  metric: IMetric;
  /** The alarm goes off at this value and above, in so many of the last minutes. */
  from: number;
  periods?: number;
  first: string;
  /** Silence is what is looked for: below `from`, and no data at all. */
  silent?: true;
}
export interface Parts {
  lanes: readonly Lane[];
  /** Dead-letter queues that no lane has. */
  others: readonly { name: string; dead: Queue }[];
  made: Functions;
  machines: readonly Machine[];
  doors: HttpApi;
  alarms: Topic;
}

const period = Duration.minutes(1);
const hourly = { period: Duration.hours(1), statistic: 'Sum' };
/** How old the oldest message of a queue may be, in seconds: what is urgent, and what somebody waits for, moves within a minute. */
const oldest: Record<string, number> = { urgent: 60, 'clicks.fifo': 30, 'slack.fifo': 120, routine: 900 };
const otherwiseOldest = 300;

function deadLetters(name: string, dead: Queue): Watched {
  const metric = dead.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' });
  const first = `Messages of ${name} could not be handled. npm run redrive -- ${name.replace('.fifo', '')} says why; mend the cause, then the same with --yes sends them back.`;
  return { name: `${name}-dead`, metric, from: 1, first };
}

/** Places that ought to speak and do not, as the tick counts them in its log three times an hour. */
function silentPlaces(made: Functions, namespace: string): Watched {
  const filter = functionNamed(made, 'tick').logGroup.addMetricFilter('silent-places', {
    filterPattern: FilterPattern.stringValue('$.message', '=', coverageLine),
    metricNamespace: namespace,
    metricName: 'SilentPlaces',
    metricValue: '$.silent',
  });
  return {
    name: 'coverage-silent',
    metric: filter.metric({ period: Duration.hours(1), statistic: 'Maximum' }),
    from: 1,
    first: 'From an account and Region that spoke nothing comes any more. npm run doctor -- --coverage says which, and what to look at.',
  };
}

/** What runs once an hour fails once an hour. */
function isHourly(name: string): boolean {
  return functions.some((row) => row.name === name && 'schedule' in row.trigger);
}

function once(metric: IMetric): Pick<Watched, 'metric' | 'from'> {
  return { metric, from: 1 };
}

function watchedOf({ lanes, others, made, machines, doors }: Parts, namespace: string): Watched[] {
  const queues = lanes.flatMap(({ name, queue, dead }): Watched[] => [
    deadLetters(name, dead),
    {
      name: `${name}-late`,
      metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      from: oldest[name] ?? otherwiseOldest,
      periods: 3,
      first: `The oldest message of ${name} waits too long. Look at the errors, throttles and duration of the function that takes from it.`,
    },
  ]);
  const failing = [...made].flatMap(([name, each]): Watched[] => [
    {
      name: `${name}-errors`,
      ...(isHourly(name)
        ? once(each.metricErrors(hourly))
        : { metric: each.metricErrors({ period, statistic: 'Sum' }), from: 3, periods: 3 }),
      first: `Look for "error" in the log of ${name}; what it worked on is ${isHourly(name) ? 'done by the next run' : 'delivered again'}.`,
    },
    {
      name: `${name}-throttled`,
      ...(isHourly(name)
        ? once(each.metricThrottles(hourly))
        : { metric: each.metricThrottles({ period, statistic: 'Sum' }), from: 1, periods: 5 }),
      first: `Lambda has no room for ${name}. Look at the account's concurrency.`,
    },
  ]);
  const ended = machines.map(
    ({ name, machine }): Watched => ({
      name: `${name}-failed`,
      metric: machine.metricFailed({ period, statistic: 'Sum' }),
      from: 1,
      first:
        'An execution failed. Its case says what was done until then; look at the failed task, then start it again with the same input.',
    }),
  );
  return [
    ...queues,
    ...others.map(({ name, dead }) => deadLetters(name, dead)),
    ...failing,
    ...ended,
    {
      name: 'doors-failing',
      metric: doors.metricServerError({ period, statistic: 'Sum' }),
      from: 5,
      periods: 3,
      first: 'Slack or PagerDuty get errors. Look at the log of the door: without its queue it answers 503, and nothing was lost silently.',
    },
    silentPlaces(made, namespace),
    {
      name: 'evidence-silent',
      metric: functionNamed(made, 'export-evidence').metricInvocations(hourly),
      from: 1,
      periods: 2,
      silent: true,
      first: 'No evidence was written for two hours. Look at the rule and the function; the next run writes every hour that is missing.',
    },
    {
      name: 'tick-silent',
      metric: functionNamed(made, 'tick').metricInvocations({ period, statistic: 'Sum' }),
      from: 1,
      periods: 5,
      silent: true,
      first: 'Nothing ran for five minutes: deadlines do not end and lost pokes are not found. Look at the rule and the function.',
    },
  ];
}

/** As headings of Markdown are linked: lower case, without dots. */
export function anchorOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '');
}

export function makeAlarms(parts: Parts, { stack, names, settings }: Hub): Alarm[] {
  const action = new SnsAction(parts.alarms);
  return watchedOf(parts, names.of('coverage')).map(({ name, metric, from, periods = 1, first, silent }) => {
    const alarm = new Alarm(stack, `alarm-${name}`, {
      alarmName: names.of(name),
      alarmDescription: `${first} ${settings.runbook}#${anchorOf(name)}`,
      metric,
      threshold: from,
      comparisonOperator: silent ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: silent ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  });
}
