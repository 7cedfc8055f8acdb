/** ASFF: what each product's findings become, and what is sent back with a reason. */
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import type { Parsed } from '../../src/sources/define.ts';
import { parseInput } from '../../src/sources/index.ts';
import { ACCOUNT, asff, control, customAction, guardDuty, INSTANCE, imported, type Json, productArn, REGION } from '../fixtures/hub.ts';

function only(body: unknown): Parsed {
  const { results } = parseInput(body);
  expect(results).toHaveLength(1);
  return results[0] as Parsed;
}

function findingOf(asffFinding: Json): Finding {
  const result = only(imported(asffFinding));
  if (result.outcome !== 'finding') throw new Error(`${result.outcome}: ${result.reason}`);
  return result.finding;
}

describe('GuardDuty', () => {
  test('keeps what ProductFields know of the native finding', () => {
    expect(findingOf(guardDuty('TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce'))).toMatchObject({
      class: 'threat',
      threat: 'active',
      type: 'UnauthorizedAccess:EC2/SSHBruteForce',
      resourceRole: 'TARGET',
      count: 74,
      remoteAddresses: ['203.0.113.7'],
      account: ACCOUNT,
      region: REGION,
      product: { name: 'GuardDuty', genuine: true },
      hub: { api: 'cspm', region: REGION },
    });
  });

  test.each([
    ['TTPs/Command and Control/Backdoor:EC2-C&CActivity.B!DNS', 'Backdoor:EC2/C&CActivity.B!DNS'],
    ['TTPs/DefenseEvasion/EC2:Unusual-DoT-Activity', 'DefenseEvasion:EC2/UnusualDoTActivity'],
    ['TTPs/Credential Access/IAMUser-AnomalousBehavior', 'CredentialAccess:IAMUser/AnomalousBehavior'],
    ['TTPs/AttackSequence:IAM/CompromisedCredentials', 'AttackSequence:IAM/CompromisedCredentials'],
    ['TTPs/PenTest:IAMUser/KaliLinux', 'PenTest:IAMUser/KaliLinux'],
    ['TTPs/Exfiltration/Trojan:EC2-DNSDataExfiltration!DNS', 'Trojan:EC2/DNSDataExfiltration'],
    ['Effects/Data Exposure/Policy:S3-BucketBlockPublicAccessDisabled', 'Policy:S3/BucketBlockPublicAccessDisabled'],
  ])('%s is %s', (type, native) => {
    expect(findingOf(guardDuty(type)).type).toBe(native);
  });

  test('a session key has its role behind it, and shows only its fingerprint', () => {
    const finding = findingOf(
      guardDuty('TTPs/Discovery/Recon:IAMUser-MaliciousIPCaller', {
        Resources: [
          {
            Type: 'AwsIamAccessKey',
            Id: 'AWS::IAM::AccessKey:ASIAIOSFODNN7EXAMPLE',
            Details: { AwsIamAccessKey: { PrincipalType: 'AssumedRole', PrincipalName: 'web', PrincipalId: `AROAEXAMPLE:${INSTANCE}` } },
          },
        ],
      }),
    );
    expect(finding.principal).toEqual({ kind: 'role', name: 'web', session: INSTANCE, account: ACCOUNT });
    expect(finding.resources.map(({ kind, id }) => [kind, id])).toEqual([
      ['access-key', 'ASIA…MPLE'],
      ['role', 'web'],
    ]);
    expect(finding.accessKeys).toEqual([{ id: 'ASIAIOSFODNN7EXAMPLE', kind: 'temporary' }]);
  });

  test('details directly under Details, and the old name of the user', () => {
    const Resources = [{ Type: 'AWSIAMAccessKey', Id: 'AKIAIOSFODNN7EXAMPLE', Details: { UserName: 'ana', PrincipalType: 'IAMUser' } }];
    expect(findingOf(guardDuty('TTPs/x/Recon:IAMUser-TorIPCaller', { Resources })).principal).toEqual({
      kind: 'user',
      name: 'ana',
      account: ACCOUNT,
    });
  });

  test.each([
    [{}, { 'aws/guardduty/service/archived': 'true' }, { active: false }],
    [{}, { 'aws/guardduty/service/additionalInfo/sample': 'true' }, { sample: true }],
    [{ Sample: true }, {}, { sample: true }],
    [{ Resources: [{ Type: 'AwsEc2Instance', Id: 'i-99999999' }] }, {}, { sample: true }],
  ])('%o %o', (changes, fields, expected) => {
    expect(findingOf(guardDuty('TTPs/x/Recon:EC2-Portscan', changes, fields))).toMatchObject(expected);
  });
});

