/** The security score as Security Hub counts it: one failed check fails a control, and only controls with data count. */
import { describe, expect, it } from 'vitest';
import { addChecks, type Check, percentOf, scoreOf } from '../../src/domain/security-score.ts';

const check = (control: string, status: Check['status']): Check => ({ control, status });

describe('a control over its checks', () => {
  it.each<[Check['status'][], object]>([
    [['PASSED', 'PASSED'], { passed: 1, failed: 0, unknown: 0 }],
    [['PASSED', 'FAILED', 'PASSED'], { passed: 0, failed: 1, unknown: 0 }],
    [['WARNING', 'PASSED'], { passed: 0, failed: 0, unknown: 1 }],
    [['NOT_AVAILABLE', 'FAILED'], { passed: 0, failed: 1, unknown: 0 }],
    [[], { passed: 0, failed: 0, unknown: 0 }],
  ])('%j', (statuses, expected) => {
    const all = statuses.map((status) => check('S3.8', status));
    expect(scoreOf(addChecks({}, all))).toEqual(expected);
    // Page by page and in any order it is the same.
    expect(scoreOf(all.reduceRight((known, each) => addChecks(known, [each]), {}))).toEqual(expected);
  });
});

it.each([
  [{ passed: 131, failed: 14, unknown: 5 }, 87],
  [{ passed: 1, failed: 2, unknown: 0 }, 33],
  [{ passed: 0, failed: 3, unknown: 0 }, 0],
  [{ passed: 4, failed: 0, unknown: 0 }, 100],
  [{ passed: 0, failed: 0, unknown: 0 }, undefined],
])('%j is %s per cent', (score, percent) => {
  expect(percentOf(score)).toBe(percent);
});

it('a control called like something of JavaScript is a control', () => {
  const controls = addChecks({}, [check('constructor', 'FAILED'), check('__proto__', 'PASSED')]);
  expect(scoreOf(controls)).toEqual({ passed: 1, failed: 1, unknown: 0 });
});
