/** What wakes the people who run Drawbridge: something undelivered, late, failing, or silent. Each alarm's description says what to do first. */
import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { coverageLine } from '../../../src/flows/watch-coverage.ts';
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
/** How old the oldest message of a queue may be, in seconds: what is urgent, and what somebody waits for, moves within a minute. */
const oldest: Record<string, number> = { urgent: 60, 'clicks.fifo': 30, 'slack.fifo': 120, routine: 900 };
const otherwiseOldest = 300;

function deadLetters(name: string, dead: Queue): Watched {
  const metric = dead.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' });
  const first = `Messages of ${name} could not be handled. Read one, look for its error in the log of the function, mend the cause, then redrive to ${name}, named as the destination.`;
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
      metric: each.metricErrors({ period, statistic: 'Sum' }),
      from: 3,
      periods: 3,
      first: `Look for "error" in the log of ${name}; what it worked on is delivered again.`,
    },
    {
      name: `${name}-throttled`,
      metric: each.metricThrottles({ period, statistic: 'Sum' }),
      from: 1,
      periods: 5,
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
      name: 'tick-silent',
      metric: functionNamed(made, 'tick').metricInvocations({ period, statistic: 'Sum' }),
      from: 1,
      periods: 5,
      silent: true,
      first: 'Nothing ran for five minutes: deadlines do not end and lost pokes are not found. Look at the rule and the function.',
    },
  ];
}

export function makeAlarms(parts: Parts, { stack, names }: Hub): Alarm[] {
  const action = new SnsAction(parts.alarms);
  return watchedOf(parts, names.of('coverage')).map(({ name, metric, from, periods = 1, first, silent }) => {
    const alarm = new Alarm(stack, `alarm-${name}`, {
      alarmName: names.of(name),
      alarmDescription: first,
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
