/** The story of a case in Slack, and its log as a file that proves itself: for every kind of case there is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyText } from '../../infra/audit-verify.ts';
import { closeModal, command } from './command-story.ts';
import { leakedKey } from './events.ts';
import { cut } from './key-story.ts';
import { type Story, startStory } from './sandbox.ts';

let story: Story;
beforeAll(async () => {
  story = await startStory();
  await cut(story);
});
afterAll(() => story.close());

const logs = () => [...story.sandbox.slack.files.values()].filter(({ name }) => name.endsWith('.ndjson'));

/** The log of a case as its reader gets it. */
async function exported(caseId: string, user = 'U0ANA'): Promise<{ text: string; told: string }> {
  const before = logs().length;
  const { told } = await command(story, user, `audit ${caseId} --export`);
  expect(logs()).toHaveLength(before + 1);
  return { text: logs().at(-1)?.text ?? '', told: told.join('\n') };
}

describe('the story of a case', () => {
  it('says who did what and when, and how it can be proved', async () => {
    await command(story, 'U0ANA', `audit ${story.caseId}`);
    const text = await story.viewText('U0ANA');
    expect(text).toMatch(/Opened, tier 3[\s\S]*@ana[\s\S]*@omar approved[\s\S]*/);
    const hash = /last hash begins with `([0-9a-f]{12})`/.exec(text)?.[1] ?? '';
    await story.press('U0ANA', 'export');
    const { text: file, told } = await exported(story.caseId);
    expect(told).toContain(`last hash ${hash}`);
    expect(verifyText(file, hash)).toMatchObject({ ok: true });
    expect(verifyText(file.replace('omar', 'zed0'), hash).ok).toBe(false);
    await closeModal(story, 'U0ANA');
  });

  it('only the person who asked for it gets it', async () => {
    const { messages } = await story.get<{ messages: unknown[] }>('/slack/messages/C0PAYMENTS');
    expect(JSON.stringify(messages)).not.toContain('.ndjson');
    const before = logs().length;
    expect((await command(story, 'U0ZED', `audit ${story.caseId} --export`)).told).toEqual([expect.stringMatching(/You cannot see cases/)]);
    expect(logs()).toHaveLength(before);
  });

  it('holds no secret', async () => {
    const { text } = await exported(story.caseId);
    expect(text).not.toMatch(/AKIA2DRAWBRIDGE/);
    expect(text).toContain('AKIA…0001');
  });
});

describe('every kind of case has a log that verifies under its own id', () => {
  const caseIdsOf = async (events: unknown[]) => {
    const rows = await story.raise(events);
    return [...new Set(rows.flatMap(({ caseId }) => caseId ?? []))];
  };

  it('a storm, and the cases before it', async () => {
    const type = 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS';
    const many = Array.from({ length: 12 }, (_, index) => leakedKey({ id: `s${index}`, user: `user-${index}`, type, severity: 5 }));
    const ids = await caseIdsOf(many);
    expect(ids.length).toBeGreaterThan(9);
    for (const id of ids) expect([id, verifyText((await exported(id)).text).lines.at(-1)]).toEqual([id, expect.stringMatching(/holds/)]);
  });

  it('a stop', async () => {
    await command(story, 'U0ANA', 'stop account prod-payments --reason "wrong hosts"');
    await story.advance(5);
    const { messages } = await story.get<{ messages: { metadata?: { event_payload?: { case?: string } } }[] }>(
      '/slack/messages/C0SECURITY',
    );
    const ids = messages.flatMap(({ metadata }) => metadata?.event_payload?.case ?? []);
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) expect([id, verifyText((await exported(id)).text).ok]).toEqual([id, true]);
  });
});
