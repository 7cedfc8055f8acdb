/** Simulated SNS: what was published to a topic is kept, where the state of the accounts shows it. */
import type * as client from '@aws-sdk/client-sns';
import { type Call, iso } from './call.ts';
import { resourceId } from './ids.ts';
import { AwsError, type Operations, queryWire, type Service } from './wire.ts';

const MOST_BYTES = 262_144;

function publish(call: Call, input: client.PublishCommandInput): object {
  const topic = input.TopicArn ?? '';
  if (!/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(topic))
    throw new AwsError('InvalidParameter', 'Invalid parameter: TopicArn');
  const { Message: body = '', Subject: subject = '' } = input;
  if (body === '' || Buffer.byteLength(body) > MOST_BYTES) throw new AwsError('InvalidParameter', 'Invalid parameter: Message');
  if (subject.length > 100 || !/^[\x20-\x7e]*$/.test(subject)) throw new AwsError('InvalidParameter', 'Invalid parameter: Subject');
  const attributes = Object.fromEntries(
    Object.entries(input.MessageAttributes ?? {}).map(([name, { StringValue = '' }]) => [name, StringValue]),
  );
  if (Object.values(attributes).includes('')) throw new AwsError('ParameterValueInvalid', 'A message attribute needs a value');
  call.world.notices = [...(call.world.notices ?? []), { topic, subject, body, attributes, at: iso(call.now) }];
  return { MessageId: resourceId('message', topic, String(call.world.notices.length)) };
}

const operations: Operations = { Publish: publish };

export const sns: Service = { wire: queryWire(() => import('@aws-sdk/client-sns'), 'query'), operations };
