/** Every limit of Slack's that we know, as a table: the payload just inside passes, the one just outside is named with its place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPayload, LIMITS } from '../../../blocks/limits.ts';

const words = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });
const section = { type: 'section', text: mrkdwn('fine') };
const button = (extra: object = {}) => ({ type: 'button', action_id: 'go', text: words('Go'), ...extra });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const option = (value: string, text = value) => ({ text: words(text), value });
const input = { type: 'input', block_id: 'reason', label: words('Reason'), element: { type: 'plain_text_input', action_id: 'reason' } };
const modal = (extra: object = {}) => ({ view: { type: 'modal', title: words('Plan'), blocks: [section], ...extra } });
const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const row = (text: string, cells = 2) => times(cells, () => ({ type: 'raw_text', text }));
const confirm = { title: words('Sure?'), text: words('It cannot be undone'), confirm: words('Yes'), deny: words('No') };

const rows: [string, object, string | undefined][] = [
  ['a section', { text: 'hello', blocks: [section] }, undefined],
  ['text of 4,001 characters', { text: 'x'.repeat(4001) }, '/text: '],
  ['50 blocks', { blocks: times(50, () => section) }, undefined],
  ['51 blocks', { blocks: times(51, () => section) }, '/blocks: has 51'],
  ['an unknown block', { blocks: [{ type: 'toaster' }] }, '/blocks/0/type: "toaster"'],
  ['a block called constructor', { blocks: [{ type: 'constructor' }] }, '/blocks/0/type: "constructor"'],
  ['an unknown property', { blocks: [{ ...section, colour: 'red' }] }, '/blocks/0/colour: '],
  ['an unknown element', { blocks: [actions({ type: 'lever' })] }, '/blocks/0/elements/0/type: "lever"'],
  ['an input element among actions', { blocks: [actions({ type: 'plain_text_input', action_id: 'a' })] }, '/blocks/0/elements/0/type'],
  ['an empty text object', { blocks: [{ type: 'section', text: mrkdwn('') }] }, '/blocks/0/text/text: must not be empty'],
  ['3,000 characters', { blocks: [{ type: 'section', text: mrkdwn('x'.repeat(3000)) }] }, undefined],
  ['3,001 characters', { blocks: [{ type: 'section', text: mrkdwn('x'.repeat(3001)) }] }, '/blocks/0/text/text: has 3001'],
  ['an escaped text over 3,000', { blocks: [{ type: 'section', text: mrkdwn('&amp;'.repeat(601)) }] }, '/blocks/0/text/text: has 3005'],
  ['a bare ampersand counts as five', { blocks: [{ type: 'section', text: mrkdwn('&'.repeat(601)) }] }, '/blocks/0/text/text: has 3005'],
  ['150 emoji in a header', { blocks: [{ type: 'header', text: words('😀'.repeat(150)) }] }, undefined],
  ['a header of 151', { blocks: [{ type: 'header', text: words('x'.repeat(151)) }] }, '/blocks/0/text/text: has 151'],
  ['a header in mrkdwn', { blocks: [{ type: 'header', text: mrkdwn('x') }] }, '/blocks/0/text/type'],
  ['verbatim on plain text', { blocks: [{ type: 'header', text: { ...words('x'), verbatim: true } }] }, '/blocks/0/text/verbatim'],
  ['a section with nothing', { blocks: [{ type: 'section' }] }, '/blocks/0: needs "text" or "fields"'],
  ['11 fields', { blocks: [{ type: 'section', fields: times(11, () => mrkdwn('x')) }] }, '/blocks/0/fields: has 11'],
  ['a field of 2,001', { blocks: [{ type: 'section', fields: [mrkdwn('x'.repeat(2001))] }] }, '/blocks/0/fields/0/text'],
  ['11 context elements', { blocks: [{ type: 'context', elements: times(11, () => mrkdwn('x')) }] }, '/blocks/0/elements: has 11'],
  ['a button in a context', { blocks: [{ type: 'context', elements: [button()] }] }, '/blocks/0/elements/0/type'],
  ['26 buttons', { blocks: [actions(...times(26, (n) => button({ action_id: `a${n}` })))] }, '/blocks/0/elements: has 26'],
  ['an action_id twice in a block', { blocks: [actions(button(), button())] }, '/blocks/0: holds the action_id "go"'],
  ['an action_id in two blocks', { blocks: [actions(button()), actions(button())] }, undefined],
  [
    'a block_id twice',
    {
      blocks: [
        { ...section, block_id: 'x' },
        { ...section, block_id: 'x' },
      ],
    },
    '/blocks: hold the block_id "x"',
  ],
  ['a button text of 76', { blocks: [actions(button({ text: words('x'.repeat(76)) }))] }, '/blocks/0/elements/0/text/text'],
  ['a button text in mrkdwn', { blocks: [actions(button({ text: mrkdwn('x') }))] }, '/blocks/0/elements/0/text/type'],
  ['a button value of 2,001', { blocks: [actions(button({ value: 'x'.repeat(2001) }))] }, '/blocks/0/elements/0/value'],
  ['an accessibility label of 76', { blocks: [actions(button({ accessibility_label: 'x'.repeat(76) }))] }, '/accessibility_label'],
  ['a green button', { blocks: [actions(button({ style: 'success' }))] }, '/blocks/0/elements/0/style'],
  ['a javascript URL', { blocks: [actions(button({ url: 'javascript:alert(1)' }))] }, '/blocks/0/elements/0/url'],
  ['a confirm dialog', { blocks: [actions(button({ confirm }))] }, undefined],
  [
    'a confirm title of 101',
    { blocks: [actions(button({ confirm: { ...confirm, title: words('x'.repeat(101)) } }))] },
    '/confirm/title/text',
  ],
  ['a confirm without deny', { blocks: [actions(button({ confirm: { ...confirm, deny: undefined } }))] }, '/confirm: lacks "deny"'],
  [
    '6 overflow options',
    { blocks: [actions({ type: 'overflow', action_id: 'more', options: times(6, (n) => option(`${n}`)) })] },
    '/options: has 6',
  ],
  [
    'an option value of 76',
    { blocks: [actions({ type: 'overflow', action_id: 'more', options: [option('x'.repeat(76), 'x')] })] },
    '/options/0/value',
  ],
  [
    'one option value twice',
    { blocks: [actions({ type: 'overflow', action_id: 'm', options: [option('a'), option('a')] })] },
    '/options: hold the same',
  ],
  [
    '101 select options',
    { blocks: [actions({ type: 'static_select', action_id: 's', options: times(101, (n) => option(`${n}`)) })] },
    '/options: has 101',
  ],
  [
    'an initial option not offered',
    { blocks: [actions({ type: 'static_select', action_id: 's', options: [option('a')], initial_option: option('b') })] },
    'starts with "b"',
  ],
  [
    'a placeholder of 151',
    { blocks: [actions({ type: 'users_select', action_id: 'u', placeholder: words('x'.repeat(151)) })] },
    '/placeholder/text',
  ],
  ['two tables', { blocks: times(2, () => ({ type: 'table', rows: [row('x')] })) }, 'only_one_table_allowed'],
  ['101 table rows', { blocks: [{ type: 'table', rows: times(101, () => row('x')) }] }, '/blocks/0/rows: has 101'],
  ['21 cells', { blocks: [{ type: 'table', rows: [row('x', 21)] }] }, '/blocks/0/rows/0: has 21'],
  ['a table of 10,002 characters', { blocks: [{ type: 'table', rows: [row('x'.repeat(5001))] }] }, '/blocks/0/rows: hold 10002'],
  ['a table in a modal', modal({ blocks: [{ type: 'table', rows: [row('x')] }] }), '/view/blocks/0/type: table is not'],
  ['an alert in a message', { blocks: [{ type: 'alert', text: words('x') }] }, '/blocks/0/type: alert is not'],
  ['12,001 characters of markdown', { blocks: times(2, () => ({ type: 'markdown', text: 'x'.repeat(6001) })) }, '/blocks: hold 12002'],
  ['a modal', modal(), undefined],
  ['100 blocks in a modal', modal({ blocks: times(100, () => section) }), undefined],
  ['101 blocks in a modal', modal({ blocks: times(101, () => section) }), '/view/blocks: has 101'],
  ['a modal title of 25', modal({ title: words('x'.repeat(25)) }), '/view/title/text: has 25'],
  ['a modal submit of 25', modal({ submit: words('x'.repeat(25)) }), '/view/submit/text: has 25'],
  ['a modal close of 25', modal({ close: words('x'.repeat(25)) }), '/view/close/text: has 25'],
  ['inputs with submit', modal({ blocks: [input], submit: words('Send') }), undefined],
  ['inputs without submit', modal({ blocks: [input] }), '/view: has an input but no "submit"'],
  ['private_metadata of 3,001', modal({ private_metadata: 'x'.repeat(3001) }), '/view/private_metadata'],
  ['a callback_id of 256', modal({ callback_id: 'x'.repeat(256) }), '/view/callback_id'],
  ['a view of 300 kB', modal({ blocks: times(100, () => ({ type: 'section', text: mrkdwn('x'.repeat(3000)) })) }), 'view_too_large'],
  ['a Home tab with a title', { view: { type: 'home', title: words('x'), blocks: [section] } }, '/view/title'],
  ['metadata', { metadata: { event_type: 'case', event_payload: { id: 'A', n: 1, ok: true, more: [{ a: 'b' }] } } }, undefined],
  ['no metadata any more', { metadata: {} }, undefined],
  ['metadata without a type', { metadata: { event_payload: {} } }, '/metadata: lacks "event_type"'],
  ['metadata two levels deep', { metadata: { event_type: 'a', event_payload: { a: { b: { c: 1 } } } } }, '/metadata/event_payload/a/b'],
  ['metadata with null', { metadata: { event_type: 'a', event_payload: { a: null } } }, '/metadata/event_payload/a'],
  ['blocks that are no list', { blocks: 'hello' }, '/blocks: must be a list'],
  ['blocks of an attachment', { attachments: [{ blocks: [{ type: 'toaster' }] }] }, '/attachments/0/blocks/0/type'],
];

describe('checkPayload', () => {
  it.each(rows)('%s', (_name, payload, expected) => {
    const problems = checkPayload(payload);
    if (expected === undefined) expect(problems).toEqual([]);
    else expect(problems.join('\n')).toContain(expected);
  });

  it('names every violation, not only the first', () => {
    expect(checkPayload({ blocks: [{ type: 'toaster' }, { type: 'header', text: words('') }, { type: 'section' }] })).toHaveLength(3);
  });

  it('says something about any JSON, and never throws', () => {
    const types = fc.constantFrom(
      'section',
      'actions',
      'header',
      'input',
      'table',
      'rich_text',
      'container',
      'modal',
      'button',
      'mrkdwn',
      '__proto__',
    );
    const node = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), types, tie('object'), fc.array(tie('value'), { maxLength: 4 })),
      object: fc.record(
        {
          type: types,
          text: tie('value'),
          blocks: tie('value'),
          elements: tie('value'),
          element: tie('value'),
          rows: tie('value'),
          options: tie('value'),
        },
        { requiredKeys: ['type'] },
      ),
    }));
    fc.assert(
      fc.property(node.value, (value) => {
        const junk = { text: value, blocks: value, attachments: value, metadata: value, view: value };
        expect(checkPayload(junk).every((problem) => /^\/.*: ./s.test(problem))).toBe(true);
        expect(checkPayload({ blocks: { nested: value } })).toEqual(['/blocks: must be a list']);
      }),
      { numRuns: 300 },
    );
  });

  it('names a block inside a container by its place', () => {
    const child_blocks = [section, actions(button(), button())];
    const problems = checkPayload({ blocks: [{ type: 'container', title: words('t'), child_blocks }] });
    expect(problems).toEqual(['/blocks/0/child_blocks/1: holds the action_id "go" more than once']);
  });

  it('keeps option values within both numbers Slack gives', () => {
    expect(LIMITS.optionValue).toBe(75);
  });
});
