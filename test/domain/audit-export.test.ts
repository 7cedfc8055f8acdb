/** An exported log proves itself: whatever is changed, taken out, moved or cut off is named. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportOf, verifyExport } from '../../src/domain/audit-export.ts';
import { caseIdOf } from '../../src/domain/case-id.ts';
import { chainHash, firstPrev } from '../../src/domain/event-chain.ts';
import { omar, openedWith } from '../fixtures/case-events.ts';

function logOf(caseKey: string, notes = 3) {
  const log = openedWith(undefined, { caseKey });
  for (let note = 1; note <= notes; note += 1) log.tell('noted', { text: `note ${note}` }, omar);
  return { caseId: caseIdOf(caseKey, 1), events: log.events };
}
const log = logOf('threat|key');
const text = exportOf(log.caseId, log.events);
const lines = text.trimEnd().split('\n');
const joined = (changed: readonly string[]) => `${changed.join('\n')}\n`;
const problems = (changed: string) => verifyExport(changed).problems;
const of = `case ${log.caseId}`;

/** Somebody who knows how it is made rewrites the rest of the chain as well. */
function rewritten(from: number, change: (body: string) => string): string {
  let prev = firstPrev;
  const events = log.events.map(({ body }, index) => {
    const now = index >= from ? change(body) : body;
    const event = { body: now, prev, hash: chainHash(prev, now) };
    prev = event.hash;
    return event;
  });
  return exportOf(log.caseId, events);
}

describe('as it was written', () => {
  it('verifies, one case or several, in any order of cases', () => {
    const other = logOf('control|S3.8', 1);
    const both = exportOf(other.caseId, other.events).trimEnd().split('\n');
    expect(verifyExport(text)).toEqual({
      cases: [{ caseId: log.caseId, events: 4, lastHash: log.events.at(-1)?.hash }],
      problems: [],
    });
    expect(problems(joined([...lines, ...both]))).toEqual([]);
    expect(problems(joined([...lines.slice(0, 2), ...both, ...lines.slice(2)]))).toEqual([]);
  });

  it('a later generation, and an id that was taken, verify under their own ids', () => {
    const { events } = openedWith(undefined, { caseKey: 'threat|key', generation: 2 });
    for (const attempt of [0, 1, 9]) expect(problems(exportOf(caseIdOf('threat|key', 2, attempt), events))).toEqual([]);
  });

  it('carries the very text that was hashed', () => {
    const bodies = lines.slice(0, -1).map((line) => (JSON.parse(line) as { body: string }).body);
    expect(bodies).toEqual(log.events.map(({ body }) => body));
  });

  it.each([
    ['with other ends of lines', lines.join('\r\n')],
    ['without the last line break', lines.join('\n')],
    ['with empty lines', lines.join('\n\n')],
  ])('%s it is the same', (_, same) => {
    expect(problems(same)).toEqual([]);
  });
});

describe('what is wrong is named', () => {
  const swapped = [lines[0], lines[2], lines[1], ...lines.slice(3)].map(String);
  const other = logOf('control|S3.8');
  it.each<[string, string, (string | RegExp)[]]>([
    ['a word changed', text.replace('note 2', 'note 9'), [`${of}: the chain does not hold at event 3`]],
    ['a line taken out', joined(lines.filter((_, index) => index !== 1)), [/does not hold at event 2/, /should have 4 events/]],
    ['the first line taken out', joined(lines.slice(1)), [/does not hold at event 1/, /should have 4 events/]],
    ['the last event taken out', joined(lines.filter((_, index) => index !== 3)), [/should have 4 events/]],
    ['two lines swapped', joined(swapped), [/does not hold at event 2/]],
    ['a line twice', joined([...lines.slice(0, 2), ...lines.slice(1)]), [/does not hold at event 3/, /should have 4 events/]],
    ['the end cut off', joined(lines.slice(0, -1)), [`${of}: the end is missing, so events may be, too`]],
    ['the end and an event cut off', joined(lines.slice(0, -2)), [/the end is missing/]],
    ['cut in the middle of a line', text.slice(0, -60), [/line 5 is not one of an export/, /the end is missing/]],
    [
      'an event after the end',
      joined([...lines, ...lines.slice(3, 4)]),
      [/line 6 comes after its end/, /does not hold at event 5/, /should have/],
    ],
    ['a second end', joined([...lines, ...lines.slice(-1)]), [/line 6 comes after its end/]],
    ['only an end', joined(lines.slice(-1)), [/there is no event of it/, /should have 4 events/]],
    ['nothing', '', ['there is no event in it']],
    ['something else', 'hello\n{"a":1}\n[]\n', [/line 1 is/, /line 2 is/, /line 3 is/, 'there is no event in it']],
    ['all of it rewritten under another number', rewritten(1, (body) => body.replace('"seq":2', '"seq":7')), [/does not hold at event 2/]],
    ['another case under this id', exportOf(log.caseId, other.events), [`${of}: these are events of another case`]],
  ])('%s', (_, changed, expected) => {
    expect(changed).not.toBe(text);
    expect(problems(changed)).toEqual(expected.map((each) => (typeof each === 'string' ? each : expect.stringMatching(each))));
  });

  it('a chain rewritten from its end on ends with another hash, which is why the timeline shows it', () => {
    const { cases, problems: found } = verifyExport(rewritten(3, (body) => body.replace('note 3', 'note 9')));
    expect(found).toEqual([]);
    expect(cases[0]?.lastHash).not.toBe(log.events.at(-1)?.hash);
  });

  it('no single character can be changed, and no beginning of it passes for the whole', () => {
    const inEvents = joined(lines.slice(0, -1)).length;
    fc.assert(
      fc.property(fc.nat({ max: inEvents - 1 }), fc.constantFrom(...'0a"}, ]\\'), (at, letter) => {
        const changed = `${text.slice(0, at)}${letter}${text.slice(at + 1)}`;
        // Between two lines, and in the names of an end, a blank is as good as none.
        if (changed === text || changed.split('\n').length !== text.split('\n').length) return;
        expect(problems(changed)).not.toEqual([]);
      }),
    );
    fc.assert(
      fc.property(fc.nat({ max: text.length - 2 }), (length) => {
        if (length < text.length - 1) expect(problems(text.slice(0, length))).not.toEqual([]);
      }),
    );
  });
});
