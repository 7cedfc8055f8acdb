/** What people do in PagerDuty from the page: one verb of its control door, as whoever is looking. */
import { send } from '../doors.ts';
import { h } from '../element.ts';
import { notify } from '../notice.ts';
import type { Page } from './page.ts';

export function actorName({ state }: Page): string {
  return state.info.people.find(({ id }) => id === state.user)?.name ?? '';
}

/** `request` may take its time and its words from what the person entered: it is asked when the deed is done. */
export async function doInPagerDuty(page: Page, verb: string, request: object, control?: HTMLElement): Promise<void> {
  if (control?.getAttribute('aria-busy') === 'true') return;
  control?.setAttribute('aria-busy', 'true');
  try {
    await send(`/pagerduty/_control/${verb}`, request);
    await page.refresh();
  } catch (error) {
    void notify(error instanceof Error ? error.message : String(error));
  } finally {
    control?.removeAttribute('aria-busy');
  }
}

export function deedButton(page: Page, label: string, verb: string, request: () => object): HTMLElement {
  const button = h('button', { type: 'button', class: 'button', 'data-deed': verb }, label);
  button.addEventListener('click', () => void doInPagerDuty(page, verb, request(), button));
  return button;
}

interface Choice {
  label: string;
  verb: string;
  request: object;
}

/** A menu of further deeds: choosing is doing. */
export function deedMenu(page: Page, label: string, choices: Choice[], more: () => object): HTMLElement {
  const options = choices.map((choice, index) => h('option', { value: String(index) }, choice.label));
  const menu = h('select', { class: 'field deed-menu', 'aria-label': label }, h('option', { value: '' }, label), ...options);
  menu.addEventListener('change', () => {
    const chosen = choices[Number(menu.value)];
    menu.value = '';
    if (chosen) void doInPagerDuty(page, chosen.verb, { ...more(), ...chosen.request }, menu);
  });
  return menu;
}
