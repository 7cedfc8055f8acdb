/** The left edge: channels with unread marks, and the app's home. */
import { bridgeMark } from '../avatar.ts';
import { h, keep } from '../element.ts';
import { DIRECT, HOME, isUnread } from '../state.ts';
import type { Page } from './page.ts';

export function createChannelList(page: Page, onChoose: (id: string) => void) {
  const channels = h('div', { class: 'channels', role: 'list' });
  const apps = h('div', { class: 'channels', role: 'list' });
  const team = page.state.info.team;
  const teamName = (typeof team === 'string' ? team : team?.name) ?? 'Workspace';
  const node = h(
    'nav',
    { class: 'pane channel-pane', 'data-pane': 'channels', 'aria-label': 'Channels' },
    h('header', { class: 'pane-bar' }, h('h2', {}, teamName)),
    h('h3', {}, 'Channels'),
    channels,
    h('h3', {}, 'Drawbridge app'),
    apps,
  );

  function entry(id: string, name: string, mark: Node) {
    const current = page.state.channel === id;
    const unread = !current && id !== HOME && isUnread(page.state, id);
    const build = () =>
      h(
        'button',
        {
          type: 'button',
          class: `channel${unread ? ' channel-unread' : ''}`,
          'data-channel': id,
          'aria-current': current ? 'true' : undefined,
          onclick: () => onChoose(id),
        },
        mark,
        h('span', { class: 'channel-name' }, name),
        unread && h('span', { class: 'unread-dot', role: 'img', 'aria-label': 'unread' }),
      );
    return { key: id, print: `${name} ${current} ${unread}`, build };
  }

  function draw(): void {
    keep(
      channels,
      page.state.info.channels.map((channel) => entry(channel.id, channel.name, h('span', { class: 'hash', 'aria-hidden': 'true' }, '#'))),
    );
    const mark = () => {
      const square = h('span', { class: 'app-mark', 'aria-hidden': 'true' });
      square.append(bridgeMark());
      return square;
    };
    keep(apps, [entry(HOME, 'Home', mark()), entry(DIRECT, 'Messages', mark())]);
  }
  return { node, draw };
}
