/** The tick's door: what fails is named and logged once, and keeps nothing else from being done. */
import { expect, it } from 'vitest';
import { createTickHandler } from '../../handlers/tick.ts';
import { createLog } from '../../src/services/log.ts';
import type { Services } from '../../src/services/services.ts';
import { policyWith } from '../fixtures/policy.ts';
import { createSlackRig } from '../fixtures/slack-rig.ts';

it('goes on after a task that fails, and fails itself in the end', async () => {
  const rig = createSlackRig();
  const lines: string[] = [];
  const quiet = policyWith({ digests: [] });
  const broken = Object.defineProperty({ ...quiet }, 'digests', {
    get: () => {
      throw new Error('no digest can be read');
    },
  });
  const services = { ...rig.services, policy: broken, log: createLog((line) => void lines.push(line)) } as unknown as Services;
  await expect(createTickHandler(services)()).rejects.toThrow('failed, and tried again in a minute: postDigests');
  const told = lines.filter((line) => line.includes('a task of the tick failed'));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('no digest can be read');
  // What comes after it was done.
  expect(lines.join('\n')).toContain('coverage was looked at');
});
