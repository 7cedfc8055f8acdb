/** A scrolling list of messages under day lines; stays at the newest while the reader is there. */
import { h, type Kept, keep } from '../element.ts';
import { layOut, minuteFor } from '../message-layout.ts';
import type { Message } from '../shapes.ts';
import { messageNode } from './message.ts';
import type { Page } from './page.ts';

const SHOWN = 120;

interface ListOptions {
  channel: string;
  ephemerals: Message[];
  onThread?: (ts: string) => void;
  /** In a thread: the words on the line under its parent. */
  underParent?: string;
}

function isAtEnd(node: HTMLElement): boolean {
  return node.scrollHeight - node.scrollTop - node.clientHeight < 80;
}

/** A thread has no day line above its parent, and a line with the number of replies below it. */
function underline(items: Kept[], words: string): void {
  if (items[0]?.key.startsWith('day ')) items.shift();
  if (items.length === 0) return;
  items.splice(1, 0, { key: 'replies', print: words, build: () => h('div', { class: 'day-replies' }, words) });
}

export function createMessageList(page: Page, label: string) {
  const list = h('div', { class: 'message-list', role: 'list', 'aria-label': label });
  const node = h('div', { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': label }, list);
  let drawnFor = '';
  let shown = SHOWN;
  let stuck = true;

  function draw(messages: Message[], options: ListOptions): void {
    const place = `${options.channel} ${options.onThread ? '' : (messages[0]?.ts ?? '')}`;
    if (place !== drawnFor) shown = SHOWN;
    const atEnd = place !== drawnFor || stuck || isAtEnd(node);
    drawnFor = place;
    const ephemeral = new Set(options.ephemerals);
    const rows = layOut([...messages.slice(-shown), ...options.ephemerals], page.state.now());
    const items = rows.map((row): Kept => {
      if (row.kind === 'day') return { key: row.key, print: row.key, build: () => h('div', { class: 'day' }, h('span', {}, row.label)) };
      const mine = ephemeral.has(row.message);
      const build = () =>
        messageNode(page, row.message, {
          channel: options.channel,
          compact: row.compact && !mine,
          onThread: mine ? undefined : options.onThread,
          onDismiss: mine
            ? () => {
                page.state.dismissed.add(row.message.ts);
                page.draw();
              }
            : undefined,
        });
      const key = mine ? `only ${row.key}` : row.key;
      return {
        key,
        print: `${page.state.user} ${options.channel} ${row.compact} ${minuteFor(row.message, page.state.now())} ${JSON.stringify(row.message)}`,
        build,
      };
    });
    if (options.underParent) underline(items, options.underParent);
    const hidden = messages.length - shown;
    if (hidden > 0) {
      const more = () => {
        shown += SHOWN;
        draw(messages, options);
      };
      const words = `Show earlier messages (${hidden} more)`;
      const build = () => h('button', { type: 'button', class: 'link-button earlier', onclick: more }, words);
      items.unshift({ key: 'earlier', print: `${place} ${hidden} ${messages.at(-1)?.ts}`, build });
    }
    keep(list, items);
    if (atEnd) node.scrollTop = node.scrollHeight;
    stuck = atEnd;
  }
  node.addEventListener('scroll', () => {
    stuck = isAtEnd(node);
  });
  new ResizeObserver(() => {
    if (stuck) node.scrollTop = node.scrollHeight;
  }).observe(node);
  return { node, draw };
}
