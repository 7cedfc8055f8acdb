/** The grammar as a table: what is valid, what is misspelt, what is hostile; whatever is not understood does nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Command, parseCommand } from '../../../src/domain/command/parse-command.ts';
import { verbNamed, verbWords } from '../../../src/domain/command/verbs.ts';
import { playbookIds } from '../../../src/playbooks/ids.ts';

const parse = (text: string) => parseCommand(text, playbookIds);
const ID = 'K7F3Q2MX';
const about = { kind: 'case', caseId: ID };
const arn = 'arn:aws:guardduty:us-east-1:111122223333:detector/12abc/finding/44f1';

/** Only what is said, so that a row of the table is short. */
function said(text: string): object {
  const parsed = parse(text);
  if (!parsed.ok) return { problem: parsed.problem };
  const { verb, filters, page, share, export: exported, dryRun, rest, ...others } = parsed.command;
  const isFiltered = filters.only.length > 0 || Object.keys(filters).length > 2 || Object.keys(filters.by).length > 0;
  return {
    verb: verb.name,
    ...others,
    ...(rest !== '' && { rest }),
    ...(isFiltered && { filters }),
    ...(page > 1 && { page }),
    ...(share && { share }),
    ...(exported && { export: true }),
    ...(dryRun && { dryRun }),
  };
}

