/** What a GuardDuty finding is about: every resource type of the native format, the one it names as its own first. */
import type { Resource, ResourceKind } from '../domain/finding.ts';
import { type PrincipalFacts, principalFrom, resourceOfPrincipal } from '../domain/principal.ts';
import { type Home, resourceFrom } from '../domain/resource-id.ts';
import { type Fields, isRecord, record, records, text, texts } from './fields.ts';
import { publicAddresses } from './remote.ts';
import { withTags } from './tags.ts';

type Reader = (resource: Fields, home: Home) => Resource[];

const primaryKind: Record<string, ResourceKind[]> = {
  Instance: ['instance'],
  AccessKey: ['access-key', 'user', 'role', 'root'],
  S3Bucket: ['bucket'],
  S3Object: ['bucket'],
  EKSCluster: ['cluster'],
  ECSCluster: ['cluster'],
  KubernetesCluster: ['cluster'],
  Container: ['container'],
  RDSDBInstance: ['database'],
  RDSLimitlessDB: ['database'],
  Lambda: ['function'],
  EBSSnapshot: ['snapshot'],
  EC2Image: ['image'],
};

const readers: Reader[] = [instance, credential, buckets, clusters, workloads, containers, databases, functions, storage];

export function resourcesOf(resource: Fields, home: Home): Resource[] {
  const all = readers.flatMap((read) => read(resource, home));
  const kinds = primaryKind[text(resource, 'resourceType') ?? ''] ?? [];
  return [...all.filter(({ kind }) => kinds.includes(kind)), ...all.filter(({ kind }) => !kinds.includes(kind))];
}

/** Who acted with the credential, as principalFrom wants it. */
export function principalFacts(resource: Fields, home: Home): PrincipalFacts {
  const details = record(resource, 'accessKeyDetails');
  return { type: text(details, 'userType'), name: text(details, 'userName'), id: text(details, 'principalId'), account: home.account };
}

function instance(resource: Fields, home: Home): Resource[] {
  const details = record(resource, 'instanceDetails');
  const id = text(details, 'instanceId');
  if (id === undefined) return [];
  const addresses = records(details, 'networkInterfaces').flatMap((face) => [text(face, 'publicIp'), ...texts(face, 'ipv6Addresses')]);
  const named = publicAddresses(addresses);
  return [{ ...withTags(resourceFrom('AwsEc2Instance', id, home), details), ...(named.length > 0 ? { publicAddresses: named } : {}) }];
}

/** The key, who it belongs to, and the instance whose role the session is of. */
function credential(resource: Fields, home: Home): Resource[] {
  const principal = principalFrom(principalFacts(resource, home));
  const key = text(resource, 'accessKeyDetails', 'accessKeyId');
  const owner = resourceOfPrincipal(principal, home);
  const session = principal?.session?.startsWith('i-') ? [resourceFrom('AwsEc2Instance', principal.session, home)] : [];
  return [...(key ? [resourceFrom('AwsIamAccessKey', key, home)] : []), ...(owner ? [owner] : []), ...session];
}

function buckets(resource: Fields, home: Home): Resource[] {
  return records(resource, 's3BucketDetails').flatMap((details) => {
    const id = text(details, 'arn') ?? text(details, 'name');
    return id === undefined ? [] : [withTags(resourceFrom('AwsS3Bucket', id, home), details)];
  });
}

function clusters(resource: Fields, home: Home): Resource[] {
  const eks = named(resource, home, 'eksClusterDetails', 'AwsEksCluster', 'arn', 'name');
  const ecs = named(resource, home, 'ecsClusterDetails', 'AwsEcsCluster', 'arn', 'name');
  const task = text(resource, 'ecsClusterDetails', 'taskDetails', 'arn');
  return [...eks, ...ecs, ...(task ? [resourceFrom('AwsEcsTask', task, home)] : [])];
}

function workloads(resource: Fields, home: Home): Resource[] {
  const details = record(resource, 'kubernetesDetails', 'kubernetesWorkloadDetails');
  const name = text(details, 'name');
  if (name === undefined) return [];
  const space = text(details, 'namespace');
  return [resourceFrom('KubernetesWorkload', space ? `${space}/${name}` : name, home)];
}

function containers(resource: Fields, home: Home): Resource[] {
  const alone = isRecord(resource.containerDetails) ? [resource.containerDetails] : [];
  const inTask = records(resource, 'ecsClusterDetails', 'taskDetails', 'containers');
  const inWorkload = records(resource, 'kubernetesDetails', 'kubernetesWorkloadDetails', 'containers');
  return [...alone, ...inTask, ...inWorkload].flatMap((details) => {
    const id = text(details, 'id') ?? text(details, 'name');
    const name = text(details, 'name');
    return id === undefined ? [] : [{ ...resourceFrom('Container', id, home), ...(name ? { name } : {}) }];
  });
}

function databases(resource: Fields, home: Home): Resource[] {
  return [
    ...named(resource, home, 'rdsDbInstanceDetails', 'AwsRdsDbInstance', 'dbInstanceArn', 'dbInstanceIdentifier'),
    ...named(resource, home, 'rdsLimitlessDbDetails', 'AwsRdsDbCluster', 'dbShardGroupArn', 'dbShardGroupIdentifier'),
  ];
}

function functions(resource: Fields, home: Home): Resource[] {
  const role = text(resource, 'lambdaDetails', 'role');
  const found = named(resource, home, 'lambdaDetails', 'AwsLambdaFunction', 'functionArn', 'functionName');
  return [...found, ...(role?.startsWith('arn:') ? [resourceFrom('AwsIamRole', role, home)] : [])];
}

function storage(resource: Fields, home: Home): Resource[] {
  const volumes = records(resource, 'ebsVolumeDetails', 'scannedVolumeDetails').flatMap((volume) => text(volume, 'volumeArn') ?? []);
  return [
    ...volumes.map((arn) => resourceFrom('AwsEc2Volume', arn, home)),
    ...named(resource, home, 'ebsSnapshotDetails', 'AwsEc2Snapshot', 'snapshotArn'),
    ...named(resource, home, 'ec2ImageDetails', 'AwsEc2Image', 'imageArn'),
    ...named(resource, home, 'recoveryPointDetails', 'Other', 'recoveryPointArn'),
    ...named(resource, home, 'bedrockGuardrailDetails', 'Other', 'guardrailArn'),
  ];
}

function named(resource: Fields, home: Home, key: string, type: string, ...ids: string[]): Resource[] {
  const details = record(resource, key);
  const id = ids.map((name) => text(details, name)).find((value) => value !== undefined);
  return id === undefined ? [] : [withTags(resourceFrom(type, id, home), details)];
}
