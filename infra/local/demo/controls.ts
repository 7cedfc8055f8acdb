/** Demo findings of Security Hub's own controls: a public bucket twice over, and one control with several resources. */
import { iso } from '../aws/call.ts';
import { resourceId } from '../aws/ids.ts';
import { DATA, DEVELOPMENT, type DemoFinding } from './demo-finding.ts';

const REGION = 'us-east-1';
const HOUR = 3_600_000;

interface ControlFacts {
  account: string;
  control: string;
  title: string;
  description: string;
  severity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';
  resource: { Type: string; Id: string; Tags?: Record<string, string> };
}

function controlFinding({ account, control, title, description, severity, resource }: ControlFacts, now: number) {
  const name = resourceId('finding', account, control, resource.Id).slice(8);
  return {
    SchemaVersion: '2018-10-08',
    Id: `arn:aws:securityhub:${REGION}:${account}:security-control/${control}/finding/${name}`,
    ProductArn: `arn:aws:securityhub:${REGION}::product/aws/securityhub`,
    ProductName: 'Security Hub',
    CompanyName: 'AWS',
    Region: REGION,
    GeneratorId: `security-control/${control}`,
    AwsAccountId: account,
    Types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
    FirstObservedAt: iso(now - HOUR),
    LastObservedAt: iso(now),
    CreatedAt: iso(now - HOUR),
    UpdatedAt: iso(now),
    Severity: { Label: severity, Original: severity, Normalized: { CRITICAL: 90, HIGH: 70, MEDIUM: 40, LOW: 1 }[severity] },
    Title: title,
    Description: description,
    Remediation: {
      Recommendation: {
        Text: 'See the documentation of this control.',
        Url: `https://docs.aws.amazon.com/console/securityhub/${control}/remediation`,
      },
    },
    ProductFields: { 'aws/securityhub/ProductName': 'Security Hub' },
    Resources: [{ Partition: 'aws', Region: REGION, ...resource }],
    Compliance: {
      Status: 'FAILED',
      SecurityControlId: control,
      AssociatedStandards: [{ StandardsId: 'standards/aws-foundational-security-best-practices/v/1.0.0' }],
    },
    WorkflowState: 'NEW',
    Workflow: { Status: 'NEW' },
    RecordState: 'ACTIVE',
  };
}

const exports = { Type: 'AwsS3Bucket', Id: 'arn:aws:s3:::acme-customer-exports', Tags: { team: 'data', 'data-class': 'confidential' } };

const publicBucket: ControlFacts[] = [
  {
    account: DATA,
    control: 'S3.2',
    title: 'S3 general purpose buckets should block public read access',
    description: 'This control checks whether a bucket permits public read access, by its policy, its ACL or the settings above it.',
    severity: 'CRITICAL',
    resource: exports,
  },
  {
    account: DATA,
    control: 'S3.8',
    title: 'S3 general purpose buckets should block public access',
    description: 'This control checks whether a bucket has all four settings of Block Public Access on.',
    severity: 'HIGH',
    resource: exports,
  },
];

const openPorts: ControlFacts[] = ['playground', 'notebooks', 'ci-runners', 'render-farm'].map((name) => ({
  account: DEVELOPMENT,
  control: 'EC2.19',
  title: 'Security groups should not allow unrestricted access to ports with high risk',
  description: 'This control checks whether unrestricted incoming traffic is allowed to ports such as 22 and 3389.',
  severity: 'CRITICAL',
  resource: {
    Type: 'AwsEc2SecurityGroup',
    Id: `arn:aws:ec2:${REGION}:${DEVELOPMENT}:security-group/${resourceId('sg', DEVELOPMENT, name)}`,
  },
}));

export function controlFindings(now: number): DemoFinding[] {
  return [
    {
      id: 'public-bucket',
      title: 'Bucket acme-customer-exports is public: S3.2 and S3.8 fail',
      severity: 'critical',
      source: 'Security Hub controls',
      events: publicBucket.map((facts) => controlFinding(facts, now)),
      atStart: true,
    },
    {
      id: 'open-ports',
      title: 'Four security groups open SSH to the world: one control, one message',
      severity: 'critical',
      source: 'Security Hub controls',
      events: openPorts.map((facts) => controlFinding(facts, now)),
    },
  ];
}
