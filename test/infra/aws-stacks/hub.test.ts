/** The hub's stack: what must be there whatever else changes. */
import { describe, expect, it } from 'vitest';
import { functions } from '../../../infra/aws/functions.ts';
import { eventRules } from '../../../infra/event-rules.ts';
import { readConfig } from '../../../src/config.ts';
import { sendActions } from '../../../src/domain/send-action.ts';
import { coverageLine } from '../../../src/flows/watch-coverage.ts';
import { playbooks } from '../../../src/playbooks/index.ts';
import { surfaces } from '../../../src/services/queues.ts';
import { stacksWith } from '../../fixtures/aws-stacks.ts';

type Properties = Record<string, unknown>;
const { hub } = stacksWith();

function all(type: string, of = hub): Map<string, Properties> {
  return new Map(Object.entries(of.findResources(type)).map(([id, { Properties: properties = {} }]) => [id, properties as Properties]));
}
const valuesOf = (type: string, of = hub) => [...all(type, of).values()];
const namesIn = (type: string, field: string, of = hub) => valuesOf(type, of).map((each) => String(each[field]));

describe('queues', () => {
  const queues = valuesOf('AWS::SQS::Queue');
  const isDead = (each: Properties) => /-(dead(\.fifo)?|undelivered)$/.test(String(each.QueueName));

  it('there is one for each lane, each surface, and the doors', () => {
    const names = queues.filter((each) => !isDead(each)).map((each) => String(each.QueueName));
    const expected = ['urgent', 'routine', 'clicks.fifo', 'webhooks.fifo', ...surfaces.map((surface) => `${surface}.fifo`)];
    expect(names.sort()).toEqual(expected.map((name) => `drawbridge-${name}`).sort());
  });

  it('each has a dead-letter queue of its own kind, and is encrypted', () => {
    const byId = all('AWS::SQS::Queue');
    for (const queue of queues.filter((each) => !isDead(each))) {
      const { deadLetterTargetArn } = queue.RedrivePolicy as { deadLetterTargetArn: { 'Fn::GetAtt': [string, string] } };
      const dead = byId.get(deadLetterTargetArn['Fn::GetAtt'][0]);
      expect(String(dead?.QueueName)).toBe(String(queue.QueueName).replace(/(\.fifo)?$/, '-dead$1'));
      expect(dead?.MessageRetentionPeriod).toBe(14 * 24 * 3600);
    }
    for (const queue of queues) expect(queue.SqsManagedSseEnabled).toBe(true);
  });

  it('every dead-letter queue has an alarm that reaches the topic', () => {
    const watched = valuesOf('AWS::CloudWatch::Alarm').filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible');
    const dead = [...all('AWS::SQS::Queue')].filter(([, each]) => isDead(each)).map(([id]) => id);
    const watchedIds = watched.map((each) => JSON.stringify(each.Dimensions));
    for (const id of dead)
      expect(
        watchedIds.some((each) => each.includes(id)),
        id,
      ).toBe(true);
    for (const alarm of valuesOf('AWS::CloudWatch::Alarm')) {
      expect(alarm.AlarmActions, String(alarm.AlarmName)).toHaveLength(1);
      expect(String(alarm.AlarmDescription).length, String(alarm.AlarmName)).toBeGreaterThan(40);
    }
  });

  it('silence of an account is counted from the very line that the tick logs', () => {
    const [filter] = valuesOf('AWS::Logs::MetricFilter').filter(({ FilterPattern }) => String(FilterPattern).includes(coverageLine));
    expect(filter?.MetricTransformations).toMatchObject([{ MetricName: 'SilentPlaces', MetricValue: '$.silent' }]);
    const alarm = valuesOf('AWS::CloudWatch::Alarm').find(({ AlarmName }) => AlarmName === 'drawbridge-coverage-silent');
    expect(alarm).toMatchObject({ MetricName: 'SilentPlaces', Statistic: 'Maximum', Threshold: 1 });
  });

  it('a storm cannot take all the room of an account: at most a hundred functions run for queues at once', () => {
    const mappings = valuesOf('AWS::Lambda::EventSourceMapping').filter(({ StartingPosition }) => StartingPosition === undefined);
    const most = mappings.map(({ ScalingConfig }) => (ScalingConfig as { MaximumConcurrency: number }).MaximumConcurrency);
    expect(Math.min(...most)).toBeGreaterThanOrEqual(2);
    expect(most.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(100);
  });

  it('a message is not taken again while its function may still work on it', () => {
    const timeouts = new Map(valuesOf('AWS::Lambda::Function').map((each) => [String(each.FunctionName), Number(each.Timeout)]));
    for (const { name, trigger } of functions) {
      if (!('queue' in trigger)) continue;
      const queue = queues.find((each) => each.QueueName === `drawbridge-${trigger.queue}`);
      expect(Number(queue?.VisibilityTimeout), name).toBeGreaterThan(timeouts.get(`drawbridge-${name}`) ?? Number.POSITIVE_INFINITY);
    }
  });
});

describe('functions', () => {
  const made = valuesOf('AWS::Lambda::Function');

  it('each row of the table is one, on nodejs24.x and arm64, with a log that ends', () => {
    expect(made.map((each) => each.FunctionName).sort()).toEqual(functions.map(({ name }) => `drawbridge-${name}`).sort());
    for (const each of made) expect(each).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    const kept = valuesOf('AWS::Logs::LogGroup').map(({ RetentionInDays }) => RetentionInDays);
    expect(kept.length).toBeGreaterThan(functions.length);
    expect(new Set(kept)).toEqual(new Set([365]));
  });

  it('the environment is what the configuration reads, once the secrets are laid over it', () => {
    const slack = { SLACK_BOT_TOKEN: 'xoxb', SLACK_SIGNING_SECRET: 's', SLACK_BOT_ID: 'B1', SLACK_BOT_USER_ID: 'U1' };
    for (const each of made) {
      const { Variables } = each.Environment as { Variables: Record<string, string> };
      const config = readConfig({ ...Variables, ...slack, AWS_REGION: 'eu-central-1' });
      expect(config).toMatchObject({
        deployment: 'drawbridge',
        hubAccount: '999988887777',
        table: 'drawbridge-cases',
        eventBus: 'drawbridge',
      });
      expect(config.queuePrefix).toBe('https://sqs.eu-central-1.amazonaws.com/999988887777/drawbridge-');
      expect(JSON.stringify(Variables)).not.toMatch(/resolve:|xox|SIGNING|TOKEN/);
    }
  });

  it('one batch item that fails is given back alone', () => {
    const fromQueues = valuesOf('AWS::Lambda::EventSourceMapping').filter(({ StartingPosition }) => StartingPosition === undefined);
    expect(fromQueues.length).toBe(functions.filter(({ trigger }) => 'queue' in trigger).length);
    for (const each of fromQueues) expect(each.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  });

  it('without PagerDuty there is nothing of it', () => {
    const { hub: without } = stacksWith({ pagerDuty: 'no' });
    const left = namesIn('AWS::Lambda::Function', 'FunctionName', without);
    expect(left).not.toContain('drawbridge-pagerduty-door');
    expect(left).not.toContain('drawbridge-pagerduty-events');
    expect(JSON.stringify(without.toJSON())).not.toContain('drawbridge/pagerduty');
  });
});

describe('the table', () => {
  it('keeps everything, shows keys only to the stream, and cannot be deleted by mistake', () => {
    const [table, ...more] = Object.values(hub.findResources('AWS::DynamoDB::Table')) as {
      Properties: Properties;
      DeletionPolicy: string;
    }[];
    expect(more).toEqual([]);
    expect(table?.DeletionPolicy).toBe('Retain');
    expect(table?.Properties).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
      GlobalSecondaryIndexes: [
        {
          IndexName: 'changed',
          Projection: { ProjectionType: 'KEYS_ONLY' },
          KeySchema: [
            { AttributeName: 'changed', KeyType: 'HASH' },
            { AttributeName: 'pk', KeyType: 'RANGE' },
          ],
        },
      ],
    });
    expect(table?.Properties.TimeToLiveSpecification).toBeUndefined();
  });
});

