/** Enriching a case: once, whatever fails is named, the tier rises and never falls, a row that turns out tier 3 gets its own case, no secrets go out. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../src/domain/events.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { enrichCase } from '../../src/flows/enrich-case.ts';
import { type Answers, fakeRead } from '../fixtures/fake-read.ts';
import { findingWith, KEY } from '../fixtures/finding.ts';
import { instanceFinding } from '../fixtures/instance-finding.ts';
import { createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
let rig: SlackRig;
let put: { type: string; detail: unknown }[];
beforeEach(() => {
  rig = createSlackRig();
  put = [];
});
async function enrich(answers: Answers = {}, bus?: () => Promise<void>): Promise<void> {
  const services = {
    ...rig.services,
    clock: rig.projectorClock,
    aws: { reader: () => fakeRead(answers).read },
    bus: { put: bus ?? (async (type: string, detail: unknown) => void put.push({ type, detail })) },
    locate: undefined,
    hubAccount: '999988887777',
    hubRegion: 'us-east-1',
  };
  await enrichCase(CASE, services as unknown as Parameters<typeof enrichCase>[1]);
}
const state = async () => {
  const found = await rig.cases.read(CASE);
  if (!found) throw new Error('no case');
  return found;
};
const kinds = async () => (await rig.cases.events(CASE)).map(({ body }) => (JSON.parse(body) as NewEvent).kind);

const exploitable = instanceFinding({
  class: 'vulnerability',
  threat: 'vulnerability',
  type: 'CVE-2021-44228',
  vulnerability: { id: 'CVE-2021-44228', fixAvailable: true, exploitAvailable: true },
});
const facing: Answers = {
  'ec2:DescribeInstances': {
    Reservations: [
      {
        Instances: [{ InstanceId: 'i-0c10c2c7863d1a356', State: { Name: 'running' }, PublicIpAddress: '203.0.113.9', SecurityGroups: [] }],
      },
    ],
  },
};
const open = (finding: Finding) => rig.open(CASE, { tier: 2, enriched: false, finding });

describe('enriching', () => {
  it('with everything denied is done all the same, and says what is missing', async () => {
    await open(findingWith());
    await enrich();
    const { enrichedAt, failures } = await state();
    expect(enrichedAt).toBeDefined();
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure).toMatch(/^could not look up /);
  });

  it('is done once', async () => {
    await open(findingWith());
    await Promise.all([enrich(), enrich()]);
    await enrich();
    expect((await kinds()).filter((kind) => kind === 'enriched')).toHaveLength(1);
  });

  it('of a case that is not there, or whose finding is not, is nothing', async () => {
    await enrich();
    await open(findingWith());
    for (const item of rig.table.items().filter(({ pk }) => pk.startsWith('FINDING#'))) await rig.table.remove(item.pk, item.sk);
    await enrich();
    expect(await kinds()).toEqual(['case-opened']);
  });

  it('gives others the finding without keys, and does not wait for a bus that is down', async () => {
    await open(findingWith({ description: `seen with ${KEY}` }));
    await enrich({}, async () => {
      throw new Error('the bus is down');
    });
    expect((await state()).enrichedAt).toBeDefined();
    rig = createSlackRig();
    await open(findingWith({ description: `seen with ${KEY}` }));
    await enrich();
    expect(put).toMatchObject([
      { type: 'Finding Enriched', detail: { version: 1, caseId: CASE, finding: { identity: `guardduty/${CASE}` } } },
    ]);
    expect(JSON.stringify(put)).not.toContain(KEY);
  });
});

describe('the tier', () => {
  it('never falls: what was set higher stays', async () => {
    await open(findingWith());
    await rig.add(CASE, { id: 'up', actor: { kind: 'drawbridge' }, kind: 'tier-set', data: { tier: 3, reason: 'a person says so' } });
    await enrich();
    expect(await state()).toMatchObject({ tier: 3, tierReason: 'a person says so' });
  });

  it('of a row that is reachable from the internet becomes 3 in a case of its own, noted on both', async () => {
    await open(exploitable);
    await enrich(facing);
    const parent = await state();
    expect([parent.tier, parent.promotions.length]).toEqual([2, 1]);
    const own = await rig.cases.read(parent.promotions[0]?.to ?? '');
    expect(own).toMatchObject({ tier: 3, promotedFrom: CASE, tierReason: expect.stringContaining('reachable from the internet') });
  });

  it.each(['KEY#', 'EVENT#'])('is found again when writing %s failed the first time', async (what) => {
    await open(exploitable);
    const { putNew } = rig.table;
    let failing = 1;
    rig.table.putNew = async (item) => {
      if (`${item.pk} ${item.sk}`.includes(what) && failing-- > 0) throw new Error('throttled');
      return putNew(item);
    };
    await expect(enrich(facing)).rejects.toThrow('throttled');
    await enrich(facing);
    const { promotions, enrichedAt } = await state();
    expect([promotions.length, enrichedAt !== undefined]).toEqual([1, true]);
    expect(await rig.cases.read(promotions[0]?.to ?? '')).toMatchObject({ tier: 3, promotedFrom: CASE });
  });

  it('stays 2 where nobody could find out whether it is reachable', async () => {
    await open(exploitable);
    await enrich();
    expect(await state()).toMatchObject({ tier: 2, promotions: [] });
  });
});
