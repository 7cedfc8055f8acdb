/** The page on cards and in threads: who is asked, that nobody is, and what PagerDuty closed; golden, and safe whatever names say. */
import { describe, expect, it, test } from 'vitest';
import { alertOf, caseInClientUrl, clientUrlOf } from '../../blocks/alert.ts';
import { caseCard } from '../../blocks/case-card.ts';
import { checkPayload } from '../../blocks/limits.ts';
import { priorityModal } from '../../blocks/page-forms.ts';
import { pageThreadLine } from '../../blocks/page-thread.ts';
import { compose } from '../../blocks/text.ts';
import type { PageEvent } from '../../src/domain/apply-page.ts';
import type { CaseView } from '../../src/domain/case-view.ts';
import type { Page, PageEventData } from '../../src/domain/page.ts';
import { ana, CASE, factWith, openedWith } from '../fixtures/case-events.ts';
import { expectGolden } from './golden.ts';
import { keyView, now, responseView, waiting } from './views.ts';

const omar = { id: 'PUSEROMAR', name: 'omar', level: 1, slackId: 'U0OMAR' };
const incident = { id: 'QYBF03JPVL0Y4J', number: 37, url: 'https://acme.pagerduty.com/incidents/QYBF03JPVL0Y4J' };
const paged: Page = { round: 1, tries: 0, since: now - 60_000, alert: 'triggered', sentAt: now - 59_000, people: [omar], incident };
const unsent: Page = { round: 1, tries: 0, since: now - 180_000, people: [] };
const trouble = (kind: NonNullable<Page['trouble']>['kind'], because: string, otherWay = true): Page['trouble'] & object => ({
  kind,
  because,
  otherWay,
  at: now,
});

describe('cards', () => {
  test.each<[string, Page]>([
    ['paged', paged],
    ['paged-late', { ...paged, lateSeconds: 720, priority: 'P1' }],
    ['paged-overdue', { ...unsent, trouble: trouble('overdue', 'PagerDuty answers 503') }],
    ['paged-refused', { ...unsent, trouble: trouble('failed', 'invalid routing key', false) }],
    ['paged-unverified', { ...paged, trouble: trouble('unverified', 'PagerDuty accepted it and made no incident') }],
    ['paged-closed-there', { ...paged, alert: 'resolved', closedBy: { by: 'omar', at: now } }],
  ])('%s', async (name, page) => {
    await expectGolden(`card-${name}`, caseCard(keyView({ page }), now));
  });

  test('overdue while an approval waits', async () => {
    const page = { ...unsent, trouble: trouble('overdue', 'PagerDuty answers 503') };
    await expectGolden('card-paged-overdue-waiting', caseCard(keyView({ page, responses: [responseView({ waiting })] }), now));
  });

  it.each<[string, Partial<CaseView>, string | undefined]>([
    ['nobody can be paged', { paging: 'none', page: unsent }, 'nobody is paged: PagerDuty is not set up'],
    ['nobody has to be', { paging: 'none' }, undefined],
    ['nobody could be, and it is over', { paging: 'none', page: unsent, closedAt: now }, undefined],
    [
      'accepted is all that is known',
      { paging: 'events', page: { ...paged, people: [] } },
      '· whether it woke anybody is not seen from here',
    ],
  ])('less than everything is set up: %s', (_, changes, words) => {
    const { blocks } = caseCard(keyView(changes), now);
    const context = JSON.stringify(blocks.at(-1));
    if (words) expect(context).toContain(words);
    else expect(context).not.toMatch(/paged/);
  });

  it('of a closed case says nothing of trouble', () => {
    const card = caseCard(keyView({ page: { ...unsent, trouble: trouble('overdue', 'x') }, closedAt: now }), now);
    expect(JSON.stringify(card)).not.toContain('NOT PAGED');
  });

  it.each(['https://evil.example.com/incidents/1', 'https://acme.pagerduty.com/incidents/1|<!channel>', 'javascript:alert(1)', ''])(
    'the link %s is only words',
    (url) => {
      const card = JSON.stringify(caseCard(keyView({ page: { ...paged, incident: { ...incident, url } } }), now));
      expect(card).toContain('incident 37');
      expect(card).not.toContain(`<${url}|incident`);
      expect(card).not.toContain('<!channel>');
    },
  );
});

function line<Kind extends keyof PageEventData>(
  kind: Kind,
  data: PageEventData[Kind],
  actor: PageEvent['actor'] = ana,
): string | undefined {
  const event = { v: 1, seq: 3, at: now, actor, kind, data, policyVersion: 'test', id: 'x' } as unknown as PageEvent;
  const parts = pageThreadLine(event);
  return parts && compose(parts, 2_000);
}
const pat = { kind: 'pagerduty', id: 'PPAT001', name: 'omar' } as const;
const change = { incidentId: incident.id, occurredAt: now, byPerson: true };

