/** Who a trust policy lets in, read the way the plan reads it. */
import { describe, expect, it } from 'vitest';
import { mayAssume, runnerRole } from '../../src/domain/role-trust.ts';

const hub = { hubAccount: '999988887777', hubRegion: 'eu-central-1', deployment: 'drawbridge' };
const runner = runnerRole('contain', hub);
const Action = ['sts:AssumeRole', 'sts:SetSourceIdentity'];
const trusting = (AWS: unknown, more: object = {}) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS }, Action, ...more }] });

describe('the function that would use a role', () => {
  it.each([
    ['contain', hub, 'arn:aws:iam::999988887777:role/drawbridge-eu-central-1-run-response'],
    ['destroy', hub, 'arn:aws:iam::999988887777:role/drawbridge-eu-central-1-run-destroy'],
    ['contain', { ...hub, hubRegion: 'cn-north-1' }, 'arn:aws-cn:iam::999988887777:role/drawbridge-cn-north-1-run-response'],
  ] as const)('%s', (roleClass, where, arn) => {
    expect(runnerRole(roleClass, where)).toBe(arn);
  });

  it.each<[string, string | undefined, boolean]>([
    ['named', trusting(runner), true],
    ['named among others, as IAM gives it back', encodeURIComponent(trusting(['arn:aws:iam::999988887777:role/other', runner])), true],
    ['by its account', trusting('999988887777'), true],
    ['by the root of its account', trusting('arn:aws:iam::999988887777:root'), true],
    ['by a pattern of actions', trusting(runner, { Action: 'sts:*' }), true],
    [
      'in two statements',
      JSON.stringify({ Statement: Action.map((each) => JSON.parse(trusting(runner, { Action: each })).Statement[0]) }),
      true,
    ],
    ['under a condition, which AWS judges', trusting(runner, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }), true],
    ['not named', trusting('arn:aws:iam::999988887777:role/drawbridge-eu-central-1-clicks'), false],
    ['of another deployment', trusting('arn:aws:iam::999988887777:role/drawbridge-eu-west-1-run-response'), false],
    ['of another hub', trusting(runner.replace('999988887777', '123456789012')), false],
    ['deleted and made again: its unique id stands there', trusting('AROAEXAMPLEEXAMPLE123'), false],
    ['a service instead', trusting(undefined, { Principal: { Service: 'ec2.amazonaws.com' } }), false],
    ['denied', trusting(runner, { Effect: 'Deny' }), false],
    ['without a name for who is behind it', trusting(runner, { Action: 'sts:AssumeRole' }), false],
    ['unreadable: AWS has the last word', 'no document', true],
    ['percent-encoded and cut off', '%7B%22Statement%22%3A%5', true],
    ['without statements', '{"Version":"2012-10-17"}', true],
    ['not given', undefined, true],
  ])('%s', (_how, document, expected) => {
    expect(mayAssume(document, runner)).toBe(expected);
  });
});
