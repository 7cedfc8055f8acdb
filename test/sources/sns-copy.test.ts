/** Copies through SNS: read as the event itself from trusted topics, refused from all others, whatever they contain. */
import { describe, expect, it, test } from 'vitest';
import { parseInput } from '../../src/sources/index.ts';
import { control, customAction, guardDuty, imported, importedV2, ocsf } from '../fixtures/hub.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:security-events';
const notification = (message: unknown, changes: object = {}) => ({
  Type: 'Notification',
  MessageId: '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
  TopicArn: TOPIC,
  Message: typeof message === 'string' ? message : JSON.stringify(message),
  Timestamp: '2026-11-20T03:00:00.000Z',
  SignatureVersion: '1',
  ...changes,
});
const delivery = (message: unknown, changes: object = {}) => ({
  Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns: notification(message, changes) }],
});

describe.each<[string, object]>([
  ['a finding of a control', imported(control('S3.8'))],
  ['a finding of GuardDuty', imported(guardDuty('TTPs/x/Recon:EC2-Portscan'))],
  ['a finding of the second Security Hub', importedV2(ocsf(2004))],
  ['a custom action', customAction('isolate_instance', control('S3.8'), control('EC2.8'))],
  ['something nobody takes', { id: 'e', source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification', detail: {} }],
])('%s', (_, event) => {
  it('is read as if it had come by itself', () => {
    const bare = parseInput(event);
    expect(parseInput(notification(event), [TOPIC])).toEqual(bare);
    expect(parseInput(JSON.stringify(delivery(event)), [TOPIC])).toEqual(bare);
  });

  it.each([[[]], [['arn:aws:sns:eu-west-1:111122223333:other']]])('is not taken from a topic that policy does not list (%s)', (topics) => {
    expect(parseInput(notification(event), topics).results).toMatchObject([
      { outcome: 'declined', reason: expect.stringContaining(TOPIC) as string },
    ]);
  });
});

test.each<[string, unknown, RegExp]>([
  ['a subscription to confirm', notification(imported(control('S3.8')), { Type: 'SubscriptionConfirmation' }), /SubscriptionConfirmation/],
  ['no topic', delivery(imported(control('S3.8')), { TopicArn: undefined }), /does not name its topic/],
  [
    'a topic that is none',
    notification(imported(control('S3.8')), { TopicArn: 'arn:aws:sqs:eu-west-1:111122223333:x' }),
    /does not name its topic/,
  ],
  ['no message', notification(imported(control('S3.8')), { Message: '' }), /no id or no message/],
  ['no id', notification(imported(control('S3.8')), { MessageId: undefined }), /no id or no message/],
  ['a message for people', notification('GuardDuty found something'), /not JSON/],
  ['a copy of a copy', notification(notification(imported(control('S3.8')))), /policy does not list/],
  ['several at once', { Records: [...delivery({}).Records, ...delivery({}).Records] }, /one notification at a time/],
])('%s is not taken', (_, body, reason) => {
  const { results } = parseInput(body, [TOPIC]);
  expect(results).toMatchObject([{ reason: expect.stringMatching(reason) as string }]);
  expect(results[0]?.outcome).not.toBe('finding');
});
