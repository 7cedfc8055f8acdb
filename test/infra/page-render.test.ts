/** The page's pure parts: mrkdwn as tokens, Slack's dates, where messages stand, and what differs between two looks at an account. */
import { describe, expect, test } from 'vitest';
import { rememberAdopted, touchedObjects } from '../../infra/local/page/aws-changes.ts';
import { differences, objectsOf } from '../../infra/local/page/aws-objects.ts';
import { emojiFor, withEmoji } from '../../infra/local/page/emoji.ts';
import { channelMessages, initialsOf, layOut, minuteFor, newestTs, replyLabel } from '../../infra/local/page/message-layout.ts';
import { parseMrkdwn, type Token } from '../../infra/local/page/mrkdwn.ts';
import { ago, dayLabel, formatSlackDate, timeOfDay } from '../../infra/local/page/slack-date.ts';

const text = (words: string): Token => ({ type: 'text', text: words });

describe('mrkdwn', () => {
  const cases: [string, string, Token[]][] = [
    ['bold', 'a *b* c', [text('a '), { type: 'bold', children: [text('b')] }, text(' c')]],
    ['italic', '_b_', [{ type: 'italic', children: [text('b')] }]],
    ['strike', '~b~', [{ type: 'strike', children: [text('b')] }]],
    ['nested', '*a _b_*', [{ type: 'bold', children: [text('a '), { type: 'italic', children: [text('b')] }] }]],
    ['marks inside words are letters', 'snake_case_name 2*3*4', [text('snake_case_name 2*3*4')]],
    ['a mark next to a space opens nothing', '* a *', [text('* a *')]],
    ['a mark that never closes', '*open', [text('*open')]],
    ['code keeps its marks', '`*a* &lt;b&gt;`', [{ type: 'code', text: '*a* <b>' }]],
    ['fenced', 'x\n```\na *b*\n```', [text('x'), { type: 'break' }, { type: 'pre', text: 'a *b*' }]],
    ['quote', '> a\n> b\nc', [{ type: 'quote', children: [text('a'), { type: 'break' }, text('b')] }, text('c')]],
    ['escaped quote', '&gt; a', [{ type: 'quote', children: [text('a')] }]],
    ['link', '<https://a.example/?x=1&amp;y=2|the page>', [{ type: 'link', url: 'https://a.example/?x=1&y=2', label: 'the page' }]],
    ['link without label', '<https://a.example/>', [{ type: 'link', url: 'https://a.example/', label: 'https://a.example/' }]],
    ['a link that could run something', '<javascript:alert(1)|x>', [text('<javascript:alert(1)|x>')]],
    ['mention', '<@U01ANA>', [{ type: 'user', id: 'U01ANA' }]],
    ['channel', '<#C01SEC|sec>', [{ type: 'channel', id: 'C01SEC', label: 'sec' }]],
    ['group', '<!subteam^S01|@ops>', [{ type: 'group', id: 'S01', label: '@ops' }]],
    ['broadcast', '<!here>', [{ type: 'broadcast', range: 'here' }]],
    ['date', '<!date^60^{time}|then>', [{ type: 'date', seconds: 60, format: '{time}', fallback: 'then' }]],
    ['date without a number', '<!date^soon^{time}|then>', [text('<!date^soon^{time}|then>')]],
    ['emoji', 'a :warning:', [text('a '), { type: 'emoji', name: 'warning' }]],
    ['a time is no emoji', '10:30:45', [text('10:30:45')]],
    ['entities', '&lt;script&gt; &amp;amp;', [text('<script> &amp;')]],
    ['escaped references stay words', '&lt;!channel&gt; &lt;@U01ANA&gt;', [text('<!channel> <@U01ANA>')]],
  ];
  test.each(cases)('%s', (_, source, expected) => {
    expect(parseMrkdwn(source, true)).toEqual(expected);
  });

  test('only without verbatim are bare addresses and broadcasts found', () => {
    const source = 'see https://a.example/x. @here';
    expect(parseMrkdwn(source, true)).toEqual([text(source)]);
    expect(parseMrkdwn(source, false).map((token) => token.type)).toEqual(['text', 'link', 'text', 'broadcast']);
  });

  test('an unclosed bracket and long runs of marks end', () => {
    expect(parseMrkdwn('<'.repeat(2000), true)).toEqual([text('<'.repeat(2000))]);
    expect(parseMrkdwn('*_~'.repeat(300), true)).not.toHaveLength(0);
  });
});

