/** A sign of life: once an hour an event on the account's own bus, which its rules forward like any other; when it stops, so has the rest. */
import type { CfnCondition, Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { heartbeat } from '../../../src/domain/coverage.ts';

export function makeHeartbeat(stack: Stack, deployment: string, condition: CfnCondition): void {
  const name = `${deployment}-heartbeat`;
  const bus = `arn:${stack.partition}:events:${stack.region}:${stack.account}:event-bus/default`;
  const role = new CfnRole(stack, 'BeatRole', {
    roleName: `${name}-${stack.region}`,
    description: 'EventBridge Scheduler puts the hourly sign of life of Drawbridge on the default bus',
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': stack.account } },
        },
      ],
    },
    policies: [
      {
        policyName: 'beat',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'events:PutEvents',
              Resource: bus,
              Condition: { StringEquals: { 'events:source': heartbeat.source } },
            },
          ],
        },
      },
    ],
  });
  const schedule = new CfnSchedule(stack, 'HourlyBeat', {
    name,
    description: 'Tells Drawbridge once an hour that events of this account and Region reach it',
    scheduleExpression: 'rate(1 hour)',
    flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 15 },
    target: {
      arn: bus,
      roleArn: role.attrArn,
      eventBridgeParameters: { source: heartbeat.source, detailType: heartbeat.detailType },
      input: '{}',
      retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 },
    },
  });
  for (const made of [role, schedule]) made.cfnOptions.condition = condition;
}
