/** What policy keeps from leaving is in nothing that Slack, PagerDuty or e-mail received, whatever people do. */
import { afterEach, expect, it } from 'vitest';
import { leakedKey, PAYMENTS } from './events.ts';
import { ask as askIsolation, raise } from './isolation-story.ts';
import { cut } from './key-story.ts';
import { type Json, type Story, startStory } from './sandbox.ts';

const all = ['accounts', 'arns', 'addresses', 'users', 'tags'];
const [ana, omar, li] = ['U0ANA', 'U0OMAR', 'U0LI'] as const;
let story: Story;
afterEach(() => story.close());

/** As JSON, maps and sets included, each thing once. */
function everythingIn(value: object): string {
  const seen = new WeakSet<object>();
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null) return inner;
    if (seen.has(inner)) return undefined;
    seen.add(inner);
    return inner instanceof Map || inner instanceof Set ? [...inner.values()] : inner;
  });
}

/** Everything that went out, each with the name of the way it took. */
async function wentOut(): Promise<[string, string][]> {
  const { log } = await story.get<{ log: Json[] }>('/slack/log');
  const { notices = [] } = await story.get<{ notices?: Json[] }>('/aws/state');
  const { slack, pagerDuty } = story.sandbox;
  return [
    ...log.map((entry): [string, string] => ['slack', JSON.stringify(entry)]),
    [
      'slack',
      everythingIn({ channels: slack.channels, ephemeral: slack.ephemeral, modals: slack.modals, files: slack.files, homes: slack.homes }),
    ],
    ['pagerduty', JSON.stringify(await story.get('/pagerduty/incidents'))],
    [
      'pagerduty',
      everythingIn({ alerts: pagerDuty.alerts, incidents: pagerDuty.incidents, changes: pagerDuty.changes, log: pagerDuty.log }),
    ],
    ...notices.map((notice): [string, string] => ['email', JSON.stringify({ ...notice, topic: 'ours' })]),
  ];
}

/** A leaked key cut off, an instance isolated and undone, with every window, command and notice on the way. */
async function live(): Promise<void> {
  await story.raise(leakedKey({ severity: 9 }));
  await story.click(ana, 'more', 'actions');
  await story.click(ana, 'acknowledge');
  await story.click(li, 'page');
  await cut(story);
  await story.advance(600);
  for (const text of [
    'status',
    'list',
    `case ${story.caseId}`,
    `timeline ${story.caseId}`,
    `export ${story.caseId}`,
    `trace ${story.caseId}`,
    'digest',
  ])
    await story.post('/slack/_control/command', { channel: 'C0SECURITY', user: omar, command: '/sechub', text });
  await story.post('/slack/_control/open-home', { user: ana });
  await story.advance(5);
  await raise(story, 'command-and-control');
  await story.click(ana, 'send_to_email');
  await askIsolation(story);
  await story.click(omar, 'approve');
  await story.submit(omar, { comment: 'agreed' });
  await story.advance(400);
  await story.click(ana, 'undo');
  await story.submit(ana, { reason: 'our own scanner' });
  await story.click(omar, 'approve');
  await story.submit(omar, { comment: 'agreed' });
  await story.advance(400);
}

const told: [string, RegExp][] = [
  ['an account', /(?<!\d)(?:111122223333|222233334444|333344445555|444455556666)(?!\d)/],
  ['an ARN', /arn(?::|%3A)\u200b?aws/i],
  ['an address', /203\.0\.113\.\d+|198\.51\.100\.\d+|(?<![\d.])10\.\d+\.\d+\.\d+/],
  ['a user', /ci-deploy/],
];

it('everything kept: none of it anywhere, and people can still work', async () => {
  story = await startStory({ policy: { redact: { slack: all, pagerDuty: all, email: all } } });
  await live();
  const out = await wentOut();
  for (const [what, pattern] of told) {
    const found = out.flatMap(([way, text]) => {
      const at = text.search(pattern);
      return at < 0 ? [] : [`${what} by ${way}: …${text.slice(Math.max(0, at - 150), at + 80)}…`];
    });
    expect(found).toEqual([]);
  }
  expect(await story.cardText()).toMatch(/account-[0-9a-f]{4}|prod-payments/);
  expect((await story.awsCalls()).some(({ call, account }) => call === 'ec2:ModifyNetworkInterfaceAttribute' && account === PAYMENTS)).toBe(
    true,
  );
});

it('nothing kept: the same story tells all of it', async () => {
  story = await startStory();
  await live();
  const out = (await wentOut()).map(([, text]) => text).join('\n');
  for (const [, pattern] of told) expect(out).toMatch(pattern);
});

it('each way has its own: what PagerDuty is not told, Slack is', async () => {
  story = await startStory({ policy: { redact: { pagerDuty: ['users', 'accounts'] } } });
  await story.raise(leakedKey({ severity: 9 }));
  await story.click(li, 'page');
  await story.advance(10);
  const out = await wentOut();
  const by = (way: string) => out.flatMap(([each, text]) => (each === way ? [text] : [])).join('\n');
  expect(by('slack')).toMatch(/ci-deploy/);
  expect(by('pagerduty')).toContain(story.caseId);
  expect(by('pagerduty')).not.toMatch(/ci-deploy|111122223333/);
});
