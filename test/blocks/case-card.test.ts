/** Cards: each state of a case as people see it, within Slack's limits, in golden files. */
import { describe, expect, test } from 'vitest';
import { caseCard } from '../../blocks/case-card.ts';
import type { CaseView } from '../../src/domain/case-view.ts';
import { cards } from './cards.ts';
import { expectGolden } from './golden.ts';
import { keyView, now } from './views.ts';

describe('cards', () => {
  test.each(Object.entries(cards))('%s', async (name, view) => {
    const card = caseCard(view, now);
    await expectGolden(`card-${name}`, card);
    expect(card.blocks.length).toBeLessThanOrEqual(6);
    expect([...card.text].length).toBeLessThanOrEqual(120);
  });

  test('what the policy watch saw is the latest of each policy, in few words, and is no way out of the card', () => {
    const seen = (change: Partial<CaseView>) => JSON.stringify(caseCard(keyView(change), now).blocks);
    const [old, latest] = cards['policy-watched']?.watched ?? [];
    if (!old || !latest) throw new Error('there is such a card');
    expect(seen({ watched: [old, latest] })).toContain('policy deploy, version v2: statement 1 allows ∗ (restricted: iam:∗, kms:∗); ');
    expect(seen({ watched: [old, latest] })).not.toContain('sts:');
    expect(seen({ watched: [latest, { ...old, verdict: 'clear' }] })).not.toContain('What it allows');
    expect(seen({ watched: [latest], closedAt: now })).not.toContain('What it allows');
    const hostile = { ...latest, lines: [`statement 1 allows <!channel>\n*${'x'.repeat(500)}`], label: '<https://evil.example|policy>' };
    expect(seen({ watched: [hostile] })).not.toMatch(/<!channel>|<https:\/\/evil|x{200}/);
  });
});
