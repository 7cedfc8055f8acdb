/** What kind of thing a type name or an ARN means, in every spelling the products use. */
import type { ParsedArn } from './arn.ts';
import type { ResourceKind } from './finding.ts';

/** Type names without "Aws", separators and case: AWS::EC2::Instance, AwsEc2Instance, EC2_INSTANCE and Instance read the same. */
const byType: Record<string, ResourceKind> = {
  ec2instance: 'instance',
  instance: 'instance',
  iamaccesskey: 'access-key',
  accesskey: 'access-key',
  iamuser: 'user',
  iamrole: 'role',
  iamroot: 'root',
  s3bucket: 'bucket',
  s3object: 'bucket',
  ec2securitygroup: 'security-group',
  securitygroup: 'security-group',
  ec2networkacl: 'network-acl',
  networkacl: 'network-acl',
  cloudtrailtrail: 'trail',
  trail: 'trail',
  ec2snapshot: 'snapshot',
  ebssnapshot: 'snapshot',
  rdsdbsnapshot: 'snapshot',
  rdsdbclustersnapshot: 'snapshot',
  ec2image: 'image',
  ec2volume: 'volume',
  ebsvolume: 'volume',
  rdsdbinstance: 'database',
  rdsdbcluster: 'database',
  dbinstance: 'database',
  dynamodbtable: 'database',
  redshiftcluster: 'database',
  lambdafunction: 'function',
  lambda: 'function',
  ekscluster: 'cluster',
  ecscluster: 'cluster',
  container: 'container',
  ecstask: 'container',
  ecrcontainerimage: 'container',
  kubernetesworkload: 'container',
  iampolicy: 'policy',
  kmskey: 'key',
  account: 'account',
};

/** "service resource-type" of an ARN. */
const byArn: Record<string, ResourceKind> = {
  'ec2 instance': 'instance',
  'ec2 security-group': 'security-group',
  'ec2 network-acl': 'network-acl',
  'ec2 snapshot': 'snapshot',
  'ec2 image': 'image',
  'ec2 volume': 'volume',
  'iam user': 'user',
  'iam role': 'role',
  'iam policy': 'policy',
  'iam root': 'root',
  'sts assumed-role': 'role',
  'cloudtrail trail': 'trail',
  'rds db': 'database',
  'rds dbinstance': 'database',
  'rds cluster': 'database',
  'rds dbcluster': 'database',
  'rds snapshot': 'snapshot',
  'rds dbsnapshot': 'snapshot',
  'rds cluster-snapshot': 'snapshot',
  'rds dbclustersnapshot': 'snapshot',
  'redshift cluster': 'database',
  'dynamodb table': 'database',
  'lambda function': 'function',
  'eks cluster': 'cluster',
  'ecs cluster': 'cluster',
  'ecs task': 'container',
  'ecr repository': 'container',
  'kms key': 'key',
  'organizations account': 'account',
};

export function kindOfType(type: string): ResourceKind {
  const plain = type.toLowerCase().replace(/[^a-z0-9]/g, '');
  return byType[plain.replace(/^aws/, '')] ?? 'other';
}

/** Undefined when the ARN does not say, so that the type may. */
export function kindOfArn(arn: ParsedArn): ResourceKind | undefined {
  if (arn.service === 's3') return arn.resource === '' ? undefined : 'bucket';
  const word = /^[A-Za-z-]+/.exec(arn.resource)?.[0] ?? '';
  return byArn[`${arn.service} ${word.toLowerCase()}`];
}
