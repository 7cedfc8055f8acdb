/** Who a credential belongs to: from every spelling of type, name, id and ARN that products use. */
import { describe, expect, it } from 'vitest';
import type { Principal, Resource } from '../../src/domain/finding.ts';
import { type PrincipalFacts, principalFrom, resourceOfPrincipal } from '../../src/domain/principal.ts';

const account = '111122223333';
const other = '444455556666';
const arn = (resource: string, owner = account) => `arn:aws:iam::${owner}:${resource}`;
const session = (resource: string) => `arn:aws:sts::${account}:${resource}`;

describe('who', () => {
  it.each<[string, Omit<PrincipalFacts, 'account'>, Omit<Principal, 'account'> | undefined]>([
    ['nothing said', {}, undefined],
    ['a user', { type: 'IAMUser', name: 'ci', id: 'AIDAX' }, { kind: 'user', name: 'ci' }],
    ['a user by its id', { name: 'ci', id: 'AIDAX' }, { kind: 'user', name: 'ci' }],
    ['a user by its ARN', { arn: arn('user/team/ci') }, { kind: 'user', name: 'ci' }],
    [
      'a role with its session',
      { type: 'AssumedRole', name: 'deploy', id: 'AROAX:i-0123' },
      { kind: 'role', name: 'deploy', session: 'i-0123' },
    ],
    ['a role by its id', { id: 'AROAX:build', name: 'deploy' }, { kind: 'role', name: 'deploy', session: 'build' }],
    ['a role by its session’s ARN', { arn: session('assumed-role/deploy/i-0123') }, { kind: 'role', name: 'deploy' }],
    ['a role by its ARN', { arn: arn('role/path/deploy') }, { kind: 'role', name: 'deploy' }],
    ['root', { type: 'Root', name: 'Root', id: account }, { kind: 'root', name: 'root' }],
    ['root by its ARN', { arn: arn('root') }, { kind: 'root', name: 'root' }],
    ['root by name and account', { name: 'Root', id: account }, { kind: 'root', name: 'root' }],
    ['a user called Root is none', { type: 'IAMUser', name: 'Root', id: 'AIDAX' }, { kind: 'user', name: 'Root' }],
    [
      'someone from single sign-on',
      { type: 'AssumedRole', name: 'AWSReservedSSO_Admin_1a', id: 'AROAX:ana@acme.example' },
      { kind: 'sso', name: 'AWSReservedSSO_Admin_1a', session: 'ana@acme.example' },
    ],
    [
      'someone from single sign-on by ARN',
      { arn: session('assumed-role/AWSReservedSSO_Admin_1a/ana') },
      { kind: 'sso', name: 'AWSReservedSSO_Admin_1a' },
    ],
    ['Identity Center', { type: 'IdentityCenterUser', name: 'ana' }, { kind: 'sso', name: 'ana' }],
    ['federated', { type: 'FederatedUser', name: 'ana' }, { kind: 'federated', name: 'ana' }],
    ['a service', { type: 'AWSService', name: 'lambda.amazonaws.com' }, { kind: 'service', name: 'lambda.amazonaws.com' }],
    ['a type nobody knows', { type: 'Robot', name: 'r2' }, { kind: 'unknown', name: 'r2' }],
    ['a session is no part of a user', { type: 'IAMUser', name: 'ci', id: 'AIDAX:x' }, { kind: 'user', name: 'ci' }],
  ])('%s', (_, facts, expected) => {
    expect(principalFrom({ ...facts, account })).toEqual(expected && { ...expected, account });
  });

  it('belongs to the account of its ARN', () => {
    expect(principalFrom({ arn: arn('user/ci', other), account })).toEqual({ kind: 'user', name: 'ci', account: other });
  });
});

describe('as a resource', () => {
  const home = { account, region: 'us-east-1', partition: 'aws' };
  it.each<[string, Principal | undefined, Partial<Resource> | undefined]>([
    ['nobody', undefined, undefined],
    ['a user', { kind: 'user', name: 'ci', account }, { kind: 'user', id: 'ci', account }],
    ['a role', { kind: 'role', name: 'deploy', session: 's', account }, { kind: 'role', id: 'deploy', account }],
    ['single sign-on is a role', { kind: 'sso', name: 'AWSReservedSSO_A_1', account }, { kind: 'role', id: 'AWSReservedSSO_A_1' }],
    ['root', { kind: 'root', name: 'root', account }, { kind: 'root', arn: arn('root') }],
    ['root of another account', { kind: 'root', account: other }, { kind: 'root', account: other, arn: arn('root', other) }],
    ['a user of another account', { kind: 'user', name: 'ci', account: other }, { kind: 'user', id: 'ci', account: other }],
    ['a user without a name', { kind: 'user', account }, undefined],
    ['a service', { kind: 'service', name: 'lambda.amazonaws.com', account }, undefined],
    ['federated', { kind: 'federated', name: 'ana', account }, undefined],
    ['unknown', { kind: 'unknown', name: 'x', account }, undefined],
  ])('%s', (_, principal, expected) => {
    const found = resourceOfPrincipal(principal, home);
    if (expected) expect(found).toMatchObject(expected);
    else expect(found).toBeUndefined();
  });
});
