/** Native GuardDuty findings of every resource type, attack sequences included, and verdicts of Malware Protection for S3. */
import { accessKeyFrom } from '../domain/access-key.ts';
import type { AccessKey, Finding } from '../domain/finding.ts';
import { identityOf } from '../domain/identity.ts';
import { principalFrom } from '../domain/principal.ts';
import { severityFromNormalized, severityFromScore, severityFromWord } from '../domain/severity.ts';
import { isAttackSequence, threatOfType } from '../domain/threat-type.ts';
import { timestampFrom } from '../domain/timestamps.ts';
import type { Envelope, ParsedInput, Source } from './define.ts';
import { type Fields, flag, isRecord, numeric, record, text } from './fields.ts';
import { malwareScan } from './guardduty-malware.ts';
import { actionAddresses, actionDomains } from './guardduty-remote.ts';
import { principalFacts, resourcesOf } from './guardduty-resources.ts';
import { sequenceOf } from './guardduty-sequence.ts';
import { isTemplate, TEMPLATE_REASON } from './hub-finding.ts';
import { found, homeOf, nativeFinding, rejected } from './native.ts';
import { publicAddresses } from './remote.ts';

const findingType = 'GuardDuty Finding';
const scanType = 'GuardDuty Malware Protection Object Scan Result';

export const guarddutySource: Source = {
  id: 'guardduty',
  reads: 'GuardDuty findings as GuardDuty sends them, and what Malware Protection found in new S3 objects.',
  accepts: ({ source, detailType }) =>
    (source === 'aws.guardduty' || source === '') && (detailType === findingType || detailType === scanType),
  parse: (envelope) => (envelope.detailType === scanType ? malwareScan(envelope) : parse(envelope)),
};

function parse(envelope: Envelope): ParsedInput {
  if (!isRecord(envelope.detail)) return rejected('This GuardDuty event carries no finding.');
  const detail = camelCased(envelope.detail);
  const type = text(detail, 'type');
  const findingId = text(detail, 'arn') ?? text(detail, 'id');
  if (type === undefined) return rejected('This GuardDuty finding has no type.', findingId);
  if (findingId === undefined) return rejected(`This GuardDuty finding (${type}) has no id.`);
  if (isTemplate(type, findingId, text(detail, 'accountId'), text(detail, 'title'))) return rejected(TEMPLATE_REASON, findingId);
  // Hand-made copies write a space for the slash.
  return found(findingOf(envelope, detail, type.trim().replace(/^([A-Za-z]+:\S+) (?=\S+$)/, '$1/'), findingId), envelope.detail);
}

function findingOf(envelope: Envelope, detail: Fields, type: string, findingId: string): Finding {
  const home = homeOf(envelope, detail.accountId, detail.region, text(detail, 'arn'));
  const service = record(detail, 'service');
  const resource = record(detail, 'resource');
  const action = record(service, 'action');
  const sequence = sequenceOf(record(service, 'detection', 'sequence'), home);
  const resources = [...resourcesOf(resource, home), ...sequence.resources];
  const title = text(detail, 'title') ?? type;
  const role = text(service, 'resourceRole')?.toUpperCase();
  return nativeFinding(envelope, {
    identity: identityOf('guardduty', { ...home, id: findingId }),
    findingId,
    product: 'GuardDuty',
    class: 'threat',
    threat: threatOfType(type),
    type,
    title,
    description: text(detail, 'description') ?? '',
    severity: severityOf(detail, type),
    home,
    createdAt: timestampFrom(detail.createdAt),
    updatedAt: timestampFrom(detail.updatedAt) ?? timestampFrom(service.eventLastSeen),
    firstSeenAt: timestampFrom(service.eventFirstSeen),
    lastSeenAt: timestampFrom(service.eventLastSeen),
    count: Math.max(1, Math.trunc(numeric(service, 'count') ?? 1)),
    active: !flag(service, 'archived'),
    sample: isSample(service, title) || resources[0]?.placeholder === true,
    resourceRole: role === 'ACTOR' || role === 'TARGET' ? role : undefined,
    resources,
    principal: principalFrom(principalFacts(resource, home)) ?? sequence.principal,
    accessKeys: keysOf(resource, sequence.accessKeys),
    remoteAddresses: publicAddresses([...actionAddresses(action), ...sequence.addresses]),
    remoteDomains: [...actionDomains(action), ...sequence.domains],
  });
}

function severityOf(detail: Fields, type: string): Finding['severity'] {
  const said = severityFromScore(detail.severity) ?? severityFromNormalized(detail.severity) ?? severityFromWord(detail.severity);
  return said ?? (isAttackSequence(type) ? 'critical' : 'medium');
}

/** A key GuardDuty wrote as null or empty is still a fact: there is nothing to disable. */
function keysOf(resource: Fields, inSequence: AccessKey[]): AccessKey[] {
  const details = resource.accessKeyDetails;
  if (!isRecord(details) || !('accessKeyId' in details)) return inSequence;
  return [accessKeyFrom(text(details, 'accessKeyId')), ...inSequence];
}

function isSample(service: Fields, title: string): boolean {
  const info = record(service, 'additionalInfo');
  return flag(info, 'sample') || /"sample"\s*:\s*true/.test(text(info, 'value') ?? '') || /^\[?SAMPLE\]?\s/.test(title);
}

/** GuardDuty's API writes AccountId where its events write accountId; people post both. */
function camelCased(detail: Fields): Fields {
  if (detail.type !== undefined || detail.Type === undefined) return detail;
  return lowered(detail, 0) as Fields;
}

function lowered(value: unknown, depth: number): unknown {
  if (depth > 20) return undefined;
  if (Array.isArray(value)) return value.map((item) => lowered(item, depth + 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.charAt(0).toLowerCase() + key.slice(1), lowered(inner, depth + 1)]),
  );
}
