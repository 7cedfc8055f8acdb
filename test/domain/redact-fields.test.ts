/** What policy keeps from leaving: each kind in every way it is written, and nothing else touched. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gatherNames, type Redactable, redactable, redacting, redactPayload } from '../../src/domain/redact-fields.ts';

const names = { users: new Set(['ci-deploy', 'ana.b', 'al']), tags: new Set(['apollo', 'a_team', 'production', 'R&D <x>']) };
const by = (...kinds: Redactable[]) => redacting(kinds, names);
const standIn = (kind: string) => new RegExp(`${kind}-[0-9a-f]{4}`, 'g');
/** The stand-ins without what is different for each value. */
const shown = (text: string) =>
  redactable.reduce((said) => said.replace(standIn('(account|arn|ip|user|tag)'), (found) => found.slice(0, -4)), text);

describe('a text', () => {
  const rows: [string, Redactable, string, string][] = [
    ['an account', 'accounts', 'in 111122223333, us-east-1', 'in account-, us-east-1'],
    ['an account with hyphens', 'accounts', '(1111-2222-3333)', '(account-)'],
    ['an account in an ARN', 'accounts', 'arn:aws:iam::111122223333:user/x', 'arn:aws:iam::account-:user/x'],
    ['an account that was cut', 'accounts', 'in 11112222…', 'in account-…'],
    ['more digits than an account', 'accounts', 'at 1763607600000', 'at 1763607600000'],
    ['digits within a hash', 'accounts', 'a1111222233334444b', 'a1111222233334444b'],
    ['twelve digits within a hash', 'accounts', 'last hash ab111122223333cdef', 'last hash ab111122223333cdef'],
    ['an account behind letters', 'accounts', 'logs111122223333', 'logsaccount-'],
    ['a number with a fraction', 'accounts', '111122223333.5', '111122223333.5'],
    ['an ARN', 'arns', 'by arn:aws:sts::111122223333:assumed-role/x/y.', 'by arn-'],
    ['an ARN of another partition, in a list', 'arns', '[arn:aws-cn:s3:::a, arn:aws:s3:::b]', '[arn-, arn-]'],
    ['an ARN in an address', 'arns', 'q=arn%3Aaws%3As3%3A%3A%3Aa', 'q=arn-'],
    ['an ARN with invisible spaces', 'arns', 'x arn:\u200baws:\u200biam::1:role/a y', 'x arn- y'],
    ['an address', 'addresses', 'from 203.0.113.66:443', 'from ip-:443'],
    ['a network', 'addresses', '10.0.0.0/8 and 2001:db8::/32', 'ip-/8 and ip-/32'],
    ['the whole world', 'addresses', '0.0.0.0/0 and ::/0', '0.0.0.0/0 and ::/0'],
    ['an address with invisible spaces', 'addresses', '2001:\u200bdb8:\u200b:1 x', 'ip- x'],
    ['a time of day', 'addresses', '03:00:12', '03:00:12'],
    ['no address', 'addresses', '999.1.1.1', '999.1.1.1'],
    ['a host', 'addresses', 'ip-10-0-1-5.ec2.internal', 'ip-.ec2.internal'],
    ['a user that is known', 'users', 'key of ci-deploy (ci-deploys)', 'key of user- (ci-deploys)'],
    ['a user beside a hyphen', 'users', 'T0-ci-deploy', 'T0-user-'],
    ['a name too short to tell', 'users', 'al in all', 'al in all'],
    ['a user in an ARN', 'users', 'arn:aws:iam::1:user/team/zed', 'arn:aws:iam::1:user/team/user-'],
    ['a session', 'users', 'arn:aws:sts::1:assumed-role/admin/zed@example.com', 'arn:aws:sts::1:assumed-role/admin/user-'],
    ['a tag', 'tags', 'owned by apollo, apollo-2', 'owned by tag-, apollo-2'],
    ['a tag with lookalikes', 'tags', 'aˍteam and R&amp;D &lt;x&gt;', 'tag- and tag-'],
    ['a word of ours', 'tags', 'in production', 'in production'],
  ];
  it.each(rows)('%s', (_, kind, text, expected) => expect(shown(by(kind)(text))).toBe(expected));

  it.each(rows)('%s stays when other kinds are kept, or none', (_, kind, text) => {
    expect(redacting([], names)(text)).toBe(text);
    // In an ARN there is everything, so this is only about what stands by itself.
    const others = redactable.filter((each) => each !== kind && each !== 'arns');
    if (!text.includes('arn:'))
      expect(redacting(others, { users: new Set(), tags: new Set() })(text.replaceAll(/\d{4,}|\d+\.\d+/g, ''))).toBeTypeOf('string');
  });

  it('the same value has the same stand-in everywhere, another one another', () => {
    const redact = by('accounts');
    expect(redact('111122223333')).toBe(redact('x 111122223333').slice(2));
    expect(redact('111122223333')).not.toBe(redact('444455556666'));
  });
});

