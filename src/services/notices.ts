/** SNS: what is told by e-mail, with attributes that subscriptions can filter by. */
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

export interface Notice {
  /** At most 100 printable ASCII characters, as SNS wants it. */
  subject: string;
  body: string;
  attributes: Record<string, string>;
}

export interface Notices {
  /** Rejects when SNS does not take it. */
  publish(notice: Notice): Promise<void>;
}

/** Undefined without a topic: nothing is told by e-mail then. */
export function createNotices(client: () => SNSClient, topic: string | undefined): Notices | undefined {
  if (!topic) return undefined;
  const sns = client();
  return {
    async publish({ subject, body, attributes }) {
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      );
      await sns.send(new PublishCommand({ TopicArn: topic, Subject: subject, Message: body, MessageAttributes }));
    },
  };
}
