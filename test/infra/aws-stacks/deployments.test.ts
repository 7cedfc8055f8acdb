/** Several deployments side by side, and in other partitions. */
import { describe, expect, it } from 'vitest';
import { functions } from '../../../infra/aws/functions.ts';
import { type Stacks, stacksWith } from '../../fixtures/aws-stacks.ts';

/** Names that are known within their own role, API or bus only. */
const inner = ['AWS::IAM::Policy', 'AWS::ApiGatewayV2::Stage'];
/** Fields that refer to another resource. */
const referring = /^(?:MetricName|IndexName|EventBusName)$/;

/** Every name of a resource that CloudFormation does not make up, with its type. */
function namesIn({ hub, roles, forwarding, management }: Stacks): string[] {
  const resources = [hub, roles, forwarding, management].flatMap((template) =>
    Object.values(template.toJSON().Resources as Record<string, { Type: string; Properties?: Record<string, unknown> }>),
  );
  return resources.flatMap(({ Type, Properties = {} }) =>
    Object.entries(Properties)
      .filter(
        ([field, value]) =>
          /Name$/.test(field) && !referring.test(field) && !inner.includes(Type) && (typeof value === 'string' || field === 'RoleName'),
      )
      .map(([field, value]) => `${Type} ${field} ${JSON.stringify(value)}`),
  );
}

const first = stacksWith({ customerKey: 'yes' });

describe('two deployments', () => {
  it('in one account and Region share no name', () => {
    const other = new Set(namesIn(stacksWith({ deployment: 'second', customActions: 'no', customerKey: 'yes' })));
    expect(other.size).toBeGreaterThan(100);
    expect(namesIn(first).filter((name) => other.has(name))).toEqual([]);
  });

  it('in two Regions share no name of what a member account has once', () => {
    const names = ({ roles, management, forwarding }: Stacks) =>
      [roles, management, forwarding].flatMap((template) =>
        Object.values(template.findResources('AWS::IAM::Role')).map(({ Properties }) => JSON.stringify(Properties.RoleName)),
      );
    const other = names(stacksWith({ deployment: 'second', hubRegion: 'us-east-1' }));
    expect(other.length).toBeGreaterThan(4);
    expect(names(first).filter((name) => other.includes(name))).toEqual([]);
  });

  it('of one name in two Regions share no role of the hub, for roles exist once per account', () => {
    const hubRoles = (stacks: Stacks) =>
      Object.values(stacks.hub.findResources('AWS::IAM::Role')).flatMap(({ Properties }) =>
        Properties.RoleName === undefined ? [] : [String(Properties.RoleName)],
      );
    const elsewhere = hubRoles(stacksWith({ hubRegion: 'us-east-1', customerKey: 'yes' }));
    expect(elsewhere).toHaveLength(functions.length);
    expect(hubRoles(first).filter((name) => elsewhere.includes(name))).toEqual([]);
  });

  it('the longest names fit: twenty characters in the Region with the longest name', () => {
    const { hub } = stacksWith({ deployment: 'a-long-deployment-20', hubRegion: 'cn-northwest-1' });
    for (const { Properties } of Object.values(hub.findResources('AWS::IAM::Role')))
      expect(String(Properties.RoleName ?? '').length).toBeLessThanOrEqual(64);
    for (const { Properties } of Object.values(hub.findResources('AWS::Lambda::Function')))
      expect(String(Properties.FunctionName).length).toBeLessThanOrEqual(64);
  });
});

describe('other partitions', () => {
  it.each([
    ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ])('in %s every ARN is of %s', (hubRegion, partition, suffix) => {
    const { hub, roles, forwarding, management } = stacksWith({ hubRegion });
    for (const template of [hub, roles, forwarding, management]) {
      const arns = JSON.stringify(template.toJSON()).match(/arn:aws[a-z-]*:/g);
      expect(new Set(arns)).toEqual(new Set([`arn:${partition}:`]));
    }
    expect(JSON.stringify(hub.toJSON())).toContain(`https://sqs.${hubRegion}.${suffix}/999988887777/drawbridge-`);
    hub.resourceCountIs('AWS::SecurityHub::ActionTarget', 0);
  });
});
