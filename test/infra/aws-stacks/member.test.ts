/** What the member accounts get: roles that only the hub's functions may assume, and rules that forward what they report. */
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { functions } from '../../../infra/aws/functions.ts';
import type { PolicyDocument } from '../../../infra/aws/permissions/documents.ts';
import type { Settings } from '../../../infra/aws/settings.ts';
import { eventRules } from '../../../infra/event-rules.ts';
import { heartbeat } from '../../../src/domain/coverage.ts';
import { policyChanges } from '../../../src/domain/policy-change.ts';
import { mayAssume, runnerRole } from '../../../src/domain/role-trust.ts';
import { evaluate } from '../../fakes/iam-evaluator.ts';
import { makeAll, type Stacks, settingsWith, stacksWith } from '../../fixtures/aws-stacks.ts';

const everything = stacksWith();

interface Role {
  RoleName: string;
  AssumeRolePolicyDocument: {
    Version: '2012-10-17';
    Statement: { Effect: 'Allow'; Principal: { AWS: string[] }; Action: string[]; Condition: Record<string, Record<string, string>> }[];
  };
}

function rolesOf({ roles }: Stacks): Map<string, Role> {
  return new Map(
    Object.values(roles.findResources('AWS::IAM::Role')).map(({ Properties }) => [String(Properties.RoleName), Properties as Role]),
  );
}

function documentsOf({ roles }: Stacks, roleClass: string): PolicyDocument[] {
  const policies = Object.values(roles.findResources('AWS::IAM::ManagedPolicy')).map(({ Properties }) => Properties);
  return policies
    .filter((each) => JSON.stringify(each.Roles) === JSON.stringify([{ Ref: roleClass }]))
    .map((each) => each.PolicyDocument as PolicyDocument);
}

const off = { production: 'off', staging: 'off', development: 'off', unknown: 'off' } as const;
const without =
  (...ids: string[]) =>
  (settings: Settings): Settings => ({
    ...settings,
    policy: { ...settings.policy, playbooks: { ...settings.policy.playbooks, ...Object.fromEntries(ids.map((id) => [id, off])) } },
  });

