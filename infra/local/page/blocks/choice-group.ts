/** Radio buttons and checkboxes: a group of labelled inputs with one value. */
import { h } from '../element.ts';
import type { BlockElement } from '../shapes.ts';
import { type Reader, textNodes } from '../text.ts';
import type { Field } from './surface.ts';

let groups = 0;

export function choiceGroup(reader: Reader, element: BlockElement, changed: () => void): Field {
  const single = element.type === 'radio_buttons';
  groups += 1;
  const name = `choice-${groups}`;
  const first = [single ? element.initial_option : undefined, ...(element.initial_options ?? [])];
  const inputs = (element.options ?? []).map((choice) => {
    const input = h('input', {
      type: single ? 'radio' : 'checkbox',
      name,
      value: choice.value,
      'data-value': choice.value,
      onchange: changed,
    });
    input.checked = first.some((chosen) => chosen?.value === choice.value);
    const note = choice.description ? h('small', {}, ...textNodes(reader, choice.description)) : undefined;
    return { input, label: h('label', { class: 'choice' }, input, h('span', {}, ...textNodes(reader, choice.text), note)) };
  });
  const node = h('div', { class: 'choices', role: single ? 'radiogroup' : 'group', tabindex: -1 }, ...inputs.map(({ label }) => label));
  const chosen = () => inputs.filter(({ input }) => input.checked).map(({ input }) => input.value);
  return {
    node,
    read: () => (single ? chosen()[0] : chosen()),
    write: (value) => {
      const wanted = [value ?? []].flat();
      for (const { input } of inputs) input.checked = wanted.includes(input.value);
    },
  };
}
