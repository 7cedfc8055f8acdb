/** The proof: configuration from IAM, effect from CloudTrail. */
import { describe, expect, it } from 'vitest';
import { type Plan, undoOf } from '../../src/domain/plan.ts';
import type { CheckResult } from '../../src/playbooks/define.ts';
import { disableAccessKeys } from '../../src/playbooks/disable-access-keys.ts';
import { type Answers, fakeRead } from '../fixtures/fake-read.ts';
import { ACCOUNT, KEY, NOW } from '../fixtures/finding.ts';

const input = { UserName: 'ci-deploy', AccessKeyId: KEY };
const plan: Plan<'iam:UpdateAccessKey'> = {
  playbook: 'disable_access_keys',
  target: { kind: 'access-key', account: ACCOUNT, region: 'us-east-1', label: 'key AKIA…MPLE of ci-deploy', key: 'access-key/1' },
  risk: 'disruptive',
  steps: [
    {
      id: 'deactivate',
      why: 'deactivate',
      call: 'iam:UpdateAccessKey',
      input: { ...input, Status: 'Inactive' },
      before: 'Active',
      after: 'Inactive',
      undo: { call: 'iam:UpdateAccessKey', input: { ...input, Status: 'Active' } },
    },
  ],
  facts: [],
  warnings: [],
  credential: true,
};
const status = (...all: string[]): Answers => ({
  'iam:ListAccessKeys': { AccessKeyMetadata: all.map((Status) => ({ AccessKeyId: KEY, Status: Status as 'Active' })) },
});
const used = (secondsAfter: number, record: object): Answers => ({
  'cloudtrail:LookupEvents': {
    Events: [
      {
        EventName: 'ListBuckets',
        EventSource: 's3.amazonaws.com',
        EventTime: new Date(NOW + secondsAfter * 1000),
        CloudTrailEvent: JSON.stringify(record),
      },
    ],
  },
});
const noUse: Answers = { 'cloudtrail:LookupEvents': { Events: [] } };
const inactive = { ...status('Inactive'), ...noUse };

function verdict(result: CheckResult): string {
  return 'unmeasurable' in result ? 'unmeasurable' : String(result.ok);
}

describe('observe', () => {
  it.each<[string, Answers, string]>([
    ['an active key', status('Active'), 'Active'],
    ['an inactive key', status('Inactive'), 'Inactive'],
    ['a deleted key', status(), 'gone'],
    ['a deleted user', { 'iam:ListAccessKeys': 'NoSuchEntity' }, 'gone'],
  ])('reads %s', async (_, answers, value) => {
    const [step] = plan.steps;
    expect(step && (await disableAccessKeys.observe(step, fakeRead(answers).read))).toBe(value);
  });

  it('rejects when the state is unknown', async () => {
    const [step] = plan.steps;
    await expect(step && disableAccessKeys.observe(step, fakeRead({}).read)).rejects.toThrow('AccessDenied');
  });

  it('finds a key on the second page', async () => {
    const { read } = fakeRead({
      'iam:ListAccessKeys': ({ Marker }) =>
        Marker
          ? { AccessKeyMetadata: [{ AccessKeyId: KEY, Status: 'Inactive' }] }
          : { AccessKeyMetadata: [], IsTruncated: true, Marker: 'more' },
    });
    const [step] = plan.steps;
    expect(step && (await disableAccessKeys.observe(step, read))).toBe('Inactive');
  });
});

describe('verify', () => {
  it.each<['configuration' | 'effect', string, Answers, string, RegExp]>([
    ['configuration', 'inactive', inactive, 'true', /is inactive/],
    ['configuration', 'deleted since', status(), 'true', /is gone/],
    ['configuration', 'active again', status('Active'), 'false', /is active, not inactive/],
    ['effect', 'never used', inactive, 'true', /no successful call .* us-east-1/],
    ['effect', 'used while IAM propagates', { ...inactive, ...used(30, {}) }, 'true', /no successful call/],
    ['effect', 'used and denied', { ...inactive, ...used(300, { errorCode: 'AccessDenied' }) }, 'true', /1 attempts failed/],
    ['effect', 'used with success', { ...inactive, ...used(300, { errorCode: null }) }, 'false', /1 calls still succeeded.*s3:ListBuckets/],
    ['effect', 'not readable', { ...status('Inactive') }, 'unmeasurable', /CloudTrail could not be read \(AccessDenied\)/],
    ['effect', 'active again', { ...status('Active'), ...noUse }, 'false', /is active/],
  ])('measures %s of a key that is %s', async (proves, _, answers, expected, words) => {
    const result = await disableAccessKeys.verify({ afterSeconds: 900, proves }, plan, NOW, fakeRead(answers).read);
    expect(verdict(result)).toBe(expected);
    expect(JSON.stringify(result)).toMatch(words);
    expect(JSON.stringify(result)).not.toContain(KEY);
  });

  it('expects the opposite of an undo and measures no effect of it', async () => {
    const undo = undoOf(plan) as Plan<'iam:UpdateAccessKey'>;
    const configuration = { afterSeconds: 10, proves: 'configuration' as const };
    expect(verdict(await disableAccessKeys.verify(configuration, undo, NOW, fakeRead(status('Active')).read))).toBe('true');
    expect(verdict(await disableAccessKeys.verify(configuration, undo, NOW, fakeRead(inactive).read))).toBe('false');
    const effect = { afterSeconds: 900, proves: 'effect' as const };
    expect(verdict(await disableAccessKeys.verify(effect, undo, NOW, fakeRead(status('Active')).read))).toBe('unmeasurable');
  });
});
