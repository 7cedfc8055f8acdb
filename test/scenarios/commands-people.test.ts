/** Every verb of the command by everybody who may do something: what each is told, which window opens, and what is recorded. */
import { describe, expect, it } from 'vitest';
import { verbWords } from '../../src/domain/command/verbs.ts';
import { playbookIds } from '../../src/playbooks/ids.ts';
import { closeModal, command } from './command-story.ts';
import { leakedKey, STAGING, STAGING_KEY } from './events.ts';
import { ask, because } from './key-story.ts';
import { type Story, startStory } from './sandbox.ts';

/** Whoever may do nothing is in commands-rights.test.ts. */
const people = [
  ['responder', 'U0ANA'],
  ['requester, on call', 'U0OMAR'],
  ['approver', 'U0LI'],
  ['admin', 'U0MIA'],
] as const;

interface Cases {
  /** Its key is cut: that can be undone. */
  done: string;
  /** Somebody on call asked, and it waits. */
  asked: string;
  /** Nothing was done about it. */
  plain: string;
}

async function raised(story: Story, facts: Parameters<typeof leakedKey>[0]): Promise<string> {
  await story.raise(leakedKey(facts));
  return story.caseId;
}

/** Whoever is on call asks: it takes somebody else to agree. */
async function askOnCall(story: Story, caseId: string): Promise<void> {
  await command(story, 'U0OMAR', `disable-keys ${caseId}`);
  await story.submit('U0OMAR', because);
  await closeModal(story, 'U0OMAR');
}

async function begin(story: Story): Promise<Cases> {
  const done = await raised(story, {});
  await ask(story, 'U0ANA');
  await story.click('U0LI', 'approve');
  await story.submit('U0LI', { comment: 'agreed' });
  await story.click('U0OMAR', 'approve');
  await story.submit('U0OMAR', { comment: 'agreed' });
  await story.advance(310);
  const asked = await raised(story, { id: 'f2', account: '222233334444', user: 'etl-loader', keyId: 'AKIA2DRAWBRIDGE00011' });
  await askOnCall(story, asked);
  for (const user of ['U0ANA', 'U0LI', 'U0OMAR']) await closeModal(story, user);
  const plain = await raised(story, { id: 'f4', account: STAGING, keyId: STAGING_KEY, user: 'site-builder' });
  return { done, asked, plain };
}

/** Which case a verb is tried on, and the words where its example would need others. */
const tried: Record<string, (cases: Cases) => string> = {
  undo: ({ done }) => `undo ${done}`,
  approve: ({ asked }) => `approve ${asked}`,
  deny: ({ asked }) => `deny ${asked} --reason "wrong host"`,
  breakglass: ({ asked }) => `breakglass ${asked}`,
  cancel: ({ asked }) => `cancel ${asked}`,
  assign: ({ plain }) => `assign ${plain} me`,
  list: () => 'list',
  escalate: ({ plain: on }) => `escalate ${on}`,
  start: () => 'start account prod-payments --reason "found it"',
};
/** In an order in which each means something. */
const last = ['snooze', 'reopen', 'suppress', 'resolve', 'approve', 'breakglass', 'deny', 'cancel', 'undo', 'stop', 'start'];
const verbs = [...verbWords(playbookIds)].sort((a, b) => last.indexOf(a.name) - last.indexOf(b.name));

const kindsIn = async (story: Story, cases: Cases, user: string) => {
  const kinds: string[] = [];
  for (const caseId of Object.values(cases)) {
    story.caseId = caseId;
    kinds.push(...(await story.log()).filter(({ actor }) => actor.id === user).map(({ kind }) => kind));
  }
  return kinds;
};

/** Ids, hashes and times change with anything that is told before. */
function plain(text: string, cases: Cases): string {
  const named = Object.entries(cases).reduce((words, [name, caseId]) => words.replaceAll(caseId, `<${name}>`), text);
  return named
    .replace(/\b[0-9a-f]{10,64}\b/g, '…')
    .replace(/\b\d+ (?:s|min|h)\b/g, 'some time')
    .replace(/\s*\n\s*/g, ' / ')
    .slice(0, 160);
}

async function answers(user: string): Promise<Map<string, string>> {
  const story = await startStory();
  try {
    const cases = await begin(story);
    const told = new Map<string, string>();
    let before = await kindsIn(story, cases, user);
    for (const { name, example } of verbs) {
      // Whoever could deny it has: so that there is something to cancel, it is asked for again.
      if (name === 'cancel') {
        await askOnCall(story, cases.asked);
        before = await kindsIn(story, cases, user);
      }
      const words = tried[name]?.(cases) ?? example.replace(/latest|[0-9A-Z]{8}(?= |$)/, cases.plain);
      const { status, told: said } = await command(story, user, words);
      expect([name, status]).toEqual([name, 200]);
      const view = await story.view(user);
      await closeModal(story, user);
      const after = await kindsIn(story, cases, user);
      const recorded = after.filter(
        (kind, index) => after.slice(0, index + 1).filter((each) => each === kind).length > before.filter((each) => each === kind).length,
      );
      before = after;
      const parts = [...said.map((each) => plain(each, cases)), ...(view ? [`window: ${view.callback_id || 'a sentence'}`] : [])];
      told.set(name, [...parts, ...recorded.map((kind) => `recorded: ${kind}`)].join(' · '));
    }
    return told;
  } finally {
    await story.close();
  }
}

describe('every verb', () => {
  it('by everybody who may do something', { timeout: 900_000 }, async () => {
    const all: [string, Map<string, string>][] = [];
    for (const [kind, user] of people) all.push([kind, await answers(user)]);
    const width = Math.max(...people.map(([kind]) => kind.length));
    const blocks = verbs.map(({ name }) =>
      [name, ...all.map(([kind, told]) => `  ${kind.padEnd(width)}  ${told.get(name) ?? ''}`)].join('\n'),
    );
    await expect(`${blocks.join('\n\n')}\n`).toMatchFileSnapshot('../golden/authority/commands.txt');
    for (const [kind, told] of all)
      for (const [verb, said] of told) expect([kind, verb, said]).toEqual([kind, verb, expect.stringMatching(/.{8}/)]);
  });
});
