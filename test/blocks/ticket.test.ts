/** A ticket on the card, in the thread and at its tracker: golden, and safe whatever the tracker or the finding says. */
import { describe, expect, it, test } from 'vitest';
import { caseCard } from '../../blocks/case-card.ts';
import { compose } from '../../blocks/text.ts';
import { ticketThreadLine } from '../../blocks/ticket-lines.ts';
import { newsWords, ticketWords } from '../../blocks/ticket-words.ts';
import type { TicketEvent } from '../../src/domain/apply-ticket.ts';
import type { CaseState } from '../../src/domain/case-state.ts';
import type { CaseView } from '../../src/domain/case-view.ts';
import type { CaseEvent, NewEvent } from '../../src/domain/events.ts';
import type { TicketEventData } from '../../src/domain/ticket.ts';
import { ana, bot, factWith, openedWith } from '../fixtures/case-events.ts';
import { expectGolden } from './golden.ts';
import { keyView, minutesAgo, now } from './views.ts';

type Ticket = NonNullable<CaseView['ticket']>;
const request = {
  id: 't',
  label: 'bucket exports',
  because: 'it disrupts production, no active threat',
  by: { kind: 'policy' as const },
  at: minutesAgo(3),
};
const url = 'https://acme.atlassian.net/browse/PAY-12';
const opened = { tracker: 'jira' as const, project: 'payments', id: 'PAY-12', key: 'PAY-12', url, at: minutesAgo(2) };
const asked: Ticket = { requests: [request], expected: true, stillOpen: true };
const made: Ticket = { ...asked, opened, standing: { status: 'In Progress', phase: 'active', assignee: 'Ana Ruiz' } };
const hostile = '<!channel> *urgent* <https://evil.example|sign in>\n@here `x`';

describe('the card', () => {
  test.each<[string, Ticket]>([
    ['asked', asked],
    ['on-the-bus', { ...asked, expected: false }],
    ['opened', made],
    ['done-and-case-open', { ...made, standing: { status: 'Done', phase: 'done' } }],
    ['refused', { ...asked, refused: { because: 'Jira answered 401: Client must be authenticated', at: now } }],
  ])('%s', async (name, ticket) => {
    await expectGolden(`card-ticket-${name}`, caseCard(keyView({ ticket }), now));
  });

  it.each(['https://evil.example/|<!channel>', 'javascript:alert(1)', 'http://evil.example/browse/PAY-12', 'https://a@b/', ''])(
    'the link %j is only words',
    (each) => {
      const card = JSON.stringify(caseCard(keyView({ ticket: { ...made, opened: { ...opened, url: each } } }), now));
      expect(card).toContain('Ticket in Jira: PAY-12');
      expect(card).not.toContain(`|PAY-12>`);
      expect(card).not.toContain('<!channel>');
    },
  );

  it('what the tracker calls things can neither ping nor link nor format', () => {
    const ticket: Ticket = { ...made, opened: { ...opened, id: hostile }, standing: { status: hostile, phase: 'open', assignee: hostile } };
    const card = JSON.stringify(caseCard(keyView({ ticket }), now));
    expect(card).not.toMatch(/<!channel|<https:\/\/evil|\*urgent\*/);
  });
});

function story(...events: NewEvent[]): CaseState {
  const log = openedWith([factWith()]);
  for (const { kind, data, actor } of events) log.tell(kind, data as never, actor);
  return log.state();
}
const requested: NewEvent = {
  id: 'ticket:1',
  actor: { kind: 'policy' },
  kind: 'ticket-requested',
  data: { label: request.label, because: request.because },
};
const openedEvent: NewEvent = {
  ...{ id: 'ticket-opened', actor: bot, kind: 'ticket-opened' },
  data: { tracker: 'jira', project: 'payments', id: 'PAY-12', key: 'PAY-12', url, phase: 'open', status: 'To Do' },
};

