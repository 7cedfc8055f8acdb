/** Believable accounts, users, instances and the rest, for what is seeded in part and for what is adopted. */
import { iso } from './call.ts';
import { principalId, privateAddress, resourceId } from './ids.ts';
import type { AccessKey, Account, Bucket, Instance, NetworkInterface, Region, Role, SecurityGroup, User, World } from './world.ts';

const DAY = 86_400_000;

export function emptyWorld(hubAccount: string): World {
  return { accounts: {}, keyOwners: {}, hub: { account: hubAccount, findings: [] }, iamLagMilliseconds: 0 };
}

export function newAccount(): Account {
  return {
    rootAccessKeys: false,
    rootMfa: true,
    rolesMissing: false,
    users: {},
    roles: {},
    instanceProfiles: {},
    buckets: {},
    regions: {},
    deleted: [],
  };
}

export function newRegion(): Region {
  return {
    instances: {},
    securityGroups: {},
    networkAcls: {},
    volumes: {},
    snapshots: {},
    autoScalingGroups: {},
    targetGroups: {},
    events: [],
    trails: {},
  };
}

function newPrincipal(prefix: string, account: string, name: string, now: number) {
  return {
    name,
    id: principalId(prefix, account, name),
    path: '/',
    createdAt: iso(now - 400 * DAY),
    tags: {},
    inlinePolicies: {},
    attachedPolicies: [],
  };
}

export function newUser(account: string, name: string, now: number): User {
  return { ...newPrincipal('AIDA', account, name, now), accessKeys: {}, groups: [], mfa: [], serviceCredentials: {} };
}

export function newKey(id: string, now: number): AccessKey {
  return {
    id,
    status: 'Active',
    createdAt: iso(now - 90 * DAY),
    lastUsed: { date: iso(now - 3_600_000), service: 's3', region: 'us-east-1' },
  };
}

export function newRole(account: string, name: string, now: number): Role {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  return { ...newPrincipal('AROA', account, name, now), trust, lastUsed: { date: iso(now - 3_600_000), region: 'us-east-1' } };
}

/** One of the bot's own, as deployed: trusted to the hub. */
export function newBotRole(account: string, hub: string, name: string, now: number): Role {
  const Action = ['sts:AssumeRole', 'sts:SetSourceIdentity'];
  const Statement = [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${hub}:root` }, Action }];
  return { ...newRole(account, name, now), trust: { Version: '2012-10-17', Statement } };
}

export function newBucket(name: string, region: string, now: number): Bucket {
  return { name, region, createdAt: iso(now - 300 * DAY), tags: {}, acl: 'private' };
}

export function newInterface(id: string, subnet: string, groups: string[], deviceIndex = 0): NetworkInterface {
  return { id, subnet, privateIp: privateAddress(id), groups, deviceIndex };
}

/** Its one interface is in the Region's default group; the caller puts that group there. */
export function newInstance(account: string, region: string, id: string, now: number): Instance {
  const subnet = resourceId('subnet', account, region, 'a');
  const eni = newInterface(resourceId('eni', id), subnet, [defaultGroupId(account, region)]);
  return {
    id,
    state: 'running',
    type: 't3.medium',
    image: resourceId('ami', region),
    launchTime: iso(now - 41 * DAY),
    zone: `${region}a`,
    vpc: resourceId('vpc', account, region),
    subnet,
    tags: {},
    interfaces: { [eni.id]: eni },
    volumes: [resourceId('vol', id)],
    terminationProtection: false,
    stopProtection: false,
    shutdownBehavior: 'stop',
  };
}

export function defaultGroupId(account: string, region: string): string {
  return resourceId('sg', account, region, 'default');
}

export function newSecurityGroup(account: string, region: string, id: string): SecurityGroup {
  const isDefault = id === defaultGroupId(account, region);
  return {
    id,
    name: isDefault ? 'default' : `group-${id.slice(-6)}`,
    description: isDefault ? 'default VPC security group' : 'security group',
    vpc: resourceId('vpc', account, region),
    tags: {},
    rules: { [resourceId('sgr', id, 'out')]: { egress: true, protocol: '-1', fromPort: -1, toPort: -1, cidr: '0.0.0.0/0' } },
  };
}
