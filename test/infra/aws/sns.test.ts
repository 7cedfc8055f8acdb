/** The simulated SNS: what was published is kept, attributes and all, where the state of the accounts shows it. */
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HUB, type SimulatedAccounts, startSimulatedAccounts } from './simulated-accounts.ts';

const TopicArn = `arn:aws:sns:us-east-1:${HUB}:drawbridge-notices`;
let accounts: SimulatedAccounts;
let sns: SNSClient;

beforeAll(async () => {
  accounts = await startSimulatedAccounts();
  sns = new SNSClient(accounts.hub);
});
afterAll(() => accounts.close());

test('a notice is kept as it was published', async () => {
  const MessageAttributes = { team: { DataType: 'String', StringValue: 'payments' }, tier: { DataType: 'Number', StringValue: '1' } };
  const { MessageId } = await sns.send(
    new PublishCommand({ TopicArn, Subject: 'Contained', Message: 'line one\nüber & <out>', MessageAttributes }),
  );
  expect(MessageId).toMatch(/./);
  const state = (await (await fetch(`${accounts.address}/aws/state`)).json()) as typeof accounts.aws.world;
  expect(state.notices).toEqual([
    {
      topic: TopicArn,
      subject: 'Contained',
      body: 'line one\nüber & <out>',
      attributes: { team: 'payments', tier: '1' },
      at: '2025-11-20T12:00:00.000Z',
    },
  ]);
});

const wrong: [string, object, string][] = [
  ['a topic that is none', { TopicArn: 'nowhere', Message: 'x' }, 'InvalidParameterException'],
  ['no message', { TopicArn, Message: '' }, 'InvalidParameterException'],
  ['a message above 256 KB', { TopicArn, Message: 'x'.repeat(262_145) }, 'InvalidParameterException'],
  ['a subject of two lines', { TopicArn, Message: 'x', Subject: 'a\nb' }, 'InvalidParameterException'],
  [
    'an attribute without a value',
    { TopicArn, Message: 'x', MessageAttributes: { team: { DataType: 'String', StringValue: '' } } },
    'InvalidParameterValueException',
  ],
];
test.each(wrong)('%s is refused', async (_, input, name) => {
  const command = new PublishCommand(input as ConstructorParameters<typeof PublishCommand>[0]);
  await expect(sns.send(command)).rejects.toMatchObject({ name });
  expect(accounts.aws.world.notices).toHaveLength(1);
});
