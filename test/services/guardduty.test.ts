/** GuardDuty through its client, on the simulated accounts: archived by its administrator only, at most fifty a call. */
import { GuardDutyClient } from '@aws-sdk/client-guardduty';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGuardDuty } from '../../src/services/guardduty.ts';
import { type SimulatedAccounts, startSimulatedAccounts } from '../infra/aws/simulated-accounts.ts';

let accounts: SimulatedAccounts;
beforeAll(async () => {
  accounts = await startSimulatedAccounts();
});
afterAll(() => accounts.close());

const ids = Array.from({ length: 51 }, (_, index) => `finding${index}`);

test('fifty-one findings take two calls, and all of them are archived', async () => {
  const guardDuty = createGuardDuty(() => new GuardDutyClient(accounts.hub));
  expect(await guardDuty.archive('us-east-1', ids)).toBe(true);
  expect(accounts.aws.world.hub.archived).toEqual(ids);
  expect(accounts.aws.calls.filter(({ call }) => call === 'guardduty:ArchiveFindings')).toHaveLength(2);
});

test('the detector is asked for once', async () => {
  const asked = () => accounts.aws.calls.filter(({ call }) => call === 'guardduty:ListDetectors').length;
  const before = asked();
  const guardDuty = createGuardDuty(() => new GuardDutyClient(accounts.hub));
  await guardDuty.archive('us-east-1', ['one']);
  await guardDuty.archive('us-east-1', ['two']);
  expect(asked() - before).toBe(1);
});
