/** AWS Health: the few events that are about security: exposed credentials, reports of abuse, security notices; the rest is operations. */
import { accessKeyFrom } from '../domain/access-key.ts';
import { identityOf } from '../domain/identity.ts';
import { resourceFrom } from '../domain/resource-id.ts';
import { timestampFrom } from '../domain/timestamps.ts';
import type { Envelope, ParsedInput, Source } from './define.ts';
import { type Fields, record, records, text } from './fields.ts';
import { declined, found, homeOf, nativeFinding, rejected } from './native.ts';

/** The start of the codes that are about security whatever follows, and the ends of those of other services. */
export const securityPrefixes = ['AWS_RISK_', 'AWS_ABUSE_', 'AWS_SECURITY_'];
export const securitySuffixes = ['_SECURITY_NOTIFICATION', '_SECURITY_ISSUE', '_SECURITY_EVENT', '_EXPOSED', '_COMPROMISED'];

export const healthSource: Source = {
  id: 'health',
  reads: 'AWS Health events about exposed credentials, abuse and security.',
  accepts: ({ source, detailType }) => source === 'aws.health' && /^AWS Health (?:Abuse )?Event$/.test(detailType),
  parse,
};

function parse(envelope: Envelope): ParsedInput {
  const detail = record({ detail: envelope.detail }, 'detail');
  const code = text(detail, 'eventTypeCode');
  const eventArn = text(detail, 'eventArn');
  if (code === undefined || eventArn === undefined) return rejected('the AWS Health event has no eventTypeCode or no eventArn');
  if (!isSecurity(code)) return declined(`AWS Health event ${code} is about operations, not security`, eventArn);
  const home = homeOf(envelope, detail.affectedAccount, envelope.region);
  const entities = records(detail, 'affectedEntities').flatMap((entity) => text(entity, 'entityValue') ?? []);
  const exposed = /CREDENTIALS|ACCESS_KEY/.test(code);
  const started = timestampFrom(detail.startTime) ?? envelope.time;
  return found(
    nativeFinding(envelope, {
      home,
      product: 'Health',
      identity: identityOf('health', { ...home, id: eventArn }),
      findingId: eventArn,
      class: 'threat',
      threat: 'active',
      type: code,
      title: titleOf(code, exposed),
      description: describe(detail),
      severity: exposed ? 'critical' : isNotice(code) ? 'medium' : 'high',
      createdAt: started,
      updatedAt: timestampFrom(detail.lastUpdatedTime) ?? envelope.time ?? started,
      active: text(detail, 'statusCode') !== 'closed',
      resources: entities.map((entity) => resourceFrom(exposed ? 'AwsIamAccessKey' : undefined, entity, home)),
      accessKeys: exposed ? entities.map(accessKeyFrom) : [],
    }),
    envelope.detail,
  );
}

function isSecurity(code: string): boolean {
  return securityPrefixes.some((start) => code.startsWith(start)) || securitySuffixes.some((end) => code.endsWith(end));
}

/** Something to know and look into, where nobody says yet that harm was done. */
function isNotice(code: string): boolean {
  return !/^AWS_(?:RISK|ABUSE)_|_(?:EXPOSED|COMPROMISED)$/.test(code);
}

function titleOf(code: string, exposed: boolean): string {
  if (exposed) return 'AWS found an access key of this account exposed in public';
  if (code.startsWith('AWS_ABUSE_')) return `AWS received a report of abuse: ${readable(code)}`;
  return `AWS says something about the security of this account: ${readable(code)}`;
}

function readable(code: string): string {
  return code
    .replace(/^AWS_(?:(?:RISK|ABUSE|SECURITY)_)?/, '')
    .toLowerCase()
    .replaceAll('_', ' ');
}

function describe(detail: Fields): string {
  return text(records(detail, 'eventDescription')[0], 'latestDescription') ?? '';
}
