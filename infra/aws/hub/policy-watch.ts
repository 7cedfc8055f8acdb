/** What starts the policy watch: a change of a managed policy, in the hub's account or forwarded from another. */
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { policyWatchRule } from '../../event-rules.ts';
import type { Hub } from './hub.ts';
import type { Machine } from './machines.ts';

/** Nothing where policy watches nothing. */
export function makePolicyWatch(machines: readonly Machine[], { stack, names, settings }: Hub): void {
  const watch = machines.find(({ name }) => name === 'policy-watch');
  if (!watch || settings.policy.policyWatch.restricted.length === 0) return;
  const machine = names.arn('states', `stateMachine:${names.of('policy-watch')}`);
  const role = new Role(stack, 'PolicyWatchStarter', {
    assumedBy: new ServicePrincipal('events.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': settings.hubAccount } } }),
    inlinePolicies: {
      own: PolicyDocument.fromJson({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'states:StartExecution', Resource: machine }],
      }),
    },
  });
  const { name, pattern } = policyWatchRule(settings.deployment);
  for (const [id, bus] of [['default', {}] as const, ['forwarded', { eventBusName: names.bus }] as const]) {
    const rule = new CfnRule(stack, `PolicyWatch-${id}`, {
      name: names.of(name),
      ...bus,
      eventPattern: pattern,
      targets: [
        {
          id: name,
          arn: watch.machine.stateMachineArn,
          roleArn: role.roleArn,
          deadLetterConfig: { arn: names.arn('sqs', names.of('undelivered')) },
        },
      ],
    });
    rule.node.addDependency(watch.machine);
  }
}
