/** 38: a shift that changes while an approval is open: the new people are asked and mentioned, once; nothing happens on a failed look-up. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { threadLine } from '../../blocks/thread-lines.ts';
import { watchApprovals } from '../../src/flows/watch-approval.ts';
import type { Member } from '../../src/services/directory.ts';
import { CASE, type Rig, startRig } from '../fixtures/response-rig.ts';

let rig: Rig;
let groups: Record<string, Member[] | undefined>;
const [ana, omar, nia, li] = ['ana', 'omar', 'nia', 'li'].map((name) => ({ id: `U${name.toUpperCase()}`, name })) as [
  Member,
  Member,
  Member,
  Member,
];

beforeEach(async () => {
  rig = await startRig({ idle: true });
  groups = { 'oncall-l1': [omar], 'oncall-l2': [li], leads: [] };
  rig.services.directory.members = async (group) => (group in groups ? groups[group] : []);
});
afterEach(() => rig.close());

const handovers = async () => (await rig.events()).filter(({ kind }) => kind === 'approval-handed-over');
const asked = async () => (await rig.response()).approvals[0]?.approvers.map(({ name }) => name);
async function line(): Promise<string> {
  const last = (await handovers()).at(-1);
  return (last && threadLine(last, await rig.state())) ?? '';
}
const watch = () => watchApprovals(CASE, rig.services);
const isWatched = () => rig.table.items().filter(({ what }) => what === 'approval-watch').length;

async function open(): Promise<void> {
  await rig.ask({ people: 2 });
  await rig.task('open-approval', 'r1', CASE, { token: 't' });
}

describe('a shift change', () => {
  it('asks and mentions who is on call now, once', async () => {
    await open();
    groups['oncall-l1'] = [nia];
    await watch();
    await watch();
    expect(await asked()).toEqual(['nia']);
    expect(await handovers()).toHaveLength(1);
    expect(await line()).toMatch(/On call now: <@UNIA> · asked to decide on the deactivation of .* until/);
  });

  it('and back again is told again', async () => {
    await open();
    for (const people of [[nia], [omar], [nia]]) {
      groups['oncall-l1'] = people;
      await watch();
    }
    expect(await handovers()).toHaveLength(3);
    expect(await asked()).toEqual(['nia']);
  });

  it('mentions only who is new, and nobody where somebody only left', async () => {
    groups['oncall-l1'] = [omar, nia];
    await open();
    groups['oncall-l1'] = [nia, li];
    await watch();
    expect(await line()).toContain('On call now: <@ULI> ·');
    groups['oncall-l1'] = [li];
    await watch();
    expect(await line()).not.toContain('<@');
  });

  it('that leaves a level empty asks the next one, and comes back when somebody is there', async () => {
    await open();
    groups['oncall-l1'] = [];
    await watch();
    expect((await rig.response()).approvals[0]).toMatchObject({ level: 1, group: 'oncall-l2', approvers: [li] });
    groups['oncall-l1'] = [omar];
    await watch();
    expect((await rig.response()).approvals[0]).toMatchObject({ level: 1, group: 'oncall-l1', approvers: [omar] });
  });

  it('never asks the one who asked where two people are needed', async () => {
    await open();
    groups['oncall-l1'] = [ana];
    await watch();
    expect(await asked()).toEqual(['li']);
  });
});

describe('nothing is handed over', () => {
  it('while nobody knows who is on call', async () => {
    await open();
    groups['oncall-l1'] = undefined;
    await watch();
    expect(await handovers()).toEqual([]);
  });

  it('once it is decided; and nobody looks any more', async () => {
    await open();
    await rig.decide('denied');
    groups['oncall-l1'] = [nia];
    const before = isWatched();
    await rig.clock.advance(60);
    await watch();
    expect(await handovers()).toEqual([]);
    expect(isWatched()).toBe(before);
  });
});

it('looks once a minute while one is open, whatever opens besides', async () => {
  await open();
  await watch();
  expect(isWatched()).toBe(1);
  await rig.clock.advance(60);
  await watch();
  expect(isWatched()).toBe(2);
});
