/** Answers to commands, the Home tab and the timeline: within Slack's limits when they are full, whatever others wrote. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { problemMessage, sentenceMessage } from '../../blocks/command-answers.ts';
import { homeView } from '../../blocks/home-view.ts';
import { checkPayload, type Payload } from '../../blocks/limits.ts';
import { caseLineMessage, listMessage } from '../../blocks/list-answer.ts';
import { whoAmIMessage } from '../../blocks/people-answers.ts';
import { timelineModal } from '../../blocks/timeline-modal.ts';
import { routeMessage, traceMessage } from '../../blocks/trace-answers.ts';
import { entryWith, homeData, link, list, timeline, waiting } from './command-views.ts';
import { now } from './views.ts';

describe('limits', () => {
  test('a Home tab as full as it can be', () => {
    const long = 'x&'.repeat(200);
    const entry = entryWith({
      title: long,
      type: long,
      resource: long,
      waiting,
      rowCount: 3,
      standing: 40,
      assignee: { id: 'U0ANA', name: long },
    });
    const approvals = Array.from({ length: 5 }, () => ({
      row: { entry, accountName: long },
      noun: long,
      value: '7K3QM2XA.0123456789',
      mayApprove: true,
      mayDeny: true,
      mayCancel: true,
    }));
    const [owned] = homeData.owned;
    const choices = Array.from({ length: 120 }, (_, index) => ({ name: `view${index}`, words: long, count: 9_999 }));
    const full = {
      ...homeData,
      notice: long,
      approvals,
      owned: Array.from({ length: 30 }, (_, index) => ({
        openByTier: [],
        before: 9_999,
        ...owned,
        account: String(index).padStart(12, '0'),
        name: long,
      })),
      choices,
      rows: Array.from({ length: 20 }, () => ({ entry, accountName: long, link })),
      health: Array.from({ length: 40 }, () => long),
    };
    expect(checkPayload({ view: homeView(full) })).toEqual([]);
  });

  test('a timeline of two thousand events is on pages, the newest first, and none of it is lost', () => {
    const entries = Array.from({ length: 2_000 }, (_, index) => ({ at: now + index * 1_000, line: `event ${index}. ${'é'.repeat(500)}` }));
    const story = { ...timeline, entries, events: 2_000 };
    const newest = JSON.stringify(timelineModal(story));
    const pages = Number(/page (\d+) of \1/.exec(newest)?.[1]);
    const all = Array.from({ length: pages }, (_, index) => timelineModal({ ...story, page: index + 1 }));
    for (const view of all) expect(checkPayload({ view })).toEqual([]);
    const told = all.flatMap((view) => [...JSON.stringify(view).matchAll(/event (\d+)\./g)].map(([, number]) => Number(number)));
    expect(told).toEqual(entries.map((_, index) => index));
    expect(newest).toContain('event 1999.');
    expect(JSON.stringify(all[0])).not.toContain('"Earlier"');
    expect(newest).toContain(`"${timeline.caseId}.${String(pages - 1).padStart(10, '0')}"`);
    expect(timelineModal({ ...story, page: 9_999 })).toEqual(all.at(-1));
  });
});

describe('what others wrote', () => {
  const attacks = [
    '<!channel>',
    '<@U0OMAR>',
    '<https://evil.example|x>',
    '@here',
    '`code` *bold*',
    '\u202e\u0000',
    '&lt;!here&gt;',
    'AKIAIOSFODNN7EXAMPLE',
    '```',
    '',
  ];
  const hostile = fc.oneof(
    fc.constantFrom(...attacks),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(...attacks).map((text) => text.repeat(300)),
  );

  test('pings nobody, links nowhere and stays in its place', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, two) => {
        const entry = entryWith({ title: one, type: two, product: one, resource: two, assignee: { id: 'U0ANA', name: one } });
        const row = { entry, accountName: two, link: one };
        const all: Payload[] = [
          listMessage({ ...list, rows: [row], words: one }),
          caseLineMessage(row, now),
          problemMessage(`There is no “${one}”`, { usage: two, example: one }),
          sentenceMessage(one),
          whoAmIMessage({ name: one, id: two, groups: [one], asked: [two], may: [], not: [] }),
          traceMessage({ caseId: '7K3QM2XA', stations: [{ name: 'Judged', what: one }] }),
          routeMessage({
            caseId: '7K3QM2XA',
            routes: [{ name: one, channel: two, because: one }],
            taken: { name: one, channel: two },
            before: two,
          }),
          {
            view: homeView({
              ...homeData,
              notice: one,
              rows: [row],
              approvals: [{ row, noun: two, value: '7K3QM2XA', mayApprove: true, mayDeny: true, mayCancel: true }],
            }),
          },
          { view: timelineModal({ ...timeline, title: one }) },
        ];
        for (const payload of all) {
          expect(checkPayload(payload)).toEqual([]);
          const text = JSON.stringify(payload);
          expect(text).not.toMatch(/<!(?!date)|<@|<#|<https?:\/\/(?!acme\.slack\.com)|@(?:here|channel|everyone)/);
          expect(text).not.toContain('AKIAIOSFODNN7EXAMPLE');
        }
      }),
    );
  });
});
