/** The bank's day is the same on every run, has the size the design names, and is what it says it is. */
import { describe, expect, it } from 'vitest';
import { bankDay, dayAccounts, dayEvents, dayRegions } from '../../infra/bench/day.ts';
import { caseKeyOf } from '../../src/domain/case-key.ts';
import { factOf } from '../../src/domain/finding-fact.ts';
import { parseInput } from '../../src/sources/index.ts';

const start = Date.UTC(2026, 10, 20);

describe('the bank day', () => {
  const events = [...bankDay(start)];
  const read = events.map(({ envelope, pages }) => {
    const [result] = parseInput(envelope).results;
    if (result?.outcome !== 'finding') throw new Error(JSON.stringify(result));
    return { finding: result.finding, pages, tier: factOf(result.finding, 'unknown', true).tier };
  });

  it('has 50,000 events of 120 accounts in 4 Regions, in order of time, within a day', () => {
    expect(events).toHaveLength(dayEvents);
    expect(new Set(read.map(({ finding }) => finding.account)).size).toBe(dayAccounts);
    expect(new Set(read.map(({ finding }) => finding.region))).toEqual(new Set(dayRegions));
    expect(events.every(({ at }, index) => at >= (events[index - 1]?.at ?? start) && at < start + 86_400_000)).toBe(true);
  });

  it('is the same again', () => {
    let index = 0;
    for (const event of bankDay(start)) {
      if (JSON.stringify(event) !== JSON.stringify(events[index])) throw new Error(`event ${index} differs`);
      index += 1;
    }
    expect(index).toBe(events.length);
  });

  it('wakes somebody for three stories and for nothing else', () => {
    const stories = new Set(read.filter(({ tier }) => tier === 3).map(({ pages }) => pages ?? 'none'));
    expect(stories.size).toBe(3);
    expect(stories).not.toContain('none');
    expect(read.filter(({ pages, tier }) => pages !== undefined && tier !== 3)).toEqual([]);
  });

  it('is mostly the same controls again, and few cases are worth a decision', () => {
    const controls = read.filter(({ finding }) => finding.class === 'control');
    expect(controls.length).toBeGreaterThan(dayEvents * 0.75);
    expect(new Set(controls.map(({ finding }) => finding.findingId)).size).toBeLessThan(controls.length / 4);
    const decisions = new Set(read.filter(({ tier }) => tier >= 2).map(({ finding }) => caseKeyOf(finding)));
    expect(decisions.size).toBeLessThanOrEqual(39);
  });
});
