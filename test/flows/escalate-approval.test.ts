/** Approvals that nobody answers, told to PagerDuty: the level of each one asked, and at the end a note; once, in a person's name. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../src/domain/events.ts';
import { escalateApprovals } from '../../src/flows/escalate-approval.ts';
import type { Answer, IncidentChange } from '../../src/services/pagerduty.ts';
import { createPagerDutyPeople, type FakePeople } from '../fakes/pagerduty-people.ts';
import { asked, bot } from '../fixtures/case-events.ts';
import { actorOf, ana } from '../fixtures/people.ts';
import { createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
let rig: SlackRig;
let pagerDuty: FakePeople;
let linked: boolean;
/** What PagerDuty was told, and in whose name. */
let told: string[];
let answer: Answer<undefined>;

const services = () => ({
  ...rig.services,
  people: {
    pagerDutyOf: async () =>
      linked ? { ok: true as const, id: 'PANA001', email: 'ana@acme.example' } : { ok: false as const, because: 'unknown' },
  } as never,
  pagerDuty: {
    ...pagerDuty,
    update: async (id: string, { escalationLevel }: IncidentChange, from: string) => {
      told.push(`${id} level ${escalationLevel} by ${from}`);
      return answer;
    },
    note: async (id: string, text: string, from: string) => {
      told.push(`${id} "${text}" by ${from}`);
      return answer;
    },
  } as never,
});
const escalate = () => escalateApprovals(CASE, services());

async function paged(): Promise<void> {
  const incident = { id: 'QINCIDENT1', url: 'https://acme.pagerduty.com/incidents/QINCIDENT1' };
  await rig.add(CASE, { id: 'paged', actor: bot, kind: 'paged', data: { round: 1, severity: 'error', rows: 1 } });
  const people = [{ id: 'POMAR01', name: 'omar', level: 1 }];
  await rig.add(CASE, { id: 'verified', actor: bot, kind: 'page-verified', data: { round: 1, incident, people } });
}
async function ask(): Promise<void> {
  const levels = ['on-call-1', 'on-call-2', 'leads'].map((name, index) => ({ name, seconds: 300 * (index + 1) }));
  await rig.add(CASE, { id: 'asked', actor: actorOf(ana), kind: 'response-asked', data: { ...asked(), levels } });
}
const opened = (level: number, group: string): NewEvent => ({
  id: `opened-${level}`,
  actor: bot,
  kind: 'approval-opened',
  data: { responseId: 'r1', approvalId: `a${level}`, level, until: 0, approvers: [], group },
});
const expired = (level: number, final = false): NewEvent => ({
  id: `expired-${level}`,
  actor: bot,
  kind: 'approval-expired',
  data: { responseId: 'r1', level, final },
});

beforeEach(async () => {
  rig = createSlackRig();
  pagerDuty = createPagerDutyPeople([{ id: 'POMAR01', name: 'Omar', email: 'omar@acme.example' }], { 1: ['POMAR01'] });
  linked = true;
  told = [];
  answer = { ok: true, value: undefined };
  await rig.open(CASE);
});

describe('41: nobody answers', () => {
  it('each level that is asked raises PagerDuty’s, once, in the name of who asked; the end is noted', async () => {
    await paged();
    await ask();
    await rig.add(CASE, opened(1, 'on-call-1'));
    await escalate();
    expect(told).toEqual([]);
    for (const event of [expired(1), opened(2, 'on-call-2')]) await rig.add(CASE, event);
    await escalate();
    await escalate();
    for (const event of [expired(2), opened(3, 'leads')]) await rig.add(CASE, event);
    await escalate();
    await rig.add(CASE, expired(3, true));
    await escalate();
    await escalate();
    expect(told).toEqual([
      'QINCIDENT1 level 2 by ana@acme.example',
      'QINCIDENT1 level 3 by ana@acme.example',
      expect.stringMatching(
        /^QINCIDENT1 "Drawbridge: nobody decided on the deactivation .* denied and nothing was changed. The case stays open." by ana/,
      ),
    ]);
  });

  it('in the name of whoever is on call where the one who asked is unknown there', async () => {
    linked = false;
    await paged();
    await ask();
    await rig.add(CASE, opened(2, 'on-call-2'));
    await escalate();
    expect(told).toEqual(['QINCIDENT1 level 2 by omar@acme.example']);
  });

  it('40: a level that is skipped at once is raised at once', async () => {
    await paged();
    await ask();
    await rig.add(CASE, opened(1, 'on-call-2'));
    await escalate();
    expect(told).toEqual(['QINCIDENT1 level 2 by ana@acme.example']);
  });
});

describe('nothing is told twice, and nothing is lost', () => {
  it.each<[string, Answer<undefined>, boolean]>([
    ['at its top level already', { ok: false, retryable: false, status: 400, code: 1006, because: 'cannot escalate' }, true],
    ['refused for good', { ok: false, retryable: false, status: 404, because: 'not found' }, true],
    ['not answered', { ok: false, retryable: true, because: 'no answer' }, false],
  ])('%s', async (_, given, isDone) => {
    await paged();
    await ask();
    await rig.add(CASE, opened(2, 'on-call-2'));
    answer = given;
    expect(await escalate()).toBe(isDone);
    await escalate();
    expect(told).toHaveLength(isDone ? 1 : 2);
  });

  it('waits for the incident to be known', async () => {
    await ask();
    await rig.add(CASE, opened(2, 'on-call-2'));
    expect(await escalate()).toBe(true);
    expect(told).toEqual([]);
    await paged();
    await escalate();
    expect(told).toEqual(['QINCIDENT1 level 2 by ana@acme.example']);
  });

  it('leaves PagerDuty alone where it got there by itself, or the incident is over', async () => {
    await paged();
    await ask();
    const data = {
      incidentId: 'QINCIDENT1',
      what: 'escalated' as const,
      occurredAt: 1,
      byPerson: false,
      people: [{ id: 'PLI0001', name: 'li', level: 2 }],
    };
    await rig.add(CASE, { id: 'escalated', actor: { kind: 'pagerduty', name: 'PagerDuty' } as never, kind: 'incident-changed', data });
    await rig.add(CASE, opened(2, 'on-call-2'));
    await escalate();
    expect(told).toEqual([]);
    await rig.add(CASE, { id: 'told', actor: bot, kind: 'alert-told', data: { round: 1, status: 'resolved' } });
    await rig.add(CASE, opened(3, 'leads'));
    await escalate();
    expect(told).toEqual([]);
  });

  it('asks nothing of PagerDuty without REST', async () => {
    await paged();
    await ask();
    await rig.add(CASE, opened(2, 'on-call-2'));
    pagerDuty.mode = 'events';
    expect(await escalate()).toBe(true);
    expect([told, pagerDuty.asked]).toEqual([[], 0]);
  });
});
