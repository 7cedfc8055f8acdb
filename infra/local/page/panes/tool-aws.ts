/** The AWS tab: what the bot's calls changed in the simulated accounts, every call, and everything else that is there. */
import { rememberAdopted, type Touched, touchedObjects } from '../aws-changes.ts';
import { type AwsObject, objectsOf } from '../aws-objects.ts';
import { listIn, read } from '../doors.ts';
import { h, keep } from '../element.ts';
import type { Call } from '../shapes.ts';
import { callCard, isReading, objectCard, objectLine } from './aws-cards.ts';
import type { Tool } from './tools.ts';

const SHOWN = 200;

export function createAwsTool(): Tool {
  let before: Map<string, AwsObject> | undefined;
  let objects: AwsObject[] = [];
  const touched = h('div', { class: 'cards' });
  const calls = h('div', { class: 'cards' });
  const others = h('div', { class: 'lines' });
  const nothing = h('p', { class: 'empty' }, 'Nothing is different yet. What the bot changes shows here as before → after.');
  const looked = h('div', { class: 'cards' });
  const lookedTitle = h('summary', {});
  const same = h('details', { class: 'all-objects' }, lookedTitle, looked);
  const noCalls = h('p', { class: 'empty' }, 'The bot has made no call yet.');
  const again = h('button', { type: 'button', class: 'link-button', onclick: () => void restart() }, 'Compare from now on');
  const changing = h('input', { type: 'checkbox', checked: true, onchange: () => void load() });
  const everything = h('details', { class: 'all-objects', ontoggle: drawOthers }, h('summary', {}, 'All simulated objects'), others);
  const node = h(
    'div',
    {},
    h('div', { class: 'tool-title' }, h('h3', {}, 'Changed objects'), again),
    nothing,
    touched,
    same,
    h('div', { class: 'tool-title' }, h('h3', {}, 'Calls, newest first'), h('label', { class: 'tool-check' }, changing, 'Changes only')),
    noCalls,
    calls,
    everything,
  );

  async function restart(): Promise<void> {
    before = undefined;
    await load();
  }

  function drawOthers(): void {
    if (!everything.open) return;
    const line = (object: AwsObject) => ({ key: object.key, print: JSON.stringify(object.value), build: () => objectLine(object) });
    keep(others, objects.slice(0, SHOWN).map(line));
  }

  async function load(): Promise<void> {
    const [state, answer] = await Promise.all([read<unknown>('/aws/state'), read<unknown>('/aws/calls')]);
    objects = objectsOf(state);
    const all = listIn<Call>(answer);
    before ??= new Map(objects.map((object) => [object.key, object]));
    rememberAdopted(before, objects);
    const found = touchedObjects(
      before,
      objects,
      all.map((call) => call.input),
    );
    const different = found.filter(({ state: how }) => how !== 'same');
    const alike = found.filter(({ state: how }) => how === 'same');
    nothing.hidden = different.length > 0;
    same.hidden = alike.length === 0;
    lookedTitle.textContent = `Looked at, and as it was (${alike.length})`;
    noCalls.hidden = all.length > 0;
    const card = (one: Touched) => ({ key: one.object.key, print: JSON.stringify(one), build: () => objectCard(one) });
    keep(touched, different.slice(0, SHOWN).map(card));
    keep(looked, alike.slice(0, SHOWN).map(card));
    const numbered = all.map((call, index) => ({ call, key: String(index), print: call.error ?? '', build: () => callCard(call) }));
    const wanted = changing.checked ? numbered.filter(({ call }) => !isReading(call)) : numbered;
    keep(calls, wanted.slice(-SHOWN).reverse());
    drawOthers();
  }
  return { id: 'aws', label: 'AWS', node, load };
}
