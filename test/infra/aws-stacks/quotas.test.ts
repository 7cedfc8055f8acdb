/** Quotas of AWS that the stacks count against, held with room to spare, and named in docs/deploy.md. */
import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { stacksWith } from '../../fixtures/aws-stacks.ts';

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}
const { hub, roles, forwarding, management } = stacksWith();
const resources = (of: Template) => Object.values(of.toJSON().Resources as Record<string, Resource>);
const count = (of: Template, type: string) => resources(of).filter(({ Type }) => Type === type).length;
const rulesOn = (bus: 'default' | 'own') =>
  resources(hub).filter(
    ({ Type, Properties }) => Type === 'AWS::Events::Rule' && (Properties?.EventBusName === undefined) === (bus === 'default'),
  ).length;
const patterns = [...resources(hub), ...resources(forwarding)].flatMap(({ Properties }) =>
  Properties?.EventPattern === undefined ? [] : [JSON.stringify(Properties.EventPattern).length],
);
/** As CDK writes it. */
const bytes = (of: Template) => JSON.stringify(of.toJSON(), null, 1).length;

it.each<[string, string, number[], number]>([
  ['Security Hub custom actions', '50, fixed', [count(hub, 'AWS::SecurityHub::ActionTarget')], 40],
  ['EventBridge rules on a bus', '300', [rulesOn('default'), rulesOn('own')], 39],
  ['EventBridge rules on a bus', '300', [count(forwarding, 'AWS::Events::Rule')], 19],
  ['characters of an event pattern', '2,048', patterns, 1699],
  ['CloudFormation resources in a stack', '500', [resources(hub).length], 449],
  ['CloudFormation template', '1,000,000', [bytes(hub)], 900_000],
  ['CloudFormation template', '51,200', [bytes(roles), bytes(forwarding), bytes(management)], 48_000],
  ['IAM managed policies on a role', '10', [count(roles, 'AWS::IAM::ManagedPolicy')], 10],
])('%s: %s', (quota, limit, used, most) => {
  for (const each of used) expect([each > 0, Math.min(each, most)]).toEqual([true, each]);
  const line = readFileSync('docs/deploy.md', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`| ${quota}`));
  expect(line).toContain(limit);
});