describe('dates', () => {
  const now = Date.UTC(2026, 10, 20, 12, 0, 0);
  const at = Date.UTC(2026, 10, 20, 3, 12, 9) / 1000;
  const cases: [string, number, string][] = [
    ['{date_num} {time_secs}', at, '2026-11-20 3:12:09 AM'],
    ['{date}', at, 'November 20th'],
    ['{date_short}', at - 365 * 86_400, 'Nov 20th, 2025'],
    ['{date_long}', at, 'Friday, November 20th'],
    ['{date_pretty} at {time}', at, 'Today at 3:12 AM'],
    ['until {date_pretty}', at + 86_400, 'until tomorrow'],
    ['{ago}', now / 1000 - 60, '1 minute ago'],
    ['{nothing}', at, 'then'],
    ['{date}', Number.NaN, 'then'],
  ];
  test.each(cases)('%s', (format, seconds, expected) => {
    expect(formatSlackDate(seconds, format, 'then', now, 'UTC')).toBe(expected);
  });

  test.each([
    [0, 'just now'],
    [-59, '59 seconds ago'],
    [-3600, '1 hour ago'],
    [-172_800, '2 days ago'],
    [300, 'in 5 minutes'],
  ])('%i seconds from now is %s', (seconds, expected) => {
    expect(ago(now + seconds * 1000, now)).toBe(expected);
  });

  test('days are those of the time zone', () => {
    const late = Date.UTC(2026, 10, 20, 2, 0, 0);
    expect(dayLabel(late, now, 'UTC')).toBe('Today');
    expect(dayLabel(late, now, 'America/New_York')).toBe('Yesterday');
    expect(dayLabel(Date.UTC(2026, 10, 3), now, 'UTC')).toBe('Tuesday, November 3rd');
    expect(timeOfDay(late, 'America/New_York')).toBe('9:00 PM');
  });
});

describe('messages', () => {
  const now = Date.UTC(2026, 10, 20, 12, 0, 0);
  const ts = (seconds: number) => String(now / 1000 + seconds);
  const header = { type: 'header', text: { type: 'plain_text', text: 'CRITICAL' } };

  test('a follow-up within five minutes is compact, a card with a title never is', () => {
    const rows = layOut(
      [
        { ts: ts(-90_000), user: 'U1' },
        { ts: ts(-400), user: 'U1' },
        { ts: ts(-200), user: 'U1' },
        { ts: ts(-100), user: 'U2' },
        { ts: ts(-90), user: 'U2', blocks: [header] },
      ],
      now,
      'UTC',
    );
    expect(rows.map((row) => (row.kind === 'day' ? row.label : row.compact))).toEqual([
      'Yesterday',
      false,
      'Today',
      false,
      true,
      false,
      false,
    ]);
  });

  test('what only one person sees is never taken for something they wrote', () => {
    const rows = layOut(
      [
        { ts: ts(-3), user: 'U1', kind: 'ephemeral' },
        { ts: ts(-2), user: 'U1' },
      ],
      now,
      'UTC',
    );
    expect(rows.map((row) => row.kind === 'message' && row.compact)).toEqual([false, false, false]);
  });

  test('only messages with moving words are drawn again each minute', () => {
    const block = { type: 'context', elements: [{ type: 'mrkdwn', text: '<!date^1^{ago}|then>' }] };
    expect(minuteFor({ ts: '1', text: 'still' }, now)).toBe(0);
    expect(minuteFor({ ts: '1', blocks: [block] }, now)).toBe(now / 60_000);
    expect(minuteFor({ ts: '1', latest_reply: '2' }, now)).toBe(now / 60_000);
  });

  test('they are put in order of time', () => {
    const rows = layOut([{ ts: ts(-1) }, { ts: ts(-5) }], now, 'UTC');
    expect(rows.map((row) => row.key)).toEqual(['day Today', ts(-5), ts(-1)]);
  });

  test('a channel shows parents and broadcast replies', () => {
    const parent = { ts: ts(-9), thread_ts: ts(-9) };
    const reply = { ts: ts(-8), thread_ts: ts(-9) };
    const broadcast = { ts: ts(-7), thread_ts: ts(-9), subtype: 'thread_broadcast' };
    expect(channelMessages([parent, reply, broadcast])).toEqual([parent, broadcast]);
  });

  test('a reply makes its channel newer', () => {
    expect(newestTs([{ ts: '100.1', latest_reply: '300.5' }, { ts: '200.2' }])).toBe('300.5');
    expect(newestTs([])).toBe('0');
  });

  test('labels', () => {
    expect([undefined, 0, 1, 3].map(replyLabel)).toEqual([undefined, undefined, '1 reply', '3 replies']);
    expect(['Ana Torres', 'omar', 'li.wei', ''].map(initialsOf)).toEqual(['AT', 'O', 'LW', '?']);
    expect(withEmoji('a :lock: b :nothing_such:')).toBe('a 🔒 b :nothing_such:');
    expect(emojiFor('constructor')).toBeUndefined();
  });
});