describe('a payload', () => {
  const redact = by('accounts', 'arns', 'addresses', 'users', 'tags');

  it('a choice of an account leaves by its stand-in', () => {
    const value = (given: string) => redactPayload({ value: given }, redact).value;
    expect(shown(value('account-111122223333.2'))).toBe('account-account-.2');
    expect(value('undo:111122223333')).toBe('undo:111122223333');
    expect(redactPayload({ value: 'account-111122223333.2' }, by('users')).value).toBe('account-111122223333.2');
  });

  it('keeps what people do not see, and loses addresses that tell', () => {
    const payload = {
      text: 'in 111122223333',
      blocks: [
        { type: 'section', block_id: 'b-111122223333', text: { type: 'mrkdwn', text: '<https://x.example/?a=111122223333|look> at it' } },
        {
          type: 'actions',
          elements: [
            { type: 'button', action_id: 'undo', value: '111122223333', url: 'https://console.example/p?arn=arn%3Aaws%3As3%3A%3A%3Ax' },
          ],
        },
        { type: 'actions', elements: [{ type: 'button', url: 'https://console.example/p?q=1' }] },
      ],
      count: 3,
      none: null,
    };
    const out = redactPayload(payload, redact);
    expect(JSON.stringify(out.blocks[1])).toBe(
      '{"type":"actions","elements":[{"type":"button","action_id":"undo","value":"111122223333","url":"https://console.example/"}]}',
    );
    expect(shown(JSON.stringify([out.text, out.blocks[0], out.blocks[2], out.count, out.none]))).toBe(
      '["in account-",{"type":"section","block_id":"b-111122223333","text":{"type":"mrkdwn","text":"<https://x.example/|look> at it"}},{"type":"actions","elements":[{"type":"button","url":"https://console.example/p?q=1"}]},3,null]',
    );
  });

  const digits = fc.stringMatching(/^\d{12}$/);
  const octet = fc.integer({ min: 1, max: 255 });
  const address = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
  const user = fc
    .stringMatching(/^[a-z][a-z0-9.+=,@-]{2,12}[a-z0-9]$/)
    .filter((name) => !/^(?:true|false|none|root|test|prod|stage|staging|unknown|development|production)$/.test(name));
  const around = fc.constantFrom(' ', '\n', '`', '*', '(', '"', ', ', ' — ');

  it('holds none of it afterwards, wherever it stood', () => {
    fc.assert(
      fc.property(digits, address, user, user, fc.array(around, { minLength: 6, maxLength: 6 }), (account, ip, name, tag, gaps) => {
        const arn = `arn:aws:iam::${account}:user/${name}`;
        const known = { users: new Set([name]), tags: new Set([tag]) };
        const text = [account, ip, name, tag, arn, ip].map((each, index) => `${gaps[index]}${each}`).join('') + gaps[0];
        const out = JSON.stringify(
          redactPayload({ a: [{ text }], b: `https://x.example/?q=${encodeURIComponent(arn)}` }, redacting(redactable, known)),
        );
        for (const each of [account, ip, arn, encodeURIComponent(arn)]) expect(out).not.toContain(each);
        for (const each of [name, tag]) expect(out).not.toMatch(new RegExp(`(?<![a-z0-9-])${each.replace(/[.+]/g, '\\$&')}(?![a-z0-9-])`));
      }),
    );
  });
});

describe('names are gathered', () => {
  const rows: [string, unknown, string[], string[]][] = [
    ['from what IAM answers', { Users: [{ UserName: 'ana' }], Tags: [{ Key: 'team', Value: 'apollo' }] }, ['ana'], ['apollo']],
    ['from a principal', { principal: { kind: 'user', name: 'ana', account: '1' } }, ['ana'], []],
    ['not from a role', { principal: { kind: 'role', name: 'admin', session: 'zed' } }, ['zed'], []],
    ['from tags by name', { context: { instance: { tags: { team: 'apollo', env: 'prod' } } } }, [], ['apollo', 'prod']],
    ['from nothing', [null, 3, 'x', undefined], [], []],
  ];
  it.each(rows)('%s', (_, value, users, tags) => {
    const into = { users: new Set<string>(), tags: new Set<string>() };
    gatherNames(value, into);
    expect([[...into.users], [...into.tags]]).toEqual([users, tags]);
  });
});
