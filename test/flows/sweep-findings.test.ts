/** The sweep: what no event told is taken in, what is known stays as it is, and a killed one is made up for. */
import { describe, expect, it } from 'vitest';
import { sweepFindings } from '../../src/flows/sweep-findings.ts';
import { NOW } from '../fixtures/finding.ts';
import { asff, imported, importedV2, ocsf } from '../fixtures/hub.ts';
import { createTakeInRig, type Event } from '../fixtures/take-in-rig.ts';

const HOUR = 3_600_000;
const found = (id: string, ago: number, changes: Event = {}): Event => {
  const at = new Date(NOW - ago).toISOString();
  const Resources = [{ Type: 'AwsEc2Instance', Id: `arn:aws:ec2:eu-west-1:111122223333:instance/${id}` }];
  return asff({ Id: id, CreatedAt: at, UpdatedAt: at, Resources, ...changes });
};

/** A sweep, with its waits between pages gone by. */
async function sweep(rig: ReturnType<typeof createTakeInRig>) {
  let isDone = false;
  const swept = sweepFindings(rig.services).finally(() => {
    isDone = true;
  });
  swept.catch(() => undefined);
  while (!isDone) {
    await rig.clock.settle();
    await rig.clock.advance(1);
  }
  return swept;
}
const rows = async (rig: ReturnType<typeof createTakeInRig>) =>
  (await rig.cases()).flatMap((state) => state.rows.map(({ resource }) => resource.id));
const seqs = async (rig: ReturnType<typeof createTakeInRig>) => (await rig.cases()).map(({ caseId, seq }) => [caseId, seq]);

describe('the sweep', () => {
  it('takes in what no event told, once', async () => {
    const rig = createTakeInRig([found('told', HOUR), found('lost', HOUR), found('also-lost', 90 * 60_000)]);
    await rig.take(imported(found('told', HOUR)));
    expect(await sweep(rig)).toEqual({ seen: 3, missed: 2 });
    expect(await rows(rig)).toHaveLength(3);
    const before = await seqs(rig);
    expect(await sweep(rig)).toEqual({ seen: 3, missed: 0 });
    expect(await seqs(rig)).toEqual(before);
  });

  it('an event that comes after all changes nothing', async () => {
    const rig = createTakeInRig([found('late', HOUR)]);
    await sweep(rig);
    const before = await seqs(rig);
    const [taken] = await rig.take(imported(found('late', HOUR)));
    expect(taken?.rows).toMatchObject([{ outcome: 'case', reason: 'nothing new: the case knows it already' }]);
    expect(await seqs(rig)).toEqual(before);
  });

  it('leaves to events what is a moment old, and to Security Hub what is long ago', async () => {
    const rig = createTakeInRig([found('new', 60_000), found('old', 3 * HOUR)]);
    expect(await sweep(rig)).toEqual({ seen: 0, missed: 0 });
    await rig.clock.advance(HOUR / 1000);
    expect(await sweep(rig)).toEqual({ seen: 1, missed: 1 });
  });

  it('reads the newer Security Hub too where there is one, and the same thing in both is one case', async () => {
    const modified_time_dt = new Date(NOW - HOUR).toISOString();
    const newer = (id: string) => {
      const finding = ocsf(2004);
      const resources = [{ uid: `arn:aws:ec2:eu-west-1:111122223333:instance/${id}`, type: 'AWS::EC2::Instance', region: 'eu-west-1' }];
      const uid = `arn:aws:guardduty:eu-west-1:111122223333:detector/d1/finding/${id}`;
      const info = { ...(finding.finding_info as Event), uid, modified_time_dt };
      return { ...finding, metadata: { ...(finding.metadata as Event), uid: id }, finding_info: info, resources };
    };
    const held = [newer('i-0c10c2c7863d1a351'), newer('i-0c10c2c7863d1a352')];
    const without = createTakeInRig([found('other', HOUR)]);
    expect(await sweep(without)).toEqual({ seen: 1, missed: 1 });
    const rig = createTakeInRig([found('other', HOUR)], held);
    await rig.take(importedV2(held[0]));
    expect(await sweep(rig)).toEqual({ seen: 3, missed: 2 });
    expect(await rows(rig)).toHaveLength(3);
    const before = await seqs(rig);
    expect(await sweep(rig)).toEqual({ seen: 3, missed: 0 });
    expect(await seqs(rig)).toEqual(before);
  });

  it('what became of a known one is no miss of ours, and what asks for nothing opens no case', async () => {
    const gone = found('gone', HOUR, { Workflow: { Status: 'RESOLVED' } });
    const rig = createTakeInRig([gone, { Id: 'x', UpdatedAt: new Date(NOW - HOUR).toISOString() }]);
    expect(await sweep(rig)).toEqual({ seen: 2, missed: 0 });
    expect(await rig.cases()).toEqual([]);
  });

  it('after hours without a sweep it begins where the last one ended', async () => {
    const later = found('while it was down', 0);
    const rig = createTakeInRig([later]);
    await sweep(rig);
    later.UpdatedAt = new Date(NOW + 2 * HOUR).toISOString();
    await rig.clock.advance((26 * HOUR) / 1000);
    expect(await sweep(rig)).toMatchObject({ missed: 1 });
  });

  it('killed, it is made up for by the next one', async () => {
    const rig = createTakeInRig([found('first', 100 * 60_000), found('second', 20 * 60_000)]);
    const { append } = rig.services.cases;
    let calls = 0;
    rig.services.cases.append = (...given) => {
      calls += 1;
      return calls === 2 ? Promise.reject(new Error('killed')) : append(...given);
    };
    await expect(sweep(rig)).rejects.toThrow(/the sweep could not take in sweep\/.*\/second/);
    await rig.clock.advance((5 * HOUR) / 1000);
    await sweep(rig);
    expect(await rows(rig)).toHaveLength(2);
  });
});
