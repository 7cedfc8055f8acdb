/** Security Hub matches the case: written once, what failed again, what is gone never; our own echo is known and a person's edit is theirs. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../src/domain/events.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { factOf, subjectOf } from '../../src/domain/finding-fact.ts';
import { claimFinding } from '../../src/flows/claim-finding.ts';
import { noteConsoleEdit } from '../../src/flows/note-console-edit.ts';
import { writeToHub } from '../../src/flows/write-to-hub.ts';
import { casePartition } from '../../src/services/case-log.ts';
import { createFakeSecurityHub } from '../fakes/security-hub.ts';
import { findingWith, NOW } from '../fixtures/finding.ts';
import { ana, createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
const hubFinding = (id: string, changes: Partial<Finding> = {}) =>
  findingWith({ identity: `guardduty/${id}`, via: 'cspm', hub: { api: 'cspm', id, productArn: 'arn:p', region: 'us-east-1' }, ...changes });
const resolved: NewEvent = { id: 'resolved', actor: ana, kind: 'resolved', data: { code: 'fixed', text: 'rotated' } };
const acknowledged: NewEvent = { id: 'ack', actor: ana, kind: 'acknowledged', data: {} };

let rig: SlackRig;
let broken: { when?: 'before' | 'after' };
let fake: ReturnType<typeof createFakeSecurityHub>;
beforeEach(async () => {
  rig = createSlackRig();
  broken = {};
  fake = createFakeSecurityHub({
    around: (when) => {
      if (broken.when === when) throw new Error(`broken ${when}`);
    },
  });
});
const services = () => ({ ...rig.services, securityHub: fake.hub });
const write = () => writeToHub(CASE, services());
const edit = (changes: Partial<Finding>) => {
  const known = hubFinding('f1');
  return noteConsoleEdit(CASE, hubFinding('f1', changes), known, services());
};

async function open(...ids: string[]): Promise<void> {
  const findings = ids.map((id) => hubFinding(id));
  for (const finding of findings) {
    await claimFinding(rig.table, finding, {}, 'm1');
    if (finding.hub?.api === 'cspm') fake.held.set(finding.hub.id, { workflow: 'NEW', note: '' });
  }
  const subject = subjectOf(findings[0] ?? findingWith(), {
    caseKey: CASE,
    generation: 1,
    kind: 'finding',
    route: 'security',
    channel: 'C1',
  });
  const facts = findings.map((finding) => factOf(finding, 'production', true));
  await rig.cases.append(
    CASE,
    () => [
      { id: 'open:1', actor: { kind: 'drawbridge' }, kind: 'case-opened', data: { subject, findings: facts } },
      { id: 'enriched', actor: { kind: 'drawbridge' }, kind: 'enriched', data: { context: {}, failures: [] } },
    ],
    true,
  );
}

describe('writing', () => {
  it('says nothing before anybody was told, and NOTIFIED once the message is there, though no event says so', async () => {
    await open('f1');
    await rig.poke(CASE);
    expect([await write(), fake.writes]).toEqual([true, []]);
    await rig.table.remove('DIRTY#security-hub', CASE);
    await rig.project();
    expect(await rig.table.get('DIRTY#security-hub', CASE)).toMatchObject({ caseId: CASE });
    await write();
    expect(fake.held.get('f1')).toMatchObject({ workflow: 'NOTIFIED', note: `Drawbridge case ${CASE}` });
  });

  it('happens once, whatever is poked, and again for news', async () => {
    await open('f1', 'f2');
    await rig.add(CASE, acknowledged);
    expect([await write(), await write(), await write()]).toEqual([true, true, true]);
    expect(fake.writes).toMatchObject([{ ids: ['f1', 'f2'], content: { workflow: 'NOTIFIED' } }]);
    await rig.add(CASE, resolved);
    await write();
    expect(fake.writes).toHaveLength(2);
    expect(fake.held.get('f2')).toMatchObject({ workflow: 'RESOLVED' });
  });

  it.each([
    ['InternalFailure', false, [['f1', 'f2'], ['f2']]],
    ['ConcurrentUpdateError', false, [['f1', 'f2'], ['f2']]],
    ['FindingNotFound', true, [['f1', 'f2']]],
    ['FindingSizeExceeded', true, [['f1', 'f2']]],
  ])('%s for one finding: matches %s', async (code, isMatch, expected) => {
    await open('f1', 'f2');
    await rig.add(CASE, resolved);
    fake.refused.set('f2', code);
    expect(await write()).toBe(isMatch);
    fake.refused.clear();
    expect(await write()).toBe(true);
    expect(fake.writes.map(({ ids }) => ids)).toEqual(expected);
  });

  it.each(['before', 'after'] as const)('is tried again when Security Hub fails %s it took effect', async (when) => {
    await open('f1');
    await rig.add(CASE, resolved);
    broken.when = when;
    await expect(write()).rejects.toThrow('broken');
    delete broken.when;
    expect(await write()).toBe(true);
    expect(fake.held.get('f1')).toMatchObject({ workflow: 'RESOLVED' });
  });

  it('leaves alone what a person resolved or suppressed in the console', async () => {
    await open('f1');
    await rig.add(CASE, { id: 'c', actor: { kind: 'console', name: 'someone' }, kind: 'console-edited', data: { workflow: 'RESOLVED' } });
    expect([await write(), fake.writes]).toEqual([true, []]);
  });

  it('of a case that is not there is nothing', async () => {
    expect(await writeToHub('N0TTHERE', services())).toBe(true);
  });
});

describe('what comes back', () => {
  const note = `Drawbridge case ${CASE}: acknowledged by ana`;
  const own = { text: note, updatedBy: 'drawbridge' };
  beforeEach(async () => {
    await open('f1');
    await rig.add(CASE, acknowledged);
  });
  const kinds = async () => (await rig.cases.events(CASE)).map(({ body }) => (JSON.parse(body) as { kind: string }).kind);

  it('is an echo even before the answer to the write came', async () => {
    broken.when = 'after';
    await expect(write()).rejects.toThrow();
    expect(await edit({ workflow: 'NOTIFIED', note: own })).toBe('echo');
    expect(await kinds()).not.toContain('console-edited');
  });

  it('is an echo when it comes late, while the next content waits to be written', async () => {
    await write();
    await rig.add(CASE, { id: 'r', actor: ana, kind: 'resolved', data: { code: 'fixed', text: '' } });
    broken.when = 'before';
    await expect(write()).rejects.toThrow();
    expect(await edit({ workflow: 'NOTIFIED', note: own })).toBe('echo');
    delete broken.when;
    await write();
    expect(await edit({ workflow: 'NOTIFIED', note: own })).toBe('echo');
    expect((await rig.cases.read(CASE))?.resolution?.by).toEqual(ana);
  });

  it.each<[string, Partial<Finding>, { workflow: Finding['workflow']; note: string; notedBy?: string }, string, object | undefined]>([
    [
      'resolved by a person',
      { workflow: 'RESOLVED', note: own },
      { workflow: 'RESOLVED', note, notedBy: 'drawbridge' },
      'recorded',
      { workflow: 'RESOLVED' },
    ],
    [
      'noted by a person',
      { workflow: 'NOTIFIED', note: { text: 'ours', updatedBy: 'eve' } },
      { workflow: 'NOTIFIED', note: 'ours', notedBy: 'eve' },
      'recorded',
      { note: 'ours', by: 'eve' },
    ],
    [
      'claimed by an event that Security Hub does not confirm',
      { workflow: 'RESOLVED' },
      { workflow: 'NOTIFIED', note, notedBy: 'drawbridge' },
      'echo',
      undefined,
    ],
  ])('%s', async (_, incoming, held, expected, data) => {
    await write();
    fake.held.set('f1', held);
    expect(await edit(incoming)).toBe(expected);
    expect(await edit(incoming)).toBe(expected);
    const edits = (await rig.cases.events(CASE))
      .map(({ body }) => JSON.parse(body) as NewEvent)
      .filter(({ kind }) => kind === 'console-edited');
    expect(edits.map((event) => event.data)).toEqual(data ? [data] : []);
  });

  it('about one of several rows is a note, not the end of the case', async () => {
    rig = createSlackRig();
    const rows = ['a', 'b'].map((name) =>
      hubFinding(name, { class: 'control', resources: [{ kind: 'bucket', id: name, account: '111122223333', region: 'us-east-1' }] }),
    );
    const subject = subjectOf(rows[0] ?? findingWith(), {
      caseKey: CASE,
      generation: 1,
      kind: 'finding',
      route: 'security',
      channel: 'C1',
    });
    const findings = rows.map((row) => factOf(row, 'production', true));
    await rig.cases.append(CASE, () => [{ id: 'open:1', actor: ana, kind: 'case-opened', data: { subject, findings } }], true);
    fake.held.set('a', { workflow: 'RESOLVED', note: '' });
    const [row] = rows;
    if (!row) throw new Error('no row');
    expect(await noteConsoleEdit(CASE, { ...row, workflow: 'RESOLVED' }, row, services())).toBe('recorded');
    const state = await rig.cases.read(CASE);
    expect([state?.resolution, state?.lastNote?.text]).toEqual([undefined, 'a was set to RESOLVED in the console']);
  });

  it('remembers nothing that it did not write', async () => {
    await write();
    const surface = await rig.table.get(casePartition(CASE), 'SURFACE#security-hub');
    expect(surface).toMatchObject({ workflow: 'NOTIFIED', note });
    expect(surface).not.toHaveProperty('earlier');
    expect(rig.clock.now()).toBe(NOW);
  });
});
