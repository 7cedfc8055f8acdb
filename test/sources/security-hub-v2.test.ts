/** OCSF: what each class becomes, and that it is the same problem as the ASFF copy and the native event. */
import { describe, expect, test } from 'vitest';
import { caseKeyOf, rowKeyOf } from '../../src/domain/case-key.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { parseInput } from '../../src/sources/index.ts';
import {
  ACCOUNT,
  asff,
  control,
  FINDING,
  GUARDDUTY_ARN,
  guardDuty,
  INSTANCE,
  imported,
  importedV2,
  type Json,
  ocsf,
  productArn,
  REGION,
} from '../fixtures/hub.ts';

function findingOf(event: Json): Finding {
  const [result] = parseInput(event).results;
  if (result?.outcome !== 'finding') throw new Error(`${result?.outcome}: ${result?.reason}`);
  return result.finding;
}

const v2 = (classUid: number, changes?: Json): Finding => findingOf(importedV2(ocsf(classUid, changes)));
const productV2 = (name: string): Json => ({
  metadata: { uid: 'm1', product: { name, uid: `arn:aws:securityhub:${REGION}::productv2/aws/${name}` } },
});

test('a detection', () => {
  expect(v2(2004)).toMatchObject({
    via: 'v2',
    class: 'threat',
    threat: 'active',
    type: 'UnauthorizedAccess:EC2/SSHBruteForce',
    severity: 'high',
    resourceRole: 'TARGET',
    account: ACCOUNT,
    region: REGION,
    product: { name: 'GuardDuty', genuine: true },
    resources: [{ kind: 'instance', id: INSTANCE }],
    hub: { api: 'v2', metadataUid: 'e51603d1054aad9d', region: 'us-east-1' },
  });
});

test('a control and a vulnerability', () => {
  const securityHub = productV2('securityhub');
  expect(v2(2003, { ...securityHub, compliance: { control: 'S3.8', status: 'Fail' } })).toMatchObject({
    class: 'control',
    type: 'S3.8',
    active: true,
  });
  const vulnerabilities = [
    { cve: { uid: 'CVE-2026-1234' }, is_fix_available: true, is_exploit_available: true, affected_packages: [{ name: 'openssl' }] },
  ];
  expect(v2(2002, { ...productV2('inspector'), vulnerabilities })).toMatchObject({
    class: 'vulnerability',
    vulnerability: { id: 'CVE-2026-1234', fixAvailable: true, exploitAvailable: true, package: 'openssl' },
  });
});

test('who acted, from where', () => {
  const user = { type: 'IAMUser', name: 'ana', uid: 'AIDAEXAMPLE', credential_uid: 'AKIAIOSFODNN7EXAMPLE' };
  const finding = v2(2004, { evidences: [{ actor: { user }, src_endpoint: { ip: '203.0.113.7' }, query: { hostname: 'bad.example' } }] });
  expect(finding).toMatchObject({
    principal: { kind: 'user', name: 'ana' },
    accessKeys: [{ id: 'AKIAIOSFODNN7EXAMPLE', kind: 'long-term' }],
    remoteAddresses: ['203.0.113.7'],
    remoteDomains: ['bad.example'],
  });
});

test.each([
  [{ status_id: 2 }, true, 'NOTIFIED'],
  [{ status_id: 3 }, true, 'SUPPRESSED'],
  [{ status_id: 4 }, true, 'RESOLVED'],
  [{ status_id: 5 }, false, 'NEW'],
  [{ activity_id: 3 }, false, 'NEW'],
  [{ compliance: { control: 'S3.8', status: 'Pass' } }, false, 'NEW'],
])('%o: active %s, %s', (changes, active, workflow) => {
  expect(v2(2004, changes)).toMatchObject({ active, workflow });
});