describe('what is valid', () => {
  it.each<[string, object]>([
    ['', { verb: 'help' }],
    ['  \t ', { verb: 'help' }],
    ['help', { verb: 'help' }],
    ['HELP Snooze', { verb: 'help', rest: 'Snooze' }],
    ['--help', { verb: 'help' }],
    ['whoami', { verb: 'whoami' }],
    ['oncall oncall-l1 --share', { verb: 'oncall', rest: 'oncall-l1', share: true }],
    [`show ${ID}`, { verb: 'show', about }],
    [`show ${ID.toLowerCase()}`, { verb: 'show', about }],
    [`show case ${ID}`, { verb: 'show', about }],
    [`show #${ID}`, { verb: 'show', about }],
    ['show K7F3QOMX', { verb: 'show', about: { kind: 'case', caseId: 'K7F3Q0MX' } }],
    [ID, { verb: 'show', about }],
    ['show latest', { verb: 'show', about: { kind: 'latest' } }],
    [`show ${arn}`, { verb: 'show', about: { kind: 'finding', arn } }],
    [
      'show https://acme.slack.com/archives/C0SECURITY/p1795000000000100',
      { verb: 'show', about: { kind: 'message', channel: 'C0SECURITY', ts: '1795000000.000100' } },
    ],
    [
      'show <https://acme.slack.com/archives/C0SECURITY/p1795000000000100?thread_ts=1794999999.000100&amp;cid=C0SECURITY|a message>',
      { verb: 'show', about: { kind: 'message', channel: 'C0SECURITY', ts: '1795000000.000100', thread: '1794999999.000100' } },
    ],
    ['show', { verb: 'show' }],
    [`audit ${ID} --export`, { verb: 'audit', about, export: true }],
    [`timeline ${ID}`, { verb: 'audit', about }],
    [`route test ${ID}`, { verb: 'route', about }],
    [`ack ${ID}`, { verb: 'ack', about }],
    [`Acknowledge ${ID}`, { verb: 'ack', about }],
    ['ack', { verb: 'ack' }],
    [`assign ${ID} <@U0ANA|ana>`, { verb: 'assign', about, rest: '<@U0ANA|ana>' }],
    [`assign ${ID} me`, { verb: 'assign', about, rest: 'me' }],
    ['assign me', { verb: 'assign', rest: 'me' }],
    [`note ${ID} waiting for the owner, it's theirs`, { verb: 'note', about, rest: "waiting for the owner, it's theirs" }],
    [`note ${ID} "spaces  stay" and 5" too`, { verb: 'note', about, rest: 'spaces  stay and 5" too' }],
    [`note ${ID} “from a phone”`, { verb: 'note', about, rest: 'from a phone' }],
    ['note respects the house', { verb: 'note', rest: 'respects the house' }],
    ['note "--share is no flag here"', { verb: 'note', rest: '--share is no flag here' }],
    [`note ${ID} a &lt;b&gt; &amp;amp; c`, { verb: 'note', about, rest: 'a <b> &amp; c' }],
    [`snooze ${ID} 4h --reason "patching CHG123"`, { verb: 'snooze', about, rest: '4h', reason: 'patching CHG123' }],
    [`snooze ${ID} 4 h —reason=“patching CHG123”`, { verb: 'snooze', about, rest: '4 h', reason: 'patching CHG123' }],
    [`snooze ${ID} --reason patching 90m`, { verb: 'snooze', about, rest: '90m', reason: 'patching' }],
    [`mute ${ID}`, { verb: 'snooze', about }],
    [`suppress ${ID} 30d --reason 'until the move'`, { verb: 'suppress', about, rest: '30d', reason: 'until the move' }],
    [`close ${ID} --as false-positive --reason "our scanner"`, { verb: 'resolve', about, code: 'false-positive', reason: 'our scanner' }],
    [`isolate ${ID}`, { verb: 'isolate', about }],
    [`isolate-instance ${ID} i-0abc`, { verb: 'isolate', about, rest: 'i-0abc' }],
    [`isolate_instance ${ID}`, { verb: 'isolate', about }],
    [`isolate ${ID} --reason "beacons"`, { verb: 'isolate', about, reason: 'beacons' }],
    [`isolate ${ID} web-1 --dry-run`, { verb: 'isolate', about, rest: 'web-1', dryRun: true }],
    [`undo ${ID} --dry-run --reason="wrong host"`, { verb: 'undo', about, dryRun: true, reason: 'wrong host' }],
    [`breakglass ${ID} --reason "nobody else answers"`, { verb: 'breakglass', about, reason: 'nobody else answers' }],
    ['terminate latest', { verb: 'terminate', about: { kind: 'latest' } }],
    [`deny ${ID}.0123456789 --reason "wrong host"`, { verb: 'deny', about: { ...about, response: '0123456789' }, reason: 'wrong host' }],
    ['stop everything --reason "wrong hosts"', { verb: 'stop', rest: 'everything', reason: 'wrong hosts' }],
    ['stop account prod-payments', { verb: 'stop', rest: 'account prod-payments' }],
    ['stop', { verb: 'stop' }],
    [`stop ${ID}`, { verb: 'stop', about }],
    ['list', { verb: 'list' }],
    ['list open', { verb: 'list' }],
    ['list mine --page 2', { verb: 'list', filters: { by: {}, only: ['mine'] }, page: 2 }],
    [
      'list sev:crit,high acct:prod-* env:prod age:&gt;7d unassigned',
      {
        verb: 'list',
        filters: {
          by: { severity: ['critical', 'high'], account: ['prod-*'], environment: ['production'] },
          olderThan: 604_800_000,
          only: ['unassigned'],
        },
      },
    ],
    ['list age:<4h type:guardduty', { verb: 'list', filters: { by: { type: ['guardduty'] }, only: [], youngerThan: 14_400_000 } }],
  ])('%s', (text, expected) => {
    expect(said(text)).toEqual(expected);
  });

  it.each(verbWords(playbookIds).map(({ name, example }) => [name, example]))('the example of %s in help: %s', (name, example) => {
    expect(said(example)).toMatchObject({ verb: name });
  });

  it.each(['limit-policy', 'limit_policy'])('%s is asked for by an answer to an approval and by no word', (word) => {
    expect(verbNamed(word, playbookIds)).toBeUndefined();
  });

  it('no word stands for two verbs', () => {
    const words = verbWords(playbookIds).flatMap(({ name, also }) => [name, ...also]);
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  });
});

