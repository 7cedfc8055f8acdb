/** AWS Health: the few events that are about security, exposed credentials and reports of abuse; the rest is operations. */
import { accessKeyFrom } from '../domain/access-key.ts';
import { identityOf } from '../domain/identity.ts';
import { resourceFrom } from '../domain/resource-id.ts';
import { timestampFrom } from '../domain/timestamps.ts';
import type { Envelope, ParsedInput, Source } from './define.ts';
import { type Fields, record, records, text } from './fields.ts';
import { declined, found, homeOf, nativeFinding, rejected } from './native.ts';

export const healthSource: Source = {
  id: 'health',
  reads: 'AWS Health events about exposed credentials and abuse',
  accepts: ({ source, detailType }) => source === 'aws.health' && /^AWS Health (?:Abuse )?Event$/.test(detailType),
  parse,
};

function parse(envelope: Envelope): ParsedInput {
  const detail = record({ detail: envelope.detail }, 'detail');
  const code = text(detail, 'eventTypeCode');
  const eventArn = text(detail, 'eventArn');
  if (code === undefined || eventArn === undefined) return rejected('the AWS Health event has no eventTypeCode or no eventArn');
  if (!/^AWS_(?:RISK|ABUSE)_/.test(code)) return declined(`AWS Health event ${code} is about operations, not security`, eventArn);
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
      title: exposed ? 'AWS found an access key of this account exposed in public' : `AWS received a report of abuse: ${readable(code)}`,
      description: describe(detail),
      severity: exposed ? 'critical' : 'high',
      createdAt: started,
      updatedAt: timestampFrom(detail.lastUpdatedTime) ?? envelope.time ?? started,
      active: text(detail, 'statusCode') !== 'closed',
      resources: entities.map((entity) => resourceFrom(exposed ? 'AwsIamAccessKey' : undefined, entity, home)),
      accessKeys: exposed ? entities.map(accessKeyFrom) : [],
    }),
    envelope.detail,
  );
}

function readable(code: string): string {
  return code
    .replace(/^AWS_(?:RISK|ABUSE)_/, '')
    .toLowerCase()
    .replaceAll('_', ' ');
}

function describe(detail: Fields): string {
  return text(records(detail, 'eventDescription')[0], 'latestDescription') ?? '';
}
