/** What the SDK throws, said so that people know what failed where, and without what services should not have told. */
import { describe, expect, it } from 'vitest';
import { AwsCallError } from '../../src/domain/aws-calls.ts';
import { assumeError, callError, codeOf } from '../../src/services/aws-error.ts';
import { KEY } from '../fixtures/finding.ts';

const place = { account: '111122223333', region: 'eu-central-1' };
const named = (name: string, message = 'went wrong') => Object.assign(new Error(message), { name });

describe('the code', () => {
  it.each<[unknown, string]>([
    [named('NoSuchEntityException'), 'NoSuchEntity'],
    [named('AccessDenied'), 'AccessDenied'],
    [named('Exception'), 'Exception'],
    [named('TimeoutError'), 'TimeoutError'],
    ['a text', 'Unknown'],
    [undefined, 'Unknown'],
  ])('of %s is %s', (error, code) => expect(codeOf(error)).toBe(code));
});

describe('a failed call', () => {
  it('names call, account, Region and code, and keeps its cause', () => {
    const cause = named('NoSuchEntityException', 'The user with name ci cannot be found.');
    const error = callError('iam:GetUser', place, cause);
    expect(error.message).toBe('iam:GetUser in 111122223333, eu-central-1 failed: NoSuchEntity: The user with name ci cannot be found.');
    expect(error).toMatchObject({ call: 'iam:GetUser', code: 'NoSuchEntity', cause });
  });

  it('that was said already is not said again', () => {
    const error = new AwsCallError('iam:GetUser', 'NoSuchEntity', 'said');
    expect(callError('iam:GetRole', place, error)).toBe(error);
  });

  it.each<[string, string, string]>([
    ['a key id', `The Access Key with id ${KEY} cannot be found.`, KEY],
    ['encoded authorization details', 'You are not authorized. Encoded authorization failure message: a1B2c3', 'a1B2c3'],
    ['more than people read', 'x'.repeat(5000), 'x'.repeat(301)],
  ])('does not tell %s', (_, message, secret) => {
    expect(callError('iam:UpdateAccessKey', place, named('AccessDenied', message)).message).not.toContain(secret);
  });
});

describe('a role that cannot be assumed', () => {
  it('that is missing: says which to deploy', () => {
    expect(assumeError('drawbridge-read', '111122223333', named('AccessDenied', 'User x is not authorized')).message).toBe(
      'cannot act in account 111122223333: assuming the role drawbridge-read failed (AccessDenied); deploy the role drawbridge-read there, trusting the hub',
    );
  });

  it('for another reason: says what AWS said', () => {
    const error = assumeError('drawbridge-read', '111122223333', named('RegionDisabledException', 'STS is not activated'));
    expect(error).toMatchObject({ call: 'sts:AssumeRole', code: 'RegionDisabled' });
    expect(error.message).toContain('STS is not activated');
  });
});
