/** Macie: sensitive data in objects, and buckets whose protection somebody took away; alerts of the retired Macie Classic are declined. */
import type { Finding } from '../domain/finding.ts';
import { identityOf } from '../domain/identity.ts';
import { resourceFrom } from '../domain/resource-id.ts';
import { severityFromWord } from '../domain/severity.ts';
import { threatOfType } from '../domain/threat-type.ts';
import { timestampFrom } from '../domain/timestamps.ts';
import type { Envelope, ParsedInput, Source } from './define.ts';
import { type Fields, flag, isRecord, numeric, record, records, text } from './fields.ts';
import { macieActor } from './macie-actor.ts';
import { declined, found, homeOf, nativeFinding, rejected } from './native.ts';
import { withTags } from './tags.ts';

export const macieSource: Source = {
  id: 'macie',
  reads: 'Macie findings about sensitive data and about the protection of buckets.',
  accepts: ({ source, detailType }) => source === 'aws.macie' && (detailType === 'Macie Finding' || detailType === 'Macie Alert'),
  parse,
};

function parse(envelope: Envelope): ParsedInput {
  const { detail } = envelope;
  if (envelope.detailType === 'Macie Alert')
    return declined('Alerts come from Macie Classic, which AWS has retired.', text(detail, 'alert-arn'));
  const findingId = text(detail, 'id');
  const type = text(detail, 'type');
  if (!isRecord(detail) || findingId === undefined || type === undefined)
    return rejected('This Macie finding lacks its id or its type.', findingId);
  return found(findingOf(envelope, detail, findingId, type), detail);
}

function findingOf(envelope: Envelope, detail: Fields, findingId: string, type: string): Finding {
  const home = homeOf(envelope, detail.accountId, detail.region);
  const bucket = record(detail, 'resourcesAffected', 's3Bucket');
  const bucketId = text(bucket, 'arn') ?? text(bucket, 'name') ?? text(detail, 'resourcesAffected', 's3Object', 'bucketArn');
  const sensitive = text(detail, 'category') === 'CLASSIFICATION' || type.startsWith('SensitiveData:');
  const { principal, key, addresses, domains } = macieActor(record(detail, 'policyDetails', 'actor'), home);
  return nativeFinding(envelope, {
    identity: identityOf('macie', { ...home, id: findingId }),
    findingId,
    product: 'Macie',
    class: 'threat',
    threat: sensitive ? (isOpen(detail, bucket) ? 'exposure' : 'hygiene') : threatOfType(type),
    type,
    title: text(detail, 'title') ?? type,
    description: describe(detail),
    severity: severityOf(detail),
    home,
    createdAt: timestampFrom(detail.createdAt),
    updatedAt: timestampFrom(detail.updatedAt),
    count: Math.max(1, Math.trunc(numeric(detail, 'count') ?? 1)),
    active: !flag(detail, 'archived'),
    sample: flag(detail, 'sample'),
    resources: bucketId === undefined ? [] : [withTags(resourceFrom('AwsS3Bucket', bucketId, home), bucket)],
    principal,
    accessKeys: key ? [key] : [],
    remoteAddresses: addresses,
    remoteDomains: domains,
    sensitive,
  });
}

/** Sensitive data where it belongs is no danger; sensitive data that outsiders can read is one. */
function isOpen(detail: Fields, bucket: Fields): boolean {
  const outside = text(bucket, 'publicAccess', 'effectivePermission') === 'PUBLIC' || text(bucket, 'sharedAccess') === 'EXTERNAL';
  return outside || flag(detail, 'resourcesAffected', 's3Object', 'publicAccess');
}

function severityOf(detail: Fields): Finding['severity'] {
  const score = numeric(detail, 'severity', 'score');
  const byScore = score === undefined ? undefined : (['low', 'medium', 'high'] as const)[Math.round(score) - 1];
  return severityFromWord(text(detail, 'severity', 'description')) ?? byScore ?? severityFromWord(detail.severity) ?? 'medium';
}

function describe(detail: Fields): string {
  const object = text(detail, 'resourcesAffected', 's3Object', 'key');
  const result = record(detail, 'classificationDetails', 'result');
  const groups = [...records(result, 'sensitiveData'), record(result, 'customDataIdentifiers')];
  const kinds = groups
    .flatMap((group) => records(group, 'detections'))
    .map((one) => `${text(one, 'type') ?? text(one, 'name') ?? 'unnamed'} (${text(one, 'count') ?? '?'})`);
  const where = object === undefined ? [] : [`Object: ${object}.`];
  const what =
    kinds.length === 0 ? [] : [`Found: ${kinds.slice(0, 8).join(', ')}${kinds.length > 8 ? ` and ${kinds.length - 8} more` : ''}.`];
  return [text(detail, 'description') ?? '', ...where, ...what].filter((part) => part !== '').join(' ');
}
