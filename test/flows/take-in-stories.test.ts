/** What becomes of findings over time: generations, storms, promoted rows, reopening, console edits, declines and the baseline. */
import { describe, expect, test } from 'vitest';
import { isShown } from '../../src/flows/poke-case.ts';
import { recordBaseline } from '../../src/flows/record-baseline.ts';
import { casePartition } from '../../src/services/case-log.ts';
import { NOW } from '../fixtures/finding.ts';
import {
  ACCOUNT,
  asff,
  control,
  customAction,
  GUARDDUTY_ARN,
  guardDuty,
  imported,
  type Json,
  productArn,
  REGION,
} from '../fixtures/hub.ts';
import { createTakeInRig, type TakeInRig } from '../fixtures/take-in-rig.ts';

const day = 86_400;
const type = 'TTPs/Command and Control/Backdoor:EC2-C&CActivity.B';
const arnOf = (n: number) => GUARDDUTY_ARN.replace(/.{4}$/, n.toString(16).padStart(4, '0'));
const instanceOf = (n: number) => `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0abc1234def56${n.toString(16).padStart(4, '0')}`;
const threat = (n: number, changes: Json = {}) =>
  guardDuty(type, {
    Id: arnOf(n),
    Title: `Instance ${n} calls home`,
    Resources: [{ Type: 'AwsEc2Instance', Id: instanceOf(n) }],
    ...changes,
  });
const bucket = (n: number, changes: Json = {}) =>
  control('S3.8', { Id: `finding/${n}`, Resources: [{ Type: 'AwsS3Bucket', Id: `arn:aws:s3:::bucket-${n}` }], ...changes });
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const observed = (seconds: number) => ({ UpdatedAt: at(seconds), LastObservedAt: at(seconds) });
const kindsOf = async (rig: TakeInRig, caseId: string) =>
  (await rig.services.cases.events(caseId)).map(({ body }) => (JSON.parse(body) as { kind: string }).kind);
const outcomeOf = async (rig: TakeInRig, event: unknown) => (await rig.take(event))[0]?.rows[0];

describe('generations', () => {
  test.each([
    ['within 7 days: the same case, reopened', 6 * day, 1, true],
    ['later: the next generation, linked', 8 * day, 2, false],
  ])('%s', async (_, seconds, cases, reopened) => {
    const rig = createTakeInRig();
    await rig.take(imported(threat(1)));
    await rig.take(imported(threat(1, { ...observed(60), RecordState: 'ARCHIVED' })));
    const first = await rig.only();
    expect(first.closedAt).toBeDefined();
    await rig.clock.advance(seconds);
    await rig.take(imported(threat(1, observed(seconds))));
    const all = await rig.cases();
    expect(all).toHaveLength(cases);
    const open = all.find(({ closedAt }) => closedAt === undefined);
    expect(open?.reopenedAt !== undefined).toBe(reopened);
    if (!reopened) expect(open?.subject).toMatchObject({ generation: 2, previous: first.caseId });
  });

  test('rows are taken for a day; then a new one opens the next generation, and known ones stay where they are', async () => {
    const rig = createTakeInRig();
    await rig.take(imported(bucket(1)), imported(bucket(2)));
    const first = await rig.only();
    expect(first.rowCount).toBe(2);
    await rig.clock.advance(day + 1);
    await rig.take(imported(bucket(2, observed(day))));
    expect(await rig.cases()).toHaveLength(1);
    await rig.take(imported(bucket(3, observed(day))));
    expect((await rig.cases()).map(({ subject, rowCount }) => [subject.generation, rowCount]).sort()).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });
});

describe('storms', () => {
  const batches = (events: unknown[], size: number) =>
    Array.from({ length: Math.ceil(events.length / size) }, (_, index) => events.slice(index * size, (index + 1) * size));

  test.each([
    ['one after the other', 1, false],
    ['in batches', 10, false],
    ['in batches at the same time', 10, true],
    ['one by one, more at the same time than the queues allow', 1, true],
  ])('%s: nine keep their own case, the rest are rows of one', async (_, size, together) => {
    const rig = createTakeInRig();
    const all = batches(
      Array.from({ length: 40 }, (_, n) => imported(threat(n))),
      size,
    );
    if (together) for (const some of batches(all, 8)) await Promise.all(some.map((batch) => rig.take(...(batch as unknown[]))));
    else for (const batch of all) await rig.take(...batch);
    const cases = await rig.cases();
    expect(cases).toHaveLength(10);
    expect(cases.filter(({ subject }) => subject.kind === 'storm').map(({ rowCount }) => rowCount)).toEqual([31]);
  });

  test('ten in eleven minutes are ten cases, and what a case holds already stays there in a storm', async () => {
    const rig = createTakeInRig();
    for (let n = 0; n < 10; n += 1) {
      await rig.take(imported(threat(n)));
      await rig.clock.advance(66);
    }
    expect(await rig.cases()).toHaveLength(10);
    await rig.take(...Array.from({ length: 30 }, (_, n) => imported(threat(n, { ...observed(800), Title: 'again' }))));
    const storm = (await rig.cases()).find(({ subject }) => subject.kind === 'storm');
    const own = (await rig.cases()).filter(({ subject }) => subject.kind === 'finding');
    expect(own.length + (storm?.rowCount ?? 0)).toBe(30);
    expect(own.length).toBeGreaterThanOrEqual(10);
  });
});

