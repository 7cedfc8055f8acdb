/** The hub's own bus and the rules on both buses: what AWS reports here, and what the accounts of the organisation forward. */
import { Duration } from 'aws-cdk-lib';
import { CfnEventBus, CfnRule } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { eventRules } from '../../event-rules.ts';
import { forwarderName } from '../member/forwarding.ts';
import type { Hub } from './hub.ts';
import { idOf, type Lane, makeDeadLetters } from './queues.ts';

/** EventBridge tries for a day, then what could not be put on a queue is kept in the dead-letter queue. */
const retryPolicy = { maximumRetryAttempts: 185, maximumEventAgeInSeconds: Duration.hours(24).toSeconds() };

function makeBus({ stack, names, settings }: Hub): CfnEventBus {
  const { organisation, deployment, partition } = settings;
  const allow = (Sid: string, Condition: object) => ({
    Sid,
    Effect: 'Allow',
    Principal: '*',
    Action: 'events:PutEvents',
    Resource: names.arn('events', `event-bus/${names.bus}`),
    Condition,
  });
  return new CfnEventBus(stack, 'Bus', {
    name: names.bus,
    description: 'Approvals asked for, forwarded events, enriched findings',
    policy: {
      Version: '2012-10-17',
      Statement: [
        // Only the forwarding rules' own roles: what comes from AWS is then what AWS said.
        allow('Forwarded', {
          StringEquals: { 'aws:PrincipalOrgID': organisation },
          ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::*:role/${forwarderName(deployment, '*')}` },
        }),
        // Anybody's workflow may ask; whether it is answered, policy says. Nothing else: nobody can put an enriched finding here for others.
        allow('ApprovalsAskedFor', { StringEquals: { 'aws:PrincipalOrgID': organisation, 'events:detail-type': 'Approval Requested' } }),
      ],
    },
  });
}

/** One statement for all rules: with one each, the queue's policy would be longer than SQS takes. */
function letRulesSend(queue: Queue, { names }: Hub): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: {
        ArnLike: {
          'aws:SourceArn': [names.arn('events', `rule/${names.of('*')}`), names.arn('events', `rule/${names.bus}/${names.of('*')}`)],
        },
      },
    }),
  );
}

/** Answers the dead-letter queue of what the rules could not deliver. */
export function makeRules(hub: Hub, lanes: readonly Lane[]): Queue {
  const { stack, names } = hub;
  const bus = makeBus(hub);
  const undelivered = makeDeadLetters(hub, 'undelivered');
  letRulesSend(undelivered, hub);
  for (const name of new Set(eventRules.map(({ lane }) => lane))) {
    const lane = lanes.find((each) => each.name === name);
    if (!lane) throw new Error(`no function takes from the lane ${name}`);
    letRulesSend(lane.queue, hub);
    for (const [on, eventBusName] of [['default', undefined] as const, ['forwarded', bus.ref] as const]) {
      for (const rule of eventRules.filter((each) => each.lane === name)) {
        new CfnRule(stack, `${idOf(rule.name)}-${on}`, {
          name: names.of(rule.name),
          ...(eventBusName !== undefined && { eventBusName }),
          eventPattern: rule.pattern,
          targets: [{ id: name, arn: lane.queue.queueArn, retryPolicy, deadLetterConfig: { arn: undelivered.queueArn } }],
        });
      }
    }
  }
  return undelivered;
}
