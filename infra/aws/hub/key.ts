/** The deployment's own key, where one is wanted: for the table, queues, topics, logs and the evidence. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Hub } from './hub.ts';

const using = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Undefined where AWS's own keys will do. It is kept when the stack goes: without it the evidence cannot be read any more. */
export function makeKey({ stack, names, settings }: Pick<Hub, 'stack' | 'names' | 'settings'>): Key | undefined {
  if (!settings.customerKey) return undefined;
  const key = new Key(stack, 'Key', {
    alias: names.keyAlias,
    description: 'Drawbridge: cases, messages, logs and evidence',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const allow = (principal: string, actions: string[], conditions: Record<string, Record<string, string>>): void => {
    const principals = [new ServicePrincipal(principal)];
    key.addToResourcePolicy(new PolicyStatement({ effect: Effect.ALLOW, principals, actions, resources: ['*'], conditions }));
  };
  const ours = { StringEquals: { 'aws:SourceAccount': settings.hubAccount } };
  // Rules send to queues and alarms publish to a topic by themselves; functions come with rights of their own.
  allow('events.amazonaws.com', using, ours);
  allow('cloudwatch.amazonaws.com', using, ours);
  allow(`logs.${settings.hubRegion}.amazonaws.com`, [...using, 'kms:Encrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:DescribeKey'], {
    ArnLike: { 'kms:EncryptionContext:aws:logs:arn': names.arn('logs', 'log-group:*') },
  });
  return key;
}
