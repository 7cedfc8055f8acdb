/** The two topics: notices, which people of the organisation subscribe to, and alarms about Drawbridge itself. */
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import type { Hub } from './hub.ts';

export interface Topics {
  notices: Topic;
  alarms: Topic;
}

export function makeTopics({ stack, names, settings, key }: Hub): Topics {
  const make = (id: string, short: string) =>
    new Topic(stack, id, { topicName: names.of(short), enforceSSL: true, ...(key && { masterKey: key }) });
  const notices = make('Notices', 'notices');
  const alarms = make('Alarms', 'alarms');
  // enforceSSL brings a policy of its own, after which alarms need to be let in by name.
  alarms.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [alarms.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': settings.hubAccount } },
    }),
  );
  if (settings.alarmEmail)
    new Subscription(stack, 'AlarmEmail', { topic: alarms, protocol: SubscriptionProtocol.EMAIL, endpoint: settings.alarmEmail });
  return { notices, alarms };
}
