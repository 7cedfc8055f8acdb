/** The card of a stop, in its three states: stopped, wanted back by one, started again by two; and a reason that means mischief. */
import { expect, it } from 'vitest';
import { caseCard } from '../../blocks/case-card.ts';
import type { CaseView } from '../../src/domain/case-view.ts';
import { expectGolden } from './golden.ts';
import { threatView } from './views.ts';

const NOW = Date.UTC(2026, 10, 20, 3, 0, 0);
const by = { reason: 'the wrong account <!channel>', by: '@ana', at: NOW };
const asked = { by: '@ana', at: NOW + 60_000 };

it.each<[string, NonNullable<CaseView['stop']>]>([
  ['stopped', by],
  ['stopped-start-asked', { ...by, asked }],
  ['stopped-started', { ...by, asked, started: { by: '@omar', at: NOW + 120_000 } }],
])('card-%s', async (name, stop) => {
  const card = caseCard(threatView({ kind: 'stop', title: 'account prod-payments', region: '', responses: [], offers: [], stop }), NOW);
  await expectGolden(`card-${name}`, card);
  expect(JSON.stringify(card)).not.toContain('<!channel>');
});
