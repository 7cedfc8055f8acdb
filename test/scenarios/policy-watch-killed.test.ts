/** The policy watch killed around any of its writes and tried again: one look, one hold, one question, one end (I5). */
import { afterEach, describe, expect, it } from 'vitest';
import type { Item } from '../../src/services/table.ts';
import { createMemoryTable } from '../fakes/memory-table.ts';
import { allowing, changed, policyNow, policyWrites, question, seedPolicy, watches } from './policy-story.ts';
import { type Story, startStory } from './sandbox.ts';

const omar = 'U0OMAR';
const wide = allowing('ecs:*', 'iam:*');

let story: Story;
afterEach(() => story.close());

interface Answer {
  control: string;
  values: Record<string, string>;
  /** In force afterwards. */
  version: string;
  /** Events of these kinds in the case of the change. */
  kinds: Record<'policy-watched' | 'response-asked' | 'ticket-requested', number>;
}
const restored = { 'policy-watched': 1, 'response-asked': 2, 'ticket-requested': 0 };
const allow: Answer = { control: 'approve', values: { comment: '' }, version: 'v2', kinds: restored };
const limits = { actions: 'iam:PassRole', resources: 'arn:aws:iam::111122223333:role/deploy' };
const change: Answer = { control: 'change', values: limits, version: 'v3', kinds: restored };
const kept = { 'policy-watched': 1, 'response-asked': 1, 'ticket-requested': 1 };
const deny: Answer = { control: 'deny', values: { reason: 'not like this' }, version: 'v1', kinds: kept };

const isPlan = (item: Item, step: string) => item.pk.startsWith('VAULT#response-') && String(item.body).includes(`"${step}"`);
const isAsked = (item: Item, what: string) =>
  item.sk.startsWith('EVENT#') && ['"response-asked"', `"${what}"`].every((word) => String(item.body).includes(word));

const writes: [name: string, answer: Answer, isIt: (item: Item) => boolean][] = [
  ['what it found', allow, ({ body }) => String(body).includes('"policy-watched"')],
  ['the plan of the hold', allow, (item) => isPlan(item, 'set version before')],
  ['the hold', allow, (item) => isAsked(item, 'hold_policy_version')],
  ['the plan of the undo', allow, (item) => isPlan(item, 'undo set version before')],
  ['the undo', allow, (item) => isAsked(item, 'undoes')],
  ['the limitation', change, (item) => isAsked(item, 'limit_policy')],
  ['the ticket', deny, ({ body }) => String(body).includes('"ticket-requested"')],
];

/** Dies once, at the first write that is it. */
async function startDying(isIt: (item: Item) => boolean, when: 'before' | 'after'): Promise<{ died: () => boolean }> {
  let died = false;
  const around = (at: 'before' | 'after', item: Pick<Item, 'pk' | 'sk'>) => {
    if (died || at !== when || !isIt(item as Item)) return;
    died = true;
    throw new Error('killed');
  };
  story = await startStory({ table: (onPut) => createMemoryTable({ onPut, around }) });
  await seedPolicy(story, [allowing('ecs:*'), wide]);
  await story.raise(changed('v2', wide));
  await story.advance(120);
  await question(story);
  return { died: () => died };
}

describe.each(['before', 'after'] as const)('killed %s the write of', (when) => {
  it.each(writes)('%s', async (_, answer, isIt) => {
    const { died } = await startDying(isIt, when);
    await story.click(omar, answer.control);
    await story.submit(omar, answer.values);
    await story.advance(900);
    expect(died()).toBe(true);
    expect((await policyNow(story)).version).toBe(answer.version);
    expect(await policyWrites(story)).toHaveLength(answer === deny ? 1 : 2);
    expect(watches(story).map(({ status }) => status)).toEqual(['SUCCEEDED']);
    const [ofChange, ...asking] = (await story.cards()).sort((one, other) => Number(one.ts) - Number(other.ts));
    expect(asking).toHaveLength(1);
    story.caseId = ofChange?.metadata?.event_payload?.case ?? '';
    const log = (await story.log()).map(({ kind }) => kind);
    const many = Object.keys(answer.kinds).map((kind) => [kind, log.filter((each) => each === kind).length]);
    expect(Object.fromEntries(many)).toEqual(answer.kinds);
  });
});
