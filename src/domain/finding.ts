/** Finding: one problem as one product reports it, normalised from ASFF, OCSF or a native event. */

export const severities = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** What kind of danger it is: somebody acting now, a hole that may be exposed, a weak package, or untidiness. */
export type Threat = 'active' | 'exposure' | 'vulnerability' | 'hygiene';

/** How findings are grouped into cases: threats by resource and family, controls by control, vulnerabilities by CVE. */
export type FindingClass = 'threat' | 'control' | 'vulnerability';

export type ResourceKind =
  | 'instance'
  | 'access-key'
  | 'user'
  | 'role'
  | 'root'
  | 'bucket'
  | 'security-group'
  | 'network-acl'
  | 'trail'
  | 'snapshot'
  | 'image'
  | 'volume'
  | 'database'
  | 'function'
  | 'cluster'
  | 'container'
  | 'policy'
  | 'key'
  | 'account'
  | 'other';

/** One thing a finding is about. `id` is the short native id (i-…, user name, bucket name); for access keys the fingerprint only. */
export interface Resource {
  kind: ResourceKind;
  id: string;
  /** Always a full, well-formed ARN where one exists for this kind; absent otherwise. */
  arn?: string;
  /** What people call it (Name tag). */
  name?: string;
  account: string;
  region: string;
  tags?: Record<string, string>;
  /** Public addresses that the finding itself states. */
  publicAddresses?: string[];
  /** True for the placeholder resources of GuardDuty's sample findings, such as i-99999999. */
  placeholder?: boolean;
}

/** Who acted or whose credential it is, as far as the finding says. */
export interface Principal {
  kind: 'user' | 'role' | 'sso' | 'root' | 'federated' | 'service' | 'unknown';
  /** User or role name. */
  name?: string;
  /** For role sessions: the part after the colon of the principal id (for instances the instance id). */
  session?: string;
  account: string;
}

/** A credential named by a finding. The full id is secret: it lives in the finding's vault item and never in an event. */
export interface AccessKey {
  /** The full key id as found, or 'null' when the product wrote a null key. Secret. */
  id: string;
  /** AKIA keys are long-term, ASIA temporary, anything else (null, empty, malformed) none. */
  kind: 'long-term' | 'temporary' | 'none';
}

export interface Vulnerability {
  /** CVE or vendor id. */
  id: string;
  fixAvailable: boolean;
  exploitAvailable: boolean;
  package?: string;
}

/** Where the copy in Security Hub is, for write-back. */
export type HubReference =
  | { api: 'cspm'; id: string; productArn: string; region: string }
  | { api: 'v2'; metadataUid: string; region: string };

export type WorkflowStatus = 'NEW' | 'NOTIFIED' | 'RESOLVED' | 'SUPPRESSED';

export interface Finding {
  /** The same for the native event and its copy in either Security Hub; at most 512 characters. */
  identity: string;
  /** The product's own id, usually an ARN, for people and links. */
  findingId: string;
  via: 'native' | 'cspm' | 'v2';
  product: {
    /** "GuardDuty", "Security Hub", "Prowler"… */
    name: string;
    /** True when the ProductArn or the event's source proves the AWS service for that account; see provenance. */
    genuine: boolean;
    arn?: string;
  };
  class: FindingClass;
  threat: Threat;
  /** Native type ("UnauthorizedAccess:IAMUser/MaliciousIPCaller"), control id ("S3.8") or CVE: what "one type" means. */
  type: string;
  title: string;
  description: string;
  severity: Severity;
  account: string;
  region: string;
  partition: string;
  /** Milliseconds since the epoch; updatedAt falls back to the envelope's time. */
  createdAt: number;
  updatedAt: number;
  firstSeenAt?: number;
  lastSeenAt?: number;
  /** How often the product has seen it; 1 when it does not count. */
  count: number;
  /** False when the product archived or closed it, or the control passed. */
  active: boolean;
  workflow: WorkflowStatus;
  note?: { text: string; updatedBy: string; updatedAt?: number };
  /** Generated as a sample by the product: shown and marked, never pages, never offers a destructive button. */
  sample: boolean;
  /** GuardDuty resourceRole: ACTOR does something, TARGET suffers it. */
  resourceRole?: 'ACTOR' | 'TARGET';
  /** Primary resource first; never empty (the account itself when nothing else is named). */
  resources: Resource[];
  principal?: Principal;
  /** Keys named anywhere in the finding, the most relevant first. Secret. */
  accessKeys: AccessKey[];
  /** Remote public addresses named by the finding, at most 10. */
  remoteAddresses: string[];
  /** Domain names looked up or contacted, at most 10. */
  remoteDomains: string[];
  vulnerability?: Vulnerability;
  /** True when sensitive data (Macie classification) is involved. */
  sensitive: boolean;
  hub?: HubReference;
}
