/** What Slack says and refuses about a channel, and what it comes to. */
import { describe, expect, it } from 'vitest';
import {
  type ChannelTrouble,
  channelNews,
  judgeChannel,
  type KnownChannel,
  type SeenChannel,
  troubleOf,
} from '../../src/domain/channel-health.ts';

const seen = (changes: Partial<NonNullable<SeenChannel>> = {}) => ({
  name: 'payments',
  private: false,
  archived: false,
  member: true,
  ...changes,
});
const out = { member: false };

describe('a channel', () => {
  it.each<[string, KnownChannel, SeenChannel, ChannelTrouble | undefined, ChannelTrouble | undefined]>([
    ['is well', {}, seen(), undefined, undefined],
    ['is well although an old event says otherwise', {}, seen(), 'left', undefined],
    ['is public, and nobody ever invited the bot', {}, seen(out), undefined, undefined],
    ['is public, and the bot was removed', {}, seen(out), 'left', 'left'],
    ['is still without the bot', { trouble: 'left' }, seen(out), undefined, 'left'],
    ['has the bot again', { trouble: 'left' }, seen(), undefined, undefined],
    ['is private without the bot', {}, seen({ ...out, private: true }), undefined, 'left'],
    ['is archived', {}, seen({ archived: true }), undefined, 'archived'],
    ['is archived, which is what counts', { trouble: 'left' }, seen({ archived: true, member: false }), 'left', 'archived'],
    ['is open again', { trouble: 'archived' }, seen(), undefined, undefined],
    ['is not there', {}, undefined, undefined, 'gone'],
    ['is not shown to the bot any more', { name: 'payments' }, undefined, 'left', 'gone'],
  ])('%s', (_, known, looked, hint, trouble) => expect(judgeChannel(known, looked, hint).trouble).toBe(trouble));

  it('was renamed only when another name was known', () => {
    expect(judgeChannel({}, seen({ name: 'old' }))).toEqual({});
    expect(judgeChannel({ name: 'payments' }, seen({ name: 'old' }))).toEqual({ renamedFrom: 'payments' });
  });
});

describe('news', () => {
  it.each<[string, KnownChannel, SeenChannel, string[]]>([
    ['nothing new', { name: 'payments' }, seen(), []],
    ['trouble', {}, seen({ archived: true }), ['archived']],
    ['the same trouble', { trouble: 'archived' }, seen({ archived: true }), []],
    ['another trouble', { trouble: 'archived' }, undefined, ['gone']],
    ['the end of it, under a new name', { name: 'old', trouble: 'archived' }, seen(), ['renamed', 'well']],
  ])('%s', (_, known, looked, expected) => {
    expect(channelNews(known, judgeChannel(known, looked), looked?.name, 1).map(({ what }) => what)).toEqual(expected);
  });
});

it.each([
  ['not_in_channel', 'left'],
  ['is_archived', 'archived'],
  ['channel_not_found', 'gone'],
  ['msg_too_long', undefined],
  ['constructor', undefined],
])('the refusal %s means %s', (code, trouble) => expect(troubleOf(code)).toBe(trouble));