describe('controls', () => {
  test.each<[Json, string]>([
    [control('S3.8'), 'S3.8'],
    [control('S3.8', { Compliance: { Status: 'FAILED' } }), 'S3.8'],
    [control('x', { Compliance: { Status: 'FAILED' }, GeneratorId: 'aws-foundational-security-best-practices/v/1.0.0/EC2.8' }), 'EC2.8'],
    [control('x', { Compliance: { Status: 'FAILED' }, GeneratorId: 'a', ProductFields: { ControlId: 'CT.CodeBuild.1' } }), 'CodeBuild.1'],
    [
      control('x', {
        Compliance: { Status: 'FAILED' },
        GeneratorId: 'arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0/rule/1.3',
        ProductFields: { RuleId: '1.3' },
      }),
      'CIS 1.2.0/1.3',
    ],
    [asff({ Compliance: { Status: 'FAILED' }, GeneratorId: 'prowler-s3_public', ProductFields: { ProviderName: 'Prowler' } }), 's3_public'],
    [
      asff({ Compliance: { Status: 'FAILED' }, GeneratorId: `arn:aws:ec2:${REGION}:${ACCOUNT}:volume/vol-1`, Title: '[EBS.3] Volumes' }),
      'EBS.3',
    ],
  ])('%# %s', (finding, id) => {
    expect(findingOf(finding)).toMatchObject({ class: 'control', type: id });
  });

  test.each([
    [{ Compliance: { Status: 'PASSED' } }, false],
    [{ Compliance: { Status: 'NOT_AVAILABLE' } }, false],
    [{ Compliance: { Status: 'WARNING' } }, true],
    [{ RecordState: 'ARCHIVED' }, false],
    [{ Workflow: { Status: 'RESOLVED' } }, true],
    [{ Workflow: { Status: 'SUPPRESSED' } }, true],
    [{ Workflow: undefined, WorkflowState: 'RESOLVED', RecordState: undefined }, true],
    [{ Severity: { Label: 'INFORMATIONAL' } }, true],
  ])('%o: active %s', (changes, active) => {
    expect(findingOf(control('S3.8', changes)).active).toBe(active);
  });

  test.each([
    ['S3 general purpose buckets should block public access', 'exposure'],
    ['Ensure no security groups allow ingress from 0.0.0.0/0 to port 22', 'exposure'],
    ['RDS snapshot should be private', 'exposure'],
    ['Subnets should not automatically assign public IP addresses', 'hygiene'],
    ['EBS default encryption should be enabled', 'hygiene'],
  ])('%s is %s', (Title, threat) => {
    expect(findingOf(control('X.1', { Title })).threat).toBe(threat);
  });
});

