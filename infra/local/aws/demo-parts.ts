/** Building blocks of the demonstration accounts. */
import { iso } from './call.ts';
import { newInstance, newInterface, newKey, newRegion, newSecurityGroup, newUser } from './defaults.ts';
import { principalId, resourceId } from './ids.ts';
import type { Instance, InstanceProfile, Region, SecurityGroup, SecurityGroupRule, Tags, TargetGroup, User } from './world.ts';
import type { TrailEvent } from './world-trails.ts';

export const REGION = 'us-east-1';
const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** With CloudTrail on, as it is everywhere by default. */
export function demoRegion(account: string): Region {
  const trail = { name: 'organization', logging: true, multiRegion: true, bucket: `cloudtrail-${account}` };
  return { ...newRegion(), trails: { organization: trail } };
}

export function profile(account: string, name: string): InstanceProfile {
  return { name, id: principalId('AIPA', account, name), role: name };
}

interface KeyFacts {
  status?: 'Active' | 'Inactive';
  ageDays: number;
  usedHoursAgo?: number;
  service?: string;
}

export function userWithKeys(account: string, name: string, keys: Record<string, KeyFacts>, now: number, more: Partial<User>): User {
  const user = { ...newUser(account, name, now), ...more };
  for (const [id, { status = 'Active', ageDays, usedHoursAgo, service = 's3' }] of Object.entries(keys)) {
    const { lastUsed: _, ...key } = newKey(id, now);
    user.accessKeys[id] = { ...key, status, createdAt: iso(now - ageDays * DAY) };
    if (usedHoursAgo !== undefined) user.accessKeys[id].lastUsed = { date: iso(now - usedHoursAgo * HOUR), service, region: REGION };
  }
  return user;
}

interface PortFacts {
  port: number;
  cidr: string;
  description: string;
}

export function group(account: string, name: string, open: PortFacts[]): SecurityGroup {
  const id = resourceId('sg', account, name);
  const held = { ...newSecurityGroup(account, REGION, id), name, description: `${name} instances`, tags: { Name: name } };
  for (const { port, cidr, description } of open) {
    const rule: SecurityGroupRule = { egress: false, protocol: 'tcp', fromPort: port, toPort: port, cidr, description };
    held.rules[resourceId('sgr', id, String(port), cidr)] = rule;
  }
  return held;
}

interface InstanceFacts {
  id?: string;
  groups: string[];
  profile?: string;
  tags: Tags;
  publicIp?: string;
  /** The public address is an Elastic IP. */
  elastic?: boolean;
  interfaces?: number;
  ageDays: number;
  now: number;
}

export function instance(account: string, name: string, facts: InstanceFacts): Instance {
  const id = facts.id ?? resourceId('i', account, name);
  const made = newInstance(account, REGION, id, facts.now);
  const interfaces = [...Array(facts.interfaces ?? 1).keys()].map((index) =>
    newInterface(resourceId('eni', id, String(index)), made.subnet, [...facts.groups], index),
  );
  const [first] = interfaces;
  if (first && facts.publicIp) first.publicIp = facts.publicIp;
  if (first && facts.elastic) first.allocationId = resourceId('eipalloc', id);
  return {
    ...made,
    launchTime: iso(facts.now - facts.ageDays * DAY),
    tags: { Name: name, ...facts.tags },
    interfaces: Object.fromEntries(interfaces.map((eni) => [eni.id, eni])),
    ...(facts.profile ? { profile: facts.profile } : {}),
  };
}

/** Puts the instances behind a load balancer as one Auto Scaling group named `name`. */
export function behindLoadBalancer(
  region: Region,
  account: string,
  name: string,
  instances: Instance[],
  now: number,
  sick: string[] = [],
): void {
  const arn = `arn:aws:elasticloadbalancing:${REGION}:${account}:targetgroup/${name}/${resourceId('tg', account, name).slice(3, 19)}`;
  const balancer = `arn:aws:elasticloadbalancing:${REGION}:${account}:loadbalancer/app/${name}/${resourceId('lb', account, name).slice(3, 19)}`;
  const targets: TargetGroup['targets'] = {};
  for (const { id, tags } of instances) targets[id] = { port: 8080, health: sick.includes(tags.Name ?? '') ? 'unhealthy' : 'healthy' };
  const vpc = instances[0]?.vpc ?? resourceId('vpc', account, REGION);
  region.targetGroups[arn] = { arn, name, protocol: 'HTTP', port: 8080, vpc, loadBalancers: [balancer], targets };
  region.autoScalingGroups[name] = {
    name,
    min: 2,
    max: instances.length + 2,
    desired: instances.length,
    healthCheck: 'ELB',
    instances: Object.fromEntries(instances.map(({ id }) => [id, { lifecycle: 'InService', healthy: true, protected: false }])),
    targetGroups: [arn],
    suspended: [],
    tags: { Name: name },
    createdAt: iso(now - 400 * DAY),
  };
  for (const held of instances) held.tags['aws:autoscaling:groupName'] = name;
}

interface EventFacts {
  /** `iam:CreateAccessKey`. */
  call: string;
  minutesAgo: number;
  username: string;
  keyId?: string;
  address: string;
  agent?: string;
  resources?: TrailEvent['resources'];
  errorCode?: string;
}

export function trailEvent(facts: EventFacts, now: number): TrailEvent {
  const [service = '', name = ''] = facts.call.split(':');
  const record: Record<string, unknown> = { sourceIPAddress: facts.address, userAgent: facts.agent ?? 'aws-cli/2.17.9' };
  if (facts.errorCode) record.errorCode = facts.errorCode;
  return {
    id: resourceId('event', facts.username, facts.call, String(facts.minutesAgo)).slice(6),
    name,
    time: iso(now - facts.minutesAgo * 60_000),
    source: `${service}.amazonaws.com`,
    username: facts.username,
    ...(facts.keyId ? { accessKeyId: facts.keyId } : {}),
    readOnly: /^(Get|List|Describe|Lookup)/.test(name),
    resources: facts.resources ?? [],
    record,
  };
}