describe('what is misspelt is named with what was meant', () => {
  it.each([
    ['isolat latest', 'There is no “isolat”. Did you mean `isolate`?'],
    ['reslove latest', 'There is no “reslove”. Did you mean `resolve`?'],
    ['acnkowledge latest', 'There is no “acnkowledge”. Did you mean `ack`?'],
    ['disable latest', 'There is no “disable”. Did you mean `disable-keys`?'],
    ['frobnicate', 'There is no “frobnicate”'],
    [`snooze ${ID} 4h --raeson x`, '`snooze` has no flag --raeson. Did you mean --reason?'],
    [`ack ${ID} --force`, '`ack` has no flag --force'],
    [`isolate ${ID} --dryrun`, '`isolate` has no flag --dryrun. Did you mean --dry-run?'],
    [`isolate ${ID} --dry-run=no`, 'The flag --dry-run takes no value'],
    [`approve ${ID} --dry-run`, '`approve` has no flag --dry-run'],
    [`isolate ${ID} --yes`, '`isolate` has no flag --yes'],
    [`isolate ${ID} --share`, '`isolate` has no flag --share'],
    ['--share list', 'Begin with a verb, not with --share'],
    [`show ${ID} --share=yes`, 'The flag --share takes no value'],
    [`show ${ID} --share --share`, '--share is given twice'],
    [`deny ${ID} --reason`, 'The flag --reason needs a value, such as --reason "…"'],
    [`resolve ${ID} --as fixd`, 'A case cannot end as “fixd”. Did you mean fixed?'],
    [`resolve ${ID} fixed`, 'I do not know what “fixed” means after `resolve`'],
    ['show K7F3Q2M', '“K7F3Q2M” is no case id, finding ARN or link to a message; a case id has 8 characters, like K7F3Q2MX'],
    ['isolate K7F3Q2MUX', '“K7F3Q2MUX” is no case id, finding ARN or link to a message; a case id has 8 characters, like K7F3Q2MX'],
    ['show arn:aws', '“arn:aws” is no case id, finding ARN or link to a message; a case id has 8 characters, like K7F3Q2MX'],
    [`snooze ${ID} forever`, '“forever” is not a time for `snooze`: from 15m to 7d'],
    [`snooze ${ID} 8d`, '“8d” is not a time for `snooze`: from 15m to 7d'],
    [`snooze ${ID} 0h`, '“0h” is not a time for `snooze`: from 15m to 7d'],
    [`snooze ${ID} -4h`, '“-4h” is not a time for `snooze`: from 15m to 7d'],
    [`suppress ${ID} 1h`, '“1h” is not a time for `suppress`: from 1d to 90d'],
    [`snooze ${ID} 4h "patching`, 'A quotation mark is not closed'],
    [`assign ${ID} ana omar`, '`assign` takes one person, not “ana omar”'],
    ['list sve:high', 'There is no filter “sve”. Did you mean `sev`?'],
    ['list sev:hihg', '“hihg” is no severity. Did you mean `high`?'],
    ['list tier:4', '“4” is no tier. There are: 1, 2, 3'],
    ['list age:7d', '“7d” is not an age: write age:>7d or age:<4h'],
    ['list acct:', 'The filter “acct” needs a value'],
    ['list mien', 'I do not know what to list by “mien”. Did you mean `mine`?'],
    ['list --page 0', '“0” is no page'],
    ['list --page two', '“two” is no page'],
    ['route latest', 'Write `route test`, then a case'],
  ])('%s', (text, problem) => {
    expect(said(text)).toEqual({ problem });
  });
});

describe('what is hostile', () => {
  it.each([
    'constructor',
    '__proto__ x',
    'toString latest',
    'list constructor',
    'list __proto__:x',
    'list constructor:x',
    `resolve ${ID} --constructor x`,
    `resolve ${ID} --as constructor`,
    `resolve ${ID} --as __proto__`,
    `show ${ID}.0123456789ABC`,
    `show ${ID}.0123456789 extra`,
    `isolate ${ID} --target=i-0abc`,
    `note ${'x'.repeat(3_000)}`,
    'show <https://acme.slack.com.evil.example/archives/../C1/p1>',
    'show https://acme.slack.com/archives/C1/p12345678901234567890',
    '"help" "--share" --share',
    `approve ${ID} && isolate ${ID}`,
    `ack ${ID}; isolate ${ID}`,
    `ack ${ID}\nisolate ${ID}`,
  ])('%j is refused', (text) => {
    expect(parse(text).ok).toBe(false);
  });

  it('a zero-width character does not hide a word', () => {
    expect(said(`show\u200b${ID}`)).toEqual({ verb: 'show', about });
  });

  it('any text has an answer, and what follows a mistyped flag is never done', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(...verbWords(playbookIds).map(({ name }) => name), ID, '--', '--reason', '"', '“', '<@U1>', 'latest', ':', '*'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const parsed = parse(pieces.join(' '));
        if (parsed.ok) expect(verbWords(playbookIds)).toContainEqual(parsed.command.verb satisfies Command['verb']);
        else expect(parsed.problem).toMatch(/^.{5,}/);
        expect(parse(`ack ${ID} --forse ${pieces.join(' ')}`).ok).toBe(false);
      }),
    );
  });

  it('takes no time, however long a name or a pattern is', () => {
    const begun = performance.now();
    parse(`list ${'type:*a*a*a*a*a*a*a*a*a*a '.repeat(50)}`);
    parse('x'.repeat(2_000));
    parse(`list ${'sev:'.repeat(400)}`);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
