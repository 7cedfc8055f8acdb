/** CloudTrail calls that blind the people watching: trails, detectors, recorders, flow logs, hubs. */
import type { Severity } from '../domain/finding.ts';
import type { Call, Judge, Unimportant, Verdict } from './cloudtrail-call.ts';
import { at, type Fields, flag, list, records, text, texts } from './fields.ts';

/** Calls that are tampering whatever their parameters: what they do, and where the name of the thing is. */
const always: Record<string, [severity: Severity, title: string, resourceType: string, ...nameKeys: string[]]> = {
  'cloudtrail.StopLogging': ['high', 'CloudTrail logging stopped', 'AwsCloudTrailTrail', 'name'],
  'cloudtrail.DeleteTrail': ['high', 'CloudTrail trail deleted', 'AwsCloudTrailTrail', 'name'],
  'cloudtrail.DeleteEventDataStore': ['high', 'CloudTrail Lake event data store deleted', 'Other', 'eventDataStore'],
  'cloudtrail.StopEventDataStoreIngestion': ['high', 'CloudTrail Lake ingestion stopped', 'Other', 'eventDataStore'],
  'guardduty.DeleteDetector': ['high', 'GuardDuty switched off', 'Other', 'detectorId'],
  'guardduty.StopMonitoringMembers': ['high', 'GuardDuty stopped watching member accounts', 'Other', 'detectorId'],
  'guardduty.DisassociateMembers': ['high', 'GuardDuty member accounts cut off', 'Other', 'detectorId'],
  'guardduty.DeleteMembers': ['high', 'GuardDuty member accounts removed', 'Other', 'detectorId'],
  'guardduty.DisassociateFromMasterAccount': ['high', 'Account left its GuardDuty administrator', 'Other', 'detectorId'],
  'guardduty.DisassociateFromAdministratorAccount': ['high', 'Account left its GuardDuty administrator', 'Other', 'detectorId'],
  'guardduty.DeletePublishingDestination': ['medium', 'GuardDuty export of findings deleted', 'Other', 'detectorId'],
  'config.StopConfigurationRecorder': ['high', 'AWS Config recorder stopped', 'Other', 'configurationRecorderName'],
  'config.DeleteConfigurationRecorder': ['high', 'AWS Config recorder deleted', 'Other', 'configurationRecorderName'],
  'config.DeleteDeliveryChannel': ['high', 'AWS Config delivery channel deleted', 'Other', 'deliveryChannelName'],
  'securityhub.DisableSecurityHub': ['high', 'Security Hub switched off', 'Other'],
  'securityhub.DisableSecurityHubV2': ['high', 'Security Hub switched off', 'Other'],
  'securityhub.DisassociateFromMasterAccount': ['high', 'Account left its Security Hub administrator', 'Other'],
  'securityhub.DisassociateFromAdministratorAccount': ['high', 'Account left its Security Hub administrator', 'Other'],
  'securityhub.DisassociateMembers': ['high', 'Security Hub member accounts cut off', 'Other'],
  'securityhub.DeleteMembers': ['high', 'Security Hub member accounts removed', 'Other'],
  'securityhub.DisableImportFindingsForProduct': ['medium', 'Security Hub integration switched off', 'Other', 'productSubscriptionArn'],
  'securityhub.BatchDisableStandards': ['medium', 'Security Hub standard switched off', 'Other'],
  'macie2.DisableMacie': ['high', 'Macie switched off', 'Other'],
  'inspector2.Disable': ['high', 'Inspector switched off', 'Other'],
  'access-analyzer.DeleteAnalyzer': ['medium', 'Access Analyzer deleted', 'Other', 'analyzerName'],
  'ec2.DeleteFlowLogs': ['high', 'VPC flow logs deleted', 'Other'],
  'route53resolver.DeleteResolverQueryLogConfig': ['medium', 'DNS query logging deleted', 'Other', 'resolverQueryLogConfigId'],
  'wafv2.DeleteLoggingConfiguration': ['medium', 'WAF logging deleted', 'Other', 'resourceArn'],
  'bedrock.DeleteModelInvocationLoggingConfiguration': ['medium', 'Bedrock invocation logging deleted', 'Other'],
  'organizations.LeaveOrganization': ['high', 'Account left its organization', 'AwsAccount'],
};

/** Calls that are tampering only with certain parameters. */
const sometimes: Record<string, Judge> = {
  'cloudtrail.UpdateTrail': updateTrail,
  'cloudtrail.PutEventSelectors': putEventSelectors,
  'cloudtrail.PutInsightSelectors': (call) =>
    list(call.parameters, 'insightSelectors').length === 0
      ? tampering(call, 'medium', 'CloudTrail Insights switched off', [trail(call)])
      : { unimportant: 'it leaves CloudTrail Insights on' },
  'guardduty.UpdateDetector': updateDetector,
  'guardduty.CreateFilter': (call) =>
    text(call.parameters, 'action')?.toUpperCase() === 'ARCHIVE'
      ? tampering(call, 'medium', 'GuardDuty findings archived by a new filter', [['Other', text(call.parameters, 'name')]])
      : { unimportant: 'the filter archives nothing' },
  'guardduty.CreateIPSet': trustedAddresses,
  'guardduty.UpdateIPSet': trustedAddresses,
  'macie2.UpdateMacieSession': (call) =>
    text(call.parameters, 'status')?.toUpperCase() === 'PAUSED'
      ? tampering(call, 'high', 'Macie paused', [])
      : { unimportant: 'it does not pause Macie' },
};