describe('rules', () => {
  const rules = valuesOf('AWS::Events::Rule');

  it('are those of the sandbox, on the default bus and for what is forwarded', () => {
    for (const onOwnBus of [false, true]) {
      const here = rules.filter((rule) => (rule.EventBusName !== undefined) === onOwnBus && rule.ScheduleExpression === undefined);
      const patterns = new Map(here.map((rule) => [rule.Name, rule.EventPattern]));
      for (const { name, pattern } of eventRules) expect(patterns.get(`drawbridge-${name}`), name).toEqual(pattern);
      expect(here).toHaveLength(eventRules.length + 1);
      expect(patterns.has('drawbridge-policy-watch')).toBe(true);
    }
  });

  it('put each event on the queue of its lane, and what cannot be delivered aside', () => {
    const ids = new Map([...all('AWS::SQS::Queue')].map(([id, { QueueName }]) => [id, String(QueueName)]));
    for (const { name, lane } of eventRules) {
      for (const { Targets } of rules.filter((rule) => rule.Name === `drawbridge-${name}`)) {
        const [target] = Targets as {
          Arn: { 'Fn::GetAtt': [string, string] };
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [string, string] } };
        }[];
        expect(ids.get(target?.Arn['Fn::GetAtt'][0] ?? '')).toBe(`drawbridge-${lane}`);
        expect(ids.get(target?.DeadLetterConfig.Arn['Fn::GetAtt'][0] ?? '')).toBe('drawbridge-undelivered');
      }
    }
  });

  it('the tick runs every minute and is not tried again', () => {
    const [tick] = rules.filter((rule) => rule.ScheduleExpression === 'rate(1 minute)');
    expect(tick?.Targets).toMatchObject([{ RetryPolicy: { MaximumRetryAttempts: 0 } }]);
  });

  it('the bus takes from the forwarders of the organisation, and requests for approval from its workflows', () => {
    const [bus] = valuesOf('AWS::Events::EventBus');
    const policy = bus?.Policy as { Statement: { Action: string; Condition: Record<string, Record<string, string>> }[] } | undefined;
    expect(policy?.Statement).toHaveLength(2);
    for (const { Action, Condition } of policy?.Statement ?? []) {
      expect(Action).toBe('events:PutEvents');
      expect(Condition.StringEquals?.['aws:PrincipalOrgID']).toBe('o-exampleorg1');
      const isForwarder = Condition.ArnLike?.['aws:PrincipalArn'] === 'arn:aws:iam::*:role/drawbridge-forward-*';
      expect(isForwarder || Condition.StringEquals?.['events:detail-type'] === 'Approval Requested').toBe(true);
    }
  });
});