describe('a row that is tier 3 has a case of its own', () => {
  const exposed = (n: number, changes: Json = {}) =>
    asff({
      Id: `arn:aws:inspector2:${REGION}:${ACCOUNT}:finding/${n}`,
      ProductArn: productArn('inspector'),
      Types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
      Title: 'CVE-2026-1234 - openssl',
      Resources: [
        { Type: 'AwsEc2Instance', Id: instanceOf(n), Details: { AwsEc2Instance: n === 1 ? { IpV4Addresses: ['203.0.113.9'] } : {} } },
      ],
      Vulnerabilities: [{ Id: 'CVE-2026-1234', FixAvailable: 'YES', ExploitAvailable: 'YES' }],
      ...changes,
    });

  test('noted on both, and it ends and returns with its row', async () => {
    const rig = createTakeInRig();
    await rig.take(imported(exposed(1)), imported(exposed(2)));
    const [parent, own] = (await rig.cases()).sort((a, b) => a.tier - b.tier);
    expect([parent?.tier, own?.tier, parent?.rowCount, own?.rowCount]).toEqual([2, 3, 2, 1]);
    expect(parent?.promotions).toMatchObject([{ to: own?.caseId }]);
    expect(own?.promotedFrom).toBe(parent?.caseId);
    await rig.take(imported(exposed(1, { ...observed(60), RecordState: 'ARCHIVED' })));
    const after = await rig.cases();
    expect(after.map(({ closedAt }) => closedAt !== undefined)).toEqual(after.map(({ tier }) => tier === 3));
  });
});

describe('declined', () => {
  test.each<[string, Json, RegExp]>([
    ['archived', threat(1, { RecordState: 'ARCHIVED' }), /archived or closed by GuardDuty/],
    ['passed', bucket(1, { Compliance: { Status: 'PASSED', SecurityControlId: 'S3.8' } }), /S3\.8 is passed/],
    ['informational', bucket(1, { Severity: { Label: 'INFORMATIONAL' } }), /informational/],
    ['suppressed', threat(1, { Workflow: { Status: 'SUPPRESSED' } }), /suppressed in Security Hub/],
    ['resolved', threat(1, { Workflow: { Status: 'RESOLVED' } }), /already resolved in Security Hub/],
  ])('%s: no case, also when an older state comes late; asked for by a person it is one', async (_, finding, reason) => {
    const rig = createTakeInRig();
    expect(await outcomeOf(rig, imported(finding))).toMatchObject({ outcome: 'declined', reason: expect.stringMatching(reason) });
    const older = { ...finding, UpdatedAt: '2026-11-20T01:30:00Z', RecordState: 'ACTIVE', Workflow: { Status: 'NEW' } };
    if (finding.Compliance)
      Object.assign(older, { Severity: { Label: 'HIGH' }, Compliance: { Status: 'FAILED', SecurityControlId: 'S3.8' } });
    expect(await outcomeOf(rig, imported(older))).toMatchObject({ outcome: 'declined' });
    expect(await rig.cases()).toEqual([]);
    expect(await outcomeOf(rig, customAction('send_to_slack', finding))).toMatchObject({ outcome: 'case', caseId: expect.any(String) });
  });

  test('it comes back to life: a case', async () => {
    const rig = createTakeInRig();
    await rig.take(imported(threat(1, { RecordState: 'ARCHIVED' })));
    expect(await outcomeOf(rig, imported(threat(1, observed(60))))).toMatchObject({ outcome: 'case' });
  });
});

