/** Random days of a case, from click to call: no change without authority, plan and journal (I3), one decision (I6), no secret outside (I7). */
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorize } from '../../src/domain/authorize.ts';
import { verifyChain } from '../../src/domain/event-chain.ts';
import type { Actor, CaseEvent, EventData } from '../../src/domain/events.ts';
import { type Plan, planHash } from '../../src/domain/plan.ts';
import { ACCOUNT, KEY, OTHER_KEY } from '../fixtures/finding.ts';
import { policyWith } from '../fixtures/policy.ts';
import { type Before, RAW, STREET, type Street, startStreet } from '../fixtures/street.ts';
import { days, people } from '../fixtures/street-acts.ts';

type Of<Kind extends CaseEvent['kind']> = Extract<CaseEvent, { kind: Kind }>;
const policy = policyWith();

function ofKind<Kind extends CaseEvent['kind']>(events: readonly CaseEvent[], kind: Kind, responseId?: string): Of<Kind>[] {
  return events.filter(
    (event): event is Of<Kind> =>
      event.kind === kind && (responseId === undefined || (event.data as { responseId?: string }).responseId === responseId),
  );
}
const idOf = (actor: Actor) => (actor.kind === 'person' ? actor.id : undefined);
const known = (actor: Actor) => Object.values(people).find(({ id }) => id === idOf(actor));
const may = (actor: Actor, verb: 'respond' | 'undo' | 'approve' | 'breakglass') => {
  const person = known(actor);
  return person !== undefined && authorize(person, verb, ACCOUNT, policy).ok;
};

/** Everybody who agreed to it before, or nobody where policy lets it run by itself. */
function expectAuthority({ events }: Before, asked: Of<'response-asked'>): void {
  const { responseId, people: wanted, planHash: agreed, mode, undoes } = asked.data;
  if (asked.actor.kind === 'person') expect(may(asked.actor, undoes ? 'undo' : 'respond')).toBe(true);
  expect(ofKind(events, 'response-cancelled', responseId)).toEqual([]);
  const [decided] = ofKind(events, 'approval-decided', responseId);
  if (mode === 'auto' && !decided) return;
  expect(decided?.data).toMatchObject({ decision: 'approved', planHash: agreed });
  if (!decided) return;
  expect(may(decided.actor, decided.data.breakGlass ? 'breakglass' : 'approve')).toBe(true);
  const given = ofKind(events, 'approval-given', responseId).map(({ actor }) => actor);
  const different = new Set([asked.actor, decided.actor, ...given].map(idOf).filter((id) => id !== undefined));
  if (!decided.data.breakGlass) expect(different.size).toBeGreaterThanOrEqual(wanted);
}

async function vaultOf<T>(street: Street, reference: { id: string; hash: string }): Promise<T> {
  return street.rig.services.vault.get<T>(reference);
}

/** I3: at the moment of the call all of this was so, as the log and the accounts had it then. */
async function expectCovered(street: Street, before: Before, input: Record<string, unknown>): Promise<void> {
  const { events } = before;
  const intended = ofKind(events, 'step-intended').filter(
    ({ data: { responseId, step } }) => !ofKind(events, 'step-done', responseId).some(({ data }) => data.step === step),
  );
  const journals = await Promise.all(
    intended.map(async (event) => ({ event, journal: await vaultOf<Plan['steps'][number]>(street, event.data.vault) })),
  );
  const match = journals.find(({ journal }) => isDeepStrictEqual(journal.input, input));
  expect(match?.journal, 'a journal entry of this very call, with what takes it back').toMatchObject({ undo: expect.anything() });
  if (!match) return;
  const { responseId, step } = match.event.data;
  const [asked] = ofKind(events, 'response-asked', responseId);
  const [started] = ofKind(events, 'response-started', responseId);
  if (!asked || !started) throw new Error('it was never asked for, or never begun');
  expect([asked.seq < started.seq, started.seq < match.event.seq]).toEqual([true, true]);
  // The plan was made again just before: what is protected by then is refused.
  if (!asked.data.undoes) expect(started.seq).toBeLessThanOrEqual(before.protectedAfter ?? started.seq);
  const { plan } = await vaultOf<{ plan: Plan }>(street, asked.data.vault);
  expect(planHash(plan)).toBe(asked.data.planHash);
  expect(plan.steps[step]?.input).toEqual(input);
  expect(before.status[String(input.AccessKeyId)]).toBe(plan.steps[step]?.before);
  expectAuthority(before, asked);
}

