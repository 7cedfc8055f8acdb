/** The AWS tab: what the bot's calls changed in the simulated accounts, every call, and everything else that is there. */
import { type AwsObject, differences, objectsOf } from '../aws-objects.ts';
import { listIn, read } from '../doors.ts';
import { h, keep } from '../element.ts';
import type { Call } from '../shapes.ts';
import { callCard, isReading, objectCard, objectLine } from './aws-cards.ts';
import type { Tool } from './tools.ts';

const CALLS_SHOWN = 200;

/** Objects that differ from the first look, then those a call named. */
function touchedObjects(objects: AwsObject[], before: Map<string, AwsObject>, calls: Call[]) {
  const inputs = calls.map((call) => JSON.stringify(call.input ?? ''));
  return objects
    .map((object) => ({ object, changes: differences(before.get(object.key)?.value, object.value), fresh: !before.has(object.key) }))
    .filter(({ object, changes }) => changes.length > 0 || inputs.some((input) => input.includes(`"${object.id}"`)))
    .sort((a, b) => Number(b.changes.length > 0) - Number(a.changes.length > 0));
}

export function createAwsTool(): Tool {
  let before: Map<string, AwsObject> | undefined;
  const touched = h('div', { class: 'cards' });
  const calls = h('div', { class: 'cards' });
  const others = h('div', { class: 'lines' });
  const nothing = h('p', { class: 'empty' }, 'No call has touched an object yet. What the bot changes shows here as before → after.');
  const noCalls = h('p', { class: 'empty' }, 'The bot has made no call yet.');
  const changing = h('input', { type: 'checkbox', onchange: () => void load() });
  const again = h('button', { type: 'button', class: 'link-button', onclick: () => void restart() }, 'Compare from now on');
  const node = h(
    'div',
    {},
    h('div', { class: 'tool-title' }, h('h3', {}, 'Changed objects'), again),
    nothing,
    touched,
    h('div', { class: 'tool-title' }, h('h3', {}, 'Calls, newest first'), h('label', { class: 'tool-check' }, changing, 'Changes only')),
    noCalls,
    calls,
    h('details', { class: 'all-objects' }, h('summary', {}, 'All simulated objects'), others),
  );

  async function restart(): Promise<void> {
    before = undefined;
    await load();
  }

  async function load(): Promise<void> {
    const [state, answer] = await Promise.all([read<unknown>('/aws/state'), read<unknown>('/aws/calls')]);
    const objects = objectsOf(state);
    const all = listIn<Call>(answer);
    before ??= new Map(objects.map((object) => [object.key, object]));
    const known = before;
    const found = touchedObjects(objects, known, all);
    nothing.hidden = found.length > 0;
    noCalls.hidden = all.length > 0;
    const card = ({ object, changes, fresh }: (typeof found)[number]) => ({
      key: object.key,
      print: JSON.stringify([changes, fresh]),
      build: () => objectCard(object, changes, fresh),
    });
    keep(touched, found.map(card));
    const numbered = all.map((call, index) => ({ call, key: String(index), print: call.error ?? '', build: () => callCard(call) }));
    const wanted = changing.checked ? numbered.filter(({ call }) => !isReading(call)) : numbered;
    keep(calls, wanted.slice(-CALLS_SHOWN).reverse());
    const line = (object: AwsObject) => ({ key: object.key, print: JSON.stringify(object.value), build: () => objectLine(object) });
    keep(others, objects.map(line));
  }
  return { id: 'aws', label: 'AWS', node, load };
}
