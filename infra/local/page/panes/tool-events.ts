/** The Events tab: play a finding, paste any event, and see what became of each. */
import { listIn, read, send } from '../doors.ts';
import { h, keep } from '../element.ts';
import { whereItWent } from '../follow-play.ts';
import { notify } from '../notice.ts';
import type { Demo, Outcome } from '../shapes.ts';
import type { Page } from './page.ts';
import type { Tool } from './tools.ts';

const SHOWN = 200;

async function attempt(page: Page, button: HTMLElement, work: () => Promise<string>): Promise<void> {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    void notify(await work(), 'done');
    await page.refresh();
  } catch (error) {
    void notify(error instanceof Error ? error.message : String(error));
  } finally {
    button.removeAttribute('aria-busy');
  }
}

function demoCard(page: Page, demo: Demo, onPlayed: (ids: string[]) => void): HTMLElement {
  const play = h('button', { type: 'button', class: 'button', 'data-play': demo.id, 'aria-label': `Play ${demo.title}` }, 'Play');
  play.addEventListener('click', () => {
    void attempt(page, play, async () => {
      const { ids } = await send<{ ids: string[] }>('/_control/demo', { id: demo.id });
      onPlayed(ids);
      return `Played: ${demo.title}`;
    });
  });
  const severity = (demo.severity ?? '').toLowerCase();
  const line = h(
    'small',
    {},
    demo.severity ? h('span', { class: `severity severity-${severity}` }, demo.severity) : undefined,
    ` ${demo.source ?? ''}`,
  );
  return h('article', { class: 'card demo' }, h('div', { class: 'demo-words' }, h('strong', {}, demo.title), line), play);
}

function pasteBox(page: Page): HTMLElement {
  const box = h('textarea', {
    class: 'field machine',
    rows: 5,
    'aria-label': 'Event as JSON',
    placeholder: 'An EventBridge event, a list of them, bare findings, or anything else',
  });
  const problem = h('p', { class: 'field-error', role: 'alert', hidden: true });
  const button = h('button', { type: 'button', class: 'button', 'data-send-event': true }, 'Send');
  button.addEventListener('click', () => {
    let body: unknown;
    problem.hidden = true;
    try {
      body = JSON.parse(box.value);
    } catch (error) {
      problem.hidden = false;
      problem.textContent = `Not JSON: ${error instanceof Error ? error.message : String(error)}`;
      return box.focus();
    }
    void attempt(page, button, async () => {
      const { ids } = await send<{ ids: string[] }>('/aws/events', body);
      return ids.length === 1 ? 'Sent 1 input' : `Sent ${ids.length} inputs`;
    });
  });
  return h('div', { class: 'paste' }, box, problem, button);
}

function outcomeRow(outcome: Outcome): HTMLElement {
  const what = outcome.tier === undefined ? outcome.outcome : `${outcome.outcome}, tier ${outcome.tier}`;
  const posted = outcome.outcome === 'case' ? (outcome.posted ? 'posted' : 'not posted') : '';
  const details = [outcome.reason, posted, outcome.offers?.length ? `offers ${outcome.offers.join(', ')}` : ''].filter((words) => words);
  return h(
    'tr',
    { 'data-outcome': outcome.id },
    h('td', {}, h('span', { class: `outcome outcome-${outcome.outcome}` }, what)),
    h('td', { class: 'machine' }, outcome.caseId ?? '—'),
    h(
      'td',
      {},
      h('span', { class: 'machine wrap', title: outcome.findingId ?? outcome.id }, outcome.findingId ?? outcome.id),
      h('small', {}, details.join(' · ')),
    ),
  );
}

export function createEventsTool(page: Page): Tool {
  let played: string[] = [];
  const onPlayed = (ids: string[]) => {
    played = ids;
  };
  const demos = h('div', { class: 'cards' }, ...(page.state.info.demo ?? []).map((demo) => demoCard(page, demo, onPlayed)));
  const rows = h('tbody', {});
  const heading = h(
    'tr',
    {},
    h('th', { scope: 'col' }, 'Outcome'),
    h('th', { scope: 'col' }, 'Case'),
    h('th', { scope: 'col' }, 'Finding or input'),
  );
  const table = h('table', { class: 'outcomes' }, h('thead', {}, heading), rows);
  const nothing = h('p', { class: 'empty' }, 'Every input gets exactly one outcome; it shows here.');
  const node = h(
    'div',
    {},
    h('h3', {}, 'Play a finding'),
    demos.childElementCount > 0 ? demos : h('p', { class: 'empty' }, 'This sandbox was started without demo findings.'),
    h('h3', {}, 'Send any event'),
    pasteBox(page),
    h('h3', {}, 'Outcomes, newest first'),
    nothing,
    table,
  );

  /** Once what was played has its message, that message is shown. */
  async function followPlayed(): Promise<void> {
    const ids = played;
    if (ids.length === 0) return;
    const found = await whereItWent(ids, page.state.messages);
    if (found === undefined || played !== ids) return;
    played = [];
    if (typeof found === 'string') void notify(found, 'done');
    else page.goTo(found.channel, found.ts);
  }

  async function load(): Promise<void> {
    await followPlayed();
    const outcomes = listIn<Outcome>(await read<unknown>('/_control/outcomes'));
    nothing.hidden = outcomes.length > 0;
    table.hidden = outcomes.length === 0;
    const items = outcomes.map((outcome, index) => ({
      key: String(index),
      print: JSON.stringify(outcome),
      build: () => outcomeRow(outcome),
    }));
    keep(rows, items.slice(-SHOWN).reverse());
  }
  return { id: 'events', label: 'Events', node, load };
}
