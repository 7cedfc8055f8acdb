/** The two production accounts of the demonstration: payments, with a leaked deploy key, and data, with a public bucket. */

import { iso } from './call.ts';
import { defaultGroupId, newAccount, newBucket, newRole, newSecurityGroup } from './defaults.ts';
import { behindLoadBalancer, DAY, demoRegion, group, instance, profile, REGION, trailEvent, userWithKeys } from './demo-parts.ts';
import { widenedPolicy } from './demo-policy.ts';
import type { Account, Region } from './world.ts';
import type { TrailEvent } from './world-trails.ts';

/** The key of the demonstration's main story. */
export const LEAKED_KEY = 'AKIA2DRAWBRIDGE00001';
const SPARE_KEY = 'AKIA2DRAWBRIDGE00002';
const TAGS = { environment: 'production', owner: 'payments' };

function leakedKeyActivity(now: number): TrailEvent[] {
  const key = { username: 'ci-deploy', keyId: LEAKED_KEY };
  const runner = { ...key, address: '198.51.100.20', agent: 'aws-sdk-js/3.1169.0 os/linux lang/js' };
  const stranger = { ...key, address: '203.0.113.66', agent: 'python-requests/2.31' };
  return [
    trailEvent({ ...stranger, call: 'iam:CreateUser', minutesAgo: 4, errorCode: 'AccessDenied' }, now),
    trailEvent({ ...stranger, call: 'sts:GetFederationToken', minutesAgo: 6 }, now),
    trailEvent({ ...stranger, call: 'iam:ListUsers', minutesAgo: 7 }, now),
    trailEvent({ ...stranger, call: 's3:ListBuckets', minutesAgo: 8 }, now),
    trailEvent({ ...stranger, call: 'sts:GetCallerIdentity', minutesAgo: 9 }, now),
    trailEvent({ ...runner, call: 'ecs:UpdateService', minutesAgo: 95, resources: [{ type: 'AWS::ECS::Service', name: 'checkout' }] }, now),
    trailEvent({ ...runner, call: 'ecr:PutImage', minutesAgo: 97, resources: [{ type: 'AWS::ECR::Repository', name: 'checkout' }] }, now),
  ];
}

/** Somebody has stopped the trail: no event of the leaked key, and the history that shows it is no trail's. */
function stopTrail(region: Region, now: number): TrailEvent {
  const stopped = { logging: false, stoppedAt: iso(now - 60_000) };
  const trail = region.trails.organization;
  if (trail) Object.assign(trail, stopped);
  const resources = [{ type: 'AWS::CloudTrail::Trail', name: 'organization' }];
  const by = { username: 'maria.lopez', keyId: 'AKIA2DRAWBRIDGE00003', address: '203.0.113.66' };
  return trailEvent({ ...by, call: 'cloudtrail:StopLogging', minutesAgo: 1, resources }, now);
}

/** Thirteen instances share the role `web-app`: four web servers of a group and nine workers. */
function paymentsRegion(account: string, now: number): Region {
  const region = demoRegion(account);
  const web = group(account, 'web', [{ port: 8080, cidr: '10.0.0.0/16', description: 'from the load balancer' }]);
  const bastion = group(account, 'bastion', [{ port: 22, cidr: '0.0.0.0/0', description: 'temporary, remove after migration' }]);
  const plain = newSecurityGroup(account, REGION, defaultGroupId(account, REGION));
  for (const held of [web, bastion, plain]) region.securityGroups[held.id] = held;
  const common = { groups: [web.id], profile: 'web-app', tags: TAGS, now };
  const servers = [1, 2, 3, 4].map((number) =>
    instance(account, `web-${number}`, { ...common, ageDays: 41, ...(number === 1 ? { id: 'i-0abc1230000000001', interfaces: 2 } : {}) }),
  );
  const workers = [...Array(9).keys()].map((number) => instance(account, `worker-${number + 1}`, { ...common, ageDays: 12 }));
  const jump = instance(account, 'bastion', {
    groups: [bastion.id],
    tags: TAGS,
    publicIp: '198.51.100.7',
    elastic: true,
    ageDays: 410,
    now,
  });
  behindLoadBalancer(region, account, 'web', servers, now, ['web-4']);
  for (const made of [...servers, ...workers, jump]) region.instances[made.id] = made;
  const [first] = servers;
  const [face] = Object.keys(first?.interfaces ?? {});
  if (first && face) {
    // They leave through a NAT gateway, where connections outlive a change of groups.
    region.routes = { [first.subnet]: 'nat' };
    region.flows = [{ interface: face, remote: '203.0.113.7', port: 443, startedAt: iso(now - 14 * 60_000) }];
    region.flowLogs = { [first.vpc]: '/vpc/flow-logs' };
  }
  region.events = [...leakedKeyActivity(now), stopTrail(region, now)];
  return region;
}

