/** What each need of a function comes to in IAM: exact actions on exact resources of the hub, as data. */

import { surfaces } from '../../../src/services/queues.ts';
import { changedIndex } from '../../../src/services/table.ts';
import type { FunctionRow, Need } from '../functions.ts';
import type { Names } from '../names.ts';
import type { Statement } from '../permissions/documents.ts';
import type { Settings } from '../settings.ts';

function allow(actions: readonly string[], resources: readonly string[], Condition?: Statement['Condition']): Statement {
  return { Effect: 'Allow', Action: actions, Resource: resources, ...(Condition && { Condition }) };
}

/** The person behind a write is in its session, so whoever may assume may also name them. */
function assuming(roleClass: 'read' | 'contain' | 'destroy', { partition, deployment }: Settings): Statement[] {
  const actions = ['sts:AssumeRole', ...(roleClass === 'read' ? [] : ['sts:SetSourceIdentity'])];
  return [allow(actions, [`arn:${partition}:iam::*:role/${deployment}-${roleClass}`])];
}

const needs: Record<Need, (names: Names, settings: Settings) => Statement[]> = {
  table: ({ of, arn }) => [
    allow(['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], [arn('dynamodb', `table/${of('cases')}`)]),
  ],
  'changed-index': ({ of, arn }) => [allow(['dynamodb:Query'], [arn('dynamodb', `table/${of('cases')}/index/${changedIndex}`)])],
  // Reading is for the seal of an hour that is there already: it has to be the same.
  'write-evidence': ({ evidence }, { partition }) => [
    allow(
      ['s3:PutObject'],
      ['heads', 'events'].map((folder) => `arn:${partition}:s3:::${evidence}/${folder}/*`),
    ),
    allow(['s3:GetObject'], [`arn:${partition}:s3:::${evidence}/heads/*`]),
  ],
  'send-pokes': ({ of, arn }) => [
    allow(
      ['sqs:SendMessage'],
      surfaces.map((surface) => arn('sqs', of(`${surface}.fifo`))),
    ),
  ],
  'bury-pages': ({ of, arn }) => [allow(['sqs:SendMessage'], [arn('sqs', of('pagerduty-dead.fifo'))])],
  'send-clicks': ({ of, arn }) => [allow(['sqs:SendMessage'], [arn('sqs', of('clicks.fifo'))])],
  'send-webhooks': ({ of, arn }) => [allow(['sqs:SendMessage'], [arn('sqs', of('webhooks.fifo'))])],
  'put-events': ({ bus, arn }) => [
    allow(['events:PutEvents'], [arn('events', `event-bus/${bus}`)], { StringEquals: { 'events:source': 'drawbridge' } }),
  ],
  publish: ({ of, arn }) => [allow(['sns:Publish'], [arn('sns', of('notices'))])],
  // There is one hub per account and Region, so that naming it would narrow nothing.
  'read-findings': (_, { hubRegion }) => [allow(['securityhub:GetFindings'], ['*'], inRegion(hubRegion))],
  // Reading in it goes by the same name as in the other.
  'see-newer-hub': (_, { hubRegion }) => [allow(['securityhub:DescribeSecurityHubV2'], ['*'], inRegion(hubRegion))],
  // Both Security Hubs know writing by this one name.
  'write-findings': (_, { hubRegion, hubAccount, partition }) => [
    allow(['securityhub:BatchUpdateFindings'], ['*'], inRegion(hubRegion)),
    // In the Region of each finding.
    allow(['guardduty:ArchiveFindings'], [`arn:${partition}:guardduty:*:${hubAccount}:detector/*`]),
    allow(['guardduty:ListDetectors'], ['*']),
  ],
  'start-response': ({ of, arn }) => [allow(['states:StartExecution'], [arn('states', `stateMachine:${of('response')}`)])],
  'answer-tasks': ({ of, arn }) => [allow(['states:SendTaskSuccess'], [arn('states', `stateMachine:${of('response')}`)])],
  'slack-secret': (names) => [reading(names, 'slack')],
  'pagerduty-secret': (names) => [reading(names, 'pagerduty')],
  'tickets-secret': (names) => [reading(names, 'tickets')],
  'assume-read': (_, settings) => assuming('read', settings),
  'assume-contain': (_, settings) => assuming('contain', settings),
  'assume-destroy': (_, settings) => assuming('destroy', settings),
};

function inRegion(region: string): Statement['Condition'] {
  return { StringEquals: { 'aws:RequestedRegion': region } };
}

/** Secrets Manager puts six characters of its own after the name. */
function reading({ arn, secret }: Names, which: 'slack' | 'pagerduty' | 'tickets'): Statement {
  return allow(['secretsmanager:GetSecretValue'], [arn('secretsmanager', `secret:${secret(which)}-??????`)]);
}

/** What Lambda itself does in the function's name: write its log and take from what starts it. */
function running({ name, trigger }: FunctionRow, { of, arn }: Names): Statement[] {
  const log = allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [arn('logs', `log-group:/aws/lambda/${of(name)}:log-stream:*`)]);
  if ('queue' in trigger)
    return [log, allow(['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], [arn('sqs', of(trigger.queue))])];
  if (!('on' in trigger) || trigger.on !== 'stream') return [log];
  return [
    log,
    // The stream's own name is the time it was made at.
    allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      [arn('dynamodb', `table/${of('cases')}/stream/*`)],
    ),
    allow(['dynamodb:ListStreams'], ['*']),
    allow(['sqs:SendMessage'], [arn('sqs', of('stream-dead'))]),
  ];
}

/** The services through which a function meets what is encrypted: those that its statements are about. */
const encrypted = ['dynamodb', 'sqs', 'sns', 's3'];

/** The key by its alias, for it has no name, and through those services only: nobody decrypts anything by itself. */
function usingKey(statements: readonly Statement[], { arn, keyAlias }: Names, { hubRegion, customerKey }: Settings): Statement[] {
  const used = encrypted.filter((service) => statements.some(({ Action }) => Action.some((action) => action.startsWith(`${service}:`))));
  if (!customerKey || used.length === 0) return [];
  const through = used.map((service) => `${service}.${hubRegion}.amazonaws.com${hubRegion.startsWith('cn-') ? '.cn' : ''}`);
  const reading = ['kms:Decrypt', 'kms:DescribeKey'];
  const writing = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
  return [
    allow([...reading, ...writing], [arn('kms', 'key/*')], {
      StringEquals: { 'kms:ViaService': through },
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': keyAlias },
    }),
  ];
}

export function statementsOf(row: FunctionRow, names: Names, settings: Settings): Statement[] {
  const statements = [...running(row, names), ...row.needs.flatMap((need) => needs[need](names, settings))];
  return [...statements, ...usingKey(statements, names, settings)];
}
