/** What enrichment found out about a case: facts with their units, no words for people. */

export interface InstanceContext {
  instanceId: string;
  state: string;
  /** Milliseconds since the epoch. */
  launchedAt?: number;
  name?: string;
  tags: Record<string, string>;
  vpc?: string;
  groups: { id: string; name: string }[];
  /** Ports reachable from 0.0.0.0/0 or ::/0 through its groups, as "22", "8000-9000" or "all". */
  openPorts: string[];
  publicAddresses: string[];
  profile?: string;
  role?: string;
  autoScaling?: { group: string; lifecycle: string; healthy: number; size: number };
  loadBalancers: { targetGroup: string; health: string; healthyPeers: number }[];
  managedBy?: string;
}

export interface PrincipalContext {
  kind: 'user' | 'role';
  name: string;
  arn?: string;
  tags: Record<string, string>;
  createdAt?: number;
  /** Fingerprints only, never full ids. */
  keys: { fingerprint: string; status: string; createdAt?: number; lastUsedAt?: number; lastService?: string; lastRegion?: string }[];
  policies: string[];
  groups: string[];
  admin: boolean;
  console?: boolean;
  multiFactorDevices?: number;
  /** For roles: instance profiles and instances that use it, with when it was last used. */
  alsoUsedBy?: string[];
  lastUsedAt?: number;
}

export interface BucketContext {
  name: string;
  tags: Record<string, string>;
  /** "absent" when the bucket has no block of its own. */
  publicAccessBlock: 'all' | 'partial' | 'absent';
  publicByPolicy?: boolean;
}

export type Environment = 'production' | 'staging' | 'development' | 'unknown';

export interface OwnerContext {
  owner?: string;
  environment: Environment;
  /** Where the environment came from: "tag env", "account map", or "unknown, so treated as production". */
  source: string;
  accountName?: string;
}

export interface PlaceContext {
  addresses: { address: string; country?: string; asn?: number; organisation?: string }[];
  /** False: no MaxMind database is configured; said once. */
  configured: boolean;
}

export interface ActivityContext {
  /** Newest first, at most 20. */
  calls: { at: number; name: string; source: string; address?: string; error?: string; agent?: string }[];
  windowHours: number;
}

export interface CaseContext {
  instance?: InstanceContext;
  principal?: PrincipalContext;
  bucket?: BucketContext;
  owner?: OwnerContext;
  place?: PlaceContext;
  activity?: ActivityContext;
}
