/** The bucket of the evidence and the deployment's own key, as the template has them. */
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { functions } from '../../../infra/aws/functions.ts';
import { statementsOf } from '../../../infra/aws/hub/grants.ts';
import { namesOf } from '../../../infra/aws/names.ts';
import { documentOf } from '../../../infra/aws/permissions/documents.ts';
import { evaluate, type IamRequest } from '../../fakes/iam-evaluator.ts';
import { settingsWith, stacksWith } from '../../fixtures/aws-stacks.ts';

const bucketName = 'drawbridge-evidence-999988887777-eu-central-1';

describe('the bucket', () => {
  const { hub } = stacksWith({ evidenceDays: '730', evidenceMode: 'compliance' });

  it('is versioned, locked for as long as was asked, public to nobody, kept when the stack goes', () => {
    hub.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketName: bucketName,
        VersioningConfiguration: { Status: 'Enabled' },
        ObjectLockEnabled: true,
        ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 730 } } },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 760, Status: 'Enabled' })] },
      },
    });
  });

  it.each<[string, object]>([
    ['anything without TLS', { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    ['an older TLS', { Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }],
    ['writing over something', { Effect: 'Deny', Action: 's3:PutObject', Condition: { Null: { 's3:if-none-match': 'true' } } }],
    ['deleting', { Effect: 'Deny', Action: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention'] }],
  ])('refuses everybody %s', (_, statement) => {
    hub.hasResourceProperties('AWS::S3::BucketPolicy', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(statement)]) } });
  });

  it('a trial can be taken away again: governance and 400 days unless said otherwise', () => {
    stacksWith().hub.hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 400 } } },
    });
  });

  it.each([{ evidenceDays: '0' }, { evidenceDays: 'for ever' }, { evidenceMode: 'none' }, { customerKey: 'maybe' }])(
    '%j is refused',
    (wrong) => {
      expect(() => settingsWith(wrong)).toThrow(new RegExp(Object.keys(wrong)[0] ?? ''));
    },
  );
});

describe('who may', () => {
  const settings = settingsWith({ customerKey: 'yes' });
  const policies = functions.map((row) => ({ name: row.name, documents: [documentOf(statementsOf(row, namesOf(settings), settings))] }));
  const whoMay = (request: IamRequest): string[] =>
    policies.filter(({ documents }) => evaluate(documents, request) === 'allowed').map(({ name }) => name);
  const object = (key: string) => `arn:aws:s3:::${bucketName}/${key}`;

  it.each<[string, string, string, string[]]>([
    ['write an hour', 's3:PutObject', 'events/2026/11/20/03/a.ndjson', ['export-evidence']],
    ['seal it', 's3:PutObject', 'heads/2026/11/20/03.json', ['export-evidence']],
    ['write anything else there', 's3:PutObject', 'index.html', []],
    ['read the seal', 's3:GetObject', 'heads/2026/11/20/03.json', ['export-evidence']],
    ['delete', 's3:DeleteObject', 'heads/2026/11/20/03.json', []],
    ['shorten a lock', 's3:PutObjectRetention', 'heads/2026/11/20/03.json', []],
  ])('%s', (_, action, key, expected) => {
    expect(whoMay({ action, resource: object(key) })).toEqual(expected);
  });

  const keyArn = 'arn:aws:kms:eu-central-1:999988887777:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const using = (service: string, alias: string): IamRequest => ({
    action: 'kms:Decrypt',
    resource: keyArn,
    context: { 'kms:ViaService': `${service}.eu-central-1.amazonaws.com`, 'kms:ResourceAliases': [alias] },
  });

  it('the key is used by those who use what it encrypts, through that service only', () => {
    const withTable = functions.filter(({ needs }) => needs.includes('table')).map(({ name }) => name);
    expect(whoMay(using('dynamodb', 'alias/drawbridge')).sort()).toEqual([...withTable].sort());
    expect(whoMay(using('s3', 'alias/drawbridge'))).toEqual(['export-evidence']);
    expect(whoMay(using('sns', 'alias/drawbridge'))).toEqual(['notices']);
    expect(whoMay(using('sqs', 'alias/drawbridge'))).toContain('slack-door');
    expect(whoMay(using('secretsmanager', 'alias/drawbridge'))).toEqual([]);
    expect(whoMay(using('dynamodb', 'alias/somebody-elses'))).toEqual([]);
  });
});

describe("the deployment's own key", () => {
  const { hub } = stacksWith({ customerKey: 'yes' });
  const all = (type: string) => Object.values(hub.findResources(type)).map(({ Properties }) => Properties as Record<string, unknown>);

  it('encrypts the table, every queue, topic and log, and the evidence; it rotates and is kept', () => {
    hub.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } });
    hub.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/drawbridge' });
    hub.hasResourceProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
    });
    for (const queue of all('AWS::SQS::Queue')) expect(queue.KmsMasterKeyId, String(queue.QueueName)).toBeDefined();
    for (const topic of all('AWS::SNS::Topic')) expect(topic.KmsMasterKeyId, String(topic.TopicName)).toBeDefined();
    for (const log of all('AWS::Logs::LogGroup')) expect(log.KmsKeyId, String(log.LogGroupName)).toBeDefined();
    hub.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
    });
  });

  it.each(['events.amazonaws.com', 'cloudwatch.amazonaws.com', 'logs.eu-central-1.amazonaws.com'])(
    '%s may use it, for us only',
    (Service) => {
      const { KeyPolicy } = all('AWS::KMS::Key')[0] ?? {};
      const { Statement } = KeyPolicy as { Statement: { Principal: { Service?: string }; Condition?: object }[] };
      const mine = Statement.filter(({ Principal }) => Principal.Service === Service);
      expect(mine).toHaveLength(1);
      expect(JSON.stringify(mine[0]?.Condition)).toContain('999988887777');
    },
  );

  it('without it there is none, and nobody asks for one', () => {
    stacksWith().hub.resourceCountIs('AWS::KMS::Key', 0);
    const settings = settingsWith();
    const actions = functions.flatMap((row) => statementsOf(row, namesOf(settings), settings).flatMap(({ Action }) => Action));
    expect(actions.filter((action) => action.startsWith('kms:'))).toEqual([]);
  });
});
