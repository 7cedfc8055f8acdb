/** Which service a bare finding is from, and the envelope that service would send it in. */
import { isRecord, record, records, text } from '../../src/sources/fields.ts';

type Fields = Record<string, unknown>;

export interface Wrapping {
  source: string;
  detailType: string;
  detail: unknown;
  account?: string | undefined;
  region?: string | undefined;
  time?: string | undefined;
  resources?: string[];
}

/** Tried in order: the most particular shape first. */
const shapes: ((fields: Fields) => Wrapping | undefined)[] = [
  asff,
  ocsf,
  guardDuty,
  cloudTrail,
  macie,
  inspector,
  accessAnalyzer,
  configRule,
];

/** Undefined for anything that is no finding we know the shape of. */
export function recognise(fields: Fields): Wrapping | undefined {
  for (const shape of shapes) {
    const wrapping = shape(fields);
    if (wrapping) return wrapping;
  }
  return undefined;
}

function asff(finding: Fields): Wrapping | undefined {
  const named = ['ProductArn', 'AwsAccountId', 'GeneratorId', 'SchemaVersion', 'RecordState', 'FindingProviderFields'].filter(
    (key) => key in finding,
  ).length;
  if (named < 2 || !('Id' in finding || 'Title' in finding || 'Resources' in finding)) return undefined;
  const productArn = text(finding, 'ProductArn');
  return {
    source: 'aws.securityhub',
    detailType: 'Security Hub Findings - Imported',
    detail: { findings: [finding] },
    account: text(finding, 'AwsAccountId'),
    region: text(finding, 'Region') ?? text(records(finding, 'Resources')[0], 'Region') ?? productArn?.split(':')[3],
    time: text(finding, 'UpdatedAt'),
    resources: productArn ? [`${productArn}/${text(finding, 'Id') ?? ''}`] : [],
  };
}

function ocsf(finding: Fields): Wrapping | undefined {
  if (!('class_uid' in finding) || !('metadata' in finding || 'finding_info' in finding)) return undefined;
  const uid = text(finding, 'metadata', 'uid');
  return {
    source: 'aws.securityhub',
    detailType: 'Findings Imported V2',
    detail: { findings: [finding] },
    account: text(finding, 'cloud', 'account', 'uid'),
    region: text(finding, 'cloud', 'region'),
    time: text(finding, 'time_dt') ?? text(finding, 'finding_info', 'modified_time_dt'),
    resources: uid ? [uid] : [],
  };
}

function guardDuty(finding: Fields): Wrapping | undefined {
  const native = isRecord(finding.Service) && 'Type' in finding ? (camelCased(finding) as Fields) : finding;
  if (!isRecord(native.service) || !('type' in native) || 'findingArn' in native) return undefined;
  return {
    source: 'aws.guardduty',
    detailType: 'GuardDuty Finding',
    detail: native,
    account: text(native, 'accountId'),
    region: text(native, 'region'),
    time: text(native, 'updatedAt'),
  };
}

function cloudTrail(call: Fields): Wrapping | undefined {
  const service = text(call, 'eventSource');
  if (service === undefined || !('eventName' in call) || !('userIdentity' in call || 'eventTime' in call)) return undefined;
  const signIn = text(call, 'eventType') === 'AwsConsoleSignIn';
  return {
    source: `aws.${service.replace(/\.amazonaws\.com(?:\.cn)?$/, '')}`,
    detailType: signIn ? 'AWS Console Sign In via CloudTrail' : 'AWS API Call via CloudTrail',
    detail: call,
    account: text(call, 'recipientAccountId') ?? text(call, 'userIdentity', 'accountId'),
    region: text(call, 'awsRegion'),
    time: text(call, 'eventTime'),
  };
}

function macie(finding: Fields): Wrapping | undefined {
  if (!('resourcesAffected' in finding)) return undefined;
  return {
    source: 'aws.macie',
    detailType: 'Macie Finding',
    detail: finding,
    account: text(finding, 'accountId'),
    region: text(finding, 'region'),
    time: text(finding, 'updatedAt'),
  };
}

function inspector(finding: Fields): Wrapping | undefined {
  if (!('findingArn' in finding) || !('awsAccountId' in finding || 'packageVulnerabilityDetails' in finding)) return undefined;
  return {
    source: 'aws.inspector2',
    detailType: 'Inspector2 Finding',
    detail: finding,
    account: text(finding, 'awsAccountId'),
    region: text(finding, 'findingArn')?.split(':')[3],
    time: text(finding, 'updatedAt'),
    resources: records(finding, 'resources').flatMap((resource) => text(resource, 'id') ?? []),
  };
}

/** Also what GetFinding and ListFindings of its API answer, under slightly other names. */
function accessAnalyzer(finding: Fields): Wrapping | undefined {
  const api = isRecord(finding.finding) && 'resourceType' in finding.finding ? finding.finding : finding;
  if (!('resourceType' in api) || !('isPublic' in api || 'analyzedAt' in api)) return undefined;
  const account = text(api, 'accountId') ?? text(api, 'resourceOwnerAccount');
  const resource = text(api, 'resource') ?? text(api, 'resourceArn');
  return {
    source: 'aws.access-analyzer',
    detailType: 'Access Analyzer Finding',
    detail: { ...api, ...(resource ? { resource } : {}), ...(account ? { accountId: account } : {}) },
    account,
    region: text(api, 'region'),
    time: text(api, 'updatedAt') ?? text(api, 'analyzedAt'),
  };
}

function configRule(change: Fields): Wrapping | undefined {
  if (!('configRuleName' in change) || !('newEvaluationResult' in change || 'messageType' in change)) return undefined;
  return {
    source: 'aws.config',
    detailType: 'Config Rules Compliance Change',
    detail: change,
    account: text(change, 'awsAccountId'),
    region: text(change, 'awsRegion'),
    time: text(record({ change }, 'change'), 'notificationCreationTime'),
  };
}

/** GuardDuty's API answers AccountId where its events say accountId. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [lowerFirst(key), camelCased(inner)]));
}

function lowerFirst(key: string): string {
  return key.charAt(0).toLowerCase() + key.slice(1);
}
