/** Commands that say only a part: the window that opens holds what was said, and a dry run shows the plan alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeModal, command } from './command-story.ts';
import { leakedKey } from './events.ts';
import { because, kinds } from './key-story.ts';
import { type Json, type Story, startStory } from './sandbox.ts';

let story: Story;
const say = (user: string, text: string) => command(story, user, text.replaceAll('ID', story.caseId));

describe('what was written stands in the window already', () => {
  beforeAll(async () => {
    story = await startStory();
    await story.raise(leakedKey());
  });
  afterAll(() => story.close());

  /** Fields by block id: what stands in them. */
  async function fields(): Promise<Record<string, unknown>> {
    const { blocks = [] } = (await story.view('U0ANA')) ?? {};
    const inputs = blocks.filter(({ type }) => type === 'input') as { block_id: string; element: Json }[];
    const held = inputs.map(({ block_id: id, element }) => [
      id,
      element.initial_value ?? (element.initial_option as Json | undefined)?.value,
    ]);
    return Object.fromEntries(held);
  }

  it.each([
    ['snooze ID 90m', { until: '90m', reason: undefined }],
    ['snooze ID 1d', { until: '1d', reason: undefined }],
    ['snooze ID --reason "patching"', { until: '4h', reason: 'patching' }],
    ['resolve ID --as duplicate', { code: 'duplicate', reason: undefined }],
    ['disable-keys ID --reason "seen in a repository"', { reason: 'seen in a repository' }],
    ['stop account prod-payments', { scope: 'account/111122223333', reason: undefined }],
  ])('%s', async (text, expected) => {
    expect((await say('U0ANA', text)).told).toEqual([]);
    expect(await fields()).toEqual(expected);
    await closeModal(story, 'U0ANA');
  });

  it('a dry run shows the plan, and takes no answer', async () => {
    await say('U0ANA', 'disable-keys ID --dry-run');
    expect(await story.viewText('U0ANA')).toMatch(/What will be done, in order[\s\S]*Dry run: this is what would be done/);
    expect(await fields()).toEqual({});
    await story.submit('U0ANA', because);
    expect(await kinds(story)).not.toContain('response-asked');
    await closeModal(story, 'U0ANA');
  });
});
