/** Opening an approval: whom it asks, until when, and that the newest token is the one that wakes. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { approvalIdOf } from '../../src/flows/open-approval.ts';
import { latestToken } from '../../src/flows/task-token.ts';
import { ana, CASE, omar, type Rig, startRig } from '../fixtures/response-rig.ts';

let rig: Rig;
let woken: string[];
beforeEach(async () => {
  rig = await startRig({ idle: true });
  woken = [];
  rig.services.stepFunctions.wake = async (token) => {
    woken.push(token);
    return 'woken';
  };
});
afterEach(() => rig.close());

const open = (token: string) => rig.task('open-approval', 'r1', CASE, { token });
const id = approvalIdOf('r1', 1);

describe('open approval', () => {
  it('names the level, its people and its end, and leaves a pointer and a reminder', async () => {
    await rig.ask();
    const now = rig.clock.now();
    await open('first');
    expect((await rig.response()).approvals).toMatchObject([
      { approvalId: id, level: 1, group: 'oncall-l1', until: now + 300_000, approvers: [{ id: 'UOMAR', name: 'omar' }] },
    ]);
    expect(await rig.table.get(`APPROVAL#${id}`, 'APPROVAL')).toMatchObject({ caseId: CASE, responseId: 'r1', level: 1 });
    const due = rig.table.items().find((item) => item.what === 'approval-reminder');
    expect(due).toMatchObject({ caseId: CASE, what: 'approval-reminder', at: now + 150_000 });
    expect(woken).toEqual([]);
  });

  it('asks the requester too where one person is enough', async () => {
    await rig.ask({ people: 1 }, ana);
    await open('first');
    expect((await rig.response()).approvals[0]?.approvers.map((member) => member.id)).toEqual(['UANA', 'UOMAR']);
  });

  it('opens once and keeps the newest token when the task is tried again', async () => {
    await rig.ask();
    await open('first');
    await open('second');
    expect((await rig.response()).approvals).toHaveLength(1);
    expect(await latestToken(id, rig.services)).toBe('second');
  });

  it('wakes at once when the decision is there already', async () => {
    await rig.ask({ approvedBy: omar });
    await open('late');
    expect(woken).toEqual(['late']);
    expect((await rig.response()).approvals).toEqual([]);
  });

  it('wakes at once when all deadlines are over', async () => {
    await rig.ask();
    await rig.clock.advance(1000);
    await open('late');
    expect(woken).toEqual(['late']);
  });

  it('has no token before it is opened', async () => {
    expect(await latestToken(id, rig.services)).toBeUndefined();
  });
});
