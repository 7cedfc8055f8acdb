/** Faces: initials on a colour for people, the bridge for the bot. */
import { h } from './element.ts';
import { avatarColor, initialsOf } from './message-layout.ts';
import type { Person } from './shapes.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** Two towers and the raised bridge between them. */
export function bridgeMark(): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 36 36');
  svg.setAttribute('aria-hidden', 'true');
  const shapes: [string, string][] = [
    ['M5 11h2v2h2v-2h2v2h2v17H5z', '#ffffff'],
    ['M23 11h2v2h2v-2h2v2h2v17h-8z', '#ffffff'],
    ['M13 28.5 22.2 12.8l1.7 1L14.7 30H13z', '#f2c744'],
    ['M4 31h28v2H4z', '#8fd3e8'],
  ];
  for (const [d, fill] of shapes) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    path.setAttribute('fill', fill);
    svg.append(path);
  }
  return svg;
}

export function botAvatar(): HTMLElement {
  const node = h('span', { class: 'avatar avatar-bot', 'aria-hidden': 'true' });
  node.append(bridgeMark());
  return node;
}

/** Slack itself, when it says that the bot did not answer. */
export function slackAvatar(): HTMLElement {
  return h('span', { class: 'avatar avatar-slack', 'aria-hidden': 'true' }, '!');
}

export function personAvatar(person: Person): HTMLElement {
  const node = h('span', { class: 'avatar', 'aria-hidden': 'true' }, initialsOf(person.realName ?? person.name));
  node.style.backgroundColor = avatarColor(person.id);
  if (person.color) node.style.backgroundColor = person.color.startsWith('#') ? person.color : `#${person.color}`;
  return node;
}
