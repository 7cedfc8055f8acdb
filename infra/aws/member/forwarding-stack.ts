/** The rules that forward an account's own events to the hub's bus: deployed in each Region that is used, and in the one where IAM reports. */
import { CfnCondition, CfnWaitConditionHandle, Fn, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { idOf } from '../hub/queues.ts';
import { namesOf } from '../names.ts';
import type { Settings } from '../settings.ts';
import { forwardedRules, forwarderName } from './forwarding.ts';
import { makeHeartbeat } from './heartbeat.ts';
import { plainSynthesizer } from './roles-stack.ts';

export function makeForwardingStack(scope: Construct, settings: Settings): Stack {
  const { deployment, hubAccount, hubRegion } = settings;
  const stack = new Stack(scope, 'MemberForwarding', {
    stackName: `${deployment}-member-forwarding`,
    description: 'Drawbridge: forwards what CloudTrail, Config, Access Analyzer and Health report here to the security account',
    synthesizer: plainSynthesizer(),
  });
  const names = namesOf(settings);
  const bus = names.arn('events', `event-bus/${names.bus}`);
  // The hub has rules on its own default bus: forwarding there would only be work done twice.
  const elsewhere = new CfnCondition(stack, 'NotTheHub', {
    expression: Fn.conditionNot(
      Fn.conditionAnd(Fn.conditionEquals(stack.account, hubAccount), Fn.conditionEquals(stack.region, hubRegion)),
    ),
  });
  // CloudFormation refuses a stack with nothing in it, which this would be there. It does nothing and costs nothing.
  new CfnWaitConditionHandle(stack, 'NeverEmpty');
  const role = new CfnRole(stack, 'Forwarder', {
    roleName: forwarderName(deployment, stack.region),
    description: 'EventBridge forwards events to the bus of Drawbridge',
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': stack.account } },
        },
      ],
    },
    policies: [
      {
        policyName: 'forward',
        policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: bus }] },
      },
    ],
  });
  role.cfnOptions.condition = elsewhere;
  makeHeartbeat(stack, deployment, elsewhere);
  for (const { name, pattern } of forwardedRules) {
    const rule = new CfnRule(stack, idOf(name), {
      name: `${deployment}-forward-${name}`,
      eventPattern: pattern,
      targets: [{ id: 'hub', arn: bus, roleArn: role.attrArn }],
    });
    rule.cfnOptions.condition = elsewhere;
  }
  return stack;
}
