/** What a case's message and thread hold: shown or not, at most five lines after an outage, written again only for news, posted anew when deleted. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../src/domain/events.ts';
import { ana, createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
let rig: SlackRig;
beforeEach(() => {
  rig = createSlackRig();
});

const hour = 3_600_000;
const event = (kind: NewEvent['kind'], data: unknown, id: string = kind): NewEvent => ({ id, actor: ana, kind, data }) as NewEvent;
const card = () => JSON.stringify(rig.fake.cards(CASE)[0]?.blocks);
const texts = () => rig.fake.lines(CASE).map(({ text }) => text);
async function add(...events: NewEvent[]): Promise<void> {
  for (const each of events) await rig.add(CASE, each);
}

describe('whether a case becomes a message', () => {
  const until = () => rig.clock.now() + hour;
  it.each<[string, Parameters<SlackRig['open']>[1], () => NewEvent[], boolean]>([
    ['tier 3', { tier: 3 }, () => [], true],
    ['tier 2', { tier: 2 }, () => [], true],
    ['tier 1, below the floor', { tier: 1 }, () => [], false],
    ['tier 1 that somebody works on', { tier: 1 }, () => [rig.note('mine')], true],
    ['tier 1 that rose', { tier: 1 }, () => [event('tier-set', { tier: 2, reason: 'exposed' })], true],
    ['open since before we came', { quiet: 'baseline' }, () => [], false],
    ['the same, then worked on', { quiet: 'baseline' }, () => [rig.note('mine')], true],
    ['snoozed before it was shown', {}, () => [event('snoozed', { until: until(), reason: 'later' })], false],
    [
      'snoozed, and awake again',
      {},
      () => [event('snoozed', { until: until(), reason: 'later' }), event('woke', { because: 'over' })],
      true,
    ],
    ['suppressed before it was shown', {}, () => [event('suppressed', { until: until(), reason: 'known' })], false],
    ['resolved before it was shown', {}, () => [event('resolved', { code: 'false-positive', text: 'a test' })], false],
  ])('%s: %#', async (_, of, events, isShown) => {
    await rig.open(CASE, of);
    await add(...events());
    await rig.project();
    expect(rig.fake.cards(CASE)).toHaveLength(isShown ? 1 : 0);
    expect(rig.dirty()).toEqual([]);
  });

  it('stays and says so when it is snoozed or resolved later', async () => {
    await rig.open(CASE);
    await rig.project();
    await add(event('snoozed', { until: rig.clock.now() + hour, reason: 'after lunch' }));
    await rig.project();
    expect(rig.fake.cards(CASE)).toMatchObject([{ updates: 1 }]);
    expect(texts().join()).toContain('after lunch');
    await add(event('resolved', { code: 'false-positive', text: 'it was a test' }));
    await rig.project();
    expect(rig.fake.cards(CASE)).toMatchObject([{ updates: 2 }]);
    expect(card()).toContain('it was a test');
  });
});

describe('writing again', () => {
  it('is not done because time passes or somebody pokes', async () => {
    await rig.open(CASE);
    await rig.project();
    const before = rig.fake.calls.length;
    await rig.clock.advance(3 * 3600);
    await rig.poke(CASE);
    await rig.project();
    expect(rig.fake.calls).toHaveLength(before);
    expect(rig.dirty()).toEqual([]);
  });

  it('happens once for much that happened meanwhile, with the latest state', async () => {
    await rig.open(CASE);
    await rig.project();
    await add(event('acknowledged', {}), event('assigned', { to: { id: 'UOMAR', name: 'omar' } }));
    await add(event('assigned', { to: { id: 'ULEA', name: 'lea' } }, 'again'));
    await rig.project();
    expect(rig.fake.cards(CASE)).toMatchObject([{ updates: 1 }]);
    expect(card()).toContain('lea');
  });
});

describe('the thread after an outage', () => {
  it.each([
    [1, 1, 0],
    [5, 5, 0],
    [6, 1, 0],
    [15, 1, 0],
    [40, 1, 25],
  ])('%i events make %i messages that leave out %i', async (many, messages, left) => {
    await rig.open(CASE);
    await rig.project();
    for (let index = 0; index < many; index += 1) await add(rig.note(`word${index}.`));
    await rig.project();
    expect(texts()).toHaveLength(messages);
    const whole = texts().join('\n');
    const told = Array.from({ length: many }, (_, index) => index).filter((index) => whole.split(`word${index}.`).length === 2);
    expect(told).toHaveLength(many - left);
    expect(whole.includes('more event')).toBe(left > 0);
  });

  it('tells in order what happens one by one', async () => {
    await rig.open(CASE);
    for (let index = 0; index < 8; index += 1) {
      await add(rig.note(`word${index}.`));
      await rig.project();
    }
    expect(texts().map((text) => /word\d/.exec(text)?.[0])).toEqual(Array.from({ length: 8 }, (_, index) => `word${index}`));
  });

  it('also tells the channel when the case came back, and only then', async () => {
    await rig.open(CASE);
    await add(event('resolved', { code: 'fixed', text: 'rotated' }));
    await rig.project();
    await rig.clock.advance(60);
    await add(rig.note('closed too early?'), event('reopened', { because: 'seen again' }));
    await rig.project();
    const cards = rig.fake.cards(CASE);
    expect(cards.length).toBeLessThanOrEqual(1);
    expect(
      rig.fake
        .lines(CASE)
        .filter(({ broadcast }) => broadcast)
        .map(({ text }) => text.includes('seen again')),
    ).toEqual([true]);
  });
});

describe('a message that somebody deleted', () => {
  it('is posted anew once there is news, once, and its thread goes on there', async () => {
    await rig.open(CASE);
    await add(rig.note('first'));
    await rig.project();
    const [old] = rig.fake.cards(CASE);
    rig.fake.remove(old?.ts ?? '');
    await add(rig.note('second'));
    await rig.project();
    const [anew, ...more] = rig.fake.cards(CASE);
    expect([anew?.ts === old?.ts, more]).toEqual([false, []]);
    expect(
      rig.fake
        .lines(CASE)
        .filter(({ thread }) => thread === anew?.ts)
        .map(({ text }) => text.includes('second')),
    ).toEqual([true]);
    expect(rig.dirty()).toEqual([]);
  });

  it('is found again where a lost answer had left a second copy', async () => {
    await rig.open(CASE);
    await rig.project();
    const [old] = rig.fake.cards(CASE);
    if (!old) throw new Error('nothing was posted');
    const copy = { ...old, ts: '9999.000001' };
    rig.fake.messages.push(copy);
    rig.fake.remove(old.ts);
    await add(event('acknowledged', {}));
    await rig.project();
    expect(rig.fake.cards(CASE).map(({ ts }) => ts)).toEqual([copy.ts]);
    expect(card()).toContain('ana');
  });

  it('is not posted anew for a case that is closed', async () => {
    await rig.open(CASE);
    await rig.project();
    rig.fake.remove(rig.fake.cards(CASE)[0]?.ts ?? '');
    await add(event('resolved', { code: 'fixed', text: 'rotated' }));
    await rig.project();
    expect(rig.fake.cards(CASE)).toEqual([]);
    expect(rig.dirty()).toEqual([]);
  });
});
