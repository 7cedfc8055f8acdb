/** The state of the simulated accounts: plain JSON, keyed by id so that a partial document can be merged into it. */

import type { ClassicLoadBalancer, Flow, Image, ManagedPolicy, Notice } from './world-network.ts';
import type { Trail, TrailEvent } from './world-trails.ts';

export type Tags = Record<string, string>;
/** An ASFF finding, as Security Hub holds it. */
export type Finding = Record<string, unknown> & { Id: string; ProductArn: string };
interface Adoptable {
  /** Nobody seeded it: a call asked about it, so it was made up. */
  adopted?: true;
}

export interface AccessKey extends Adoptable {
  id: string;
  status: 'Active' | 'Inactive';
  createdAt: string;
  lastUsed?: { date: string; service: string; region: string };
}
interface Principal extends Adoptable {
  name: string;
  id: string;
  path: string;
  createdAt: string;
  tags: Tags;
  /** Policy documents by name, exactly as they were put. */
  inlinePolicies: Record<string, string>;
  /** ARNs. */
  attachedPolicies: string[];
  /** ARN of the policy that is its permissions boundary. */
  boundary?: string;
}
export interface User extends Principal {
  accessKeys: Record<string, AccessKey>;
  groups: string[];
  /** Serial numbers. */
  mfa: string[];
  serviceCredentials: Record<string, { service: string; status: 'Active' | 'Inactive'; createdAt: string }>;
  sshKeys?: Record<string, { status: 'Active' | 'Inactive' }>;
  certificates?: Record<string, { status: 'Active' | 'Inactive' }>;
  loginProfile?: { createdAt: string };
  passwordLastUsed?: string;
}
export interface Role extends Principal {
  trust: object;
  lastUsed?: { date: string; region: string };
}
export interface InstanceProfile {
  name: string;
  id: string;
  role: string;
}

export interface PublicAccessBlock {
  BlockPublicAcls: boolean;
  IgnorePublicAcls: boolean;
  BlockPublicPolicy: boolean;
  RestrictPublicBuckets: boolean;
}
/** One version of an object, or a marker that it was deleted. */
export interface ObjectVersion {
  versionId: string;
  at: string;
  /** Absent on a delete marker. */
  body?: string;
  lockedUntil?: string;
}
export interface Bucket extends Adoptable {
  name: string;
  region: string;
  createdAt: string;
  tags: Tags;
  acl: 'private' | 'public-read' | 'public-read-write';
  publicAccessBlock?: PublicAccessBlock;
  policy?: object;
  website?: true;
  /** Versions are kept, and each is locked for so long. */
  objectLock?: { mode: 'GOVERNANCE' | 'COMPLIANCE'; days: number };
  /** By key, oldest version first. Only buckets that keep evidence hold any. */
  objects?: Record<string, ObjectVersion[]>;
  /** ACLs count for nothing with the first, which is the default. */
  ownership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';
  /** A policy of the organization refuses changes of what makes it public. */
  deniedByOrganization?: true;
  /** Only where it should not follow from the policy. */
  policyStatus?: { isPublic: boolean };
}

