/** I11 and I2 for taking in: any order, any batches and any duplication of the same inputs end in the same cases. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaseState } from '../../src/domain/case-state.ts';
import { ACCOUNT, control, GUARDDUTY_ARN, guardDuty, INSTANCE, imported, importedV2, ocsf, REGION } from '../fixtures/hub.ts';
import { createTakeInRig, type Event } from '../fixtures/take-in-rig.ts';

const SSH = 'UnauthorizedAccess:EC2/SSHBruteForce';

function native(changes: Event = {}, service: Event = {}): Event {
  return {
    version: '0',
    id: 'e1',
    source: 'aws.guardduty',
    'detail-type': 'GuardDuty Finding',
    account: ACCOUNT,
    region: REGION,
    time: '2026-11-20T02:31:00Z',
    resources: [],
    detail: {
      schemaVersion: '2.0',
      accountId: ACCOUNT,
      region: REGION,
      id: GUARDDUTY_ARN.split('/').at(-1),
      arn: GUARDDUTY_ARN,
      type: SSH,
      severity: 8,
      title: 'Somebody guesses passwords',
      description: 'By SSH.',
      createdAt: '2026-11-20T01:00:00.000Z',
      updatedAt: '2026-11-20T02:00:00.000Z',
      resource: { resourceType: 'Instance', instanceDetails: { instanceId: INSTANCE } },
      service: { resourceRole: 'TARGET', count: 3, archived: false, ...service },
      ...changes,
    },
  };
}
const inHub = (changes: Event = {}, fields: Event = {}) =>
  imported(
    guardDuty('TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce', { Title: 'Somebody guesses passwords', ...changes }, fields),
  );
const inHubV2 = (changes: Event = {}) => importedV2(ocsf(2004, changes));
const otherArn = GUARDDUTY_ARN.replace(/.$/, '0');

/** One problem through three channels at different moments, its later states, a neighbour on the same instance, and a control. */
const inputs: Event[] = [
  native(),
  native({ updatedAt: '2026-11-20T02:20:00.000Z', severity: 8.2 }, { count: 9 }),
  inHub({ UpdatedAt: '2026-11-20T02:05:00Z' }),
  inHub({ UpdatedAt: '2026-11-20T02:25:00Z' }, { 'aws/guardduty/service/count': '12' }),
  inHubV2(),
  native({ arn: otherArn, type: 'Recon:EC2/PortProbeUnprotectedPort', severity: 2, title: 'A port is probed' }),
  native({
    arn: otherArn,
    type: 'Recon:EC2/PortProbeUnprotectedPort',
    severity: 5,
    title: 'A port is probed',
    updatedAt: '2026-11-20T02:40:00.000Z',
  }),
  imported(control('S3.8')),
  imported(control('S3.8', { UpdatedAt: '2026-11-20T02:45:00Z', Compliance: { Status: 'PASSED', SecurityControlId: 'S3.8' } })),
];

/** What people see of a case; the words of its first finding and the times of its events are what order may decide. */
function seen(state: CaseState): unknown {
  const { openedAt, seq, hash, eventIds, rows, subject, findings, hubFindings, closedAt, reopenedAt, resolution, ...rest } = state;
  return {
    ...rest,
    key: subject.caseKey,
    rows: rows.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    findings: Object.entries(findings).sort(),
    hubFindings: hubFindings.toSorted(),
    closed: closedAt !== undefined,
  };
}

/** A control that passed before anybody heard that it failed opens no case; if it failed first, its case is closed. Neither is open. */
async function endState(order: readonly Event[], batch: number): Promise<unknown> {
  const rig = createTakeInRig();
  for (let at = 0; at < order.length; at += batch) {
    for (const taken of await rig.take(...order.slice(at, at + batch))) expect(taken.failed).toBeUndefined();
  }
  expect(rig.lines.filter((line) => line.includes('"error"'))).toEqual([]);
  const open = (await rig.cases()).filter(({ closedAt }) => closedAt === undefined);
  return open.map(seen).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

test('any order, batches and duplicates converge (I11)', async () => {
  const expected = await endState(inputs, 1);
  expect(expected).toHaveLength(1);
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(inputs, { minLength: inputs.length }),
      fc.array(fc.nat(inputs.length - 1), { maxLength: 6 }),
      fc.integer({ min: 1, max: 10 }),
      async (order, again, batch) => {
        const all = [...order, ...again.flatMap((index): Event[] => inputs.slice(index, index + 1))];
        expect(await endState(all, batch)).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});

describe('one problem through several channels', () => {
  test.each<[string, Event[]]>([
    ['native, then both hubs', [native(), inHub(), inHubV2()]],
    ['both hubs, then native', [inHubV2(), inHub(), native()]],
    ['hub only, twice', [inHub(), inHub()]],
    ['all at once', [native(), inHubV2(), native(), inHub()]],
  ])('%s: one case, one row, one finding', async (_, events) => {
    for (const batch of [1, events.length]) {
      const rig = createTakeInRig();
      for (let at = 0; at < events.length; at += batch) await rig.take(...events.slice(at, at + batch));
      const { rowCount, findings, hubFindings } = await rig.only();
      expect([rowCount, Object.keys(findings).length, hubFindings.length]).toEqual([1, 1, 1]);
    }
  });

  test('batches at the same time take every input into the one case', async () => {
    const rig = createTakeInRig();
    const all = await Promise.all([native(), inHub(), inHubV2(), native(), inHub()].map((event) => rig.take(event)));
    const { caseId } = await rig.only();
    expect(all.flat().flatMap(({ rows }) => rows.map((row) => row.caseId))).toEqual(Array(5).fill(caseId));
  });

  test('the same again is no news: nothing is appended', async () => {
    const rig = createTakeInRig();
    await rig.take(...inputs);
    const before = (await rig.cases()).map(({ caseId, seq }) => [caseId, seq]);
    await rig.take(...inputs.toReversed());
    expect((await rig.cases()).map(({ caseId, seq }) => [caseId, seq])).toEqual(before);
  });
});