export const tamperingCalls: Record<string, Judge> = { ...Object.fromEntries(Object.keys(always).map((id) => [id, blunt])), ...sometimes };

function blunt(call: Call): Verdict | Unimportant {
  const row = always[call.id];
  if (row === undefined) return { unimportant: 'it is not in the table' };
  const [severity, title, resourceType, ...keys] = row;
  const id = keys.map((key) => text(call.parameters, key)).find((value) => value !== undefined) ?? flowLog(call.parameters);
  const target: Verdict['targets'][number] = resourceType === 'AwsCloudTrailTrail' ? trail(call) : [resourceType, id];
  return tampering(call, severity, title, [target]);
}

function updateTrail(call: Call): Verdict | Unimportant {
  const { parameters } = call;
  const weaker = [
    parameters.isMultiRegionTrail === false && 'it no longer covers all Regions',
    parameters.includeGlobalServiceEvents === false && 'it no longer records global services such as IAM',
    (parameters.enableLogFileValidation === false || parameters.logFileValidationEnabled === false) &&
      'its log files are no longer validated',
    parameters.isOrganizationTrail === false && 'it no longer covers the organization',
    text(parameters, 's3BucketName') !== undefined && `it now delivers to bucket ${text(parameters, 's3BucketName')}`,
  ].filter((reason) => reason !== false);
  if (weaker.length === 0) return tampering(call, 'low', 'CloudTrail trail changed', [trail(call)], 'It records as much as before.');
  return tampering(call, 'high', 'CloudTrail trail weakened', [trail(call)], `Changed: ${weaker.join('; ')}.`);
}

function putEventSelectors(call: Call): Verdict | Unimportant {
  const basic = records(call.parameters, 'eventSelectors');
  const advanced = records(call.parameters, 'advancedEventSelectors');
  const complete = basic.some(recordsManagement) || advanced.some(selectsManagement);
  if (complete) return { unimportant: 'the trail still records all management events' };
  return tampering(call, 'high', 'CloudTrail trail no longer records all management events', [trail(call)]);
}

function recordsManagement(selector: Fields): boolean {
  const kind = text(selector, 'readWriteType');
  return (
    selector.includeManagementEvents !== false &&
    (kind === undefined || kind === 'All') &&
    texts(selector, 'excludeManagementEventSources').length === 0
  );
}

/** Management events, narrowed by nothing else. */
function selectsManagement(selector: Fields): boolean {
  const fields = records(selector, 'fieldSelectors');
  return (
    fields.length === 1 && fields.some((field) => text(field, 'field') === 'eventCategory' && texts(field, 'equals').includes('Management'))
  );
}

function updateDetector(call: Call): Verdict | Unimportant {
  const { parameters } = call;
  const target: Verdict['targets'] = [['Other', text(parameters, 'detectorId')]];
  if (parameters.enable === false || text(parameters, 'enable') === 'false') return tampering(call, 'high', 'GuardDuty suspended', target);
  const off = records(parameters, 'features').filter((feature) => text(feature, 'status') === 'DISABLED');
  const sources = Object.entries(parameters.dataSources ?? {}).filter(([, source]) => at(source, 'enable') === false);
  if (off.length === 0 && sources.length === 0) return { unimportant: 'it switches nothing off in GuardDuty' };
  const names = [...off.map((feature) => text(feature, 'name') ?? 'a feature'), ...sources.map(([source]) => source)];
  return tampering(call, 'medium', 'GuardDuty protection switched off', target, `Off now: ${names.join(', ')}.`);
}

function trustedAddresses(call: Call): Verdict | Unimportant {
  if (!flag(call.parameters, 'activate')) return { unimportant: 'the list of trusted addresses is not active' };
  return tampering(call, 'medium', 'GuardDuty now ignores a list of trusted addresses', [
    ['Other', text(call.parameters, 'ipSetId') ?? text(call.parameters, 'name')],
  ]);
}

function trail({ parameters, response, home }: Call): [string, string | undefined] {
  const found = text(response, 'trailARN') ?? text(parameters, 'name') ?? text(parameters, 'trailName');
  if (found === undefined || found.startsWith('arn:')) return ['AwsCloudTrailTrail', found];
  return ['AwsCloudTrailTrail', `arn:${home.partition}:cloudtrail:${home.region}:${home.account}:trail/${found}`];
}

function flowLog(parameters: Fields): string | undefined {
  return (
    text(parameters, 'DeleteFlowLogsRequest', 'FlowLogId', 'content') ?? text(records(parameters, 'flowLogIdSet', 'items')[0], 'flowLogId')
  );
}

function tampering(call: Call, severity: Severity, title: string, targets: Verdict['targets'], detail?: string): Verdict {
  const service = call.id.split('.')[0] ?? '';
  const threat = severity === 'low' ? 'hygiene' : 'active';
  // Only what really blinds somebody may carry the purpose that pages.
  const purpose = severity === 'high' ? 'Stealth' : 'Weakening';
  const [type, id] = targets[0] ?? [];
  const named = type === 'AwsCloudTrailTrail' && id ? `${title}: ${id.split('/').at(-1)}` : title;
  const words = { title: named, ...(detail ? { detail } : {}) };
  return { type: `${purpose}:${service}/${call.name}`, severity, threat, ...words, targets, attemptMatters: threat === 'active' };
}
