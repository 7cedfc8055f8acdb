/** Recheck: who agreed is read from the log, for exactly this plan; what is not so any more ends in words and changes nothing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsCallError } from '../../src/domain/aws-calls.ts';
import type { Actor, EventData } from '../../src/domain/events.ts';
import { ana, CASE, omar, person, type Rig, startRig } from '../fixtures/response-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({ idle: true });
});
afterEach(() => rig.close());

const lea = person('ULEA');
const console: Actor = { kind: 'console', name: 'someone' };

describe('people', () => {
  it.each<[string, 1 | 2, Actor, Actor[], string]>([
    ['one, who asked', 1, ana, [ana], 'on'],
    ['one, somebody else', 1, ana, [omar], 'on'],
    ['two, requester and another', 2, ana, [omar], 'on'],
    ['two, but it is the requester again', 2, ana, [ana], 'end'],
    ['two, requester unknown, two approvers', 2, console, [omar, lea], 'on'],
    ['two, requester unknown, one approver', 2, console, [omar], 'end'],
    ['one, requester unknown', 1, console, [omar], 'on'],
    ['nobody', 1, ana, [], 'end'],
  ])('%s', async (_, people, requester, approvers, expected) => {
    await rig.ask({ people }, requester);
    for (const approver of approvers) await rig.decide('approved', approver);
    expect((await rig.task('recheck')).next).toBe(expected);
    expect((await rig.response()).outcome).toBe(expected === 'on' ? undefined : 'REFUSED');
  });

  it('an approval of another plan counts for nothing', async () => {
    await rig.ask();
    const data = { responseId: 'r1', decision: 'approved' as const, onePerson: false, planHash: 'another' };
    await rig.add(CASE, { id: 'decided', actor: omar, kind: 'approval-decided', data });
    await rig.task('recheck');
    expect(await rig.response()).toMatchObject({ outcome: 'REFUSED', outcomeDetail: 'nobody has approved this plan; ask again' });
  });
});

describe('plan', () => {
  async function recheck(changes: Partial<EventData['response-asked']> = {}) {
    await rig.ask(changes);
    await rig.decide('approved');
    return rig.task('recheck');
  }

  it('starts once, however often the task runs', async () => {
    expect(await recheck()).toMatchObject({ next: 'on' });
    await rig.task('recheck');
    expect((await rig.events()).filter((event) => event.kind === 'response-started')).toHaveLength(1);
  });

  it('is not made again once a step has begun: our own change is no news', async () => {
    await recheck();
    await rig.task('next-step');
    expect(rig.key()).toBe('Inactive');
    expect(await rig.task('recheck')).toMatchObject({ next: 'on' });
    expect((await rig.response()).outcome).toBeUndefined();
  });

  it('that is not the one in the vault is refused', async () => {
    await recheck({ planHash: 'f'.repeat(64) });
    expect(await rig.response()).toMatchObject({
      outcome: 'REFUSED',
      outcomeDetail: expect.stringContaining('not the one that was shown'),
    });
  });

  it('of a playbook that is gone is refused', async () => {
    await recheck({ playbook: 'no_such_thing' });
    expect(await rig.response()).toMatchObject({ outcome: 'REFUSED', outcomeDetail: 'there is no playbook no_such_thing any more' });
  });

  it('that cannot be made for want of a permission fails in words; what may pass is tried again', async () => {
    await rig.ask();
    await rig.decide('approved');
    const failing = (code: string, status: number) => {
      rig.services.aws.reader = () => () => {
        throw new AwsCallError('sts:GetAccessKeyInfo', code, `sts:GetAccessKeyInfo failed: ${code}`, {
          cause: { $metadata: { httpStatusCode: status } },
        });
      };
    };
    failing('Throttling', 400);
    await expect(rig.task('recheck')).rejects.toThrow('Throttling');
    expect((await rig.response()).outcome).toBeUndefined();
    failing('AccessDenied', 403);
    await rig.task('recheck');
    expect(await rig.response()).toMatchObject({ outcome: 'FAILED', outcomeDetail: expect.stringContaining('AccessDenied') });
  });
});
