/** What each function's role may do: what its row says, and nothing that a row does not say. */
import { describe, expect, it } from 'vitest';
import { functions } from '../../../infra/aws/functions.ts';
import { statementsOf } from '../../../infra/aws/hub/grants.ts';
import { namesOf } from '../../../infra/aws/names.ts';
import { documentOf } from '../../../infra/aws/permissions/documents.ts';
import { evaluate, type IamRequest } from '../../fakes/iam-evaluator.ts';
import { settingsWith, stacksWith } from '../../fixtures/aws-stacks.ts';

const settings = settingsWith();
const names = namesOf(settings);
const here = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:999988887777:${resource}`;
const inRegion = { context: { 'aws:RequestedRegion': 'eu-central-1' } };
const policies = functions.map((row) => ({ name: row.name, documents: [documentOf(statementsOf(row, names, settings))] }));

function whoMay(request: IamRequest): string[] {
  return policies.filter(({ documents }) => evaluate(documents, request) === 'allowed').map(({ name }) => name);
}

const table = here('dynamodb', 'table/drawbridge-cases');
const memberRole = (roleClass: string) => `arn:aws:iam::111122223333:role/drawbridge-${roleClass}`;
const withTable = functions.filter(({ needs }) => needs.includes('table')).map(({ name }) => name);

describe('who may', () => {
  const rows: [string, IamRequest, string[]][] = [
    ['destroy', { action: 'sts:AssumeRole', resource: memberRole('destroy') }, ['run-destroy']],
    ['contain', { action: 'sts:AssumeRole', resource: memberRole('contain') }, ['step-functions', 'run-response']],
    ['say who is behind a write', { action: 'sts:SetSourceIdentity', resource: memberRole('contain') }, ['step-functions', 'run-response']],
    [
      'read in the accounts',
      { action: 'sts:AssumeRole', resource: memberRole('read') },
      ['urgent', 'clicks', 'terminal', 'enrichment', 'run-response', 'run-destroy', 'watch-policy', 'request-approval'],
    ],
    ["assume another deployment's role", { action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/other-read' }, []],
    ['assume any other role', { action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/OrganizationAccountAccessRole' }, []],
    ['write the log of cases', { action: 'dynamodb:PutItem', resource: table }, withTable],
    ['ask which cases changed', { action: 'dynamodb:Query', resource: `${table}/index/changed` }, ['tick', 'export-evidence']],
    ['delete the table', { action: 'dynamodb:DeleteTable', resource: table }, []],
    ['scan it', { action: 'dynamodb:Scan', resource: table }, []],
    ['poke a surface', { action: 'sqs:SendMessage', resource: here('sqs', 'drawbridge-slack.fifo') }, ['stream', 'tick']],
    [
      'put a page among the dead letters',
      { action: 'sqs:SendMessage', resource: here('sqs', 'drawbridge-pagerduty-dead.fifo') },
      ['pagerduty'],
    ],
    ['put anything else there', { action: 'sqs:SendMessage', resource: here('sqs', 'drawbridge-slack-dead.fifo') }, []],
    ['hand on a click', { action: 'sqs:SendMessage', resource: here('sqs', 'drawbridge-clicks.fifo') }, ['slack-door']],
    ['hand on a webhook', { action: 'sqs:SendMessage', resource: here('sqs', 'drawbridge-webhooks.fifo') }, ['pagerduty-door']],
    ['put a finding in', { action: 'sqs:SendMessage', resource: here('sqs', 'drawbridge-urgent') }, []],
    [
      'start a response',
      { action: 'states:StartExecution', resource: here('states', 'stateMachine:drawbridge-response') },
      ['step-functions'],
    ],
    ['tell people by e-mail', { action: 'sns:Publish', resource: here('sns', 'drawbridge-notices') }, ['notices']],
    ['write to Security Hub', { action: 'securityhub:BatchUpdateFindings', resource: '*', ...inRegion }, ['security-hub']],
    [
      'see whether there is the newer Security Hub',
      { action: 'securityhub:DescribeSecurityHubV2', resource: '*', ...inRegion },
      ['sweep-findings'],
    ],
    [
      'archive a finding in GuardDuty',
      {
        action: 'guardduty:ArchiveFindings',
        resource: 'arn:aws:guardduty:us-east-1:999988887777:detector/12abc34d567e8fa901bc2d34e56789f0',
      },
      ['security-hub'],
    ],
    ['import findings', { action: 'securityhub:BatchImportFindings', resource: '*', ...inRegion }, []],
    [
      'put an event as ourselves',
      { action: 'events:PutEvents', resource: here('events', 'event-bus/drawbridge'), context: { 'events:source': 'drawbridge' } },
      ['enrichment', 'notices', 'tickets', 'watch-policy'],
    ],
    [
      'put an event as somebody else',
      { action: 'events:PutEvents', resource: here('events', 'event-bus/drawbridge'), context: { 'events:source': 'release' } },
      [],
    ],
    [
      "read another deployment's secret",
      { action: 'secretsmanager:GetSecretValue', resource: here('secretsmanager', 'secret:other/slack-AbCdEf') },
      [],
    ],
    [
      'change a secret',
      { action: 'secretsmanager:PutSecretValue', resource: here('secretsmanager', 'secret:drawbridge/slack-AbCdEf') },
      [],
    ],
  ];
  it.each(rows)('%s', (_, request, expected) => {
    expect(whoMay(request).sort()).toEqual([...expected].sort());
  });

  it.each(['slack', 'pagerduty'] as const)('read the secret of %s: those that start with it', (which) => {
    const resource = here('secretsmanager', `secret:drawbridge/${which}-AbCdEf`);
    const expected = functions.filter(({ needs }) => needs.includes(`${which}-secret`)).map(({ name }) => name);
    expect(whoMay({ action: 'secretsmanager:GetSecretValue', resource }).sort()).toEqual(expected.sort());
    expect(expected).not.toContain(which === 'slack' ? 'run-destroy' : 'slack-door');
  });

  it('take from a queue: the one function it is for', () => {
    for (const { name, trigger } of functions) {
      if (!('queue' in trigger)) continue;
      expect(whoMay({ action: 'sqs:ReceiveMessage', resource: here('sqs', `drawbridge-${trigger.queue}`) })).toEqual([name]);
    }
  });
});

it('no action is a pattern, and everything on `*` is known', () => {
  const everywhere = new Set<string>();
  for (const { documents } of policies) {
    for (const { Action, Resource, Effect } of documents.flatMap(({ Statement }) => Statement)) {
      expect(Effect).toBe('Allow');
      for (const action of Action) expect(action).toMatch(/^[a-z][a-z0-9]+:[A-Z]\w+$/);
      if (Resource.includes('*')) for (const action of Action) everywhere.add(action);
    }
  }
  expect([...everywhere].sort()).toEqual([
    'dynamodb:ListStreams',
    'guardduty:ListDetectors',
    'securityhub:BatchUpdateFindings',
    'securityhub:DescribeSecurityHubV2',
    'securityhub:GetFindings',
  ]);
});

describe('in the template', () => {
  const { hub } = stacksWith();

  it('a role has these statements and nothing beside them', () => {
    const roles = Object.values(hub.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties as Record<string, unknown>);
    for (const row of functions) {
      const role = roles.find(({ RoleName }) => RoleName === `drawbridge-eu-central-1-${row.name}`);
      expect(role?.ManagedPolicyArns, row.name).toBeUndefined();
      const documents = role?.Policies as { PolicyDocument: { Statement: { Action: string | string[] }[] } }[] | undefined;
      expect(documents).toHaveLength(1);
      const actions = documents?.flatMap(({ PolicyDocument: { Statement } }) => Statement.flatMap(({ Action }) => Action));
      expect(actions, row.name).toEqual(statementsOf(row, names, settings).flatMap(({ Action }) => [...Action]));
    }
    hub.resourceCountIs('AWS::IAM::Policy', 2);
  });

  it('Step Functions may call exactly the functions of its machine', () => {
    const roles = Object.entries(
      hub.findResources('AWS::IAM::Role', {
        Properties: { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'states.amazonaws.com' } }] } },
      }),
    );
    const invoked = roles.map(
      ([, { Properties }]) =>
        (Properties.Policies as { PolicyDocument: { Statement: { Resource: string | string[] }[] } }[])[0]?.PolicyDocument.Statement[0]
          ?.Resource,
    );
    expect(
      invoked.map((each) =>
        [each]
          .flat()
          .map((arn) => String(arn).split('function:drawbridge-')[1])
          .sort(),
      ),
    ).toEqual([
      ['run-destroy', 'run-response'],
      ['request-approval', 'watch-policy'],
    ]);
  });
});
