/** The thread panel beside a channel: the parent, then the story. */
import { h } from '../element.ts';
import { replyLabel } from '../message-layout.ts';
import { createComposer } from './composer.ts';
import { createMessageList } from './message-list.ts';
import type { Page } from './page.ts';

export function createThread(page: Page, onClose: () => void) {
  const list = createMessageList(page, 'Thread');
  const note = h('p', { class: 'pane-note' });
  const close = h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close thread', onclick: onClose }, '✕');
  const onkeydown = (event: Event) => {
    if ((event as KeyboardEvent).key === 'Escape' && !document.querySelector('dialog[open]')) onClose();
  };
  const composer = createComposer(page, () => page.state.thread);
  composer.querySelector('input')?.setAttribute('placeholder', 'Reply…');
  const node = h(
    'section',
    { class: 'pane thread', 'data-pane': 'thread', 'aria-label': 'Thread', hidden: true, onkeydown },
    h('header', { class: 'pane-bar' }, h('h2', {}, 'Thread'), note, close),
    list.node,
    composer,
  );

  function draw(): void {
    const { state } = page;
    node.hidden = state.thread === undefined;
    document.body.classList.toggle('with-thread', state.thread !== undefined);
    if (state.thread === undefined) return;
    const parent = (state.messages.get(state.channel) ?? []).find((message) => message.ts === state.thread);
    const replies = state.replies.filter((message) => message.ts !== state.thread);
    const first = state.replies.find((message) => message.ts === state.thread) ?? parent;
    const ephemerals = state.ephemerals.filter((message) => message.thread_ts === state.thread && !state.dismissed.has(message.ts));
    const name = state.info.channels.find((channel) => channel.id === state.channel)?.name;
    note.textContent = name ? `# ${name}` : '';
    const messages = [...(first ? [{ ...first, reply_count: 0 }] : []), ...replies];
    list.draw(messages, { channel: state.channel, ephemerals, underParent: replyLabel(replies.length) ?? 'No replies yet' });
  }
  return { node, draw };
}
