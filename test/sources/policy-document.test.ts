/** How far a policy reaches, and who outside may use what it is attached to. */
import { describe, expect, it } from 'vitest';
import { outsidersOf, reachOf, readPolicy } from '../../src/sources/policy-document.ts';

const owner = '111122223333';
const allow = (more: object) => ({ Statement: { Effect: 'Allow', Resource: '*', ...more } });

describe('reach', () => {
  it.each([
    [{ Action: '*' }, 'everything'],
    [{ Action: ['s3:Get*', '*:*'] }, 'everything'],
    [{ NotAction: 'iam:*' }, 'everything'],
    [{ Action: 'iam:*' }, 'identities'],
    [{ Action: ['iam:PassRole', 'lambda:CreateFunction'] }, 'identities'],
    [{ Action: 'IAM:CreateAccessKey', Resource: 'arn:aws:iam::111122223333:user/me' }, 'bounded'],
    [{ Action: 's3:*' }, 'whole-service'],
    [{ Action: 's3:*', Resource: 'arn:aws:s3:::b/*' }, 'bounded'],
    [{ Action: 's3:Get*' }, 'bounded'],
    [{ Action: '*', Effect: 'Deny' }, 'bounded'],
  ])('%j is %s', (statement, reach) => {
    expect(reachOf(readPolicy(allow(statement)) ?? [])).toBe(reach);
  });
});

describe('outsiders', () => {
  it.each([
    [{ Principal: '*' }, true, []],
    [{ Principal: { AWS: ['*'] } }, true, []],
    [{ NotPrincipal: { AWS: owner } }, true, []],
    [{ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }, false, []],
    [{ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }, true, []],
    [{ Principal: '*', Condition: { StringLike: { 'aws:PrincipalArn': '*' } } }, true, []],
    [{ Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0'] } } }, true, []],
    [
      { Principal: { AWS: [`arn:aws:iam::${owner}:root`, '444455556666', 'arn:aws:iam::777788889999:role/x'] } },
      false,
      ['444455556666', '777788889999'],
    ],
    [{ Principal: { Service: 'ec2.amazonaws.com' } }, false, []],
    [{ Principal: { Federated: 'accounts.google.com' } }, true, []],
    [{ Principal: { Federated: 'accounts.google.com' }, Condition: { StringEquals: { 'accounts.google.com:aud': 'app' } } }, false, []],
  ])('%j: everyone %s, accounts %j', (statement, everyone, accounts) => {
    expect(outsidersOf(readPolicy(allow(statement)) ?? [], owner)).toEqual({ everyone, accounts });
  });
});

describe('reading', () => {
  const document = JSON.stringify(allow({ Action: '*' }));
  it.each([
    ['an object', JSON.parse(document)],
    ['JSON text', document],
    ['URL-encoded text', encodeURIComponent(document)],
  ])('%s', (_name, value) => {
    expect(readPolicy(value)).toHaveLength(1);
  });

  it.each(["{'Statement': []}", '', '%', '[]', 'null', '{"Statement": "x"}', 42, null, `"${'x'.repeat(200_000)}"`])('not %j', (value) => {
    expect(readPolicy(value)).toBeUndefined();
  });
});
