/** Findings whose text is an attack, through the whole bot: nothing pings, nothing links, nothing breaks, all within Slack's limits (I8, I13). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPayload } from '../../blocks/limits.ts';
import { hubCopy, imported, leakedKey } from './events.ts';
import { type Message, type Story, startStory } from './sandbox.ts';

const attacks: Record<string, string> = {
  'a channel ping': '<!channel> look',
  'a bare ping': '@here @everyone @channel now',
  'a person': '<@U0OMAR> and <!subteam^S0ONCALL>',
  'a link': '<https://evil.example|your bank> https://evil.example/a',
  'code fences': '``` *bold* `code` ``` _it_ ~no~ > quote',
  'bidi and invisible': '\u202egnp.exe\u202c\u200b\u2066x\u2069\u0000\u001b[31m',
  'a long one': 'x<!channel>&'.repeat(1000),
  'line breaks': 'first\n\n\n# second\r\n---\n:rotating_light:',
  nothing: '',
  JSON: '","blocks":[{"type":"divider"}],"text":"',
  'emoji broken in half': '\ud83d',
};

let story: Story;
function links(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/<(https?:[^|>]+)/g)].map((match) => match[1] ?? '');
}

async function everything(): Promise<Message[]> {
  const card = await story.card();
  const channel = 'C0PAYMENTS';
  const { messages } = await story.get<{ messages: Message[] }>(`/slack/messages/${channel}?thread_ts=${card.ts}`);
  return messages;
}

async function expectHarmless(): Promise<void> {
  for (const message of await everything()) {
    expect(message.pings).toEqual([]);
    expect(message.mentions).toEqual([]);
    expect(checkPayload({ text: message.text, blocks: message.blocks as never })).toEqual([]);
    expect(links(message).filter((link) => link.includes('evil'))).toEqual([]);
    expect(JSON.stringify(message)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  }
  const { text } = await story.card();
  expect(text.length).toBeGreaterThan(20);
  expect(text.split('\n')).toHaveLength(1);
}

describe.each(Object.entries(attacks))('%s', (name, attack) => {
  const id = name.replaceAll(' ', '-');
  beforeAll(async () => {
    story = await startStory();
  });
  afterAll(() => story.close());

  it('in the title, user name and address of a native event', async () => {
    const [row] = await story.raise(
      leakedKey({ id, title: attack, user: attack || 'nobody', principalId: attack, ip: attack, keyId: null }),
    );
    expect(row).toMatchObject({ outcome: 'case', posted: true });
    await expectHarmless();
  });

  it('in the title, resource, tags and note of a Security Hub finding', async () => {
    const resource = {
      Type: 'AwsEc2Instance',
      Id: 'arn:aws:ec2:us-east-1:111122223333:instance/i-0abc1230000000001',
      Tags: { Name: attack, owner: attack, [attack.slice(0, 100) || 'k']: attack },
      Details: { AwsEc2Instance: { KeyName: attack } },
    };
    const text = {
      Title: attack || ' ',
      Description: attack || ' ',
      Resources: [resource],
      Remediation: { Recommendation: { Text: attack, Url: attack } },
    };
    const note = { Text: attack || ' ', UpdatedBy: attack || 'x', UpdatedAt: '2026-11-20T02:59:00Z' };
    const [row] = await story.raise(imported(hubCopy({ id: `hub-${id}`, type: 'Backdoor:EC2/C&CActivity.B' }, { ...text, Note: note })));
    expect(row).toMatchObject({ outcome: 'case', posted: true });
    await expectHarmless();
    for (const control of ['respond', 'all']) {
      await story.click('U0OMAR', 'more', `${control}:${story.caseId}`);
      expect(await story.view('U0OMAR')).toMatchObject({ callback_id: control });
    }
    await story.press('U0OMAR', 'details');
    expect(links(await story.view('U0OMAR')).filter((link) => link.includes('evil'))).toEqual([]);
  });

  it('typed by one of us into a note', async () => {
    if (attack.trim() === '' || attack.length > 2000) return;
    await story.click('U0OMAR', 'more', `note:${story.caseId}`);
    await story.submit('U0OMAR', { text: attack });
    await story.advance(10);
    await expectHarmless();
  });
});
