/** The registry of sources, and the one way in: every input gives at least one result, whatever it is. */
import { timestampFrom } from '../domain/timestamps.ts';
import { accessAnalyzerSource } from './access-analyzer.ts';
import { approvalRequestSource } from './approval-request.ts';
import { cloudtrailSource } from './cloudtrail.ts';
import { configRuleSource } from './config-rule.ts';
import type { Envelope, ParsedInput, Source } from './define.ts';
import { type Fields, isRecord, text, texts } from './fields.ts';
import { guarddutySource } from './guardduty.ts';
import { healthSource } from './health.ts';
import { insightResultsSource } from './insight-results.ts';
import { inspectorSource } from './inspector.ts';
import { macieSource } from './macie.ts';
import { declined, rejected } from './native.ts';
import { isTooDeep } from './nesting.ts';
import { whyNot } from './not-sources.ts';
import { protectionAlarmSource } from './protection-alarm.ts';
import { securityHubAsffSource } from './security-hub-asff.ts';
import { securityHubV2Source } from './security-hub-v2.ts';
import { unwrapSns } from './sns-copy.ts';
import { trustedAdvisorSource } from './trusted-advisor.ts';

export const sources: readonly Source[] = [
  securityHubAsffSource,
  securityHubV2Source,
  guarddutySource,
  macieSource,
  accessAnalyzerSource,
  inspectorSource,
  configRuleSource,
  cloudtrailSource,
  healthSource,
  trustedAdvisorSource,
  insightResultsSource,
  protectionAlarmSource,
  approvalRequestSource,
];

/**
 * `body` is an EventBridge envelope, as JSON text or already read, or an SNS notification with one inside: taken from `topics` only, for
 * whoever may publish to a topic could write any event. Never throws.
 */
export function parseInput(body: unknown, topics: readonly string[] = []): ParsedInput & { envelope?: Envelope } {
  if (typeof body === 'string' && isTooDeep(body)) return rejected('it is nested deeper than anything that AWS sends');
  const read = typeof body === 'string' ? fromJson(body) : body;
  if (read === undefined) return rejected('this is not JSON');
  if (!isRecord(read)) return rejected('this is JSON, but not an event: an event is an object');
  const unwrapped = unwrapSns(read);
  if (unwrapped.from === 'nowhere') return rejected(unwrapped.because);
  if (unwrapped.from === 'topic') {
    if (!topics.includes(unwrapped.topic))
      return declined(`it came through topic ${unwrapped.topic}, which policy does not list under trustedTopics`);
    return parseInput(unwrapped.message);
  }
  const envelope = envelopeFrom(read);
  if (envelope.source === '' && envelope.detailType === '')
    return rejected('this is not an EventBridge event: it has neither source nor detail-type');
  const source = sources.find((candidate) => candidate.accepts(envelope));
  if (!source) return { ...declined(whyNot(envelope)), envelope };
  try {
    const parsed: ParsedInput & { envelope?: Envelope } = source.parse(envelope);
    parsed.envelope = envelope;
    return parsed;
  } catch (error) {
    return { ...rejected(`it could not be read as ${source.id}: ${error instanceof Error ? error.message : String(error)}`), envelope };
  }
}

function envelopeFrom(fields: Fields): Envelope {
  return {
    id: text(fields, 'id') ?? '',
    detailType: text(fields, 'detail-type') ?? '',
    source: text(fields, 'source') ?? '',
    account: text(fields, 'account') ?? '',
    region: text(fields, 'region') ?? '',
    time: timestampFrom(fields.time),
    resources: texts(fields, 'resources'),
    detail: fields.detail,
  };
}

function fromJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