describe('roles', () => {
  it('are named after the deployment, one per class', () => {
    expect([...rolesOf(everything).keys()].sort()).toEqual(['drawbridge-contain', 'drawbridge-destroy', 'drawbridge-read']);
  });

  it('may do what the enabled playbooks declare, and nothing when these are off', () => {
    const disabling = { action: 'iam:UpdateAccessKey', resource: 'arn:aws:iam::111122223333:user/ana' };
    const terminating = {
      action: 'ec2:TerminateInstances',
      resource: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0',
      context: { 'aws:ResourceTag/drawbridge:state': 'isolated' },
    };
    expect(evaluate(documentsOf(everything, 'contain'), disabling)).toBe('allowed');
    expect(evaluate(documentsOf(everything, 'contain'), terminating)).toBe('denied');
    expect(evaluate(documentsOf(everything, 'destroy'), terminating)).toBe('allowed');
    const fewer = stacksWith({}, without('disable_access_keys', 'quarantine_user'));
    expect(evaluate(documentsOf(fewer, 'contain'), disabling)).not.toBe('allowed');
  });

  it('never-targets are denied: our own roles, those of policy, and what is tagged', () => {
    for (const name of ['drawbridge-read', 'drawbridge-eu-central-1-clicks', 'break-glass-1', 'OrganizationAccountAccessRole']) {
      const request = { action: 'iam:PutRolePolicy', resource: `arn:aws:iam::111122223333:role/${name}` };
      expect(evaluate(documentsOf(everything, 'contain'), request), name).toBe('denied');
    }
    const tagged = {
      action: 'iam:PutRolePolicy',
      resource: 'arn:aws:iam::111122223333:role/app',
      context: { 'aws:ResourceTag/secops:protected': 'true' },
    };
    expect(evaluate(documentsOf(everything, 'contain'), tagged)).toBe('denied');
    expect(evaluate(documentsOf(everything, 'contain'), { ...tagged, context: {} })).toBe('allowed');
  });

  it('without terminating there is no destroy role', () => {
    const fewer = stacksWith({}, without('terminate_instance'));
    expect([...rolesOf(fewer).keys()].sort()).toEqual(['drawbridge-contain', 'drawbridge-read']);
    expect(documentsOf(fewer, 'destroy')).toEqual([]);
  });

  it.each(['read', 'contain', 'destroy'] as const)('%s is trusted to exact roles of the hub, of one organisation', (roleClass) => {
    const trust = rolesOf(everything).get(`drawbridge-${roleClass}`)?.AssumeRolePolicyDocument;
    const expected = functions
      .filter(({ needs }) => needs.includes(`assume-${roleClass}`))
      .map(({ name }) => `arn:aws:iam::999988887777:role/drawbridge-eu-central-1-${name}`);
    const [statement, ...more] = trust?.Statement ?? [];
    expect(more).toEqual([]);
    expect(statement?.Principal.AWS).toEqual(expected);
    expect(statement?.Condition.StringEquals).toEqual({ 'aws:PrincipalOrgID': 'o-exampleorg1' });
    if (roleClass !== 'read')
      expect(statement?.Condition.StringLike).toEqual({ 'sts:SourceIdentity': ['T0DRAWBRIDGE-*', 'drawbridge-auto'] });
    expect(JSON.stringify(trust).replaceAll(/\s/g, '').length).toBeLessThan(2048);
  });

  it.each(['contain', 'destroy'] as const)('the plan, which looks at %s before, finds its runner trusted', (roleClass) => {
    const trust = JSON.stringify(rolesOf(everything).get(`drawbridge-${roleClass}`)?.AssumeRolePolicyDocument);
    const hub = { hubAccount: '999988887777', hubRegion: 'eu-central-1', deployment: 'drawbridge' };
    expect(mayAssume(trust, runnerRole(roleClass, hub))).toBe(true);
    expect(mayAssume(trust, runnerRole(roleClass, { ...hub, hubRegion: 'eu-west-1' }))).toBe(false);
  });

  it('those that are trusted are those that exist', () => {
    const made = Object.values(everything.hub.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties.RoleName as unknown);
    for (const { AssumeRolePolicyDocument } of rolesOf(everything).values())
      for (const arn of AssumeRolePolicyDocument.Statement.flatMap(({ Principal }) => Principal.AWS))
        expect(made).toContain(arn.split(':role/')[1]);
  });
});

