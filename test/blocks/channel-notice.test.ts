/** What admins are told of channels: golden, and safe whatever people call them. */
import { expect, it, test } from 'vitest';
import { caseCard } from '../../blocks/case-card.ts';
import { channelLine, channelNotice } from '../../blocks/channel-notice.ts';
import type { ChannelNews } from '../../src/domain/channel-health.ts';
import { expectGolden } from './golden.ts';
import { keyView, now } from './views.ts';

const place = { channel: 'payments', instead: 'security' };
test.each<[string, ChannelNews, typeof place | { channel: string }]>([
  ['left', { what: 'left', at: now }, place],
  ['archived', { what: 'archived', at: now }, place],
  ['gone', { what: 'gone', at: now }, place],
  ['nowhere-else', { what: 'archived', at: now }, { channel: 'security' }],
  ['well', { what: 'well', was: 'archived', at: now }, place],
  ['renamed', { what: 'renamed', from: 'payments', to: 'payments-<!channel>-*old*', at: now }, place],
])('%s', async (name, news, at) => {
  const message = channelNotice(news, at);
  expect(JSON.stringify(message)).not.toContain('<!channel>');
  await expectGolden(`channel-${name}`, message);
});

it('the card says where it belongs, and health what is wrong', () => {
  expect(JSON.stringify(caseCard(keyView({ meantFor: 'payments' }), now))).toContain('meant for #payments');
  expect(channelLine('payments', 'left', 'security')).toBe('#payments: Drawbridge is not in it; its cases are shown in #security');
  expect(channelLine('security', 'archived', undefined)).toBe('#security: it is archived; its cases wait');
});
