/** Leaves a CloudTrail event of every change asked of the simulated accounts, refused ones too; reads leave none. */
import { accountOf, ownerOfKey, regionOf } from './adopt.ts';
import { iso, type Simulation } from './call.ts';
import type { Caller } from './caller.ts';
import { recordOf } from './cloud-trail.ts';
import { resourceId } from './ids.ts';
import { AwsError } from './wire.ts';
import type { TrailEvent } from './world-trails.ts';

const RECORDED = new Set(['ec2', 'iam', 's3', 'cloudtrail', 'autoscaling', 'elasticloadbalancing']);
const CHANGES = /^(?!Get|List|Describe|Lookup|Filter)[A-Z]/;
/** S3 records some calls under the name of their permission. */
const S3_NAMES: Record<string, string> = {
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'DeleteBucketPublicAccessBlock',
};
const SERVICE_ADDRESS = '192.0.2.44';

/** What a parameter names, so that events can be looked up by it. */
const RESOURCES: Record<string, string> = {
  AccessKeyId: 'AWS::IAM::AccessKey',
  AllocationId: 'AWS::EC2::EIP',
  AutoScalingGroupName: 'AWS::AutoScaling::AutoScalingGroup',
  Bucket: 'AWS::S3::Bucket',
  GroupId: 'AWS::EC2::SecurityGroup',
  GroupName: 'AWS::EC2::SecurityGroup',
  Groups: 'AWS::EC2::SecurityGroup',
  ImageId: 'AWS::EC2::Ami',
  InstanceId: 'AWS::EC2::Instance',
  InstanceIds: 'AWS::EC2::Instance',
  LoadBalancerName: 'AWS::ElasticLoadBalancing::LoadBalancer',
  Name: 'AWS::CloudTrail::Trail',
  NetworkAclId: 'AWS::EC2::NetworkAcl',
  NetworkInterfaceId: 'AWS::EC2::NetworkInterface',
  PolicyArn: 'AWS::IAM::Policy',
  PolicyName: 'AWS::IAM::Policy',
  Resources: 'AWS::EC2::Resource',
  RoleName: 'AWS::IAM::Role',
  SnapshotId: 'AWS::EC2::Snapshot',
  TargetGroupArn: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  TrailName: 'AWS::CloudTrail::Trail',
  UserName: 'AWS::IAM::User',
};

function resourcesIn(input: object): TrailEvent['resources'] {
  return Object.entries(input).flatMap(([key, value]: [string, unknown]) => {
    const type = RESOURCES[key];
    return type ? [value].flat().flatMap((name) => (typeof name === 'string' ? { type, name } : [])) : [];
  });
}

/** CloudTrail begins every name with a small letter. */
function asRecorded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asRecorded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key.charAt(0).toLowerCase() + key.slice(1), asRecorded(held)]));
}

interface Identity {
  username: string;
  fields: object;
}

function identityOf(simulation: Simulation, { account, keyId, principal }: Caller): Identity {
  const session = simulation.sessions.get(keyId);
  const common = { arn: principal, accountId: account, accessKeyId: keyId };
  if (session) {
    const { role, roleId, name, sourceIdentity } = session;
    const arn = `arn:aws:iam::${account}:role/${role}`;
    const sessionIssuer = { type: 'Role', principalId: roleId, arn, accountId: account, userName: role };
    const sessionContext = { sessionIssuer, attributes: { mfaAuthenticated: 'false' }, ...(sourceIdentity && { sourceIdentity }) };
    return { username: name, fields: { type: 'AssumedRole', principalId: `${roleId}:${name}`, ...common, sessionContext } };
  }
  const owner = ownerOfKey(simulation.world, keyId);
  const username = owner?.user.name ?? principal.split('/').at(-1) ?? '';
  const type = owner ? 'IAMUser' : 'AssumedRole';
  return { username, fields: { type, ...(owner && { principalId: owner.user.id, userName: username }), ...common } };
}

/** In CloudTrail's words: EC2's callers are to blame as `Client`, IAM's errors end in `Exception`. */
function errorIn(service: string, error: AwsError): object {
  const { code, message } = error;
  const iamCode = /^AccessDenied|Exception$/.test(code) ? code : `${code}Exception`;
  const errorCode = service === 'ec2' ? `Client.${code}` : service === 'iam' ? iamCode : code;
  return { errorCode, errorMessage: message };
}

/** Calls whose answer says what they made, and nothing secret. */
const ANSWERED = new Set(['iam:CreatePolicy', 'iam:CreatePolicyVersion']);

/** As CloudTrail puts it on the bus. */
function envelopeOf(place: { accountId: string; regionName: string }, event: TrailEvent): object {
  return {
    version: '0',
    id: event.id,
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${event.source.split('.')[0]}`,
    account: place.accountId,
    time: event.time,
    region: place.regionName,
    resources: [],
    detail: JSON.parse(recordOf(place, event)) as unknown,
  };
}

/** Nothing is left of calls with unknown keys: CloudTrail would not know whose they are. */
export function leaveEvent(simulation: Simulation, request: Caller, operation: string, input: object, outcome: object | AwsError): void {
  const { account, region, service, http } = request;
  const error = outcome instanceof AwsError ? outcome : undefined;
  if (!RECORDED.has(service) || !CHANGES.test(operation) || request.refused || error?.code === 'InvalidAction') return;
  const { events } = regionOf(accountOf(simulation.world, account), region);
  const { username, fields } = identityOf(simulation, request);
  const now = simulation.clock.now();
  const event: TrailEvent = {
    id: resourceId('event', account, region, operation, String(now), String(events.length)).slice(6),
    name: service === 's3' ? (S3_NAMES[operation] ?? operation) : operation,
    time: iso(now),
    source: `${service}.amazonaws.com`,
    username,
    accessKeyId: request.keyId,
    readOnly: false,
    resources: resourcesIn(input),
    record: {
      userIdentity: fields,
      sourceIPAddress: SERVICE_ADDRESS,
      userAgent: http.headers['user-agent'] ?? 'unknown',
      requestParameters: asRecorded(input),
      ...(error && errorIn(service, error)),
      ...(!error && ANSWERED.has(`${service}:${operation}`) && { responseElements: asRecorded(outcome) }),
    },
  };
  events.push(event);
  simulation.onChange(envelopeOf({ accountId: account, regionName: region }, event));
}