/** I6: of each response one decision at most, and one answer to each token. */
function expectOneDecision(street: Street): void {
  const events = street.events();
  for (const { data } of ofKind(events, 'response-asked')) {
    const { responseId } = data;
    const decisions = [
      ...ofKind(events, 'approval-decided', responseId),
      ...ofKind(events, 'response-cancelled', responseId),
      ...ofKind(events, 'approval-expired', responseId).filter((event) => event.data.final),
    ];
    expect(decisions.length, responseId).toBeLessThanOrEqual(1);
    expect(ofKind(events, 'approval-given', responseId).length).toBeLessThanOrEqual(1);
    const outcomes = ofKind(events, 'response-ended', responseId).map((event: { data: EventData['response-ended'] }) => event.data.outcome);
    expect(new Set(outcomes).size).toBe(outcomes.length);
  }
  expect(new Set(street.woken).size).toBe(street.woken.length);
}

/** I7: everything that anybody or anything outside of the vault was given. */
async function expectNoSecrets(street: Street): Promise<void> {
  const { rig, slack, told } = street;
  const items = rig.table.items();
  const tokens = items
    .filter(({ pk }) => pk.startsWith('VAULT#token-'))
    .map(({ body }) => (JSON.parse(String(body)) as { taskToken: string }).taskToken);
  const surfaces = {
    slack: [slack.messages, slack.asides, [...slack.views.values()]],
    'bus and e-mail': told,
    'Step Functions': rig.engine.executions().map(({ name, input }) => [name, input]),
    logs: rig.lines,
    table: items.filter(({ sk }) => sk !== 'VAULT'),
    'calls that need no key': rig.simulated.calls.filter(({ call }) => !/AccessKey|LookupEvents/.test(call)),
  };
  for (const [where, given] of Object.entries(surfaces)) {
    const text = JSON.stringify(given);
    for (const secret of [KEY, OTHER_KEY, RAW, ...tokens]) expect(text.includes(secret), `${secret} in ${where}`).toBe(false);
  }
}

async function within(day: Parameters<typeof startStreet>[0], work: (street: Street) => Promise<void>): Promise<void> {
  const street = await startStreet(day);
  try {
    await work(street);
  } finally {
    await street.close();
  }
}

describe('a random day', () => {
  const seen = { changes: 0, decisions: 0, refusals: 0 };

  it('I3, I6 and I7 hold whatever people, time and crashes do', async () => {
    const day = fc.asyncProperty(days, ({ acts, ...setting }) =>
      within(setting, async (street) => {
        await street.live(acts);
        const changes = street.changes();
        expect(street.befores.length).toBe(changes.length);
        for (const [index, { input }] of changes.entries())
          await expectCovered(street, street.befores[index] as Before, input as Record<string, unknown>);
        expectOneDecision(street);
        await expectNoSecrets(street);
        expect(verifyChain(await street.rig.services.cases.events(STREET))).toBeUndefined();
        seen.changes += changes.length;
        seen.decisions += ofKind(street.events(), 'approval-decided').length;
        seen.refusals += street.slack.asides.length;
      }),
    );
    await fc.assert(day, { numRuns: 14, endOnFailure: true });
  }, 120_000);

  it('and something happened in these days', () => {
    expect(seen.changes).toBeGreaterThan(3);
    expect(seen.decisions).toBeGreaterThan(3);
    expect(seen.refusals).toBeGreaterThan(3);
  });
});
