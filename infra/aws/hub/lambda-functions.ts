/** The Lambda functions: one role each with exactly what its row needs, a log that ends, and the environment that the code reads. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { acceptWildcards } from '../accepted.ts';
import { bundleOf, type FunctionRow } from '../functions.ts';
import { documentOf } from '../permissions/documents.ts';
import { statementsOf } from './grants.ts';
import type { Hub } from './hub.ts';

export type Functions = ReadonlyMap<string, LambdaFunction>;

export function secondsOf({ seconds = 60 }: FunctionRow): number {
  return seconds;
}

/** No values of secrets: a function reads those when it starts. */
export function environmentOf(row: FunctionRow, { names, settings }: Pick<Hub, 'names' | 'settings'>): Record<string, string> {
  const secrets = [
    ...(row.needs.includes('slack-secret') ? [names.secret('slack')] : []),
    ...(row.needs.includes('pagerduty-secret') ? [names.secret('pagerduty')] : []),
    ...(row.needs.includes('tickets-secret') ? [names.secret('tickets')] : []),
  ];
  return {
    DRAWBRIDGE_TABLE: names.of('cases'),
    DRAWBRIDGE_DEPLOYMENT: settings.deployment,
    DRAWBRIDGE_HUB_ACCOUNT: settings.hubAccount,
    DRAWBRIDGE_POLICY_FILE: '/var/task/policy.json',
    DRAWBRIDGE_QUEUE_PREFIX: names.queuePrefix,
    DRAWBRIDGE_EVENT_BUS: names.bus,
    DRAWBRIDGE_RESPONSE_MACHINE: names.arn('states', `stateMachine:${names.of('response')}`),
    DRAWBRIDGE_TOPIC: names.arn('sns', names.of('notices')),
    DRAWBRIDGE_EVIDENCE_BUCKET: names.evidence,
    ...(secrets.length > 0 && { DRAWBRIDGE_SECRETS: secrets.join(',') }),
  };
}

const wildcardReason = (resource: string): string => {
  if (resource === '*') return 'These actions know no narrower resource.';
  if (resource.includes(':role/'))
    return 'The role of that exact name in whichever account of the organisation a finding is about; its trust names this role.';
  if (resource.includes(':detector/')) return 'A finding is archived in its own Region, where the detector has an id made by GuardDuty.';
  if (resource.includes('/stream/')) return "A stream's name is the time at which it was made.";
  if (resource.includes(':s3:::')) return 'Objects of evidence are named by their hour and by their content.';
  if (resource.includes(':kms:'))
    return 'The key has an id made by KMS; the condition names it by its alias, and the service it may be used through.';
  return 'Names of log streams are made by Lambda.';
};

function makeRole(row: FunctionRow, hub: Hub): Role {
  const statements = statementsOf(row, hub.names, hub.settings);
  const role = new Role(hub.stack, `${row.name}-role`, {
    roleName: hub.names.roleName(row),
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { own: PolicyDocument.fromJson(documentOf(statements)) },
  });
  acceptWildcards(role, statements, wildcardReason);
  return role;
}

export function makeFunctions(hub: Hub): Functions {
  const { stack, settings, names } = hub;
  return new Map(
    hub.rows.map((row) => {
      const functionName = names.of(row.name);
      const bundle = bundleOf(row);
      const logGroup = new LogGroup(stack, `${row.name}-log`, {
        logGroupName: `/aws/lambda/${functionName}`,
        retention: settings.logDays,
        ...(hub.key && { encryptionKey: hub.key }),
        removalPolicy: RemovalPolicy.DESTROY,
      });
      const made = new LambdaFunction(stack, row.name, {
        functionName,
        role: makeRole(row, hub).withoutPolicyUpdates(),
        logGroup,
        code: hub.code(bundle),
        handler: `${bundle}.handler`,
        runtime: Runtime.NODEJS_24_X,
        architecture: Architecture.ARM_64,
        memorySize: row.memory ?? 512,
        timeout: Duration.seconds(secondsOf(row)),
        environment: environmentOf(row, hub),
      });
      return [row.name, made];
    }),
  );
}

/** A function that the table surely has. */
export function functionNamed(made: Functions, name: string): LambdaFunction {
  const found = made.get(name);
  if (!found) throw new Error(`infra/aws/functions.ts has no row ${name}`);
  return found;
}