describe('the thread', () => {
  const line = <Kind extends keyof TicketEventData>(kind: Kind, data: TicketEventData[Kind], actor: CaseEvent['actor'] = bot) => {
    const event = { v: 1, seq: 3, at: now, actor, kind, data, policyVersion: 'p', id: 'x' } as unknown as TicketEvent;
    return compose(ticketThreadLine(event, story(requested, openedEvent)), 2_000);
  };
  it.each([
    [
      line('ticket-requested', { label: 'bucket exports', because: 'it disrupts production' }),
      'A ticket was asked for: bucket exports · it disrupts production',
    ],
    [line('ticket-requested', { label: 'Key used', because: '' }, ana), 'A ticket was asked for by @ana: Key used'],
    [
      line('ticket-opened', { ...openedEvent.data, assignee: 'Ana Ruiz' } as TicketEventData['ticket-opened']),
      `Ticket opened in Jira: <${url}|PAY-12>, with Ana Ruiz`,
    ],
    [
      line('ticket-opened', { ...openedEvent.data, found: true } as TicketEventData['ticket-opened']),
      `There is a ticket already in Jira: <${url}|PAY-12>`,
    ],
    [
      line('ticket-opened', { ...openedEvent.data, unassigned: 'Jira knows nobody with that address' } as TicketEventData['ticket-opened']),
      `Ticket opened in Jira: <${url}|PAY-12> · with nobody: Jira knows nobody with that address`,
    ],
    [line('ticket-changed', { status: 'Done', phase: 'done' }), `✔ <${url}|PAY-12> is now “Done”`],
    [line('ticket-refused', { because: 'Jira answered 404' }), '⚠ No ticket could be opened: Jira answered 404'],
  ])('%s', (told, expected) => expect(told).toBe(expected));
});

describe('the reducer', () => {
  it('keeps the first ticket, where it stands, and that a refusal is over when somebody asks again', () => {
    const other = { ...openedEvent, id: 'o2', data: { ...openedEvent.data, id: 'PAY-13', key: 'PAY-13' } } as NewEvent;
    const state = story(requested, openedEvent, other, {
      id: 'c',
      actor: bot,
      kind: 'ticket-changed',
      data: { phase: 'done', status: 'Done' },
    });
    expect(state.ticket).toMatchObject({ opened: { id: 'PAY-12' }, standing: { phase: 'done', status: 'Done' } });
    const refused: NewEvent = { id: 'r', actor: bot, kind: 'ticket-refused', data: { because: 'x' } };
    expect(story(requested, refused).ticket?.refused?.because).toBe('x');
    expect(story(requested, refused, { ...requested, id: 'ticket:2' } as NewEvent).ticket?.refused).toBeUndefined();
  });
});

describe('at the tracker', () => {
  it('says what is wrong, where, why it is a ticket, and where to answer', async () => {
    const words = ticketWords(story(requested), { accountName: 'prod-payments', link: 'https://acme.slack.com/archives/C0/p1' });
    const news = newsWords({ what: 'resolved', resolution: { code: 'fixed', text: 'closed', by: ana, at: now } }, story(requested));
    await expect(`${[words.summary, '', ...words.lines, '', news].join('\n')}\n`).toMatchFileSnapshot(
      '../golden/scenarios/ticket-words.txt',
    );
  });

  it('is one line of at most 160 characters, with no key id in it', () => {
    const state = story({
      ...requested,
      data: { label: `key AKIAIOSFODNN7EXAMPLE\n${'x'.repeat(500)}`, because: 'AKIAIOSFODNN7EXAMPLE' },
    } as NewEvent);
    state.subject.title = `AKIAIOSFODNN7EXAMPLE\n${'y'.repeat(500)}`;
    const { summary, lines } = ticketWords(state, {});
    expect(summary).not.toMatch(/\n/);
    expect([...summary].length).toBeLessThanOrEqual(160);
    expect([summary, ...lines].join('')).not.toContain('AKIAIOSFODNN7EXAMPLE');
  });
});
