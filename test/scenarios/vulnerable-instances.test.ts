/** S1, one vulnerability on many instances, sentence by sentence: one card that is edited, one page, nothing that would cut anything off. */
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { vulnerabilityFindings } from '../../infra/local/demo/vulnerabilities.ts';
import { incidents } from './paging-story.ts';
import { render } from './render.ts';
import { type Json, type Message, START, type Story, startStory } from './sandbox.ts';

let story: Story;
beforeEach(async () => {
  story = await startStory();
  onTestFinished(() => story.close());
});

interface Imported extends Json {
  Id: string;
  UpdatedAt: string;
  RecordState: string;
}

const all = vulnerabilityFindings(START).flatMap(({ events }) => events) as unknown as Imported[];

async function raise(events: readonly Json[]): Promise<void> {
  await story.post('/aws/events', events);
  await story.advance(90);
}

/** The message about all of them, and the one about the instance that is open to the internet. */
async function cards(): Promise<{ many: Message; alone: Message }> {
  const shown = await story.cards();
  const many = shown.find((card) => render(card).includes('Group · Resources'));
  const alone = shown.find((card) => card !== many);
  if (!many || !alone || shown.length !== 2) throw new Error(shown.map((card) => render(card)).join('\n\n'));
  return { many, alone };
}

it('1, 2: twenty, then five more: one message that is edited, grouped; the same again changes nothing; nothing to cut off', async () => {
  await raise(all.slice(0, 20));
  const first = await cards();
  expect(render(first.many)).toContain('20 instances');
  await raise(all.slice(20));
  const { many, alone } = await cards();
  expect(many.ts).toBe(first.many.ts);
  await expect(`${render(many)}\n\n${render(alone)}\n`).toMatchFileSnapshot('../golden/scenarios/vulnerable-instances.txt');
  const later = all.map((finding) => ({ ...finding, UpdatedAt: new Date(START + 200_000).toISOString() }));
  await raise(later);
  expect(await cards()).toMatchObject({ many: { ts: many.ts }, alone: { ts: alone.ts } });
  expect(render((await cards()).many).replace(/seen \d+ times/, '')).toBe(render(many).replace(/seen \d+ times/, ''));
  for (const card of [many, alone]) expect(render(card)).not.toMatch(/Isolate|Terminate|Disable|Quarantine|Stop instance/);
});

it('5: one page, for the one with a known exploit that the internet reaches', async () => {
  await raise(all);
  const paged = await incidents(story);
  expect(paged).toHaveLength(1);
  expect(paged[0]?.pages).toHaveLength(1);
  expect(JSON.stringify(paged[0]?.alerts)).toContain('bastion');
});

it('6: Security Hub is told once of each, at most a hundred a call, and its echoes are no news', async () => {
  await raise(all);
  await story.advance(120);
  const writes = await story.awsCalls('securityhub:BatchUpdateFindings');
  const told = writes.flatMap((call) => (call.input as { FindingIdentifiers: { Id: string }[] }).FindingIdentifiers.map(({ Id }) => Id));
  expect(new Set(told)).toEqual(new Set(all.map(({ Id }) => Id)));
  expect(told).toHaveLength(all.length);
  expect((await cards()).many.text).not.toContain('console');
  for (const card of Object.values(await cards())) expect(render(card)).not.toContain('Security Hub console');
});

it('7: eight that Inspector closes leave seventeen open', async () => {
  await raise(all);
  const closed = all.slice(-8).map((finding) => ({
    ...finding,
    RecordState: 'ARCHIVED',
    UpdatedAt: new Date(START + 200_000).toISOString(),
    ProductFields: { 'aws/inspector/FindingStatus': 'CLOSED' },
  }));
  await raise(closed);
  const { many } = await cards();
  expect(render(many)).toContain('25 instances');
  expect(render(many)).toContain('17 still open');
});