test('Inspector, Macie, Access Analyzer and Config', () => {
  const vulnerability = { Id: 'CVE-2026-1234', FixAvailable: 'YES', ExploitAvailable: 'YES', VulnerablePackages: [{ Name: 'openssl' }] };
  expect(findingOf(asff({ ProductArn: productArn('inspector'), Vulnerabilities: [vulnerability] }))).toMatchObject({
    class: 'vulnerability',
    threat: 'vulnerability',
    type: 'CVE-2026-1234',
    vulnerability: { id: 'CVE-2026-1234', fixAvailable: true, exploitAvailable: true, package: 'openssl' },
  });
  const macie = { ProductArn: productArn('macie'), Types: ['Sensitive Data Identifications/PII/SensitiveData:S3Object-Personal'] };
  expect(findingOf(asff(macie))).toMatchObject({ threat: 'hygiene', sensitive: true, type: 'SensitiveData:S3Object/Personal' });
  expect(findingOf(asff({ ...macie, ProductFields: { 'S3Bucket.effectivePermission': 'PUBLIC' } }))).toMatchObject({
    threat: 'exposure',
    sensitive: true,
  });
  const analyzer = { ProductArn: productArn('access-analyzer'), ProductFields: { ResourceOwnerAccount: '444455556666' } };
  expect(findingOf(asff(analyzer))).toMatchObject({ class: 'threat', threat: 'exposure', account: '444455556666' });
  const config = {
    ProductArn: productArn('config'),
    ProductFields: { 'aws/config/ConfigRuleName': 'my-rule' },
    Compliance: { Status: 'FAILED' },
  };
  expect(findingOf(asff(config))).toMatchObject({
    class: 'control',
    type: 'my-rule',
    identity: `config/${ACCOUNT}/${REGION}/my-rule/${INSTANCE}`,
  });
});

describe('provenance', () => {
  test.each([
    [productArn('guardduty'), true],
    [`arn:aws:securityhub:${REGION}:${ACCOUNT}:product/aws/guardduty`, true],
    [`arn:aws:securityhub:${REGION}:444455556666:product/aws/guardduty`, false],
    ['arn:aws:securityhub:us-east-1::product/aws/guardduty', false],
    [`arn:aws:securityhub:${REGION}:${ACCOUNT}:product/${ACCOUNT}/default`, false],
    [`arn:aws:securityhub:${REGION}::product/aws-evil/guardduty`, false],
    [undefined, false],
  ])('%s: %s', (ProductArn, genuine) => {
    const finding = findingOf(guardDuty('TTPs/x/Recon:EC2-Portscan', { ProductArn }));
    expect(finding.product.genuine).toBe(genuine);
    // A forged copy must never count as the real finding.
    expect(finding.identity.startsWith('guardduty/')).toBe(genuine);
  });
});

describe('custom actions', () => {
  test('every finding, and the id from the ARN', () => {
    const { results, customAction: action } = parseInput(customAction('disable_access_keys', control('S3.8'), control('S3.2'), 7));
    expect(results.map(({ outcome }) => outcome)).toEqual(['finding', 'finding', 'rejected']);
    expect(action).toEqual({ id: 'disable_access_keys', name: 'Some other name' });
  });

  test('the name when there is no ARN; none selected is declined', () => {
    const { results, customAction: action } = parseInput({ ...customAction('x'), resources: [] });
    expect(action?.id).toBe('Some other name');
    expect(results).toEqual([{ outcome: 'declined', reason: 'the event carries no findings: there is nothing to show or act on' }]);
  });
});

test.each<[string, unknown, string, RegExp]>([
  ['no list', { ...imported(), detail: {} }, 'rejected', /no list of findings/],
  ['no detail', { ...imported(), detail: null }, 'rejected', /no list of findings/],
  ['no id', imported(asff({ Id: undefined })), 'rejected', /no Id/],
  ['a template', imported(asff({ AwsAccountId: '<<account>>' })), 'rejected', /template/],
  ['nothing said', imported(asff({ Title: undefined, GeneratorId: undefined })), 'rejected', /what is wrong/],
  ['a bad account', imported(asff({ AwsAccountId: '123', Resources: [], ProductArn: undefined })), 'rejected', /12 digits/],
  [
    'operations',
    imported(asff({ ProductArn: productArn('health'), GeneratorId: 'AWS_SES_CMF_PENDING_TO_SUCCESS' })),
    'declined',
    /about operations/,
  ],
])('%s', (_, body, outcome, reason) => {
  expect(only(body)).toMatchObject({ outcome, reason: expect.stringMatching(reason) as string });
});

test('the least that is still a finding', () => {
  expect(findingOf({ Id: 'x', GeneratorId: 'some-check', AwsAccountId: ACCOUNT })).toMatchObject({
    title: 'some-check',
    severity: 'informational',
    updatedAt: Date.UTC(2026, 10, 20, 3),
    resources: [{ kind: 'account', id: ACCOUNT }],
  });
});
