/** I2 for the projector: at most one message per case and no line told twice, wherever it dies, whatever answer is lost, however often it is retried. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ana, createSlackRig, type SlackRig, type Trouble } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
const OTHER = 'Z9Y8X7W6';

/** A case is shown, worked, told about; every invocation may fail and is then followed by another one. */
async function story(rig: SlackRig): Promise<void> {
  await rig.open(CASE);
  await settle(rig);
  await rig.add(CASE, rig.note('first'));
  await rig.add(CASE, { id: 'ack', actor: ana, kind: 'acknowledged', data: {} });
  await settle(rig);
}

async function settle(rig: SlackRig): Promise<void> {
  for (let tries = 0; tries < 12; tries += 1) {
    if ((await rig.project()) && rig.dirty().length === 0) return;
    await rig.clock.advance(60);
  }
  throw new Error(`never at rest:\n${rig.lines.join('\n')}`);
}

function told(rig: SlackRig, caseId: string, words: string): number {
  return rig.fake.lines(caseId).filter(({ text }) => text.includes(words)).length;
}

function expectStory(rig: SlackRig): void {
  expect(rig.fake.cards(CASE)).toHaveLength(1);
  expect(JSON.stringify(rig.fake.cards(CASE)[0]?.blocks)).toContain('ana');
  expect([told(rig, CASE, 'first'), told(rig, CASE, 'acknowledged')]).toEqual([1, 1]);
  expect(rig.fake.lines(CASE)).toHaveLength(2);
  expect(rig.fake.breaches).toEqual([]);
}

async function pointsOf(): Promise<string[]> {
  const rig = createSlackRig();
  await story(rig);
  expectStory(rig);
  return rig.points.names;
}
const names = await pointsOf();

describe('the projector fails once', () => {
  it('has a point before and after every write and every call of Slack', () => {
    const kinds = new Set(names.map((name) => name.replace(/^(before|after) /, '').replace(/ .*$/, '')));
    expect([...kinds]).toEqual(expect.arrayContaining(['chat.postMessage', 'chat.update', `CASE#${CASE}`, 'PACE#slack']));
  });

  const rows = names.flatMap((name, at) => (['crash', 'error'] as const).map((trouble) => [trouble, name, at] as const));
  it.each(rows)('%s %s (point %i): one message, each line once', async (trouble, _, at) => {
    const rig = createSlackRig();
    rig.points.trouble.set(at, trouble);
    await story(rig);
    expect(rig.points.passed).toBeGreaterThan(at);
    expectStory(rig);
  });
});

const action = fc.oneof(
  fc.record({ do: fc.constant('note' as const), on: fc.constantFrom(CASE, OTHER) }),
  fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ do: fc.constant('project' as const), seconds: fc.integer({ min: 1, max: 30 }) }),
  fc.record({
    do: fc.constant('pause' as const),
    method: fc.constantFrom('chat.postMessage', 'chat.update', 'conversations.history', 'conversations.replies'),
  }),
);
const troubles = fc.array(fc.tuple(fc.nat(160), fc.constantFrom<Trouble>('crash', 'error')), { maxLength: 12 });

describe('the projector fails again and again', () => {
  it('any crashes, lost answers, pauses and restarts end in one message a case and every note told once (I2)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 14 }), troubles, async (actions, failures) => {
        const rig = createSlackRig();
        rig.points.trouble = new Map(failures);
        await rig.open(CASE);
        await rig.open(OTHER, { tier: 2, enriched: false });
        const notes: [string, string][] = [];
        for (const each of actions) {
          if (each.do === 'wait') await rig.clock.advance(each.seconds);
          if (each.do === 'project') await rig.project(each.seconds);
          if (each.do === 'pause') rig.fake.pause(each.method, 20);
          if (each.do !== 'note') continue;
          notes.push([each.on, `note-${notes.length}.`]);
          await rig.add(each.on, rig.note(`note-${notes.length - 1}.`));
        }
        await settle(rig);
        for (const caseId of [CASE, OTHER]) expect(rig.fake.cards(caseId)).toHaveLength(1);
        for (const [caseId, words] of notes) expect([words, told(rig, caseId, words)]).toEqual([words, 1]);
        // Who died before it could note a pause asks once more.
        const known = failures.length > 0 ? /write|updates/ : /./;
        expect(rig.fake.breaches.filter((breach) => known.test(breach))).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });
});
