/** I8 and I13: whatever a finding, a tag or a person says, it pings nobody, links nowhere, stays in its block and within Slack's limits. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allActionsModal } from '../../blocks/all-actions-modal.ts';
import { caseCard } from '../../blocks/case-card.ts';
import { detailsModal } from '../../blocks/details-modal.ts';
import { resolveModal } from '../../blocks/forms.ts';
import { checkPayload, type Payload } from '../../blocks/limits.ts';
import { messageModal, planModal } from '../../blocks/plan-modal.ts';
import { ephemeral, notAllowed, notOffered } from '../../blocks/refusals.ts';
import { respondModal } from '../../blocks/respond-modal.ts';
import { threadLine } from '../../blocks/thread-lines.ts';
import type { CaseState } from '../../src/domain/case-state.ts';
import type { CaseEvent } from '../../src/domain/events.ts';
import { expectGolden } from './golden.ts';
import { approved, keyOffer, keyView, minutesAgo, now, planView, responseView, rows, threatView, waiting } from './views.ts';

const attacks = [
  '<!channel>',
  '<!here|x>',
  '<!everyone>',
  '@here',
  '@channel @everyone',
  '<@U0OMAR>',
  '<!subteam^S0TEAM>',
  '<#C0SEC>',
  '<https://evil.example|AWS console>',
  'https://evil.example/login',
  'mailto:a@evil.example',
  '<!date^0^{time}^https://evil.example|now>',
  '*bold* _italic_ ~struck~ `code`',
  '```',
  '> quote',
  '\n> quote\n• list\n',
  '\u202egnp.exe\u2066\u2069\u200b\u00ad',
  '&lt;!channel&gt;',
  '&amp;&&&',
  '\u0000\u0007\u001b[31m',
  '\ud800',
  ':rotating_light:',
  'AKIAIOSFODNN7EXAMPLE',
  '',
  ' ',
];
const hostile = fc.oneof(
  fc.constantFrom(...attacks),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...attacks, 'a', ' ', '&', '<'), { maxLength: 12 }).map((parts) => parts.join('')),
  fc
    .tuple(fc.constantFrom('&', '<', 'x', '🔥', '*', 'é', '<!here>'), fc.integer({ min: 1, max: 10_000 }))
    .map(([unit, count]) => unit.repeat(count)),
);

/** Words of our own types, which no finding can choose. */
const ours = new Set(
  'kind class threat severity environment status outcome mode risk decision actionId value proves result playbook publicAccessBlock caseId responseId undoes undoneBy'.split(
    ' ',
  ),
);
function poison<T>(value: T, next: () => string, name = ''): T {
  if (typeof value === 'string') return (ours.has(name) ? value : next()) as T;
  if (Array.isArray(value)) return value.map((item) => poison(item, next, name)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, poison(item, next, key)])) as T;
}

const DATE = /<!date\^\d+\^\{date_short_pretty\} \{time\}\|\d{4}-\d\d-\d\d \d\d:\d\d UTC>/g;
const CONSOLE = /<https:\/\/[a-z0-9.-]+\.console\.aws\.amazon\.com\/[^<>|\s]*\|Open in the console>/g;

