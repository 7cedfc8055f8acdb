/** A small menu beside the button that opened it: arrow keys, Escape, a click elsewhere closes. */
import { h } from './element.ts';

interface MenuItem {
  label: string;
  note?: string;
  value: string;
  url?: string;
  choose: () => void;
}

function place(menu: HTMLElement, opener: HTMLElement): void {
  const from = opener.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const left = Math.max(8, Math.min(from.right - size.width, window.innerWidth - size.width - 8));
  const below = from.bottom + 4;
  menu.style.left = `${left}px`;
  menu.style.top = `${below + size.height < window.innerHeight - 8 ? below : Math.max(8, from.top - size.height - 4)}px`;
}

export function openMenu(opener: HTMLElement, items: MenuItem[]): void {
  const close = (refocus: boolean) => {
    menu.remove();
    opener.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside, true);
    window.removeEventListener('resize', leave);
    document.removeEventListener('scroll', leave, true);
    if (refocus) opener.focus();
  };
  const leave = () => close(false);
  const outside = (event: Event) => {
    const inside = event.target instanceof Node && (menu.contains(event.target) || opener.contains(event.target));
    if (!inside) close(false);
  };
  const buttons = items.map((item) =>
    h(
      'button',
      {
        type: 'button',
        role: 'menuitem',
        class: 'menu-item',
        'data-value': item.value,
        onclick: () => {
          close(true);
          if (item.url) window.open(item.url, '_blank', 'noopener,noreferrer');
          item.choose();
        },
      },
      item.label,
      item.note ? h('small', {}, item.note) : undefined,
    ),
  );
  const move = (event: Event) => {
    const { key } = event as KeyboardEvent;
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 + buttons.length, Home: 0, End: buttons.length - 1 }[key];
    if (key === 'Tab') return close(false);
    if (key !== 'Escape' && next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (next === undefined) close(true);
    else buttons[next % buttons.length]?.focus();
  };
  const menu = h('div', { class: 'menu', role: 'menu', 'data-menu': true, onkeydown: move }, ...buttons);
  (opener.closest('dialog') ?? document.body).append(menu);
  place(menu, opener);
  opener.setAttribute('aria-expanded', 'true');
  document.addEventListener('pointerdown', outside, true);
  document.addEventListener('scroll', leave, true);
  window.addEventListener('resize', leave);
  buttons[0]?.focus();
}
