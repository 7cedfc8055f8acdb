/** The Slack projector among many cases: the most urgent first, each channel at its own pace, trouble in one place only there (I12). */
import { beforeEach, describe, expect, it } from 'vitest';
import { ana, createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

let rig: SlackRig;
beforeEach(() => {
  rig = createSlackRig();
});

const shown = () => rig.fake.messages.filter(({ mark }) => mark.line === undefined).map(({ mark }) => mark.caseId);
const idOf = (prefix: string, index: number) => `${prefix}${String(index).padStart(7, '0')}`;
async function openMany(prefix: string, many: number, of: { tier?: 1 | 2 | 3; channel?: string }): Promise<string[]> {
  const ids = Array.from({ length: many }, (_, index) => idOf(prefix, index));
  for (const caseId of ids) await rig.open(caseId, of);
  return ids;
}

describe('the order', () => {
  it('is tier, then people, then age', async () => {
    await rig.open('22222222', { tier: 2 });
    await rig.clock.advance(1);
    await rig.open('2PE0P1E2', { tier: 2 });
    await rig.add('2PE0P1E2', rig.note('somebody is waiting'));
    await rig.clock.advance(1);
    await rig.open('33333333');
    await rig.clock.advance(1);
    await rig.open('3YNGER33');
    await rig.project();
    expect(shown()).toEqual(['33333333', '3YNGER33', '2PE0P1E2', '22222222']);
  });

  it('lets something urgent that comes late go before what waits', async () => {
    await openMany('2', 30, { tier: 2 });
    await rig.project(5);
    const before = shown().length;
    await rig.open('33333333');
    await rig.project(5);
    expect(before).toBeGreaterThan(2);
    expect(shown()[before]).toBe('33333333');
  });

  it('waits three seconds for enrichment, during which others are shown', async () => {
    const opened = rig.clock.now();
    await rig.open('33333333', { enriched: false });
    await rig.open('22222222', { tier: 2 });
    await rig.project();
    expect(rig.fake.messages.map(({ mark, at }) => [mark.caseId, at - opened])).toEqual([
      ['22222222', 0],
      ['33333333', 3000],
    ]);
  });
});

describe('the pace', () => {
  it('is a write a second in each channel, channels side by side', async () => {
    await openMany('A', 20, { channel: 'C1' });
    await openMany('B', 20, { channel: 'C2' });
    const began = rig.clock.now();
    await rig.project();
    expect(shown()).toHaveLength(40);
    expect(rig.fake.breaches).toEqual([]);
    expect(rig.clock.now() - began).toBeLessThan(25_000);
  });

  it('is 45 updates a minute in all channels together, while new cases are still posted', async () => {
    const ids: string[] = [];
    for (let channel = 0; channel < 60; channel += 1)
      ids.push(...(await openMany(`C${channel}`.slice(0, 1) + String(channel).padStart(2, '0'), 1, { channel: `C${channel}` })));
    await rig.project();
    for (const caseId of ids)
      await rig.add(caseId, { id: 'ack', actor: { kind: 'drawbridge' }, kind: 'tier-set', data: { tier: 3, reason: 'a new reason' } });
    const began = rig.clock.now();
    await rig.project(30);
    await rig.open('NEWCASE1', { channel: 'C99' });
    await rig.project();
    const updates = rig.fake.calls.filter(({ method }) => method === 'chat.update');
    expect(updates.length).toBe(60);
    expect(updates.filter(({ at }) => at < began + 60_000)).toHaveLength(45);
    expect(rig.fake.messages.find(({ mark }) => mark.caseId === 'NEWCASE1')?.at).toBeLessThan(began + 35_000);
    expect(rig.fake.breaches).toEqual([]);
  });

  it('leaves room for a tier-3 case among all that changes in a storm', async () => {
    const ids: string[] = [];
    for (let channel = 0; channel < 60; channel += 1)
      ids.push(...(await openMany(`R${String(channel).padStart(2, '0')}`, 1, { tier: 2, channel: `C${channel}` })));
    await rig.open('33333333', { channel: 'C99' });
    await rig.project();
    const change = (tier: 2 | 3) =>
      ({ id: 'change', actor: { kind: 'drawbridge' }, kind: 'tier-set', data: { tier, reason: 'a new reason' } }) as const;
    for (const caseId of ids) await rig.add(caseId, change(2));
    await rig.project(5);
    const began = rig.clock.now();
    await rig.add('33333333', change(3));
    await rig.project();
    const told = rig.fake.calls.find((call) => call.method === 'chat.update' && call.channel === 'C99');
    expect(told?.at).toBeLessThanOrEqual(began + 1000);
    expect(rig.fake.calls.filter(({ method }) => method === 'chat.update')).toHaveLength(61);
    expect(rig.fake.breaches).toEqual([]);
  });

  it.each([['chat.postMessage'], ['conversations.history'], ['conversations.replies'], ['chat.update']])(
    'asks %s nothing until Retry-After is over, then catches up',
    async (method) => {
      await rig.open('33333333');
      await rig.project();
      // The answers to a line and to a new message are lost, so both are looked for.
      await rig.add('33333333', rig.note('told'));
      await rig.open('44444444');
      const post = rig.fake.slack.post;
      let losing = 2;
      rig.fake.slack.post = async (...args) => {
        const ts = await post(...args);
        losing -= 1;
        if (losing >= 0) throw new Error('the answer was lost');
        return ts;
      };
      await rig.project(4);
      rig.fake.pause(method, 40);
      await rig.project();
      expect(rig.fake.breaches).toEqual([]);
      expect([rig.fake.cards('33333333').length, rig.fake.cards('44444444').length]).toEqual([1, 1]);
      expect(rig.fake.lines('33333333')).toHaveLength(1);
    },
  );
});

describe('a pause', () => {
  it('of posts lets updates go on', async () => {
    await rig.open('33333333');
    await rig.open('44444444', { channel: 'C2', poked: false });
    await rig.project();
    rig.fake.pause('chat.postMessage', 300);
    await rig.poke('44444444');
    await rig.project(3);
    await rig.add('33333333', { id: 'ack', actor: ana, kind: 'acknowledged', data: {} });
    await rig.project(5);
    expect(JSON.stringify(rig.fake.cards('33333333')[0]?.blocks)).toContain('ana');
    expect(rig.fake.cards('44444444')).toEqual([]);
    await rig.project();
    expect(rig.fake.cards('44444444')).toHaveLength(1);
    expect(rig.fake.breaches).toEqual([]);
  });

  it('of a second is kept from the answer on when Slack is slow', async () => {
    const { slack } = rig.fake;
    const { post } = slack;
    slack.post = async (...args) => {
      await rig.clock.advance(1.2);
      return post(...args);
    };
    await openMany('A', 4, {});
    await rig.project();
    expect(shown()).toHaveLength(4);
    expect(rig.fake.messages.map(({ at }, index) => at - (rig.fake.messages[index - 1]?.at ?? 0) >= 2200)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });
});

describe('trouble in one channel', () => {
  it.each([[1], [60]])('a busy one with %i more urgent cases does not hold up another', async (many) => {
    await openMany('A', many, { channel: 'C1' });
    await rig.open('B0000000', { tier: 2, channel: 'C2' });
    await rig.project(10);
    expect(shown()).toContain('B0000000');
  });

  it.each([[1], [60]])('a channel that refuses %i more urgent cases is left alone for ten minutes, others go on (I12)', async (many) => {
    const ids = await openMany('A', many, { channel: 'CGONE' });
    await rig.open('B0000000', { tier: 2, channel: 'C2' });
    rig.fake.refused.set('CGONE', 'is_archived');
    await rig.project(120);
    expect(shown()).toEqual(['B0000000']);
    rig.fake.refused.clear();
    await rig.clock.advance(11 * 60);
    await rig.project();
    expect(shown().toSorted()).toEqual([...ids, 'B0000000'].toSorted());
    expect(rig.dirty()).toEqual([]);
  });

  it('a case that cannot be rendered does not stop the others', async () => {
    await rig.open('33333333');
    await rig.open('22222222', { tier: 2 });
    const stored = rig.table.items().find((item) => item.pk.startsWith('FINDING#') && item.identity === 'guardduty/33333333');
    if (!stored) throw new Error('no stored finding');
    await rig.table.put({ ...stored, finding: null });
    await rig.project();
    expect(shown()).toEqual(['22222222']);
    await rig.table.put(stored);
    await rig.clock.advance(60);
    await rig.project();
    expect(shown()).toEqual(['22222222', '33333333']);
  });

  it('Slack down for an hour costs nothing but time', async () => {
    const ids = await openMany('A', 5, {});
    const { slack } = rig.fake;
    const { post } = slack;
    slack.post = async () => {
      throw new Error('Slack did not answer chat.postMessage');
    };
    for (let minute = 0; minute < 60; minute += 1) {
      await rig.project(45);
      await rig.clock.advance(15);
    }
    expect(shown()).toEqual([]);
    slack.post = post;
    await rig.project();
    expect(shown()).toEqual(ids);
    expect(rig.dirty()).toEqual([]);
  });
});