describe('forwarding', () => {
  const rules = Object.values(everything.forwarding.findResources('AWS::Events::Rule'));

  it('is for what AWS reports in the account itself, by the very patterns of the hub', () => {
    const forwarded = new Map(
      rules.map(({ Properties }) => [String(Properties.Name).replace('drawbridge-forward-', ''), Properties.EventPattern as unknown]),
    );
    for (const [name, pattern] of forwarded) expect(pattern).toEqual(eventRules.find((rule) => rule.name === name)?.pattern);
    for (const name of [
      'access-analyzer',
      'config-rule',
      'health-security',
      'advisor-urgent',
      'advisor-routine',
      'trail-urgent',
      'trail-routine',
      'sign-in-urgent',
      'sign-in-routine',
    ])
      expect([...forwarded.keys()]).toContain(name);
    expect([...forwarded.keys()].filter((name) => /hub|guardduty|macie|inspector|malware|approval/.test(name))).toEqual([]);
  });

  it('goes to the bus of the hub, in a role that may do nothing else', () => {
    const bus = 'arn:aws:events:eu-central-1:999988887777:event-bus/drawbridge';
    for (const { Properties } of rules)
      expect(Properties.Targets).toMatchObject([{ Arn: bus, RoleArn: { 'Fn::GetAtt': ['Forwarder', 'Arn'] } }]);
    const [role] = Object.values(
      everything.forwarding.findResources('AWS::IAM::Role', { Properties: { Policies: [{ PolicyName: 'forward' }] } }),
    );
    expect(role?.Properties.Policies[0].PolicyDocument.Statement).toEqual([{ Effect: 'Allow', Action: 'events:PutEvents', Resource: bus }]);
    expect(role?.Properties.RoleName).toEqual({ 'Fn::Join': ['', ['drawbridge-forward-', { Ref: 'AWS::Region' }]] });
  });

  it('sends a sign of life once an hour by way of the same rules, in a role that may do nothing else', () => {
    const [schedule] = Object.values(everything.forwarding.findResources('AWS::Scheduler::Schedule'));
    expect(schedule?.Properties).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      Target: { EventBridgeParameters: { Source: heartbeat.source, DetailType: heartbeat.detailType } },
    });
    expect(schedule).toMatchObject({ Condition: 'NotTheHub' });
    const [role] = Object.values(
      everything.forwarding.findResources('AWS::IAM::Role', { Properties: { Policies: [{ PolicyName: 'beat' }] } }),
    );
    expect(role?.Properties.Policies[0].PolicyDocument.Statement).toMatchObject([
      { Action: 'events:PutEvents', Condition: { StringEquals: { 'events:source': heartbeat.source } } },
    ]);
    expect(rules.map(({ Properties }) => Properties.Name as unknown)).toContain('drawbridge-forward-heartbeat');
  });

  it('brings what the policy watch waits for: IAM reports it in one Region, which may be another than the hub’s', () => {
    const routine = rules.find(({ Properties }) => Properties.Name === 'drawbridge-forward-trail-routine')?.Properties.EventPattern;
    expect(routine.source).toContain('aws.iam');
    expect(routine.detail.eventName).toEqual(expect.arrayContaining([...policyChanges]));
  });

  it('leaves a stack that is not empty where the hub is, or CloudFormation would refuse it', () => {
    const unconditional = Object.values(everything.forwarding.toJSON().Resources as Record<string, { Type: string; Condition?: string }>);
    expect(unconditional.flatMap(({ Type, Condition }) => (Condition ? [] : [Type]))).toEqual(['AWS::CloudFormation::WaitConditionHandle']);
  });

  it('is not made where the hub itself is, whose own rules see the same', () => {
    for (const each of [...rules, ...Object.values(everything.forwarding.findResources('AWS::IAM::Role'))])
      expect(each.Condition).toBe('NotTheHub');
  });
});

describe('the management account', () => {
  it('has the role that reads and none that writes', () => {
    const roles = Object.values(everything.management.findResources('AWS::IAM::Role'));
    expect(roles.map(({ Properties }) => Properties.RoleName as unknown)).toEqual(['drawbridge-read']);
    const [member] = Object.values(everything.roles.findResources('AWS::IAM::Role', { Properties: { RoleName: 'drawbridge-read' } }));
    expect(roles[0]).toEqual(member);
    const calls = Object.values(everything.management.findResources('AWS::IAM::ManagedPolicy')).flatMap(
      ({ Properties }) => (Properties.PolicyDocument as PolicyDocument).Statement,
    );
    expect(calls).toHaveLength(1);
    for (const action of calls.flatMap(({ Action }) => Action)) expect(action).toMatch(/:(Describe|Get|List|Lookup|Filter)/);
  });
});

describe('StackSets', () => {
  it('are made in docs/deploy.md of the templates that synth writes', () => {
    const { roles, forwarding, management } = makeAll(new App(), settingsWith());
    const text = readFileSync('docs/deploy.md', 'utf8');
    for (const { artifactId, stackName } of [roles, forwarding]) expect(text).toContain(`${artifactId}:${stackName}`);
    for (const { artifactId } of [management, forwarding]) expect(text).toContain(`dist/cdk.out/${artifactId}.template.json`);
    expect(text).toContain(`--stack-name ${management.stackName} `);
  });

  it('take the templates: no asset, no bootstrap, small enough for a request', () => {
    for (const template of [everything.roles.toJSON(), everything.forwarding.toJSON(), everything.management.toJSON()]) {
      expect(JSON.stringify(template)).not.toMatch(/cdk-bootstrap|cdk-hnb659fds/);
      expect(JSON.stringify(template).length).toBeLessThan(51_200);
    }
  });
});
