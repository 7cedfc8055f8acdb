/** Windows with what was said in words: only in fields that take it, never more than they take, and nothing of it is ever run. */
import { describe, expect, test } from 'vitest';
import { resolveModal, snoozeModal } from '../../blocks/forms.ts';
import { checkPayload } from '../../blocks/limits.ts';
import { planModal } from '../../blocks/plan-modal.ts';
import { dryRun, prefilled } from '../../blocks/prefill.ts';
import { expectGolden } from './golden.ts';
import { planView } from './views.ts';

const subject = { caseId: '7K3QM2XA', title: 'Access key used from a known bad address', privateMetadata: '7K3QM2XA' };
const plan = planModal(planView(), { callbackId: 'disable_access_keys', privateMetadata: '7K3QM2XA.0123456789' }, 'Ask for approval');

test.each([
  ['modal-snooze-begun', { view: prefilled(snoozeModal(subject), { until: '90m', reason: 'patching CHG123' }) }],
  ['modal-plan-dry-run', { view: dryRun(plan) }],
])('%s', expectGolden);

describe('what no field takes is left out', () => {
  test.each<[string, Record<string, string | string[]>]>([
    ['a field that is not there', { scope: 'everything', constructor: 'x', __proto__: 'x' }],
    ['a choice that is not offered', { code: 'exploded' }],
    ['several values', { reason: ['a', 'b'] }],
    ['nothing', { reason: '' }],
  ])('%s', (_, values) => {
    const view = resolveModal(subject, []);
    expect(prefilled(view, values)).toEqual(view);
  });

  test('a text longer than its field is cut', () => {
    const view = prefilled(resolveModal(subject, []), { reason: '<!channel> & '.repeat(400) });
    expect(checkPayload({ view })).toEqual([]);
  });
});

test('a dry run has nothing that could be sent', () => {
  const view = dryRun(plan);
  expect(view.submit).toBeUndefined();
  expect(JSON.stringify(view.blocks)).not.toMatch(/"(?:input|button|overflow)"/);
});
