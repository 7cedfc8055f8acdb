/** Quiet hours in the channel: routine waits for their end and is told then, once; what cannot wait is told at once. */
import { beforeEach, expect, it } from 'vitest';
import { policyWith } from '../fixtures/policy.ts';
import { createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const ROUTINE = '22222222';
const channels = { security: 'C1', payments: 'C2', data: 'C0DATA' };
let rig: SlackRig;
beforeEach(() => {
  rig = createSlackRig();
  // It is 03:00 UTC.
  const quietHours = [{ channels: ['security'], from: '22:00', until: '07:00', timeZone: 'UTC' }];
  rig.services.policy = policyWith({ channels: { ...channels, security: 'C0SEC', payments: 'C0PAY' }, quietHours, digests: [] });
});
const shown = () => rig.fake.messages.filter(({ mark }) => mark.line === undefined).map(({ mark }) => mark.caseId);
const lines = () => rig.fake.messages.filter(({ mark }) => mark.line !== undefined).length;

it('routine waits, and is told once when they end', async () => {
  await rig.open(ROUTINE, { tier: 2, channel: 'C0SEC' });
  await rig.project(60);
  await rig.clock.advance(3 * 3600);
  await rig.project(60);
  expect(shown()).toEqual([]);
  await rig.clock.advance(3600);
  await rig.project(60);
  await rig.project(60);
  expect(shown()).toEqual([ROUTINE]);
});

it('tier 3, another channel, and a case that people touch do not wait', async () => {
  await rig.open('33333333', { tier: 3, channel: 'C0SEC' });
  await rig.open('2THER222', { tier: 2, channel: 'C0PAY' });
  await rig.open(ROUTINE, { tier: 2, channel: 'C0SEC' });
  await rig.project(60);
  expect(shown()).toEqual(['33333333', '2THER222']);
  await rig.add(ROUTINE, rig.note('look at this'));
  await rig.project(60);
  expect(shown()).toContain(ROUTINE);
});

it('a tier that rises ends the wait', async () => {
  await rig.open(ROUTINE, { tier: 2, channel: 'C0SEC' });
  await rig.project(60);
  await rig.add(ROUTINE, { id: 'risen', actor: { kind: 'drawbridge' }, kind: 'tier-set', data: { tier: 3, reason: 'it spreads' } });
  await rig.project(60);
  expect(shown()).toEqual([ROUTINE]);
});

it('what is shown already goes on being told', async () => {
  await rig.open('33333333', { tier: 3, channel: 'C0SEC' });
  await rig.project(60);
  const before = lines();
  await rig.add('33333333', { id: 'fallen', actor: { kind: 'drawbridge' }, kind: 'tier-set', data: { tier: 2, reason: 'it is over' } });
  await rig.add('33333333', { id: 'n', actor: { kind: 'console', name: 'somebody' }, kind: 'noted', data: { text: 'x' } });
  await rig.project(60);
  expect(lines()).toBeGreaterThan(before);
});
