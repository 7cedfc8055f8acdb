/** Previews: what 90 days of logs say would have been hidden, and in which words. */
import { describe, expect, it } from 'vitest';
import { previewWords } from '../../blocks/preview-words.ts';
import { hiddenPreview } from '../../src/domain/hidden-preview.ts';
import { ana, caseLog, factWith, subjectWith } from '../fixtures/case-events.ts';
import { NOW } from '../fixtures/finding.ts';

const DAY = 24 * 3_600_000;
let cases = 0;
/** Findings of these rows and tiers, each so many days ago; the first opens the case. */
function story(...facts: [daysAgo: number, row: string, tier: 1 | 2 | 3, active?: boolean][]) {
  const log = caseLog();
  cases += 1;
  for (const [index, [daysAgo, rowKey, tier, active = true]] of facts.entries()) {
    const findings = [factWith({ rowKey, tier, active, identity: `${rowKey}-${index}`, updatedAt: NOW - daysAgo * DAY })];
    if (index === 0) log.tell('case-opened', { subject: subjectWith(), findings }, ana, NOW - daysAgo * DAY);
    else log.tell('findings-received', { findings }, ana, NOW - daysAgo * DAY);
  }
  return { caseId: `C${cases}`, events: log.events };
}

describe('counts', () => {
  it('what came within 90 days, on how many resources, up to which tier', () => {
    const one = story([120, 'a', 3], [80, 'a', 1], [40, 'b', 2], [1, 'a', 1]);
    expect(hiddenPreview([one], NOW)).toEqual({ findings: 3, resources: 2, cases: 0, wakes: 0, highest: 2 });
  });

  it('cases of all generations, not what closed by itself', () => {
    const before = story([60, 'a', 2], [50, 'a', 1, false]);
    expect(hiddenPreview([story([5, 'a', 2]), before], NOW)).toEqual({ findings: 2, resources: 1, cases: 2, wakes: 0, highest: 2 });
  });

  it('each time a higher tier would have ended it', () => {
    const rising = story([30, 'a', 1], [20, 'a', 2], [19, 'a', 2], [10, 'b', 3], [9, 'a', 1]);
    expect(hiddenPreview([rising], NOW).wakes).toBe(2);
  });

  it('nothing, where nothing came', () => {
    expect(hiddenPreview([story([100, 'a', 2])], NOW)).toEqual({ findings: 0, resources: 0, cases: 0, wakes: 0 });
  });
});

it.each<[Parameters<typeof previewWords>, string]>([
  [[{ findings: 0, resources: 0, cases: 0, wakes: 0 }, 'snooze'], 'nothing.'],
  [[{ findings: 1, resources: 1, cases: 1, wakes: 0, highest: 1 }, 'snooze'], '1 report about 1 resource, the highest of tier 1.'],
  [
    [{ findings: 14, resources: 3, cases: 2, wakes: 1, highest: 3 }, 'snooze'],
    '14 reports about 3 resources, the highest of tier 3; a higher tier would have woken it once.',
  ],
  [
    [{ findings: 14, resources: 3, cases: 2, wakes: 1, highest: 2 }, 'suppress'],
    '14 reports about 3 resources in 2 cases, the highest of tier 2.',
  ],
])('%j', ([preview, what], words) => {
  expect(previewWords(preview, what)).toBe(`In the last 90 days this would have hidden ${words}`);
});
