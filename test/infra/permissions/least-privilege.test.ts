/** Nothing but what is declared: no other call of the services we use is allowed in any member role. */
import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as cloudTrail from '@aws-sdk/client-cloudtrail';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import * as classicLoadBalancing from '@aws-sdk/client-elastic-load-balancing';
import * as loadBalancing from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as states from '@aws-sdk/client-sfn';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { actionOf } from '../../../infra/aws/permissions/action-names.ts';
import type { PolicyDocument } from '../../../infra/aws/permissions/documents.ts';
import { memberPolicies, roleClassOf } from '../../../infra/aws/permissions/member-policies.ts';
import { enrichers } from '../../../src/enrichers/index.ts';
import { playbooks } from '../../../src/playbooks/index.ts';
import { evaluate } from '../../fakes/iam-evaluator.ts';
import { checkedFor, ordinaryResources } from '../../fixtures/aws-requests.ts';
import { allPolicies, declaredWrites, memberOptions } from '../../fixtures/member-policies.ts';

const roles = Object.entries(allPolicies) as [string, PolicyDocument[]][];

describe('everything else', () => {
  const services: Record<string, object> = { autoscaling: autoScaling, cloudtrail: cloudTrail, logs, ec2, iam, s3, states, sts };
  const surface = Object.entries({ ...services, elasticloadbalancing: { ...classicLoadBalancing, ...loadBalancing } }).flatMap(
    ([prefix, module]) => Object.keys(module).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1]?.replace(/^/, `${prefix}:`) ?? []),
  );
  const given = new Map(
    roles.map(([name, documents]) => [
      name,
      new Set(documents.flatMap(({ Statement }) => Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action))),
    ]),
  );
  const declared = new Set<string>(
    [...playbooks, ...enrichers]
      .flatMap(({ reads }) => [...reads])
      .map(actionOf)
      .concat('states:DescribeExecution'),
  );

  it('that AWS can do in these services is not allowed, read or written', () => {
    expect(surface.length).toBeGreaterThan(1000);
    for (const [name, documents] of roles) {
      const others = surface.filter((action) => !given.get(name)?.has(action));
      expect(others.length).toBeGreaterThan(1000);
      const allowed = others.filter(
        (action) =>
          evaluate(documents, { action, resource: '*' }) === 'allowed' ||
          ordinaryResources.slice(0, 2).some((resource) => evaluate(documents, { action, resource }) === 'allowed'),
      );
      expect(allowed, name).toEqual([]);
    }
  });

  it('no allow is a pattern of actions', () => {
    for (const [name, actions] of given)
      expect(
        [...actions].filter((action) => !/^[a-z0-9]+:[A-Z]\w+$/.test(action)),
        name,
      ).toEqual([]);
  });

  it('the read role reads what is declared, everywhere, and writes nothing', () => {
    expect(given.get('read')).toEqual(declared);
    for (const action of declared) expect(evaluate(allPolicies.read, { action, resource: '*' })).toBe('allowed');
    for (const checked of declaredWrites.flatMap(({ playbook, call }) => checkedFor(call, playbook.id)))
      expect(evaluate(allPolicies.read, checked)).toBe('not allowed');
  });

  it('the others give nothing beyond what their playbooks make and what AWS asks for with it', () => {
    for (const roleClass of ['contain', 'destroy'] as const) {
      const own = declaredWrites.filter(({ playbook }) => roleClassOf(playbook) === roleClass);
      const needed = own.flatMap(({ playbook, call }) => checkedFor(call, playbook.id).map(({ action }) => action));
      const answers = roleClass === 'contain' ? ['states:SendTaskFailure', 'states:SendTaskSuccess'] : [];
      expect([...(given.get(roleClass) ?? [])].sort()).toEqual([...new Set([...needed, ...answers])].sort());
    }
  });

  it('without an irreversible playbook there is no destroy role, without workflows no answer to them', () => {
    const reversible = memberPolicies({
      ...memberOptions,
      enabled: playbooks.filter(({ risk }) => risk !== 'irreversible'),
      workflows: false,
    });
    expect(reversible).not.toHaveProperty('destroy');
    expect(JSON.stringify(reversible)).not.toMatch(/states:/);
    expect(
      memberPolicies({ ...memberOptions, enabled: [], workflows: false })
        .contain.flatMap(({ Statement }) => Statement)
        .filter(({ Effect }) => Effect === 'Allow'),
    ).toEqual([]);
  });
});
