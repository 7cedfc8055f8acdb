/** Demo findings of Inspector: one vulnerability on 25 instances, one of them exploitable and open to the internet. */
import { iso } from '../aws/call.ts';
import { resourceId } from '../aws/ids.ts';
import { DEVELOPMENT, type DemoFinding, PAYMENTS, STAGING } from './demo-finding.ts';

const REGION = 'us-east-1';
const CVE = 'CVE-2026-1234';

interface Machine {
  account: string;
  name: string;
  id: string;
  tags?: Record<string, string>;
  publicIp?: string;
  exploited?: boolean;
}

function machines(): Machine[] {
  const named = (account: string, name: string, tags: Record<string, string>): Machine => ({
    account,
    name,
    id: resourceId('i', account, name),
    tags,
  });
  const group = (name: string) => ({ 'aws:autoscaling:groupName': name });
  const count = (length: number, prefix: string) => [...Array(length).keys()].map((number) => `${prefix}-${number + 1}`);
  return [
    { account: PAYMENTS, name: 'web-1', id: 'i-0abc1230000000001', tags: group('web') },
    ...['web-2', 'web-3', 'web-4'].map((name) => named(PAYMENTS, name, group('web'))),
    ...count(7, 'worker').map((name) => named(PAYMENTS, name, { owner: 'payments' })),
    { ...named(PAYMENTS, 'bastion', { owner: 'payments' }), publicIp: '198.51.100.7', exploited: true },
    ...count(2, 'site').map((name) => named(STAGING, name, group('site'))),
    ...count(11, 'build').map((name) => named(DEVELOPMENT, name, { owner: 'developers' })),
  ];
}

function inspectorFinding({ account, name, id, tags, publicIp, exploited }: Machine, now: number) {
  const finding = resourceId('f', account, name, CVE).slice(2);
  const arn = `arn:aws:ec2:${REGION}:${account}:instance/${id}`;
  return {
    SchemaVersion: '2018-10-08',
    Id: `arn:aws:inspector2:${REGION}:${account}:finding/${finding}`,
    ProductArn: `arn:aws:securityhub:${REGION}::product/aws/inspector`,
    ProductName: 'Inspector',
    CompanyName: 'Amazon',
    Region: REGION,
    GeneratorId: 'AWSInspector',
    AwsAccountId: account,
    Types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
    FirstObservedAt: iso(now - 600_000),
    LastObservedAt: iso(now),
    CreatedAt: iso(now - 600_000),
    UpdatedAt: iso(now),
    Severity: { Label: 'CRITICAL', Normalized: 90 },
    Title: `${CVE} - openssl`,
    Description: 'A flaw in the parsing of certificates lets a remote peer run code before the handshake is finished.',
    ProductFields: { 'aws/inspector/FindingStatus': 'ACTIVE', 'aws/inspector/inspectorScore': '9.8' },
    Resources: [
      {
        Type: 'AwsEc2Instance',
        Id: arn,
        Partition: 'aws',
        Region: REGION,
        Tags: { Name: name, ...tags },
        Details: { AwsEc2Instance: { Type: 'm6i.large', ...(publicIp ? { IpV4Addresses: [publicIp] } : {}) } },
      },
    ],
    Vulnerabilities: [
      {
        Id: CVE,
        VulnerablePackages: [{ Name: 'openssl', Version: '3.0.8', FixedInVersion: '3.0.15', PackageManager: 'OS' }],
        FixAvailable: 'YES',
        ExploitAvailable: exploited ? 'YES' : 'NO',
      },
    ],
    WorkflowState: 'NEW',
    Workflow: { Status: 'NEW' },
    RecordState: 'ACTIVE',
  };
}

export function vulnerabilityFindings(now: number): DemoFinding[] {
  return [
    {
      id: 'vulnerability',
      title: `${CVE} on 25 instances; one is open to the internet and has a known exploit`,
      severity: 'critical',
      source: 'Inspector, 25 findings',
      events: machines().map((machine) => inspectorFinding(machine, now)),
    },
  ];
}