export interface NetworkInterface {
  id: string;
  subnet: string;
  privateIp: string;
  ipv6?: string;
  publicIp?: string;
  /** With an Elastic IP. */
  allocationId?: string;
  /** Of the Elastic IP. */
  addressTags?: Tags;
  groups: string[];
  deviceIndex: number;
  tags?: Tags;
  /** An EKS pod's own: without an attachment, hung on the trunk by its tag. */
  branchOf?: string;
  /** Another service made it, and it alone may change it. */
  requesterManaged?: true;
}
export interface Instance extends Adoptable {
  id: string;
  state: 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';
  type: string;
  image: string;
  launchTime: string;
  zone: string;
  vpc: string;
  subnet: string;
  tags: Tags;
  interfaces: Record<string, NetworkInterface>;
  /** Name of the instance profile. */
  profile?: string;
  volumes: string[];
  terminationProtection: boolean;
  stopProtection: boolean;
  shutdownBehavior: 'stop' | 'terminate';
  /** Set on instances that a service such as EKS Auto Mode manages. */
  operator?: string;
  spot?: true;
  hibernation?: true;
  instanceStore?: true;
  /** Volumes that stay when it is terminated; the root volume goes unless it is here. */
  kept?: string[];
  /** On its way: what it becomes, and when. */
  becomes?: { state: Instance['state']; at: string };
  /** A profile that is being taken away: shown as disassociating until then. */
  leaving?: { profile: string; at: string };
}
export interface SecurityGroupRule {
  egress: boolean;
  /** `-1` is every protocol. */
  protocol: string;
  fromPort: number;
  toPort: number;
  cidr?: string;
  cidr6?: string;
  group?: string;
  description?: string;
}
export interface SecurityGroup extends Adoptable {
  id: string;
  name: string;
  description: string;
  vpc: string;
  tags: Tags;
  rules: Record<string, SecurityGroupRule>;
}
export interface NetworkAcl {
  id: string;
  vpc: string;
  subnets: string[];
  entries: { rule: number; egress: boolean; allow: boolean; protocol: string; cidr?: string; cidr6?: string }[];
}
interface Volume {
  id: string;
  size: number;
  encrypted: boolean;
  zone: string;
  tags: Tags;
}
export interface Snapshot {
  id: string;
  volume: string;
  state: 'pending' | 'completed' | 'error';
  startTime: string;
  tags: Tags;
  encrypted?: boolean;
  /** `all`, or account ids. */
  sharedWith?: string[];
}
export interface AutoScalingGroup {
  name: string;
  min: number;
  max: number;
  desired: number;
  healthCheck: 'EC2' | 'ELB';
  instances: Record<string, { lifecycle: string; healthy: boolean; protected: boolean }>;
  targetGroups: string[];
  suspended: string[];
  tags: Tags;
  createdAt: string;
}
export interface TargetGroup {
  arn: string;
  name: string;
  protocol: string;
  port: number;
  vpc: string;
  loadBalancers: string[];
  tags?: Tags;
  targets: Record<string, { port: number; health: 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused' }>;
}
export interface Region {
  instances: Record<string, Instance>;
  securityGroups: Record<string, SecurityGroup>;
  networkAcls: Record<string, NetworkAcl>;
  volumes: Record<string, Volume>;
  snapshots: Record<string, Snapshot>;
  autoScalingGroups: Record<string, AutoScalingGroup>;
  /** By ARN. */
  targetGroups: Record<string, TargetGroup>;
  events: TrailEvent[];
  trails: Record<string, Trail>;
  images?: Record<string, Image>;
  classicLoadBalancers?: Record<string, ClassicLoadBalancer>;
  /** How a subnet reaches the internet; through an internet gateway unless it is here. */
  routes?: Record<string, 'nat' | 'transit' | 'none'>;
  flows?: Flow[];
  /** Flow logs of a whole network: the log group, by VPC id. */
  flowLogs?: Record<string, string>;
}
export interface Account extends Adoptable {
  alias?: string;
  rootAccessKeys: boolean;
  rootMfa: boolean;
  /** True = the bot's roles were never deployed here, so AssumeRole is denied. */
  rolesMissing: boolean;
  publicAccessBlock?: PublicAccessBlock;
  users: Record<string, User>;
  roles: Record<string, Role>;
  instanceProfiles: Record<string, InstanceProfile>;
  /** Customer-managed policies by ARN. */
  policies?: Record<string, ManagedPolicy>;
  buckets: Record<string, Bucket>;
  regions: Record<string, Region>;
  /** Ids that existed once: never adopted again. */
  deleted: string[];
}
export interface World {
  accounts: Record<string, Account>;
  /** Owner of access keys that no account here lists: seeded, or remembered from the first question. */
  keyOwners: Record<string, string>;
  /** `archived`: ids of GuardDuty findings that its administrator archived. `findingsV2`: OCSF findings by metadata.uid, as the second Security Hub holds them. */
  hub: { account: string; findings: Finding[]; findingsV2?: Record<string, Record<string, unknown>>; archived?: string[] };
  /** What was published by e-mail, oldest first. */
  notices?: Notice[];
  /** How long IAM writes stay invisible to reads. */
  iamLagMilliseconds: number;
}
