/** Who is on call, level by level, with the next shift one choice away; and how PagerDuty itself is. */
import { h } from '../element.ts';
import type { PagerDutyState } from '../shapes.ts';
import type { Page } from './page.ts';
import { doInPagerDuty } from './pagerduty-deed.ts';

const NOBODY = '-';

function levelRow(
  page: Page,
  { level, minutes, users: onCall }: PagerDutyState['levels'][number],
  users: PagerDutyState['users'],
): HTMLElement {
  const several = onCall.length > 1 ? [h('option', { value: onCall.join() }, onCall.join(', '))] : [];
  const people = users.map(({ name, realName }) => h('option', { value: name }, realName));
  const select = h(
    'select',
    { class: 'field', 'aria-label': `On call at level ${level}`, 'data-level': level },
    ...several,
    ...people,
    h('option', { value: NOBODY }, 'nobody'),
  );
  select.value = onCall.length === 0 ? NOBODY : onCall.join();
  select.addEventListener('change', () => {
    const chosen = select.value === NOBODY ? [] : select.value.split(',');
    void doInPagerDuty(page, 'shift', { level, users: chosen }, select);
  });
  return h('div', { class: 'level' }, h('b', {}, `Level ${level}`), select, h('small', {}, `for ${minutes} min`));
}

function toggle(page: Page, label: string, verb: string, on: boolean): HTMLElement {
  const box = h('input', { type: 'checkbox', checked: on, 'data-toggle': verb });
  box.addEventListener('change', () => void doInPagerDuty(page, verb, { on: box.checked }));
  return h('label', { class: 'tool-check' }, box, label);
}

/** What did not arrive at the bot, in a sentence. */
function webhookWords({ subscription, deliveries }: PagerDutyState): string {
  if (!subscription.active) return 'The webhook subscription is inactive.';
  if (subscription.disabled) return 'The webhook subscription is switched off for a day: three deliveries were refused.';
  const waiting = deliveries.filter(({ outcome }) => outcome === 'waiting').length;
  const dropped = deliveries.filter(({ outcome }) => outcome === 'dropped').length;
  const delivered = deliveries.length - waiting - dropped;
  const words = [`${delivered} delivered`, waiting > 0 && `${waiting} waiting`, dropped > 0 && `${dropped} dropped`];
  return `Webhooks: ${words.filter((each) => each).join(', ')}`;
}

export function peopleBox(page: Page, state: PagerDutyState): HTMLElement {
  return h(
    'div',
    { class: 'levels' },
    ...state.levels.map((level) => levelRow(page, level, state.users)),
    h(
      'div',
      { class: 'pagerduty-state' },
      toggle(page, 'Maintenance: events make no incident', 'maintenance', state.maintenance),
      toggle(page, 'PagerDuty is down', 'outage', state.outage !== null),
    ),
    h('small', { class: state.subscription.disabled ? 'log-problem' : '' }, webhookWords(state)),
  );
}
