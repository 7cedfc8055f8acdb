/** GuardDuty findings as GuardDuty sends them, and the copies of them that Security Hub makes. */
import { iso } from '../aws/call.ts';
import { detectorOf } from '../aws/guardduty.ts';
import { resourceId } from '../aws/ids.ts';

type Fields = Record<string, unknown>;

export interface GuardDutyFacts {
  account: string;
  type: string;
  title: string;
  description: string;
  severity: number;
  resource: Fields;
  action?: Fields;
  role?: 'ACTOR' | 'TARGET';
  count?: number;
  minutesAgo: number;
  /** More of `service`, such as the detection of an attack sequence. */
  service?: Fields;
  /** Tells findings apart that are alike in everything else. */
  serial?: number;
}

const REGION = 'us-east-1';

function arnOf({ account, type, title, serial = 0 }: GuardDutyFacts): string {
  return `arn:aws:guardduty:${REGION}:${account}:detector/${detectorOf(account)}/finding/${resourceId('f', type, title, String(serial)).slice(2)}${'0'.repeat(15)}`;
}

export function guardDutyEvent(facts: GuardDutyFacts, now: number): Fields {
  const arn = arnOf(facts);
  const since = iso(now - facts.minutesAgo * 60_000);
  const detail = {
    schemaVersion: '2.0',
    accountId: facts.account,
    region: REGION,
    partition: 'aws',
    id: arn.split('/').at(-1),
    arn,
    type: facts.type,
    resource: facts.resource,
    service: {
      serviceName: 'guardduty',
      detectorId: arn.split('/')[1],
      ...(facts.action ? { action: facts.action } : {}),
      ...(facts.role ? { resourceRole: facts.role } : {}),
      eventFirstSeen: since,
      eventLastSeen: iso(now),
      archived: false,
      count: facts.count ?? 1,
      ...facts.service,
    },
    severity: facts.severity,
    createdAt: since,
    updatedAt: iso(now),
    title: facts.title,
    description: facts.description,
  };
  return {
    version: '0',
    id: resourceId('event', arn, String(now)).slice(6),
    'detail-type': 'GuardDuty Finding',
    source: 'aws.guardduty',
    account: facts.account,
    time: iso(now),
    region: REGION,
    resources: [],
    detail,
  };
}

/** Security Hub's copy of the same finding: bare ASFF, with its tactic in front of the type. */
export function hubCopy(facts: GuardDutyFacts, tactic: string, resource: Fields, now: number): Fields {
  const label = facts.severity >= 9 ? 'CRITICAL' : facts.severity >= 7 ? 'HIGH' : facts.severity >= 4 ? 'MEDIUM' : 'LOW';
  const id = arnOf(facts);
  return {
    SchemaVersion: '2018-10-08',
    Id: id,
    ProductArn: `arn:aws:securityhub:${REGION}::product/aws/guardduty`,
    ProductName: 'GuardDuty',
    CompanyName: 'Amazon',
    Region: REGION,
    GeneratorId: id.split('/finding/')[0],
    AwsAccountId: facts.account,
    Types: [`TTPs/${tactic}/${facts.type.replace('/', '-')}`],
    FirstObservedAt: iso(now - facts.minutesAgo * 60_000),
    LastObservedAt: iso(now),
    CreatedAt: iso(now - facts.minutesAgo * 60_000),
    UpdatedAt: iso(now),
    Severity: { Product: facts.severity, Label: label, Normalized: Math.round(facts.severity * 10) },
    Title: facts.title,
    Description: facts.description,
    ProductFields: { 'aws/guardduty/service/archived': 'false', 'aws/guardduty/service/count': String(facts.count ?? 1) },
    Resources: [resource],
    WorkflowState: 'NEW',
    Workflow: { Status: 'NEW' },
    RecordState: 'ACTIVE',
  };
}

/** Where somebody on the internet is, as GuardDuty writes it. */
export function remote(address: string, asn: string, organization: string, country: string): Fields {
  return {
    ipAddressV4: address,
    organization: { asn, asnOrg: organization, isp: organization, org: organization },
    country: { countryName: country },
  };
}

export function apiCall(api: string, serviceName: string, from: Fields): Fields {
  return {
    actionType: 'AWS_API_CALL',
    awsApiCallAction: { api, serviceName, callerType: 'Remote IP', remoteIpDetails: from, affectedResources: {} },
  };
}
