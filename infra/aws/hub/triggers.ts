/** What starts the functions: queues, the table's stream, and schedules. */
import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { FunctionRow } from '../functions.ts';
import type { Hub } from './hub.ts';
import { type Functions, functionNamed } from './lambda-functions.ts';
import { type Lane, makeDeadLetters } from './queues.ts';

function fromQueue(row: FunctionRow, target: LambdaFunction, lanes: readonly Lane[], { stack }: Hub): void {
  if (!('queue' in row.trigger)) return;
  const { queue: name, batch, window, concurrency } = row.trigger;
  const lane = lanes.find((each) => each.name === name);
  if (!lane) throw new Error(`there is no queue ${name}`);
  new CfnEventSourceMapping(stack, `${row.name}-from-queue`, {
    functionName: target.functionName,
    eventSourceArn: lane.queue.queueArn,
    batchSize: batch,
    functionResponseTypes: ['ReportBatchItemFailures'],
    ...(window !== undefined && { maximumBatchingWindowInSeconds: window }),
    ...(concurrency !== undefined && { scalingConfig: { maximumConcurrency: concurrency } }),
  });
}

/** New events of cases only: nobody else's items wake anything. A poke lost here is found by the tick. */
function fromStream(row: FunctionRow, target: LambdaFunction, table: Table, hub: Hub): Lane['dead'] {
  const dead = makeDeadLetters(hub, 'stream-dead');
  const pattern = {
    eventName: ['INSERT'],
    dynamodb: { Keys: { pk: { S: [{ prefix: 'CASE#' }] }, sk: { S: [{ prefix: 'EVENT#' }] } } },
  };
  new CfnEventSourceMapping(hub.stack, `${row.name}-from-stream`, {
    functionName: target.functionName,
    eventSourceArn: table.tableStreamArn ?? '',
    startingPosition: 'LATEST',
    batchSize: 100,
    maximumRetryAttempts: 3,
    maximumRecordAgeInSeconds: Duration.minutes(5).toSeconds(),
    bisectBatchOnFunctionError: true,
    parallelizationFactor: 2,
    filterCriteria: { filters: [{ pattern: JSON.stringify(pattern) }] },
    destinationConfig: { onFailure: { destination: dead.queueArn } },
  });
  return dead;
}

/** Not tried again: the next run does what this one did not. */
function onSchedule(row: FunctionRow, expression: string, target: LambdaFunction, { stack, names }: Hub): void {
  const rule = new CfnRule(stack, `${row.name}-schedule`, {
    name: names.of(row.name),
    description: `Starts ${row.name}`,
    scheduleExpression: expression,
    targets: [{ id: row.name, arn: target.functionArn, retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 } }],
  });
  target.addPermission('from-schedule', { principal: new ServicePrincipal('events.amazonaws.com'), sourceArn: rule.attrArn });
}

/** Answers the dead-letter queue of the stream. */
export function makeTriggers(made: Functions, lanes: readonly Lane[], table: Table, hub: Hub): Lane['dead'][] {
  return hub.rows.flatMap((row) => {
    const target = functionNamed(made, row.name);
    fromQueue(row, target, lanes, hub);
    if ('schedule' in row.trigger) onSchedule(row, row.trigger.schedule, target, hub);
    if (!('on' in row.trigger)) return [];
    if (row.trigger.on === 'every minute') onSchedule(row, 'rate(1 minute)', target, hub);
    return row.trigger.on === 'stream' ? [fromStream(row, target, table, hub)] : [];
  });
}
