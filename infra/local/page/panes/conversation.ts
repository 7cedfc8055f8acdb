/** The middle of the page: one channel, or the app's home tab. */
import { renderBlocks } from '../blocks/block.ts';
import { h } from '../element.ts';
import { channelMessages } from '../message-layout.ts';
import { DIRECT, HOME, isHere } from '../state.ts';
import { createComposer } from './composer.ts';
import { createMessageList } from './message-list.ts';
import { type Page, surfaceFor } from './page.ts';

export function createConversation(page: Page, onThread: (ts: string) => void) {
  const list = createMessageList(page, 'Messages');
  const title = h('h2', {});
  const subtitle = h('p', { class: 'pane-note' });
  const home = h('div', { class: 'scroller home blocks', tabindex: 0 });
  const empty = h(
    'p',
    { class: 'empty' },
    'Nothing here yet. Play a finding from the Events tab, and what the bot says about it appears here.',
  );
  const composer = createComposer(page, () => undefined);
  const node = h(
    'section',
    { class: 'pane conversation', 'data-pane': 'channel', 'aria-label': 'Slack' },
    h('header', { class: 'pane-bar' }, title, subtitle),
    empty,
    list.node,
    home,
    composer,
  );
  let homePrint = '';

  function drawHome(): void {
    const print = `${page.state.user} ${JSON.stringify(page.state.view.home ?? null)}`;
    if (print === homePrint) return;
    homePrint = print;
    const blocks = page.state.view.home?.blocks ?? [];
    const nothing = h('p', { class: 'empty' }, 'The app has published nothing for this person yet.');
    home.replaceChildren(...(blocks.length > 0 ? renderBlocks(surfaceFor(page), blocks) : [nothing]));
  }

  function draw(): void {
    const { state } = page;
    const atHome = state.channel === HOME;
    const name = state.info.channels.find((channel) => channel.id === state.channel)?.name ?? '';
    const direct = state.channel === DIRECT;
    title.textContent = atHome || direct ? 'Drawbridge' : `# ${name}`;
    subtitle.textContent = atHome ? 'Home: what waits for this person' : direct ? 'Direct messages' : '';
    home.hidden = !atHome;
    list.node.hidden = atHome;
    composer.hidden = atHome;
    composer.querySelector('input')?.setAttribute('placeholder', `Message ${direct ? 'Drawbridge' : `#${name}`}`);
    empty.hidden = true;
    if (atHome) return drawHome();
    const messages = channelMessages(state.messages.get(state.channel) ?? []);
    const ephemerals = state.ephemerals.filter(
      (message) => isHere(state, message) && (!message.thread_ts || message.thread_ts !== state.thread),
    );
    empty.hidden = messages.length + ephemerals.length > 0;
    list.draw(messages, { channel: state.channel, ephemerals, onThread });
  }
  /** Brings a message into view and marks it for a moment. */
  function point(ts: string): void {
    const message = list.node.querySelector<HTMLElement>(`[data-ts="${CSS.escape(ts)}"]`);
    message?.scrollIntoView({ block: 'nearest' });
    message?.classList.remove('message-pointed');
    // Reading a size restarts the animation.
    void message?.offsetWidth;
    message?.classList.add('message-pointed');
  }
  return { node, draw, point };
}
