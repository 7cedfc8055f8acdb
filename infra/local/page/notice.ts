/** Short notices at the foot of the page, and the words screen readers hear when something new appears. */
import { pause } from './browser-time.ts';
import { h } from './element.ts';

const shelf = h('div', { class: 'notices' });

/** Shows one line for a few seconds; errors are read out at once. */
export async function notify(text: string, kind: 'error' | 'done' = 'error'): Promise<void> {
  const close = h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Dismiss', onclick: () => notice.remove() }, '✕');
  const notice = h('div', { class: `notice notice-${kind}`, role: kind === 'error' ? 'alert' : 'status' }, h('span', {}, text), close);
  shelf.append(notice);
  ([...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body).append(shelf);
  await pause(kind === 'error' ? 8000 : 3000);
  notice.remove();
}

export function announce(text: string): void {
  const region = document.querySelector('#announcer');
  if (region) region.textContent = text;
}
