/** Cards: each state of a case as people see it, within Slack's limits, in golden files. */
import { describe, expect, test } from 'vitest';
import { caseCard } from '../../blocks/case-card.ts';
import { cards } from './cards.ts';
import { expectGolden } from './golden.ts';
import { now } from './views.ts';

describe('cards', () => {
  test.each(Object.entries(cards))('%s', async (name, view) => {
    const card = caseCard(view, now);
    await expectGolden(`card-${name}`, card);
    expect(card.blocks.length).toBeLessThanOrEqual(6);
    expect([...card.text].length).toBeLessThanOrEqual(120);
  });
});
