/** What a case offers: never for samples or untrusted imports, one button per target, none for what is contained or being worked on. */
import { describe, expect, it } from 'vitest';
import type { CaseView } from '../../src/domain/case-view.ts';
import type { NewEvent } from '../../src/domain/events.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { readClick } from '../../src/domain/read-click.ts';
import { claimFinding } from '../../src/flows/claim-finding.ts';
import { describeCase, nameOf } from '../../src/flows/describe-case.ts';
import { allTargets } from '../../src/flows/list-offers.ts';
import { asked, bot, consolePerson } from '../fixtures/case-events.ts';
import { ACCOUNT, findingWith, KEY, OTHER_KEY, SESSION_KEY } from '../fixtures/finding.ts';
import { keptPlan } from '../fixtures/kept-plan.ts';
import { policyWith } from '../fixtures/policy.ts';
import { ana, createSlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
async function seen(finding: Finding, events: NewEvent[] = [], policy = policyWith()) {
  const rig = createSlackRig();
  await rig.open(CASE, { finding });
  for (const event of events) await rig.add(CASE, event);
  const state = await rig.cases.read(CASE);
  if (!state) throw new Error('no case');
  return describeCase(state, { ...rig.services, policy });
}
const key = (id: string, kind: 'long-term' | 'temporary' | 'none' = 'long-term') => ({ id, kind });
const imported = { name: 'Acme Scanner', genuine: false };
const trusting = (account: string) => policyWith({ trustedProducts: [{ product: 'Acme Scanner', account }] });

/** The key's own, without the one for all keys together. */
const keyOffers = ({ offers }: CaseView) =>
  offers.filter(({ actionId, value }) => actionId === 'disable_access_keys' && !value.endsWith(`.${allTargets}`));

/** What is left of a press when the door has read it. */
function atTheDoor({ actionId, value }: CaseView['offers'][number]) {
  const payload = { type: 'block_actions', user: { id: 'U0ANA', team_id: 'T0DRAWBRIDGE' }, actions: [{ action_id: actionId, value }] };
  const click = readClick(payload, { id: 'c1', at: 0 });
  return [click?.action, click?.value];
}

describe('offers', () => {
  it.each<[string, Partial<Finding>, ReturnType<typeof policyWith> | undefined, number]>([
    ['a leaked key', {}, undefined, 1],
    ['two keys', { accessKeys: [key(KEY), key(OTHER_KEY)] }, undefined, 2],
    ['two keys that look different', { accessKeys: [key(KEY), key('AKIA2DRAWBRIDGE00021')] }, undefined, 2],
    ['the same key twice', { accessKeys: [key(KEY), key(KEY)] }, undefined, 1],
    ['a temporary key', { accessKeys: [key(SESSION_KEY, 'temporary')] }, undefined, 0],
    ['no key', { accessKeys: [key('null', 'none')] }, undefined, 0],
    ['root', { principal: { kind: 'root', account: ACCOUNT } }, undefined, 0],
    ['a sample', { sample: true }, undefined, 0],
    ['imported by anybody', { product: imported }, undefined, 0],
    ['imported by a trusted product of that account', { product: imported }, trusting(ACCOUNT), 1],
    ['imported by a product trusted for another account', { product: imported }, trusting('222233334444'), 0],
    ['a sample of a trusted product', { product: imported, sample: true }, trusting(ACCOUNT), 0],
  ])('%s: %#', async (_, changes, policy, many) => {
    const { view } = await seen(findingWith(changes), [], policy);
    const keys = keyOffers(view);
    expect(keys).toHaveLength(many);
    expect(new Set(keys.map(({ value }) => value)).size).toBe(many);
    for (const offer of view.offers) expect(atTheDoor(offer)).toEqual([offer.actionId, offer.value]);
    expect(JSON.stringify(view)).not.toContain(KEY);
  });

  it('explains what people might expect and gives the next step', async () => {
    const { view } = await seen(findingWith({ accessKeys: [key(SESSION_KEY, 'temporary')] }));
    expect(view.refusal).toMatchObject({ playbook: 'disable_access_keys', refused: expect.stringContaining('temporary') });
    expect(view.refusal?.nextStep).not.toBe('');
  });

  it('recommends the first one of an active threat only', async () => {
    const both = { accessKeys: [key(KEY), key(OTHER_KEY)] };
    const recommended = async (changes: Partial<Finding>) =>
      (await seen(findingWith(changes))).view.offers.map((offer) => offer.recommended);
    expect((await recommended(both)).map((is, index) => is === (index === 0))).not.toContain(false);
    expect(await recommended({ ...both, threat: 'exposure' })).not.toContain(true);
  });

  it('holds the rows of a case once each', async () => {
    const rig = createSlackRig();
    await rig.open(CASE);
    const again = findingWith({ identity: 'guardduty/again' });
    await claimFinding(rig.table, again, {}, 'm2');
    const state = await rig.cases.read(CASE);
    const [row] = state?.rows ?? [];
    if (!state || !row) throw new Error('no row');
    const { view } = await describeCase({ ...state, rows: [row, { ...row, key: 'again' }] }, rig.services);
    expect(keyOffers(view)).toHaveLength(1);
  });
});

describe('a target', () => {
  const data = asked({ target: keptPlan().plan.target });
  const ask: NewEvent = { id: 'asked', actor: ana, kind: 'response-asked', data };
  const ended = (outcome: 'CUT' | 'DENIED' | 'FAILED' | 'PARTIAL' | 'DONE'): NewEvent => ({
    id: 'ended',
    actor: bot,
    kind: 'response-ended',
    data: { responseId: 'r1', outcome, detail: '' },
  });
  const undo: NewEvent = { id: 'undo', actor: ana, kind: 'response-asked', data: { ...data, responseId: 'u1', undoes: 'r1' } };
  const undone: NewEvent = { id: 'undone', actor: bot, kind: 'response-ended', data: { responseId: 'u1', outcome: 'UNDONE', detail: '' } };
  it.each<[string, NewEvent[], number, boolean]>([
    ['nobody asked about', [], 1, false],
    ['somebody asked about', [ask], 0, false],
    ['that is contained', [ask, ended('CUT')], 0, true],
    ['that is partly contained, for what is missing', [ask, ended('PARTIAL')], 1, true],
    ['whose response was denied', [ask, ended('DENIED')], 1, false],
    ['whose response failed', [ask, ended('FAILED')], 1, false],
    ['where nothing had to be done', [ask, ended('DONE')], 1, false],
    ['whose undo is asked for', [ask, ended('CUT'), undo], 0, false],
    ['that was let go again', [ask, ended('CUT'), undo, undone], 1, false],
  ])('%s: %i', async (_, events, offers, isUndoable) => {
    const { view } = await seen(findingWith(), events);
    expect(keyOffers(view)).toHaveLength(offers);
    expect(view.responses.some(({ undoable }) => undoable)).toBe(isUndoable);
  });
});

describe('the view', () => {
  it('names people, products and policy as people know them', () => {
    expect([ana, consolePerson, bot, { kind: 'policy' } as const, { kind: 'product', name: 'GuardDuty' } as const].map(nameOf)).toEqual([
      '@ana',
      'someone in the Security Hub console',
      'Drawbridge',
      'policy',
      'GuardDuty',
    ]);
  });

  it('takes names and owner of the account from policy', async () => {
    expect((await seen(findingWith())).view).toMatchObject({ accountName: 'prod-payments', owner: 'payments', environment: 'production' });
  });

  it('waits for whom the open level asks, until somebody decides', async () => {
    const opened: NewEvent = {
      id: 'opened',
      actor: bot,
      kind: 'approval-opened',
      data: { responseId: 'r1', approvalId: 'a1', level: 1, until: 9, approvers: [{ id: 'U0OMAR', name: 'omar' }], group: 'oncall-l1' },
    };
    const expired: NewEvent = { id: 'expired', actor: bot, kind: 'approval-expired', data: { responseId: 'r1', level: 1, final: false } };
    const ask: NewEvent = { id: 'asked', actor: ana, kind: 'response-asked', data: asked() };
    const waiting = async (...events: NewEvent[]) => (await seen(findingWith(), [ask, ...events])).view.responses[0]?.waiting;
    expect(await waiting(opened)).toEqual({
      approvers: [{ id: 'U0OMAR', name: 'omar' }],
      group: 'oncall-l1',
      until: 9,
      level: 1,
      levels: 1,
    });
    expect(await waiting()).toBeUndefined();
    expect(await waiting(opened, expired)).toBeUndefined();
    const cancelled: NewEvent = { id: 'cancelled', actor: ana, kind: 'response-cancelled', data: { responseId: 'r1' } };
    expect(await waiting(opened, cancelled)).toBeUndefined();
  });
});