describe('simulated accounts', () => {
  const instance = { state: 'running', groups: ['sg-1', 'sg-2'] };
  const state = {
    accounts: {
      '111122223333': {
        name: 'prod-payments',
        regions: { 'us-east-1': { instances: { 'i-0abc': instance } } },
        users: [{ userName: 'ana', keys: [{ id: 'AKIA', status: 'Active' }] }],
      },
    },
  };

  test('every object is found with its account, Region and kind', () => {
    expect(objectsOf(state).map(({ key }) => key)).toEqual([
      '111122223333//account',
      '111122223333/us-east-1/instances/i-0abc',
      '111122223333//users/ana',
    ]);
    expect(objectsOf({ '111122223333': { buckets: { logs: { region: 'eu-west-1' } } } })[0]).toMatchObject({
      id: 'logs',
      region: 'eu-west-1',
    });
  });

  test.each([[undefined], [null], ['junk'], [{ accounts: 3 }], [[]]])('%j holds no objects', (junk) => {
    expect(objectsOf(junk)).toEqual([]);
  });

  test('differences are named by path, with what was and what is', () => {
    expect(differences(instance, { ...instance, groups: ['sg-9'], tags: { case: '7K3Q' } })).toEqual([
      { path: 'groups', before: 'sg-1, sg-2', after: 'sg-9' },
      { path: 'tags.case', after: '7K3Q' },
    ]);
    expect(differences({ keys: [{ id: 'AKIA', status: 'Active' }] }, { keys: [{ id: 'AKIA', status: 'Inactive' }] })).toEqual([
      { path: 'keys.AKIA.status', before: 'Active', after: 'Inactive' },
    ]);
    expect(differences(instance, { ...instance })).toEqual([]);
  });

  test('what changed comes first, then what is gone and new, then what was only named', () => {
    const look = (instances: Record<string, object>) => objectsOf({ '111122223333': { instances } });
    const before = new Map(
      look({ 'i-1': { state: 'running' }, 'i-2': { state: 'running' }, 'i-3': {}, 'i-4': {} }).map((one) => [one.key, one]),
    );
    const after = look({ 'i-1': { state: 'running' }, 'i-2': { state: 'stopped' }, 'i-4': {}, 'i-5': {}, 'i-6': { adopted: true } });
    rememberAdopted(before, after);
    const found = touchedObjects(before, after, [{ InstanceIds: ['i-1'] }, { InstanceId: 'i-6' }]);
    expect(found.map(({ object, state }) => `${object.id} ${state}`)).toEqual([
      'i-2 changed',
      'i-3 gone',
      'i-5 created',
      'i-1 same',
      'i-6 same',
    ]);
  });
});
