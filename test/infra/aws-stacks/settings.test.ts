/** What a deployment must say, and what it may leave out. */
import { readFileSync } from 'node:fs';
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

  it('are all explained in docs/deploy.md', () => {
    const text = readFileSync('docs/deploy.md', 'utf8');
    const { partition: _, policy: _policy, ...settings } = settingsWith({ alarmEmail: 'security@example.com' });
    expect(Object.keys(settings).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it('the deployment has a name in every stack: none is assumed', () => {
    expect(() => settingsWith({ deployment: '' })).toThrow(/deployment/);
  });
});