describe('thread lines', () => {
  test.each<[string, string | undefined, string | undefined]>([
    ['accepted', line('paged', { round: 1, severity: 'error', rows: 1 }), undefined],
    [
      'accepted, and nobody will say more',
      line('paged', { round: 1, severity: 'error', rows: 1, unseen: true }),
      'Paged the people on call',
    ],
    [
      'late, by the second key',
      line('paged', { round: 1, severity: 'error', rows: 1, lateSeconds: 720, secondKey: true }),
      'Paged the people on call, 12 min late, by the second routing key',
    ],
    ['seen', line('page-verified', { round: 1, incident, people: [omar] }), 'Paged @omar (L1) · incident 37'],
    [
      'overdue, with a real mention',
      line('page-overdue', { round: 1, because: 'no answer', tell: ['S0ONCALL', '<!channel>'], otherWay: true }),
      '⚠ NOT PAGED: no answer. It is tried again. Told by e-mail and text message instead. <!subteam^S0ONCALL>',
    ],
    ['asked for', line('page-asked', { reason: 'the owner is away' }), '@ana wants the people on call: “the owner is away”'],
    ['acknowledged there', line('incident-changed', { ...change, what: 'acknowledged' }, pat), 'omar in PagerDuty acknowledged'],
    [
      'timed out there',
      line('incident-changed', { ...change, what: 'unacknowledged', byPerson: false }),
      '⚠ The acknowledgement in PagerDuty has expired: it pages again',
    ],
    [
      'escalated there',
      line('incident-changed', { ...change, what: 'escalated', people: [{ id: 'P2', name: 'li', level: 2 }] }, pat),
      'omar in PagerDuty escalated: now @li (L2)',
    ],
    [
      'escalated by itself to somebody in Slack, with a real mention',
      line('incident-changed', {
        ...change,
        what: 'escalated',
        byPerson: false,
        people: [
          { id: 'P2', name: 'li', level: 2, slackId: 'U0LI' },
          { id: 'P3', name: 'zed', slackId: '!channel' },
        ],
      }),
      'PagerDuty escalated: now <@U0LI> (L2), @zed',
    ],
    ['our own word', line('alert-told', { round: 1, status: 'resolved' }), undefined],
  ])('%s', (_name, told, expected) => {
    expect(told).toBe(expected);
  });

  it('33 what somebody wrote or is called there can neither ping nor format', () => {
    const told = line(
      'incident-changed',
      { ...change, what: 'reassigned', people: [{ id: 'P2', name: '<!channel> *x*' }] },
      {
        ...pat,
        name: '<@U0ANA> @here',
      },
    );
    expect(told).not.toMatch(/<[!@]/);
    expect(told).not.toContain('@here');
  });
});

describe('the alert', () => {
  const place = { team: 'T0DRAWBRIDGE', accountName: 'prod-payments' };

  it('10 a title of 5,000 emoji is cut to 1,024 characters without half of one', () => {
    const state = openedWith([factWith()], { title: '🔥'.repeat(5_000), type: 'unknown' }).state();
    const { summary } = alertOf(state, place);
    expect([...summary].length).toBeLessThanOrEqual(1_024);
    expect(/\p{Cs}/u.test(summary)).toBe(false);
  });

  it('11 details come from a list, are small, and hold no key id', () => {
    const many = Array.from({ length: 60 }, (_, index) => factWith({ identity: `guardduty/f${index}`, rowKey: `r${index}` }));
    const state = openedWith(many, { description: `key AKIAIOSFODNN7EXAMPLE ${'x'.repeat(50_000)}` }).state();
    const { details } = alertOf(state, place);
    expect(Object.keys(details)).toEqual(
      [
        'case',
        'finding',
        'description',
        'severity',
        'tier',
        'environment',
        'account',
        'region',
        'product',
        'type',
        'resources',
        'open',
        'about',
      ].filter((key) => key in details),
    );
    expect(JSON.stringify(details).length).toBeLessThan(8_000);
    expect(JSON.stringify(details)).not.toContain('AKIAIOSFODNN7EXAMPLE');
  });

  it('12 the key is the case’s, and the case is read back from the address and no other', () => {
    const state = openedWith().state();
    expect(alertOf(state, place).dedupKey).toBe(`drawbridge:${CASE}`);
    const url = clientUrlOf(state, 'T0DRAWBRIDGE');
    expect(caseInClientUrl(url)).toBe(CASE);
    for (const other of [`${url}&x=1`, url.replace('app.slack.com', 'app.slack.com.evil.example'), `http${url.slice(5)}`, `x${url}`])
      expect(caseInClientUrl(other)).toBeUndefined();
  });

  it.each([
    ['critical', 'critical', '[CRITICAL]'],
    ['high', 'error', '[HIGH]'],
    ['medium', 'error', '[MEDIUM]'],
    ['low', 'error', '[LOW]'],
  ] as const)('13 %s is sent as %s and named as it is', (severity, sent, named) => {
    const alert = alertOf(openedWith([factWith({ severity })]).state(), place);
    expect(alert.severity).toBe(sent);
    expect(alert.summary.startsWith(named)).toBe(true);
    expect(alert.details.severity).toBe(severity);
  });
});

it('the priorities are what PagerDuty has', () => {
  const view = priorityModal({ caseId: CASE, title: 'x', privateMetadata: CASE }, [
    ['PPRIO01', 'P1'],
    ['PPRIO02', 'P2'],
  ]);
  expect(checkPayload({ view })).toEqual([]);
});