describe('doors', () => {
  it('each is one route, throttled, with a log of who knocked', () => {
    const doors = functions.flatMap(({ trigger }) => ('http' in trigger ? [`POST /${trigger.http}`] : []));
    expect(namesIn('AWS::ApiGatewayV2::Route', 'RouteKey').sort()).toEqual(doors.sort());
    expect(doors).toContain('POST /slack');
    const [stage] = valuesOf('AWS::ApiGatewayV2::Stage');
    expect(stage).toMatchObject({ DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 } });
    expect(stage?.AccessLogSettings).toBeDefined();
  });
});

describe('the dashboard', () => {
  it('shows how long it takes to post, to acknowledge and to contain, what waits and what fails', () => {
    const [dashboard] = valuesOf('AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(dashboard?.DashboardBody);
    const shown = ['TimeToPost', 'TimeToAcknowledge', 'TimeToContain', 'ApproximateAgeOfOldestMessage', 'Errors', 'ExecutionsFailed'];
    expect(shown.filter((name) => !body.includes(name))).toEqual([]);
    // The dimension by which deployments in one account are told apart.
    expect(body.replaceAll('\\', '')).toContain('"Drawbridge","TimeToPost","service","drawbridge"');
  });
});

describe('state machines', () => {
  it('are made from the definitions that the sandbox runs, with every placeholder filled', () => {
    const machines = valuesOf('AWS::StepFunctions::StateMachine');
    expect(machines.map((each) => each.StateMachineName).sort()).toEqual(['drawbridge-policy-watch', 'drawbridge-response']);
    for (const { DefinitionString, DefinitionSubstitutions, LoggingConfiguration } of machines) {
      const called = [...String(DefinitionString).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
      expect(Object.keys(DefinitionSubstitutions as object).sort()).toEqual([...new Set(called)].sort());
      expect(LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    }
  });
});

describe('custom actions', () => {
  it('are the buttons of the registry, within what Security Hub takes', () => {
    const actions = valuesOf('AWS::SecurityHub::ActionTarget');
    expect(actions.map(({ Id }) => Id).sort()).toEqual([...playbooks.map(({ id }) => id), ...Object.keys(sendActions)].sort());
    for (const { Id, Name } of actions) for (const each of [Id, Name]) expect(String(each).length, String(each)).toBeLessThanOrEqual(20);
  });

  it('can be left out, and a playbook that is off has none', () => {
    stacksWith({ customActions: 'no' }).hub.resourceCountIs('AWS::SecurityHub::ActionTarget', 0);
    const off = { production: 'off', staging: 'off', development: 'off', unknown: 'off' } as const;
    const { hub: fewer } = stacksWith({}, (settings) => ({
      ...settings,
      policy: { ...settings.policy, playbooks: { ...settings.policy.playbooks, terminate_instance: off } },
    }));
    expect(namesIn('AWS::SecurityHub::ActionTarget', 'Id', fewer)).not.toContain('terminate_instance');
  });
});
