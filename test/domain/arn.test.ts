/** ARNs as products write them, well formed or not: what is read, and whether it may be used as it is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAccount, isRegion, type ParsedArn, parseArn, partitionOf } from '../../src/domain/arn.ts';

const account = '111122223333';

describe('reading', () => {
  it.each<[string, Partial<ParsedArn> | undefined]>([
    [
      `arn:aws:ec2:us-east-1:${account}:instance/i-1`,
      { service: 'ec2', region: 'us-east-1', account, resource: 'instance/i-1', exact: true },
    ],
    [`arn:aws:iam::${account}:user/path/ci`, { service: 'iam', region: undefined, account, resource: 'user/path/ci', exact: true }],
    ['arn:aws:s3:::bucket/key:with:colons', { service: 's3', account: undefined, resource: 'bucket/key:with:colons', exact: true }],
    ['arn:aws:iam::aws:policy/ReadOnlyAccess', { account: undefined, resource: 'policy/ReadOnlyAccess', exact: true }],
    [`arn:aws-us-gov:rds:us-gov-west-1:${account}:db:x`, { partition: 'aws-us-gov', resource: 'db:x', exact: true }],
    [
      `arn:aws::ec2:us-east-1:${account}:instance/i-1`,
      { service: 'ec2', region: 'us-east-1', account, resource: 'instance/i-1', exact: false },
    ],
    [`arn::ec2:us-east-1:${account}:instance/i-1`, { partition: undefined, service: 'ec2', account, exact: false }],
    [`arn:aws:us-east-1:${account}:instance/i-1`, { service: '', region: 'us-east-1', account, resource: 'instance/i-1', exact: false }],
    [`arn:aws:ec2:nowhere:${account}:instance/i-1`, { region: undefined, account, exact: false }],
    ['arn:aws:ec2:us-east-1:123:instance/i-1', { account: undefined, exact: false }],
    ['arn:aws:ec2', undefined],
    ['arn:aws:s3:::', { resource: '' }],
    ['i-0123456789abcdef0', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    const found = parseArn(text);
    if (expected) expect(found).toMatchObject(expected);
    else expect(found).toBeUndefined();
  });

  it('never throws, and what it says is exact can be put together again', () => {
    const part = fc.oneof(fc.constantFrom('arn', 'aws', '', 'ec2', 'us-east-1', account, 'user/x'), fc.string());
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const text = parts.join(':');
        const found = parseArn(text);
        if (!found?.exact) return;
        const [, partition, service, region, owner] = text.trim().split(':');
        expect(text.trim()).toBe(['arn', partition, service, region, owner, found.resource].join(':'));
      }),
    );
  });
});

it.each([
  ['us-east-1', 'aws', true],
  ['cn-north-1', 'aws-cn', true],
  ['us-gov-east-1', 'aws-us-gov', true],
  ['us-iso-east-1', 'aws-iso', true],
  ['us-isob-east-1', 'aws-iso-b', true],
  ['eusc-de-east-1', 'aws-eusc', true],
  ['global', 'aws', false],
  ['us-east-1\n', 'aws', false],
  ['', 'aws', false],
])('%j is of partition %s, a Region: %s', (region, partition, isOne) => {
  expect(partitionOf(region)).toBe(partition);
  expect(isRegion(region)).toBe(isOne);
});

it.each([
  [account, true],
  ['11112222333', false],
  ['1111222233334', false],
  ['111122223333\n', false],
  [111122223333, false],
  [undefined, false],
])('%j is an account: %s', (value, isOne) => expect(isAccount(value)).toBe(isOne));
