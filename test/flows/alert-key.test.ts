/** The key and the severity of a case's alert: one key per case however often a finding comes, never one for all, never a severity that wakes nobody. */
import { describe, expect, it } from 'vitest';
import { alertOf, dedupKeyOf } from '../../blocks/alert.ts';
import { NOW } from '../fixtures/finding.ts';
import { ACCOUNT, GUARDDUTY_ARN, guardDuty, imported, type Json, REGION } from '../fixtures/hub.ts';
import { createTakeInRig } from '../fixtures/take-in-rig.ts';

const type = 'TTPs/Command and Control/Backdoor:EC2-C&CActivity.B';
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const threat = (n: number, changes: Json = {}) =>
  imported(
    guardDuty(type, {
      Id: GUARDDUTY_ARN.replace(/.{4}$/, n.toString(16).padStart(4, '0')),
      Resources: [
        { Type: 'AwsEc2Instance', Id: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0abc1234def56${n.toString(16).padStart(4, '0')}` },
      ],
      ...changes,
    }),
  );
const place = { team: 'T0123ABCD' };

async function keysAfter(...events: Json[]): Promise<string[]> {
  const rig = createTakeInRig();
  for (const event of events) await rig.take(event);
  return (await rig.cases()).map((state) => alertOf(state, place).dedupKey).sort();
}

describe('12: the key', () => {
  it('stays the same when the finding comes again, changed or not, in any order', async () => {
    const again = threat(1, { UpdatedAt: at(60), LastObservedAt: at(60), Title: 'Another title' });
    const [key, ...others] = await keysAfter(threat(1), threat(1), again);
    expect(others).toEqual([]);
    expect(await keysAfter(again, threat(1))).toEqual([key]);
    expect(await keysAfter(threat(1))).toEqual([key]);
  });
  it('is another for another resource, and none is the key of all', async () => {
    const keys = await keysAfter(...[1, 2, 3, 4, 5].map((n) => threat(n)));
    expect(new Set(keys).size).toBe(5);
    for (const key of keys) expect(key).toMatch(/^drawbridge:[0-9A-HJKMNP-TV-Z]{8}$/);
  });
  it('fits, whatever the finding is called', async () => {
    const [key = ''] = await keysAfter(threat(1, { Id: `${GUARDDUTY_ARN}/${'x'.repeat(400)}` }));
    expect(key.length).toBeLessThan(255);
    expect(key).toBe(dedupKeyOf(key.replace('drawbridge:', '')));
  });
});

it.each(['critical', 'high', 'medium', 'low', 'informational'] as const)(
  '13: a case of severity %s wakes people when it is tier 3',
  async (severity) => {
    const rig = createTakeInRig();
    await rig.take(threat(1));
    const alert = alertOf({ ...(await rig.only()), tier: 3, severity }, place);
    expect(alert.severity).toBe(severity === 'critical' ? 'critical' : 'error');
    expect(alert.details).toMatchObject({ severity });
  },
);