describe('one problem, one identity and one case, whichever way it comes', () => {
  const native = (source: string, detailType: string, detail: Json): Json => ({
    'detail-type': detailType,
    source,
    account: ACCOUNT,
    region: REGION,
    time: '2026-11-20T03:00:00Z',
    resources: [],
    detail,
  });
  const uuid = 'dad90d5d-63b4-4575-b0fa-ef9c556e0798';
  const inspectorArn = `arn:aws:inspector2:${REGION}:${ACCOUNT}:finding/${FINDING}`;
  const bucket = [{ Type: 'AwsS3Bucket', Id: 'arn:aws:s3:::invoices', Region: REGION }];
  const cve = 'CVE-2026-1234';

  test.each<[string, Json[]]>([
    [
      'GuardDuty',
      [
        native('aws.guardduty', 'GuardDuty Finding', {
          accountId: ACCOUNT,
          region: REGION,
          arn: GUARDDUTY_ARN,
          id: FINDING,
          type: 'UnauthorizedAccess:EC2/SSHBruteForce',
          severity: 2,
          resource: { resourceType: 'Instance', instanceDetails: { instanceId: INSTANCE } },
          service: { resourceRole: 'TARGET' },
        }),
        imported(guardDuty('TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce')),
        importedV2(ocsf(2004)),
      ],
    ],
    [
      'Inspector',
      [
        native('aws.inspector2', 'Inspector2 Finding', {
          awsAccountId: ACCOUNT,
          findingArn: inspectorArn,
          severity: 'HIGH',
          status: 'ACTIVE',
          type: 'PACKAGE_VULNERABILITY',
          title: cve,
          packageVulnerabilityDetails: { vulnerabilityId: cve, vulnerablePackages: [] },
          resources: [{ type: 'AWS_EC2_INSTANCE', id: INSTANCE, region: REGION }],
        }),
        imported(asff({ Id: inspectorArn, ProductArn: productArn('inspector'), Vulnerabilities: [{ Id: cve }] })),
        importedV2(
          ocsf(2002, {
            ...productV2('inspector'),
            finding_info: { uid: inspectorArn, title: cve },
            vulnerabilities: [{ cve: { uid: cve } }],
          }),
        ),
      ],
    ],
    [
      'Macie',
      [
        native('aws.macie', 'Macie Finding', {
          accountId: ACCOUNT,
          region: REGION,
          id: FINDING,
          type: 'Policy:IAMUser/S3BucketPublic',
          category: 'POLICY',
          severity: { description: 'High', score: 3 },
          resourcesAffected: { s3Bucket: { name: 'invoices', arn: 'arn:aws:s3:::invoices' } },
        }),
        imported(
          asff({
            Id: FINDING,
            ProductArn: productArn('macie'),
            Types: ['Software and Configuration Checks/AWS Security Best Practices/Policy:IAMUser-S3BucketPublic'],
            Resources: bucket,
          }),
        ),
      ],
    ],
    [
      'Access Analyzer',
      [
        native('aws.access-analyzer', 'Access Analyzer Finding', {
          id: uuid,
          status: 'ACTIVE',
          resourceType: 'AWS::S3::Bucket',
          resource: 'arn:aws:s3:::invoices',
          accountId: ACCOUNT,
          region: REGION,
          principal: { AWS: '999988887777' },
          action: ['s3:GetObject'],
          isPublic: false,
        }),
        imported(
          asff({
            Id: `arn:aws:access-analyzer:${REGION}:${ACCOUNT}:analyzer/a/arn:aws:s3:::invoices`,
            ProductArn: productArn('access-analyzer'),
            Types: ['Software and Configuration Checks/AWS Security Best Practices/External Access Granted'],
            SourceUrl: `https://console.aws.amazon.com/access-analyzer/home#/findings/details/${uuid}`,
            Resources: bucket,
          }),
        ),
      ],
    ],
    [
      'Config',
      [
        native('aws.config', 'Config Rules Compliance Change', {
          awsAccountId: ACCOUNT,
          awsRegion: REGION,
          configRuleName: 'my-rule',
          resourceType: 'AWS::S3::Bucket',
          resourceId: 'invoices',
          messageType: 'ComplianceChangeNotification',
          newEvaluationResult: { complianceType: 'NON_COMPLIANT' },
        }),
        imported(
          asff({
            Id: 'x',
            ProductArn: productArn('config'),
            ProductFields: { 'aws/config/ConfigRuleName': 'my-rule' },
            Compliance: { Status: 'FAILED' },
            Resources: bucket,
          }),
        ),
      ],
    ],
    [
      'a control',
      [
        imported(control('S3.8')),
        importedV2(
          ocsf(2003, {
            ...productV2('securityhub'),
            finding_info: { uid: control('S3.8').Id, title: 'S3 general purpose buckets should block public access' },
            compliance: { control: 'S3.8', status: 'Fail' },
            resources: [{ uid: 'arn:aws:s3:::invoices', type: 'AwsS3Bucket', region: REGION }],
          }),
        ),
      ],
    ],
  ])('%s', (_, events) => {
    const findings = events.map(findingOf);
    expect(new Set(findings.map(({ identity }) => identity)).size).toBe(1);
    expect(new Set(findings.map(caseKeyOf)).size).toBe(1);
    expect(new Set(findings.map(rowKeyOf)).size).toBe(1);
    expect(findings.every(({ product }) => product.genuine)).toBe(true);
  });
});

test.each<[string, unknown, string, RegExp]>([
  ['another class', importedV2(ocsf(6003)), 'declined', /class 6003 is not a finding/],
  ['another cloud', importedV2(ocsf(2003, { cloud: { provider: 'Azure', account: { uid: 'x' } } })), 'declined', /about Azure/],
  ['no uid', importedV2(ocsf(2004, { finding_info: {}, metadata: {} })), 'rejected', /neither finding_info.uid nor metadata.uid/],
  ['no object', importedV2(null), 'rejected', /not an object/],
  ['empty', importedV2(), 'declined', /no findings/],
])('%s', (_, body, outcome, reason) => {
  expect(parseInput(body).results).toMatchObject([{ outcome, reason: expect.stringMatching(reason) as string }]);
});
