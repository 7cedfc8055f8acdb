/** The permissions command: says of every enabled playbook what its roles may do, and prints the policies themselves. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functions, type Need } from '../../infra/aws/functions.ts';
import { actionOf } from '../../infra/aws/permissions/action-names.ts';
import type { MemberPolicies } from '../../infra/aws/permissions/member-policies.ts';
import { permissionWords } from '../../infra/aws/permissions/words.ts';
import { optionsFor, runPermissions } from '../../infra/permissions.ts';
import { playbooks } from '../../src/playbooks/index.ts';
import { policyWith } from '../fixtures/policy.ts';

function run(...args: string[]): { code: number; said: string } {
  const said: string[] = [];
  const code = runPermissions(args, (line) => said.push(line));
  return { code, said: said.join('\n') };
}

/** The lines below a playbook's name. */
function partOf(lines: readonly string[], id: string): string {
  const start = lines.findIndex((line) => line.endsWith(`(${id})`));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('    '));
  return start < 0 ? '' : lines.slice(start, end).join('\n');
}

const off = { production: 'off', staging: 'off', development: 'off', unknown: 'off' };
const on = { ...off, development: 'ask' };

describe('npm run permissions', () => {
  it('names every call of every playbook of the example, with the role that makes it', () => {
    const { code, said } = run();
    expect(code).toBe(0);
    const lines = said.split('\n');
    for (const { id, title, reads, writes } of playbooks) {
      const part = partOf(lines, id);
      for (const call of writes) expect(part, id).toContain(actionOf(call));
      expect(lines.find((line) => line.startsWith(`  ${title}: `))).toBe(`  ${title}: ${reads.join(', ')}`);
    }
    const roles = lines.filter((line) => line.startsWith('drawbridge-')).map((line) => line.split(' ')[0]);
    expect(roles).toEqual(['drawbridge-read', 'drawbridge-contain', 'drawbridge-destroy']);
  });

  it.each([
    ['terminate_instance', 'on any instance (only isolated instances): ec2:ModifyInstanceAttribute, ec2:TerminateInstances'],
    ['terminate_instance', 'on any snapshot, any volume (only tags drawbridge:*): ec2:CreateTags'],
    ['quarantine_role', 'on any role (only the policy AWSDenyAll of AWS): iam:AttachRolePolicy, iam:DetachRolePolicy'],
    ['stop_instance', 'and, because AWS asks for it within these: kms:CreateGrant'],
    ['block_public_bucket', 'on any bucket: s3:PutBucketPublicAccessBlock'],
  ])('%s: %s', (id, words) => {
    expect(
      partOf(run().said.split('\n'), id)
        .split('\n')
        .map((line) => line.trim()),
    ).toContain(words);
  });

  it('says who may use each role: every function that the table gives it to, and for destroying one', () => {
    const who = run()
      .said.split('\n')
      .filter((line) => line.startsWith('  Who: '));
    const having = (need: Need) => functions.filter(({ needs }) => needs.includes(need)).map(({ name }) => name);
    expect(who).toEqual([
      `  Who: the hub’s functions ${having('assume-read').join(', ')}`,
      `  Who: the hub’s functions ${having('assume-contain').join(', ')}, with the name of the person behind it in CloudTrail`,
      '  Who: one function of the hub, run-destroy, with the name of the person behind it in CloudTrail',
    ]);
  });

  it('says what is never touched, by the names and tags of the policy', () => {
    const neverTargets = { names: ['vault-*'], tags: { 'team:keep': '*', tier: 'gold' } };
    const lines = permissionWords(optionsFor(policyWith({ neverTargets }), 'castle', 'aws'));
    expect(lines).toContain('    anything called castle-*, vault-*, and roles that AWS keeps');
    expect(lines).toContain('    anything tagged team:keep, tier=gold');
  });

  it('a playbook that is off everywhere has no part in it, one that is on somewhere has', () => {
    const lines = permissionWords(optionsFor(policyWith({ playbooks: { close_port: on, terminate_instance: off } }), 'drawbridge', 'aws'));
    expect(partOf(lines, 'close_port')).toContain('ec2:RevokeSecurityGroupIngress');
    expect(lines.join('\n')).not.toMatch(/terminate_instance|isolate_instance/);
    expect(lines.at(-1)).toBe('No playbook that cannot be undone is enabled: there is no destroy role.');
  });

  it('prints the policies as JSON, in another partition and for another deployment', () => {
    const { code, said } = run('json', '--deployment', 'castle', '--partition', 'aws-cn');
    expect(code).toBe(0);
    const policies = JSON.parse(said) as MemberPolicies;
    expect(Object.keys(policies)).toEqual(['read', 'contain', 'destroy']);
    expect(said).toContain('arn:aws-cn:iam::*:role/castle-*');
    expect(said).not.toContain('arn:aws:');
  });

  it.each([
    ['another form', ['yaml'], 2, /npm run permissions/],
    ['two forms', ['words', 'json'], 2, /npm run permissions/],
    ['an unknown option', ['--account', '1'], 2, /npm run permissions/],
    ['a missing policy', ['--policy', join('no', 'such.yaml')], 1, /no such file/],
  ])('refuses %s', (_name, args, code, says) => {
    const answer = run(...args);
    expect(answer.code).toBe(code);
    expect(answer.said).toMatch(says);
  });
});
