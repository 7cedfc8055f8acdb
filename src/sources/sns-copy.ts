/** Copies of events that came through an SNS topic: the event inside is read as if it had come by itself, so its identity is the same. */
import { parseArn } from '../domain/arn.ts';
import { type Fields, isRecord, records, text } from './fields.ts';

export type Unwrapped =
  /** Not from SNS: as it was. */
  { from: 'bus' } | { from: 'topic'; topic: string; message: string } | { from: 'nowhere'; because: string };

/** SNS sends a queue one notification, and a function one record around it. */
export function unwrapSns(body: Fields): Unwrapped {
  const isDelivery = Array.isArray(body.Records) && records(body, 'Records').some((each) => isRecord(each.Sns));
  const notification = isDelivery ? records(body, 'Records')[0]?.Sns : body;
  if (!isDelivery && (!('TopicArn' in body) || !('Type' in body))) return { from: 'bus' };
  if (isDelivery && records(body, 'Records').length !== 1) return nowhere('SNS delivers one notification at a time, and here are several');
  if (text(notification, 'Type') !== 'Notification')
    return nowhere(`SNS sends "${text(notification, 'Type') ?? 'nothing'}" here, which carries no event`);
  const topic = text(notification, 'TopicArn') ?? '';
  const arn = parseArn(topic);
  const message = text(notification, 'Message');
  if (arn?.service !== 'sns' || arn.account === undefined) return nowhere('the SNS notification does not name its topic');
  if (text(notification, 'MessageId') === undefined || message === undefined)
    return nowhere('the SNS notification has no id or no message');
  return { from: 'topic', topic, message };
}

function nowhere(because: string): Unwrapped {
  return { from: 'nowhere', because };
}
