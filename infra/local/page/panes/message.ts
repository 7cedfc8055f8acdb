/** One Slack message: face, name, time, blocks or text, and the way into its thread. */
import { botAvatar, personAvatar, slackAvatar } from '../avatar.ts';
import { renderBlocks } from '../blocks/block.ts';
import { h } from '../element.ts';
import { instantOf, isBroadcast, replyLabel } from '../message-layout.ts';
import type { Message } from '../shapes.ts';
import { ago, timeOfDay } from '../slack-date.ts';
import { mrkdwn } from '../text.ts';
import { type Page, surfaceFor } from './page.ts';

interface MessageOptions {
  channel: string;
  compact: boolean;
  /** Where the replies open; absent inside a thread. */
  onThread?: ((ts: string) => void) | undefined;
  /** Present on messages only this person sees. */
  onDismiss?: (() => void) | undefined;
}

/** A person when the author is in the directory, otherwise the bot. */
function author(page: Page, message: Message) {
  if (message.kind === 'slack-error') return { name: 'Slack', avatar: slackAvatar(), app: false };
  const person = message.bot_id || message.kind ? undefined : page.state.info.people.find((one) => one.id === message.user);
  return person
    ? { name: person.realName ?? person.name, avatar: personAvatar(person), app: false }
    : { name: message.username ?? 'Drawbridge', avatar: botAvatar(), app: true };
}

function body(page: Page, message: Message, channel: string): HTMLElement {
  const surface = surfaceFor(page, { channel, ts: message.ts });
  const content = message.blocks?.length ? renderBlocks(surface, message.blocks) : mrkdwn(surface, message.text ?? '');
  const edited = message.edited ? h('span', { class: 'edited' }, ' (edited)') : undefined;
  return h('div', { class: message.blocks?.length ? 'blocks' : 'plain' }, ...content, edited);
}

function threadLink(page: Page, message: Message, open: (ts: string) => void): HTMLElement | undefined {
  const label = replyLabel(message.reply_count);
  if (!label) return undefined;
  const last = message.latest_reply ? `Last reply ${ago(instantOf(message.latest_reply), page.state.now())}` : 'View thread';
  return h(
    'button',
    { type: 'button', class: 'thread-link', 'data-thread': message.ts, onclick: () => open(message.thread_ts ?? message.ts) },
    h('strong', {}, label),
    h('span', {}, last),
  );
}

export function messageNode(page: Page, message: Message, options: MessageOptions): HTMLElement {
  const { name, avatar, app } = author(page, message);
  const at = instantOf(message.ts);
  const open = options.onThread;
  const time = h('time', { class: 'time', title: new Date(at).toString() }, timeOfDay(at));
  const shortTime = h('time', { class: 'time' }, timeOfDay(at).replace(/ [AP]M$/, ''));
  const head = h(
    'div',
    { class: 'message-head' },
    h('strong', { class: 'author' }, name),
    app && h('span', { class: 'badge' }, 'APP'),
    time,
  );
  const dismiss = options.onDismiss;
  const only = dismiss && h('div', { class: 'only-you' }, h('span', { 'aria-hidden': 'true' }, '👁 '), 'Only visible to you');
  const broadcast =
    open && isBroadcast(message)
      ? h('button', { type: 'button', class: 'replied', onclick: () => open(message.thread_ts ?? message.ts) }, 'Replied to a thread')
      : undefined;
  return h(
    'article',
    {
      class: `message${options.compact ? ' message-compact' : ''}${dismiss ? ' message-ephemeral' : ''}`,
      'data-ts': message.ts,
      'data-ephemeral': dismiss ? message.ts : undefined,
      'aria-label': `${name}, ${timeOfDay(at)}`,
      tabindex: -1,
    },
    options.compact ? h('div', { class: 'gutter' }, shortTime) : h('div', { class: 'gutter' }, avatar),
    h(
      'div',
      { class: 'message-main' },
      only,
      options.compact ? undefined : head,
      broadcast,
      body(page, message, options.channel),
      open && !isBroadcast(message) ? threadLink(page, message, open) : undefined,
      dismiss && h('button', { type: 'button', class: 'link-button', 'data-dismiss': true, onclick: dismiss }, 'Dismiss message'),
    ),
    open &&
      h(
        'div',
        { class: 'hover-bar' },
        h(
          'button',
          { type: 'button', 'aria-label': 'Open thread', title: 'Open thread', onclick: () => open(message.thread_ts ?? message.ts) },
          '💬',
        ),
      ),
  );
}
