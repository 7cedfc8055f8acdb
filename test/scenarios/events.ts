/** Events about the demonstration's accounts, as AWS sends them: leaked keys of every kind, and their copies in Security Hub. */
import type { Json } from './sandbox.ts';
import { START } from './sandbox.ts';

export const PAYMENTS = '111122223333';
export const STAGING = '333344445555';
export const HUB = '999988887777';
export const LEAKED = 'AKIA2DRAWBRIDGE00001';
export const STAGING_KEY = 'AKIA2DRAWBRIDGE00021';
export const INACTIVE_KEY = 'AKIA2DRAWBRIDGE00003';
export const FOREIGN_KEY = 'AKIAIOSFODNN7FOREIGN';

const iso = (at: number) => new Date(at).toISOString();
const threat = 'UnauthorizedAccess:IAMUser/MaliciousIPCaller';

export interface KeyFacts {
  account?: string;
  /** Null as products send it when they do not know. */
  keyId?: string | null;
  user?: string;
  userType?: string;
  principalId?: string;
  id?: string;
  title?: string;
  ip?: string;
  type?: string;
  severity?: number;
}

function resource({ keyId = LEAKED, user = 'ci-deploy', userType = 'IAMUser', principalId = 'AIDAEXAMPLEUSER' }: KeyFacts): Json {
  return { resourceType: 'AccessKey', accessKeyDetails: { accessKeyId: keyId, principalId, userType, userName: user } };
}

/** A GuardDuty finding about an access key, as GuardDuty itself sends it. */
export function leakedKey(facts: KeyFacts = {}): Json {
  const { account = PAYMENTS, id = 'f1', ip = '203.0.113.66', type = threat, severity = 8 } = facts;
  const region = 'us-east-1';
  const title = facts.title ?? `API GetCallerIdentity was invoked from a known malicious IP address`;
  return {
    version: '0',
    id: `event-${id}`,
    'detail-type': 'GuardDuty Finding',
    source: 'aws.guardduty',
    account,
    region,
    time: iso(START),
    resources: [],
    detail: {
      schemaVersion: '2.0',
      accountId: account,
      region,
      partition: 'aws',
      id,
      arn: findingArn(account, id),
      type,
      resource: resource(facts),
      severity,
      createdAt: iso(START - 600_000),
      updatedAt: iso(START - 60_000),
      title,
      description: 'An API was invoked from an address on a threat list.',
      service: {
        serviceName: 'guardduty',
        action: { actionType: 'AWS_API_CALL', awsApiCallAction: { api: 'GetCallerIdentity', remoteIpDetails: { ipAddressV4: ip } } },
        resourceRole: 'TARGET',
        archived: false,
        count: 3,
        eventFirstSeen: iso(START - 600_000),
        eventLastSeen: iso(START - 60_000),
        additionalInfo: {},
      },
    },
  };
}

function findingArn(account: string, id: string): string {
  return `arn:aws:guardduty:us-east-1:${account}:detector/d1/finding/${id}`;
}

/** The copy of the same finding that Security Hub keeps. */
export function hubCopy(facts: KeyFacts = {}, changes: Json = {}): Json {
  const {
    account = PAYMENTS,
    id = 'f1',
    keyId = LEAKED,
    user = 'ci-deploy',
    type = threat,
    userType = 'IAMUser',
    principalId = 'AIDAEXAMPLEUSER',
  } = facts;
  const details = { PrincipalId: principalId, PrincipalName: user, PrincipalType: userType, ...(keyId && { AccessKeyId: keyId }) };
  return {
    SchemaVersion: '2018-10-08',
    Id: findingArn(account, id),
    ProductArn: 'arn:aws:securityhub:us-east-1::product/aws/guardduty',
    ProductName: 'GuardDuty',
    CompanyName: 'Amazon',
    Region: 'us-east-1',
    GeneratorId: `arn:aws:guardduty:us-east-1:${account}:detector/d1`,
    AwsAccountId: account,
    Types: [`TTPs/${type}`],
    CreatedAt: iso(START - 600_000),
    UpdatedAt: iso(START - 60_000),
    Severity: { Product: 8, Label: 'HIGH', Normalized: 70 },
    Title: facts.title ?? 'API GetCallerIdentity was invoked from a known malicious IP address',
    Description: 'An API was invoked from an address on a threat list.',
    ProductFields: {
      'aws/guardduty/service/archived': 'false',
      'aws/guardduty/service/count': '3',
      'aws/guardduty/service/resourceRole': 'TARGET',
    },
    Resources: [
      {
        Type: 'AwsIamAccessKey',
        Id: `AWS::IAM::AccessKey:${keyId ?? 'null'}`,
        Partition: 'aws',
        Region: 'us-east-1',
        Details: { AwsIamAccessKey: details },
      },
    ],
    Workflow: { Status: 'NEW' },
    WorkflowState: 'NEW',
    RecordState: 'ACTIVE',
    ...changes,
  };
}

function hubEvent(detailType: string, detail: Json, resources: string[] = []): Json {
  return {
    version: '0',
    id: 'hub-event',
    'detail-type': detailType,
    source: 'aws.securityhub',
    account: HUB,
    region: 'us-east-1',
    time: iso(START),
    resources,
    detail,
  };
}

export function imported(...findings: Json[]): Json {
  return hubEvent('Security Hub Findings - Imported', { findings });
}

export function customAction(id: string, ...findings: Json[]): Json {
  const detail = { actionName: 'Disable access keys', actionDescription: 'asks Drawbridge', findings };
  return hubEvent('Security Hub Findings - Custom Action', detail, [`arn:aws:securityhub:us-east-1:${HUB}:action/custom/${id}`]);
}
