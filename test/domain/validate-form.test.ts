/** What people may type into forms, and what every form offers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { denyModal, noteModal, reopenModal, resolveModal, snoozeModal, suppressModal } from '../../blocks/forms.ts';
import { knownControls } from '../../src/domain/click.ts';
import { isWithin } from '../../src/domain/command/duration.ts';
import { formChoices, validateForm } from '../../src/domain/validate-form.ts';

const playbooks = ['disable_access_keys'];
const refused = (callbackId: string, values: Record<string, string | string[]>) =>
  Object.keys(validateForm({ callbackId, values }, playbooks));
const reason = 'because';

describe('a reason', () => {
  it.each([
    ['', false],
    ['ok', false],
    ['   \t\n   ', false],
    ['\u0000\u0001\u0007\u0008', false],
    ['\u200b\u200b\u200b\u200b', false],
    ['\u202e\u2066\u2069\u00ad\ufeff', false],
    ['\u3164\u3164\u3164\u2800\u115f', false],
    ['a b c', true],
    ['a\u200bb\u200bc', true],
    ['東京都', true],
    ['🔑🔑🔑', true],
    ['x'.repeat(500), true],
    ['🔑'.repeat(500), true],
    ['x'.repeat(501), false],
  ])('%j: %s', (text, fine) => {
    for (const form of ['reopen', 'deny', 'undo', 'disable_access_keys'])
      expect(refused(form, { reason: text })).toEqual(fine ? [] : ['reason']);
  });
});

it.each<[string, Record<string, string | string[]>, string[]]>([
  ['assign', { assignee: 'U0ANA' }, []],
  ['assign', {}, ['assignee']],
  ['assign', { assignee: '<!channel>' }, ['assignee']],
  ['assign', { assignee: ['U0ANA'] }, ['assignee']],
  ['note', { text: 'x' }, []],
  ['note', { text: 'x'.repeat(2000) }, []],
  ['note', { text: 'x'.repeat(2001) }, ['text']],
  ['note', { text: ' \n ' }, ['text']],
  ['note', {}, ['text']],
  ['snooze', { until: '4h', reason }, []],
  ['snooze', { until: '30d', reason }, ['until']],
  ['snooze', { until: 'toString', reason }, ['until']],
  ['snooze', { until: ['4h'], reason }, ['until']],
  ['snooze', {}, ['until', 'reason']],
  ['breakglass', { reason: 'x'.repeat(20) }, []],
  ['breakglass', { reason: 'x'.repeat(19) }, ['reason']],
  ['breakglass', { reason: `short${' '.repeat(40)}` }, ['reason']],
  ['suppress', { until: '30d', reason }, []],
  ['suppress', { until: '1h', reason }, ['until']],
  ['resolve', { code: 'false-positive', reason }, []],
  ['resolve', { code: 'console', reason }, ['code']],
  ['resolve', { code: 'fixed' }, ['reason']],
  ['approve', {}, []],
  ['approve', { comment: 'x'.repeat(501) }, ['comment']],
  ['disable_access_keys', { reason, confirm_id: '' }, ['confirm_id']],
  ['disable_access_keys', { reason, confirm_id: 'i-0abc' }, []],
  ['isolate_instance', { reason }, ['reason']],
  ['__proto__', { reason }, ['reason']],
  ['constructor', {}, ['reason']],
  ['', { a: 'x', b: 'y' }, ['a', 'b']],
])('%s with %j: %j', (form, values, blocks) => {
  expect(refused(form, values)).toEqual(blocks);
});

it('forms allow exactly what they offer', () => {
  const subject = { caseId: '7K3QM2XA', title: 'A case', privateMetadata: '7K3QM2XA' };
  const offered = (blocks: unknown[], id: string) => {
    const found = blocks.find((block) => (block as { block_id?: string }).block_id === id);
    return (found as { element: { options: { value: string }[] } }).element.options.map(({ value }) => value);
  };
  expect(offered(snoozeModal(subject).blocks, 'until').filter((choice) => !isWithin('snooze', String(choice)))).toEqual([]);
  expect(offered(suppressModal(subject).blocks, 'until').filter((choice) => !isWithin('suppress', String(choice)))).toEqual([]);
  expect(offered(resolveModal(subject, []).blocks, 'code')).toEqual(formChoices.resolve);
});

it('errors are only about inputs that the form has', () => {
  const subject = { caseId: '7K3QM2XA', title: 'A case', privateMetadata: '7K3QM2XA' };
  const forms = [
    noteModal(subject),
    snoozeModal(subject),
    suppressModal(subject),
    resolveModal(subject, []),
    reopenModal(subject),
    denyModal(subject, 'it'),
  ];
  for (const { callback_id: callbackId = '', blocks } of forms) {
    const inputs = blocks.filter(({ type }) => type === 'input').map((block) => block.block_id);
    expect(inputs).toEqual(refused(callbackId, {}));
  }
});

it('what is not a known form is never taken', () => {
  const known = knownControls(playbooks);
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), fc.string()), (form, values) => {
      fc.pre(!known.has(form));
      expect(refused(form, values)).not.toEqual([]);
    }),
  );
});
