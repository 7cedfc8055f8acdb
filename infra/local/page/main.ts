/** The sandbox's page: builds the panes, then keeps them in step with the doors. */
import { everySecond } from './browser-time.ts';
import { read, send } from './doors.ts';
import { h } from './element.ts';
import { follow } from './follow.ts';
import { newestTs } from './message-layout.ts';
import { announce } from './notice.ts';
import { createChannelList } from './panes/channel-list.ts';
import { createConversation } from './panes/conversation.ts';
import { createModal } from './panes/modal.ts';
import type { Page } from './panes/page.ts';
import { createThread } from './panes/thread.ts';
import { createTools } from './panes/tools.ts';
import { createTopBar } from './panes/top-bar.ts';
import type { Info } from './shapes.ts';
import { DIRECT, HOME, loadSlack, setNow, startState } from './state.ts';

const NARROW: [string, string][] = [
  ['channels', 'Channels'],
  ['slack', 'Messages'],
  ['tools', 'Outside Slack'],
];

/** On a phone one pane shows at a time. */
function narrowTabs() {
  const buttons = NARROW.map(([id, label]) => h('button', { type: 'button', 'data-show': id, onclick: () => show(id) }, label));
  const show = (id: string) => {
    document.body.dataset.show = id;
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.show === id));
  };
  show('slack');
  return { node: h('nav', { class: 'narrow-tabs', 'aria-label': 'Panes' }, ...buttons), show };
}

/** Says what is new in the open channel to those who do not see it. */
function announceNew(page: Page, before: string): void {
  const messages = page.state.messages.get(page.state.channel) ?? [];
  if (before === '0' || Number(newestTs(messages)) <= Number(before)) return;
  const last = messages.at(-1);
  if (last && Number(last.ts) > Number(before)) announce(`New message: ${last.text ?? ''}`);
}

function build(info: Info): void {
  const state = startState(info);
  const page: Page = { state, draw, refresh, goTo };
  const narrow = narrowTabs();
  const openThread = (ts: string | undefined) => {
    state.thread = ts;
    state.replies = [];
    draw();
    if (ts) void refresh().then(() => thread.node.querySelector<HTMLElement>('.scroller')?.focus({ preventScroll: true }));
  };
  const chooseChannel = (id: string) => {
    state.channel = id;
    state.seen.set(id, newestTs(state.messages.get(id) ?? []));
    narrow.show('slack');
    openThread(undefined);
    if (id === HOME) void send('/slack/_control/open-home', { user: state.user }).then(refresh, refresh);
    else void refresh();
  };
  const actAs = (id: string) => {
    Object.assign(state, { user: id, view: {}, ephemerals: [] });
    state.seen.delete(DIRECT);
    if (state.channel === DIRECT) state.thread = undefined;
    draw();
    void refresh();
  };
  const top = createTopBar(page, actAs);
  const channels = createChannelList(page, chooseChannel);
  const conversation = createConversation(page, openThread);
  const thread = createThread(page, () => openThread(undefined));
  const tools = createTools(page);
  const modal = createModal(page);
  const trouble = h('p', { class: 'trouble', role: 'alert', hidden: true });

  function goTo(channel: string, ts: string): void {
    if (state.channel === channel) narrow.show('slack');
    else chooseChannel(channel);
    draw();
    conversation.point(ts);
  }

  function draw(): void {
    for (const pane of [top, channels, conversation, thread]) pane.draw();
    modal.draw(state.view);
  }
  async function refresh(): Promise<void> {
    const before = newestTs(state.messages.get(state.channel) ?? []);
    await Promise.all([loadSlack(state), tools.load()]);
    draw();
    announceNew(page, before);
  }

  const slack = h('main', { class: 'slack' }, conversation.node, thread.node);
  const panes = h('div', { class: 'panes' }, channels.node, slack, tools.node);
  document.querySelector('#page')?.replaceChildren(top.node, trouble, narrow.node, panes);
  let minute = 0;
  everySecond(() => {
    top.tick();
    const current = Math.floor(state.now() / 60_000);
    if (current !== minute) draw();
    minute = current;
  });
  const onTrouble = (words: string | undefined) => {
    trouble.hidden = words === undefined;
    trouble.textContent = words ?? '';
  };
  void follow(async (now) => {
    setNow(state, now);
    await refresh();
  }, onTrouble);
}

read<Info>('/_control/info').then(build, (error: unknown) => {
  document.querySelector('#page')?.replaceChildren(h('p', { class: 'starting' }, `The sandbox does not answer: ${String(error)}`));
});
