/** Findings as Security Hub sends them, for the benches: believable, and the same on every run. */

export interface Place {
  account: string;
  region: string;
}

export interface AsffOptions {
  place: Place;
  product: 'securityhub' | 'guardduty' | 'inspector' | 'macie';
  id: string;
  generator: string;
  title: string;
  types: string[];
  label: 'INFORMATIONAL' | 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
  /** Milliseconds since the epoch. */
  createdAt: number;
  updatedAt: number;
  resources: Record<string, unknown>[];
  more?: Record<string, unknown>;
}

export function asff(options: AsffOptions): Record<string, unknown> {
  const { place, product, id, generator, title, types, label, createdAt, updatedAt, resources, more } = options;
  return {
    SchemaVersion: '2018-10-08',
    Id: `arn:aws:${product}:${place.region}:${place.account}:${id}`,
    ProductArn: `arn:aws:securityhub:${place.region}::product/aws/${product}`,
    GeneratorId: generator,
    AwsAccountId: place.account,
    Region: place.region,
    Types: types,
    FirstObservedAt: new Date(createdAt).toISOString(),
    LastObservedAt: new Date(updatedAt).toISOString(),
    CreatedAt: new Date(createdAt).toISOString(),
    UpdatedAt: new Date(updatedAt).toISOString(),
    Severity: { Label: label },
    Title: title,
    Description: `${title}.`,
    Resources: resources,
    WorkflowState: 'NEW',
    Workflow: { Status: 'NEW' },
    RecordState: 'ACTIVE',
    ...more,
  };
}

export function imported(finding: Record<string, unknown>, place: Place, id: string): Record<string, unknown> {
  return {
    version: '0',
    id,
    'detail-type': 'Security Hub Findings - Imported',
    source: 'aws.securityhub',
    account: place.account,
    time: finding.UpdatedAt,
    region: place.region,
    resources: [finding.Id],
    detail: { findings: [finding] },
  };
}

export function instance(place: Place, id: string, address?: string): Record<string, unknown> {
  return {
    Type: 'AwsEc2Instance',
    Id: `arn:aws:ec2:${place.region}:${place.account}:instance/${id}`,
    Partition: 'aws',
    Region: place.region,
    Details: { AwsEc2Instance: { VpcId: 'vpc-0bank', IpV4Addresses: ['10.0.4.7', ...(address ? [address] : [])] } },
  };
}

export function bucket(place: Place, name: string): Record<string, unknown> {
  return { Type: 'AwsS3Bucket', Id: `arn:aws:s3:::${name}`, Partition: 'aws', Region: place.region };
}

export function accessKey(place: Place, user: string, id: string): Record<string, unknown> {
  return {
    Type: 'AwsIamAccessKey',
    Id: `AWS::IAM::AccessKey:${id}`,
    Partition: 'aws',
    Region: place.region,
    Details: {
      AwsIamAccessKey: {
        AccessKeyId: id,
        AccountId: place.account,
        PrincipalId: `AIDA${user}`,
        PrincipalName: user,
        PrincipalType: 'IAMUser',
      },
    },
  };
}