function harm(text: string, markup: boolean): string[] {
  const rest = markup ? text.replace(DATE, '').replace(CONSOLE, '') : text;
  const found = [
    [/@(here|channel|everyone)/i, 'ping'],
    [/<[!@#]/, 'mention'],
    [/:\/\//, 'link'],
    [/(?:AKIA|ASIA)[A-Z0-9]{16}/, 'key id'],
    [/\p{Bidi_Control}|[^\P{Cc}\n]/u, 'control'],
    ...(markup
      ? ([
          [/[<>]/, 'markup'],
          [/[`~]/, 'format'],
          [/&(?!amp;|lt;|gt;)/, 'entity'],
          [/^(?:&gt;|>)/m, 'quote'],
        ] as const)
      : []),
  ] as const;
  return found.flatMap(([pattern, what]) => (pattern.test(rest) ? [`${what}: ${text.slice(0, 200)}`] : []));
}

/** Everything wrong with a payload: what it could do to people, and what Slack would refuse. */
function problems(payload: Payload): string[] {
  const all = [...checkPayload(payload)];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (typeof value !== 'object' || value === null) return;
    const { type, text, verbatim, emoji } = value as Record<string, unknown>;
    if (typeof text === 'string' && type === 'mrkdwn') all.push(...harm(text, true), ...(verbatim === true ? [] : ['parsed']));
    if (typeof text === 'string' && type === 'plain_text') all.push(...harm(text, false), ...(emoji === false ? [] : ['emoji']));
    if (typeof text === 'string' && type === 'raw_text') all.push(...harm(text, false));
    Object.values(value).forEach(walk);
  };
  walk(payload);
  if (typeof payload.text === 'string') all.push(...harm(payload.text, true));
  return all;
}

const rich = keyView({
  offers: [keyOffer],
  refusal: { refused: 'x', nextStep: 'y' },
  advice: [{ action: 'x', nextStep: 'y' }],
  assignee: { id: 'U0LI', name: 'li' },
  acknowledged: { by: '@ana', at: now },
  lastNote: { text: 'x', by: '@ana', at: now },
  snooze: { until: now + 1000, reason: 'x', by: '@ana' },
  failures: ['x', 'y'],
  promotions: [{ label: 'x', to: '8M2XT0QP' }],
  promotedFrom: 'x',
  previous: 'y',
  responses: [
    responseView({ waiting }),
    responseView({
      responseId: 'r-3',
      status: 'ended',
      outcome: 'DENIED',
      decision: { ...approved, decision: 'denied', reason: 'x' },
      outcomeAt: now,
    }),
    responseView({ responseId: 'r-4', status: 'ended', outcome: 'CUT', outcomeDetail: 'x', undoable: true, playbook: 'another' }),
  ],
});
const many = threatView({
  class: 'vulnerability',
  rows: rows(100),
  rowCount: 300,
  resolution: { code: 'x', text: 'y', by: '@ana', at: minutesAgo(1) },
});
const plan = planView({ asked: { by: '@ana', reason: 'x', until: now } });

const response = {
  ...responseView(),
  askedBy: { kind: 'policy' },
  approvals: [],
  levels: [],
  round: 1,
  planHash: '',
  vault: { id: '', hash: '' },
};
const state = { responses: { 'r-1': response }, subject: { product: 'x' } } as unknown as CaseState;
const event = (kind: string, data: object) =>
  ({
    v: 1,
    seq: 1,
    at: now,
    actor: { kind: 'person', team: 'T', id: 'U1', name: 'ana' },
    kind,
    data,
    policyVersion: 'p',
    id: 'e',
  }) as CaseEvent;
const events = [
  event('noted', { text: 'x' }),
  event('resolved', { code: 'x', text: 'y' }),
  event('console-edited', { note: 'x', by: 'y' }),
  event('row-promoted', { rowKey: 'r', label: 'x', to: 'y' }),
  event('response-asked', { ...response }),
  event('approval-opened', {
    responseId: 'r-1',
    approvalId: 'a',
    level: 1,
    until: now,
    group: 'x',
    approvers: [{ id: 'U1> <!here', name: 'x' }],
  }),
  event('step-failed', { responseId: 'r-1', step: 0, error: 'x', final: true }),
  event('checked', { responseId: 'r-1', afterSeconds: 1, proves: 'effect', result: 'ok', detail: 'x' }),
  event('response-ended', { responseId: 'r-1', outcome: 'PARTIAL', detail: 'x' }),
];

const ids = { callbackId: 'approve', privateMetadata: '' };
const payloads: Record<string, (next: () => string) => Payload> = {
  card: (next) => ({ ...caseCard(poison(rich, next), now) }),
  'card with rows': (next) => ({ ...caseCard(poison(many, next), now) }),
  plan: (next) => ({ view: planModal(poison(plan, next), ids, 'Approve') }),
  respond: (next) => ({ view: respondModal(poison(rich, next), '') }),
  'all actions': (next) => ({ view: allActionsModal(poison(many, next), '') }),
  details: (next) => ({ view: detailsModal(poison(many, next)) }),
  resolve: (next) => ({ view: resolveModal({ caseId: next(), title: next(), privateMetadata: '' }, [next(), next()]) }),
  message: (next) => ({ view: messageModal(next(), [next(), next()]) }),
  refusal: (next) => ({ ...ephemeral(notAllowed(next(), [next(), next()]) + notOffered({ refused: next(), nextStep: next() })) }),
  thread: (next) => ({
    blocks: events
      .map((one) => threadLine({ ...one, actor: poison(one.actor, next), data: poison(one.data, next) } as CaseEvent, poison(state, next)))
      .filter((line) => line !== undefined)
      .map((line) => ({ type: 'section', text: { type: 'mrkdwn', text: line, verbatim: true } })),
  }),
};

describe('hostile text', () => {
  test.each(Object.entries(payloads))('%s', (_, make) => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 12 }), (texts) => {
        let index = 0;
        const next = () => texts[index++ % texts.length] ?? '';
        expect(problems(make(next))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('as people would see it', async () => {
    const view = keyView({
      type: 'Custom/Finding',
      title: `<!channel> @here \`\`\`*urgent*\`\`\` \u202egnp.exe <https://evil.example|sign in> ${'A'.repeat(10_000)}`,
      description: 'line one\n> line two\n*Resolved by @ciso*',
      owner: 'everyone',
      resource: { kind: 'bucket', id: 'logs`<@U0OMAR>', account: '111122223333', region: 'us-east-1' },
      context: {},
      remoteAddresses: [],
    });
    await expectGolden('card-hostile', caseCard(view, now));
  });
});
