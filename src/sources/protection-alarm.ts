/** CloudWatch alarms on the metrics of Shield and WAF: how an attack on an application becomes known, since neither sends events of its own. */
import type { Finding } from '../domain/finding.ts';
import { identityOf } from '../domain/identity.ts';
import { resourceFrom } from '../domain/resource-id.ts';
import { timestampFrom } from '../domain/timestamps.ts';
import type { Envelope, ParsedInput, Source } from './define.ts';
import { type Fields, isRecord, record, records, text } from './fields.ts';
import { declined, found, homeOf, nativeFinding, rejected } from './native.ts';

/** Namespaces of the metrics, and what an alarm on one of them means. */
export const protectionNamespaces = ['AWS/DDoSProtection', 'AWS/WAFV2', 'WAF'] as const;

export const protectionAlarmSource: Source = {
  id: 'protection-alarm',
  reads: 'CloudWatch alarms on metrics of Shield Advanced (DDoSDetected and the rest) and of WAF (blocked requests).',
  accepts: ({ source, detailType }) => source === 'aws.cloudwatch' && detailType === 'CloudWatch Alarm State Change',
  parse,
};

function parse(envelope: Envelope): ParsedInput {
  const { detail } = envelope;
  const alarm = text(detail, 'alarmName');
  const state = text(detail, 'state', 'value')?.toUpperCase();
  if (!isRecord(detail) || alarm === undefined || state === undefined) return rejected('this CloudWatch alarm has no name or no state');
  const metric = metricOf(detail);
  if (!metric) return declined('an alarm tells that a metric crossed a line; only those on Shield and WAF metrics are read', alarm);
  if (state !== 'ALARM' && state !== 'OK') return declined(`alarm "${alarm}" has too little data to judge by`, alarm);
  return found(findingOf(envelope, detail, { alarm, metric, active: state === 'ALARM' }), detail);
}

function metricOf(detail: Fields): Fields | undefined {
  const metrics = records(detail, 'configuration', 'metrics').map((each) => record(each, 'metricStat', 'metric'));
  return metrics.find((each) => protectionNamespaces.some((namespace) => namespace === text(each, 'namespace')));
}

interface Alarm {
  alarm: string;
  metric: Fields;
  active: boolean;
}

function findingOf(envelope: Envelope, detail: Fields, { alarm, metric, active }: Alarm): Finding {
  const home = homeOf(envelope, envelope.account);
  const isAttack = text(metric, 'namespace') === 'AWS/DDoSProtection';
  const name = text(metric, 'name') ?? 'a metric';
  const target = text(metric, 'dimensions', 'ResourceArn') ?? text(metric, 'dimensions', 'WebACL');
  const since = timestampFrom(text(detail, 'state', 'timestamp')) ?? envelope.time;
  return nativeFinding(envelope, {
    home,
    product: isAttack ? 'Shield' : 'WAF',
    identity: identityOf('cloudwatch', { ...home, id: alarm }),
    findingId: envelope.resources[0] ?? alarm,
    class: 'threat',
    threat: 'active',
    type: isAttack ? `Impact:Shield/${name}` : `Impact:WAF/${name}`,
    title: isAttack ? 'Shield detects a denial-of-service attack' : `WAF: ${name} crossed the line set for it`,
    description: `Alarm "${alarm}": ${text(detail, 'state', 'reason') ?? 'it gives no reason'}`,
    severity: isAttack ? 'high' : 'medium',
    createdAt: since,
    updatedAt: since,
    active,
    resourceRole: 'TARGET',
    resources: target ? [resourceFrom('AwsOther', target, home)] : [],
  });
}