export function prodPayments(account: string, now: number): Account {
  const deployKeys = {
    [LEAKED_KEY]: { ageDays: 412, usedHoursAgo: 0.07, service: 'iam' },
    [SPARE_KEY]: { ageDays: 35, usedHoursAgo: 30, service: 'ecs' },
  };
  const deployPolicy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['ecs:UpdateService', 'ecr:*', 's3:PutObject'], Resource: '*' }],
  });
  const deploy = userWithKeys(account, 'ci-deploy', deployKeys, now, {
    tags: TAGS,
    groups: ['deployers'],
    inlinePolicies: { deploy: deployPolicy },
    attachedPolicies: ['arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser'],
  });
  const person = userWithKeys(account, 'maria.lopez', { AKIA2DRAWBRIDGE00003: { ageDays: 700, status: 'Inactive' } }, now, {
    tags: { team: 'payments' },
    groups: ['operators'],
    loginProfile: { createdAt: iso(now - 700 * DAY) },
    mfa: [`arn:aws:iam::${account}:mfa/maria.lopez`],
  });
  const role = {
    ...newRole(account, 'web-app', now),
    tags: TAGS,
    attachedPolicies: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore', 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
  };
  const { policies, roles } = widenedPolicy(account, now);
  return {
    ...newAccount(),
    alias: 'prod-payments',
    users: { 'ci-deploy': deploy, 'maria.lopez': person },
    roles: { 'web-app': role, ...roles },
    policies,
    instanceProfiles: { 'web-app': profile(account, 'web-app') },
    regions: { [REGION]: paymentsRegion(account, now) },
  };
}

export function prodData(account: string, now: number): Account {
  const tags = { environment: 'production', owner: 'data-platform' };
  const anyone = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-customer-exports/*' };
  const exports = {
    ...newBucket('acme-customer-exports', REGION, now),
    tags: { ...tags, 'data-class': 'confidential' },
    policy: { Version: '2012-10-17', Statement: [{ Sid: 'PublicRead', ...anyone }] },
  };
  const on = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
  const warehouse = { ...newBucket('acme-warehouse', REGION, now), tags, publicAccessBlock: on };
  const region = demoRegion(account);
  const where = [{ type: 'AWS::S3::Bucket', name: exports.name }];
  const loader = { username: 'etl-loader', keyId: 'AKIA2DRAWBRIDGE00011' };
  region.events = [
    trailEvent({ ...loader, call: 's3:PutBucketPolicy', minutesAgo: 50, address: '198.51.100.31', resources: where }, now),
    trailEvent({ ...loader, call: 's3:DeletePublicAccessBlock', minutesAgo: 51, address: '198.51.100.31', resources: where }, now),
  ];
  const keys = { [loader.keyId]: { ageDays: 200, usedHoursAgo: 0.8 } };
  return {
    ...newAccount(),
    alias: 'prod-data',
    users: { 'etl-loader': userWithKeys(account, 'etl-loader', keys, now, { tags }) },
    roles: { 'etl-runner': { ...newRole(account, 'etl-runner', now), tags } },
    buckets: { [exports.name]: exports, [warehouse.name]: warehouse },
    regions: { [REGION]: region },
  };
}
