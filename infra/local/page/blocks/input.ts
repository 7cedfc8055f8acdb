/** An input block: label, field, hint, and the place for what is wrong with the answer. */
import { h } from '../element.ts';
import type { Block } from '../shapes.ts';
import { words } from '../text.ts';
import { fieldFor } from './fields.ts';
import { type Surface, UnknownBlockError } from './surface.ts';
import { use } from './use.ts';

let labels = 0;

export function input(surface: Surface, block: Block): HTMLElement {
  const element = block.element;
  if (!element) throw new UnknownBlockError('This input block has no element.');
  labels += 1;
  const id = `field-${labels}`;
  const field = fieldFor(surface, element, () => {
    if (block.dispatch_action) void use(surface, field.node, element, field.read());
  });
  const error = h('p', { class: 'field-error', id: `${id}-error`, role: 'alert', hidden: true });
  const hint = block.hint ? h('p', { class: 'field-hint', id: `${id}-hint` }, words(block.hint)) : undefined;
  const grouped = element.type === 'radio_buttons' || element.type === 'checkboxes';
  const optional = block.optional ? h('span', { class: 'field-optional' }, ' (optional)') : undefined;
  const label = grouped
    ? h('span', { class: 'field-label', id: `${id}-label` }, words(block.label), optional)
    : h('label', { class: 'field-label', id: `${id}-label`, for: id }, words(block.label), optional);
  field.node.id = id;
  field.node.dataset.blockId = block.block_id ?? '';
  field.node.dataset.actionId = element.action_id ?? '';
  field.node.setAttribute('aria-describedby', `${id}-error${hint ? ` ${id}-hint` : ''}`);
  if (grouped) field.node.setAttribute('aria-labelledby', `${id}-label`);
  if (!block.optional) field.node.setAttribute('aria-required', 'true');
  const box = h('div', { class: 'input-block' }, label, field.node, error, hint);
  surface.collect?.({
    ...field,
    block,
    actionId: element.action_id ?? '',
    complain: (text) => {
      error.textContent = text ?? '';
      error.hidden = text === undefined;
      box.classList.toggle('input-wrong', text !== undefined);
      if (text === undefined) field.node.removeAttribute('aria-invalid');
      else field.node.setAttribute('aria-invalid', 'true');
    },
  });
  return box;
}
