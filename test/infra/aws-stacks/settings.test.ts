/** What a deployment must say, and what it may leave out. */
import { describe, expect, it } from 'vitest';
import { settingsWith } from '../../fixtures/aws-stacks.ts';

describe('settings', () => {
  it('everything that is wrong is said at once', () => {
    const wrong = { deployment: 'Draw bridge', hubAccount: '12345', hubRegion: 'Frankfurt', organisation: 'example', logDays: '7' };
    expect(() => settingsWith(wrong)).toThrow(/deployment.*hubAccount.*hubRegion.*organisation.*logDays/s);
  });

  it.each([
    ['eu-central-1', 'aws', true],
    ['cn-north-1', 'aws-cn', false],
    ['us-gov-west-1', 'aws-us-gov', false],
  ])('in %s the partition is %s, and custom actions are made: %s', (hubRegion, partition, customActions) => {
    expect(settingsWith({ hubRegion })).toMatchObject({ partition, customActions });
  });

  it('a second deployment in the same account and Region goes without custom actions', () => {
    expect(settingsWith({ customActions: 'no' }).customActions).toBe(false);
  });

  it('the deployment has a name in every stack: none is assumed', () => {
    expect(() => settingsWith({ deployment: '' })).toThrow(/deployment/);
  });
});
