/** The ways out: whatever a method carries to people is redacted first. */
import { describe, expect, it } from 'vitest';
import type { Notices } from '../../src/services/notices.ts';
import type { PagerDuty } from '../../src/services/pagerduty.ts';
import { redactedNotices, redactedPagerDuty, redactedSlack, redactedTickets } from '../../src/services/redacted.ts';
import { createRedaction } from '../../src/services/redaction.ts';
import type { Slack } from '../../src/services/slack.ts';
import type { TicketProjectPort, Tickets } from '../../src/services/tickets.ts';
import { createMemoryTable } from '../fakes/memory-table.ts';

const kinds = ['accounts', 'arns', 'addresses', 'users', 'tags'] as const;
const everything = { slack: [...kinds], pagerDuty: [...kinds], email: [...kinds], tickets: [...kinds] };
const TOLD = 'zed@corp in 111122223333 from 203.0.113.66 as arn:aws:iam::111122223333:user/zed@corp, team apollo';
const leak = /zed@corp|111122223333|203\.0\.113\.66|arn:aws|apollo/;

/** Notes what it is given, whatever is called. */
function recorder<T extends object>(given: unknown[], more: Partial<T> = {}): T {
  return new Proxy(more as T, {
    get: (target, name) => (name in target ? target[name as keyof T] : async (...args: unknown[]) => void given.push(...args)),
    ownKeys: () => [],
  });
}

async function redaction() {
  const made = createRedaction({ policy: { redact: everything }, table: createMemoryTable() });
  await made.learn({ UserName: 'zed@corp', Tags: [{ Key: 'team', Value: 'apollo' }] });
  return made;
}

const message = { text: TOLD, blocks: [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: TOLD } }] };
const view = { type: 'modal' as const, title: { type: 'plain_text' as const, text: TOLD }, blocks: message.blocks };

describe('nothing of it gets through', () => {
  const rows: [string, (given: unknown[]) => Promise<unknown>][] = [
    ['post', async (given) => redactedSlack(recorder<Slack>(given), await redaction()).post('C1', message, { caseId: 'A' })],
    ['update', async (given) => redactedSlack(recorder<Slack>(given), await redaction()).update('C1', '1', message, { caseId: 'A' })],
    ['ephemeral', async (given) => redactedSlack(recorder<Slack>(given), await redaction()).ephemeral('C1', 'U1', message)],
    ['openView', async (given) => redactedSlack(recorder<Slack>(given), await redaction()).openView('t', view)],
    ['updateView', async (given) => redactedSlack(recorder<Slack>(given), await redaction()).updateView({ viewId: 'V' }, view)],
    ['respond', async (given) => redactedSlack(recorder<Slack>(given), await redaction()).respond('https://x', message)],
    ['share', async (given) => redactedSlack(recorder<Slack>(given), await redaction()).share('C1', message)],
    ['publishHome', async (given) => redactedSlack(recorder<Slack>(given), await redaction()).publishHome('U1', { ...view, type: 'home' })],
    [
      'sendFile',
      async (given) =>
        redactedSlack(recorder<Slack>(given), await redaction()).sendFile('U1', { name: 'n', title: TOLD, text: TOLD }, TOLD),
    ],
    [
      'picture',
      async (given) =>
        redactedSlack(recorder<Slack>(given), await redaction()).picture('C1', '1', {
          name: 'n',
          title: TOLD,
          words: TOLD,
          png: new Uint8Array(),
        }),
    ],
    [
      'trigger, and the spare one',
      async (given) => {
        const pagerDuty = redactedPagerDuty(
          recorder<PagerDuty>(given, { spare: recorder<NonNullable<PagerDuty['spare']>>(given) }),
          await redaction(),
        );
        const alert = {
          dedupKey: 'd',
          summary: TOLD,
          source: TOLD,
          severity: 'error' as const,
          details: { what: TOLD },
          links: [{ href: 'https://x', text: TOLD }],
        };
        await pagerDuty.trigger(alert);
        await pagerDuty.spare?.trigger(alert);
      },
    ],
    ['change', async (given) => redactedPagerDuty(recorder<PagerDuty>(given), await redaction()).change(TOLD, { what: TOLD })],
    ['note', async (given) => redactedPagerDuty(recorder<PagerDuty>(given), await redaction()).note('P1', TOLD, 'me@x.example')],
    [
      'a resolution',
      async (given) => redactedPagerDuty(recorder<PagerDuty>(given), await redaction()).update('P1', { resolution: TOLD }, 'me@x.example'),
    ],
    [
      'e-mail',
      async (given) =>
        redactedNotices(recorder<Notices>(given), await redaction())?.publish({
          subject: TOLD,
          body: TOLD,
          attributes: { account: '111122223333' },
        }),
    ],
    [
      'a ticket, and what it is told',
      async (given) => {
        const tickets: Tickets = { project: () => recorder<TicketProjectPort>(given) };
        const port = redactedTickets(tickets, await redaction()).project({} as never);
        await port?.open({ label: 'drawbridge-A', summary: TOLD, lines: [TOLD] });
        await port?.tell('K-1', TOLD);
      },
    ],
  ];
  it.each(rows)('%s', async (_, act) => {
    const given: unknown[] = [];
    await act(given);
    expect(given.length).toBeGreaterThan(0);
    expect(JSON.stringify(given)).not.toMatch(leak);
  });
});

it('a name that another function learned is known, and nothing is asked where policy keeps nothing', async () => {
  const table = createMemoryTable();
  const policy = { redact: { ...everything, email: [] } };
  await createRedaction({ policy, table }).learn({ UserName: 'zed@corp' });
  const other = createRedaction({ policy, table });
  expect(await other.leaving('slack', 'by zed@corp')).toMatch(/^by user-[0-9a-f]{4}$/);
  const before = table.operations;
  const payload = { text: TOLD };
  expect(await other.leaving('email', payload)).toBe(payload);
  expect(table.operations).toBe(before);
});
