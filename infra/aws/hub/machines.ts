/** The state machines, from the definitions that the sandbox interprets; one is made as soon as all functions it calls are there. */
import { readFileSync } from 'node:fs';
import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { accept } from '../accepted.ts';
import { functions, placeholderOf } from '../functions.ts';
import type { Hub } from './hub.ts';
import { type Functions, functionNamed } from './lambda-functions.ts';
import { idOf } from './queues.ts';

/** Files `infra/<name>.asl.json`. */
const machineNames = ['response', 'policy-watch'] as const;

export interface Machine {
  name: (typeof machineNames)[number];
  machine: StateMachine;
}

/** Step Functions names what it calls by ARNs of its own partition. */
function definitionOf(name: string, partition: string): string {
  return readFileSync(new URL(`../../${name}.asl.json`, import.meta.url), 'utf8').replaceAll(
    '"arn:aws:states:::',
    `"arn:${partition}:states:::`,
  );
}

/** Names of the functions that a definition calls; undefined while one of them has no row. */
function calledBy(definition: string): string[] | undefined {
  const placeholders = [...new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name))];
  const rows = placeholders.map((placeholder) => functions.find((row) => placeholderOf(row) === placeholder)?.name);
  return rows.every((name) => name !== undefined) ? rows : undefined;
}

function makeMachine(
  name: Machine['name'],
  definition: string,
  called: readonly string[],
  made: Functions,
  { stack, names, settings, key }: Hub,
): StateMachine {
  const role = new Role(stack, `${idOf(name)}MachineRole`, {
    assumedBy: new ServicePrincipal('states.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': settings.hubAccount } } }),
    inlinePolicies: {
      own: PolicyDocument.fromJson({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'lambda:InvokeFunction',
            Resource: called.map((each) => names.arn('lambda', `function:${names.of(each)}`)),
          },
        ],
      }),
    },
  });
  const destination = new LogGroup(stack, `${idOf(name)}MachineLog`, {
    logGroupName: `/aws/vendedlogs/states/${names.of(name)}`,
    retention: settings.logDays,
    ...(key && { encryptionKey: key }),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const machine = new StateMachine(stack, `${idOf(name)}Machine`, {
    stateMachineName: names.of(name),
    role,
    definitionBody: DefinitionBody.fromString(definition),
    definitionSubstitutions: Object.fromEntries(
      functions.filter((row) => called.includes(row.name)).map((row) => [placeholderOf(row), functionNamed(made, row.name).functionArn]),
    ),
    tracingEnabled: true,
    // Inputs and outputs are ids; what they stand for is in the log of the case.
    logs: { destination, level: LogLevel.ALL, includeExecutionData: false },
  });
  accept(role, 'IAM5[Resource::*]', 'Delivering logs and traces knows no resources.');
  return machine;
}

export function makeMachines(made: Functions, hub: Hub): Machine[] {
  return machineNames.flatMap((name) => {
    const definition = definitionOf(name, hub.settings.partition);
    const called = calledBy(definition);
    return called ? [{ name, machine: makeMachine(name, definition, called, made, hub) }] : [];
  });
}
