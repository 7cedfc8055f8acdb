/** The hub: everything that runs in the security account, in one Region. */
import { Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { optionsFor } from '../../permissions.ts';
import { functionsOf } from '../functions.ts';
import { namesOf } from '../names.ts';
import type { Settings } from '../settings.ts';
import { makeAlarms, type Parts } from './alarms.ts';
import { makeCaseTable } from './case-table.ts';
import { makeCustomActions } from './custom-actions.ts';
import { makeDashboard } from './dashboard.ts';
import { makeRules } from './event-bus.ts';
import { makeEvidence } from './evidence.ts';
import { makeDoors } from './http-doors.ts';
import type { Hub } from './hub.ts';
import { makeKey } from './key.ts';
import { makeFunctions } from './lambda-functions.ts';
import { makeMachines } from './machines.ts';
import { makePolicyWatch } from './policy-watch.ts';
import { makeLanes } from './queues.ts';
import { makeTopics } from './topics.ts';
import { makeTriggers } from './triggers.ts';

export function makeHubStack(scope: Construct, settings: Settings, code: (bundle: string) => Code): Stack {
  const { deployment, hubAccount, hubRegion, partition, policy } = settings;
  const props: StackProps = {
    stackName: `${deployment}-hub`,
    description: 'Drawbridge: takes findings in, shows them in Slack, and contains what people decide to',
    env: { account: hubAccount, region: hubRegion },
    terminationProtection: true,
  };
  const stack = new Stack(scope, 'Hub', props);
  const names = namesOf(settings);
  const key = makeKey({ stack, names, settings });
  const hub: Hub = { stack, settings, names, key, rows: functionsOf(settings), code };
  makeEvidence(hub);
  const table = makeCaseTable(hub);
  const { alarms } = makeTopics(hub);
  const lanes = makeLanes(hub);
  const made = makeFunctions(hub);
  const streamDead = makeTriggers(made, lanes, table, hub);
  const undelivered = makeRules(hub, lanes);
  const machines = makeMachines(made, hub);
  makePolicyWatch(machines, hub);
  const doors = makeDoors(made, hub);
  makeCustomActions(hub, new Set(optionsFor(policy, deployment, partition).enabled.map(({ id }) => id)));
  const others = [{ name: 'undelivered', dead: undelivered }, ...streamDead.map((dead) => ({ name: 'stream', dead }))];
  const parts: Parts = { lanes, others, made, machines, doors, alarms };
  makeDashboard(parts, makeAlarms(parts, hub), hub);
  Tags.of(stack).add('drawbridge:deployment', deployment);
  return stack;
}
