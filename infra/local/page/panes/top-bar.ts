/** The top: whose eyes these are, what time it is here, and the buttons that move it on. */
import { bridgeMark, personAvatar } from '../avatar.ts';
import { send } from '../doors.ts';
import { h } from '../element.ts';
import { notify } from '../notice.ts';
import { timeOfDay } from '../slack-date.ts';
import { setNow } from '../state.ts';
import type { Page } from './page.ts';

const STEPS: [string, number, string][] = [
  ['+10 s', 10, '10 seconds'],
  ['+1 min', 60, '1 minute'],
  ['+5 min', 300, '5 minutes'],
  ['+1 h', 3600, '1 hour'],
  ['+1 day', 86_400, '1 day'],
];

function picker(page: Page, onPerson: (id: string) => void) {
  const shown = h('span', { class: 'person', 'aria-hidden': 'true' });
  const select = h('select', { id: 'act-as', 'aria-label': 'Act as', onchange: () => onPerson(select.value) });
  for (const person of page.state.info.people) {
    const roles = person.roles?.length ? ` (${person.roles.join(', ')})` : '';
    select.append(h('option', { value: person.id, 'data-value': person.id }, `${person.realName ?? person.name}${roles}`));
  }
  const node = h('div', { class: 'act-as' }, h('span', { class: 'bar-label' }, 'Act as'), h('div', { class: 'picker' }, shown, select));
  function draw(): void {
    select.value = page.state.user;
    const person = page.state.info.people.find((one) => one.id === page.state.user);
    if (!person) return;
    const words = h(
      'span',
      { class: 'person-words' },
      h('strong', {}, person.realName ?? person.name),
      h('small', {}, person.roles?.join(', ') || 'no role'),
    );
    shown.replaceChildren(personAvatar(person), words, h('span', { class: 'chevron' }, '▾'));
  }
  return { node, draw };
}

function clock(page: Page) {
  const face = h('time', { class: 'clock-face', id: 'clock' });
  const day = h('span', { class: 'clock-day' });
  const advance = async (seconds: number, button: HTMLButtonElement) => {
    button.setAttribute('aria-busy', 'true');
    try {
      const answer = await send<{ now?: number | string; fired?: number }>('/_control/clock', { advanceSeconds: seconds });
      setNow(page.state, answer.now);
      await page.refresh();
    } catch (error) {
      void notify(error instanceof Error ? error.message : String(error));
    } finally {
      button.removeAttribute('aria-busy');
    }
  };
  const buttons = STEPS.map(([label, seconds, words]) => {
    const button = h(
      'button',
      { type: 'button', class: 'step', 'data-advance': seconds, 'aria-label': `Move the clock on by ${words}` },
      label,
    );
    button.addEventListener('click', () => void advance(seconds, button));
    return button;
  });
  const node = h(
    'div',
    { class: 'clock', role: 'group', 'aria-label': 'Virtual clock' },
    h('span', { class: 'clock-words' }, face, day),
    h('span', { class: 'steps' }, ...buttons),
  );
  function draw(): void {
    const now = page.state.now();
    face.textContent = timeOfDay(now, undefined, true);
    day.textContent = new Intl.DateTimeFormat('en-US', { weekday: 'short', month: 'short', day: 'numeric' }).format(new Date(now));
  }
  return { node, draw };
}

export function createTopBar(page: Page, onPerson: (id: string) => void) {
  const person = picker(page, onPerson);
  const time = clock(page);
  const mark = h('span', { class: 'product-mark' });
  mark.append(bridgeMark());
  const product = h('h1', { class: 'product' }, mark, h('span', {}, 'Drawbridge', h('small', {}, ' sandbox')));
  const node = h('header', { class: 'top-bar' }, product, person.node, time.node);
  return {
    node,
    draw: () => {
      person.draw();
      time.draw();
    },
    tick: time.draw,
  };
}
