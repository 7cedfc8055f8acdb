/** Asking for a response: once per click and target, decided by one qualified person alone only where the rule says so, undone once. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { PersonFacts } from '../../src/domain/authorize.ts';
import type { Environment } from '../../src/domain/context.ts';
import type { Actor, NewEvent, ResponseOutcome } from '../../src/domain/events.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { KeptPlan } from '../../src/flows/make-plan.ts';
import { requestResponse } from '../../src/flows/request-response.ts';
import { createVault } from '../../src/services/vault.ts';
import { consolePerson } from '../fixtures/case-events.ts';
import { findingWith, KEY, OTHER_KEY } from '../fixtures/finding.ts';
import { keptPlan } from '../fixtures/kept-plan.ts';
import { actorOf, ana, li, omar, personWith } from '../fixtures/people.ts';
import { examplePolicy, policyWith } from '../fixtures/policy.ts';
import { createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
let rig: SlackRig;
beforeEach(() => {
  rig = createSlackRig();
});

async function openIn(environment: Environment): Promise<void> {
  await rig.open(CASE, { enriched: false });
  await rig.add(CASE, {
    id: 'enriched',
    actor: { kind: 'drawbridge' },
    kind: 'enriched',
    data: { context: { owner: { environment, source: 'tag' } }, failures: [] },
  });
}
interface Asking {
  person?: PersonFacts;
  actor?: Actor;
  kept?: KeptPlan;
  click?: string;
  policy?: Policy;
}
function ask({
  person = ana,
  actor = actorOf(person),
  kept = keptPlan(),
  click = `${person.name}-click-1234`,
  policy = rig.policy,
}: Asking = {}) {
  const facts = actor.kind === 'person' ? person : undefined;
  return requestResponse(CASE, kept, 'leaked', actor, facts, click, { ...rig.services, policy, vault: createVault(rig.table) });
}
async function askedFor(asking: Asking = {}) {
  const answer = await ask(asking);
  if (!answer.ok) throw new Error(answer.because);
  return answer.response;
}
const end = (responseId: string, outcome: ResponseOutcome): Promise<void> =>
  rig.add(CASE, {
    id: `ended:${responseId}`,
    actor: { kind: 'drawbridge' },
    kind: 'response-ended',
    data: { responseId, outcome, detail: '' },
  });
const asks = async () =>
  (await rig.cases.events(CASE)).filter(({ body }) => (JSON.parse(body) as NewEvent).kind === 'response-asked').length;

describe('one person decides by asking', () => {
  const owner = personWith('ci-deploy', ['responders', 'oncall-l1']);
  const two = policyWith({
    playbooks: {
      ...(examplePolicy().playbooks as object),
      disable_access_keys: { production: 'ask', staging: 'ask', development: 'ask', unknown: 'ask', people: 2 },
    },
  });
  it.each<[string, Environment, Asking, 1 | 2, boolean]>([
    ['an approver in staging', 'staging', { person: omar }, 1, true],
    ['a responder in staging waits for one approver', 'staging', { person: ana }, 1, false],
    ['an approver in production waits for a second person', 'production', { person: omar }, 2, false],
    ['unknown is production (I15)', 'unknown', { person: omar }, 2, false],
    ['policy asks for two everywhere', 'staging', { person: omar, policy: two }, 2, false],
    ['the owner of the suspect user never', 'staging', { person: owner }, 1, false],
    ['somebody in the console never', 'staging', { actor: consolePerson }, 1, false],
    ['a guest in an approving group never', 'staging', { person: personWith('eve', ['oncall-l1'], { standing: 'guest' }) }, 1, false],
    ['what cannot be undone takes two', 'development', { person: omar, kept: keptPlan({ risk: 'irreversible' }) }, 2, false],
  ])('%s', async (_, environment, asking, people, isDecided) => {
    await openIn(environment);
    const response = await askedFor(asking);
    expect([response.people, response.decision?.decision]).toEqual([people, isDecided ? 'approved' : undefined]);
    if (isDecided) expect(response.decision).toMatchObject({ onePerson: true, by: actorOf(omar) });
  });
});

describe('asking again', () => {
  beforeEach(() => openIn('production'));

  it('by the same click delivered twice is one request', async () => {
    const first = await askedFor();
    expect(await askedFor()).toEqual(first);
    expect(await asks()).toBe(1);
  });

  it('by somebody else while it waits tells them who did', async () => {
    await askedFor();
    expect(await ask({ person: li })).toMatchObject({
      ok: false,
      because: expect.stringContaining('by @ana'),
      busy: { askedBy: actorOf(ana) },
    });
    expect(await asks()).toBe(1);
  });

  it('by two people at the same moment: one is asked for, the other is told', async () => {
    const answers = await Promise.all([ask({ person: ana }), ask({ person: li })]);
    expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    expect(await asks()).toBe(1);
  });

  it('for another key of the case is another response', async () => {
    await askedFor();
    const other = keptPlan({}, findingWith({ accessKeys: [{ id: OTHER_KEY, kind: 'long-term' }] }));
    expect((await askedFor({ kept: other, click: 'other-click' })).target.key).not.toBe(keptPlan().plan.target.key);
  });

  it('after it ended is the next round, under another name', async () => {
    const first = await askedFor();
    await end(first.responseId, 'DENIED');
    const second = await askedFor({ click: 'a-later-click' });
    expect([first.round, second.round, first.responseId === second.responseId]).toEqual([1, 2, false]);
  });

  it.each(['off', 'observe'] as const)('is refused where the mode is %s, and nothing is recorded', async (mode) => {
    const modes = { production: mode, staging: mode, development: mode, unknown: mode };
    const policy = policyWith({ playbooks: { disable_access_keys: modes } });
    expect(await ask({ policy })).toMatchObject({
      ok: false,
      because: expect.stringContaining('production'),
      nextStep: expect.stringContaining('drawbridge.yaml'),
    });
    expect(await asks()).toBe(0);
  });

  it('keeps the key in the vault only', async () => {
    await askedFor();
    const open = rig.table.items().filter(({ sk }) => sk !== 'VAULT');
    expect(JSON.stringify(open)).not.toContain(KEY);
    expect(JSON.stringify(rig.table.items())).toContain(KEY);
  });
});

describe('undoing', () => {
  const undo = (responseId: string): KeptPlan => ({ ...keptPlan(), undoes: responseId });
  const done = async (outcome: ResponseOutcome = 'CUT') => {
    const { responseId } = await askedFor();
    await end(responseId, outcome);
    return responseId;
  };
  beforeEach(() => openIn('production'));

  it('is asked for once', async () => {
    const responseId = await done();
    const asked = await askedFor({ kept: undo(responseId), click: 'undo-click' });
    expect(asked.undoes).toBe(responseId);
    expect(await ask({ kept: undo(responseId), click: 'another-click' })).toMatchObject({
      ok: false,
      because: expect.stringContaining('Undo of'),
    });
    await end(asked.responseId, 'UNDONE');
    expect(await ask({ kept: undo(responseId), click: 'a-third-click' })).toMatchObject({
      ok: false,
      because: expect.stringContaining('undone already'),
    });
  });

  it('is asked for again when the first undo failed', async () => {
    const responseId = await done();
    const first = await askedFor({ kept: undo(responseId), click: 'undo-click' });
    await end(first.responseId, 'FAILED');
    const second = await askedFor({ kept: undo(responseId), click: 'another-click' });
    expect([second.round, second.responseId === first.responseId]).toEqual([2, false]);
  });

  it.each(['DENIED', 'FAILED', 'DONE', 'REFUSED', 'EXPIRED'] as const)('there is nothing to undo of one that ended %s', async (outcome) => {
    const responseId = await done(outcome);
    expect(await ask({ kept: undo(responseId), click: 'undo-click' })).toMatchObject({ ok: false });
  });

  it('is possible though the playbook was switched off since', async () => {
    const responseId = await done();
    const off = policyWith({
      playbooks: { disable_access_keys: { production: 'off', staging: 'off', development: 'off', unknown: 'off' } },
    });
    expect(await askedFor({ kept: undo(responseId), click: 'undo-click', policy: off })).toMatchObject({ undoes: responseId });
  });
});