describe('what people do in the Security Hub console', () => {
  const edited = (changes: Json) => imported(threat(1, changes));

  test.each<[string, Json, (state: Awaited<ReturnType<TakeInRig['only']>>) => unknown]>([
    ['resolved', { Workflow: { Status: 'RESOLVED' } }, ({ resolution }) => resolution?.code],
    ['suppressed', { Workflow: { Status: 'SUPPRESSED' } }, ({ suppression }) => suppression?.reason],
    ['acknowledged', { Workflow: { Status: 'NOTIFIED' } }, ({ acknowledged }) => acknowledged?.by.kind],
    ['noted', { Note: { Text: 'known test', UpdatedBy: 'ana' } }, ({ lastNote }) => lastNote?.text],
  ])('%s is recorded as theirs, once', async (_, changes, read) => {
    const rig = createTakeInRig();
    await rig.take(edited({}));
    await rig.take(edited(changes));
    await rig.take(edited(changes));
    const state = await rig.only();
    expect(read(state)).toBeDefined();
    expect((await kindsOf(rig, state.caseId)).filter((kind) => kind === 'console-edited')).toHaveLength(1);
  });

  test('our own write coming back is an echo: declined, nothing recorded', async () => {
    const rig = createTakeInRig();
    await rig.take(edited({}));
    const { caseId, seq } = await rig.only();
    await rig.table.put({ pk: casePartition(caseId), sk: 'SURFACE#security-hub', workflow: 'NOTIFIED', note: 'Drawbridge case', done: [] });
    const echo = edited({ Workflow: { Status: 'NOTIFIED' }, Note: { Text: 'Drawbridge case', UpdatedBy: 'drawbridge' } });
    expect(await outcomeOf(rig, echo)).toMatchObject({ outcome: 'declined', reason: expect.stringContaining('our own update') });
    expect((await rig.only()).seq).toBe(seq);
  });

  test('an older event that comes late is no edit', async () => {
    const rig = createTakeInRig();
    await rig.take(edited({}), edited({ ...observed(60), Workflow: { Status: 'RESOLVED' } }));
    await rig.take(edited({ Workflow: { Status: 'NEW' } }));
    expect((await rig.only()).resolution?.code).toBe('console');
  });

  test('one row of many resolved in the console leaves the case open', async () => {
    const rig = createTakeInRig();
    await rig.take(imported(bucket(1)), imported(bucket(2)));
    await rig.take(imported(bucket(1, { Workflow: { Status: 'RESOLVED' } })));
    const { resolution, lastNote } = await rig.only();
    expect(resolution).toBeUndefined();
    expect(lastNote?.text).toBe('bucket-1 was set to RESOLVED in the console');
  });

  test('a resolved threat that goes on is open again; a resolved control that is measured again is not', async () => {
    const rig = createTakeInRig();
    const done = { Workflow: { Status: 'RESOLVED' } };
    await rig.take(imported(threat(1)), imported(bucket(1)));
    await rig.take(imported(threat(1, done)), imported(bucket(1, done)));
    await rig.clock.advance(600);
    await rig.take(imported(threat(1, { ...done, ...observed(500) })), imported(bucket(1, { ...done, ...observed(500) })));
    const open = (await rig.cases()).map(({ subject, resolution }) => [subject.class, resolution === undefined]);
    expect(Object.fromEntries(open)).toEqual({ threat: true, control: false });
  });
});

describe('baseline', () => {
  const open = [
    bucket(1),
    bucket(2),
    threat(1, { CreatedAt: at(-2 * day) }),
    threat(2),
    bucket(3, { Severity: { Label: 'INFORMATIONAL' } }),
    { Id: 'x' },
  ];

  test('records without posting, except threats younger than a day; again it changes nothing', async () => {
    const rig = createTakeInRig(open);
    expect(await recordBaseline(rig.services)).toEqual({ quiet: 3, recent: 1, left: 2 });
    const shown = (await rig.cases()).filter((state) => isShown(state, rig.policy)).map(({ subject }) => subject.title);
    expect(shown).toEqual(['Instance 2 calls home']);
    const before = (await rig.cases()).map(({ seq }) => seq);
    expect(await recordBaseline(rig.services)).toEqual({ quiet: 3, recent: 1, left: 2 });
    expect((await rig.cases()).map(({ seq }) => seq)).toEqual(before);
  });

  test('something new about the same thing is a case like any other', async () => {
    const rig = createTakeInRig(open);
    await recordBaseline(rig.services);
    const quiet = async () => (await rig.cases()).filter((state) => !isShown(state, rig.policy)).length;
    expect(await quiet()).toBe(2);
    await rig.take(imported(threat(1, { CreatedAt: at(-2 * day), ...observed(30) })));
    expect(await quiet()).toBe(2);
    await rig.take(imported(threat(9, { Resources: [{ Type: 'AwsEc2Instance', Id: instanceOf(1) }] })));
    expect(await quiet()).toBe(1);
  });
});
