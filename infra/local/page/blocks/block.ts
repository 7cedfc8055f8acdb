/** Block Kit as DOM: one renderer per block type, and a red box for what this page does not know. */
import { h } from '../element.ts';
import type { Block, BlockElement, RichElement, TextObject } from '../shapes.ts';
import { textNodes, words } from '../text.ts';
import { control, image } from './controls.ts';
import { input } from './input.ts';
import { richText } from './rich-text.ts';
import { type Surface, UnknownBlockError } from './surface.ts';
import { table } from './table.ts';

/** Slack shows the beginning of a long text, and the rest when asked. */
const LONG = 700;

function sectionText(surface: Surface, text: TextObject, whole: boolean): HTMLElement {
  const node = h('div', { class: 'section-text' }, ...textNodes(surface, text));
  if (whole || surface.collect || (text.text ?? '').length <= LONG) return node;
  node.classList.add('section-long');
  const more = h('button', { type: 'button', class: 'link-button', 'data-more': true }, 'See more');
  more.addEventListener('click', () => {
    more.textContent = node.classList.toggle('section-long') ? 'See more' : 'See less';
  });
  return h('div', { class: 'section-text' }, node, more);
}

function section(surface: Surface, block: Block): HTMLElement {
  if (!block.text && !block.fields) throw new UnknownBlockError('This section has neither text nor fields.');
  const text = block.text ? sectionText(surface, block.text, block.expand === true) : undefined;
  const fields = block.fields?.map((field) => h('div', { class: 'section-field' }, ...textNodes(surface, field)));
  return h(
    'div',
    { class: 'block-section' },
    h('div', { class: 'section-body' }, text, fields ? h('div', { class: 'section-fields' }, ...fields) : undefined),
    block.accessory ? h('div', { class: 'section-accessory' }, control(surface, block.accessory)) : undefined,
  );
}

function context(surface: Surface, block: Block): HTMLElement {
  const parts = ((block.elements ?? []) as (BlockElement & TextObject)[]).map((element) =>
    element.type === 'image' ? image(element.alt_text, true) : h('span', {}, ...textNodes(surface, element)),
  );
  return h('div', { class: 'block-context' }, ...parts);
}

function actions(surface: Surface, block: Block): HTMLElement {
  const controls = ((block.elements ?? []) as BlockElement[]).map((element) => control(surface, element));
  return h('div', { class: 'block-actions', role: 'group' }, ...controls);
}

function picture(block: Block): HTMLElement {
  const caption = block.title ? h('figcaption', {}, words(block.title)) : undefined;
  return h('figure', { class: 'block-image' }, caption, image(block.alt_text, false));
}

function render(surface: Surface, block: Block): HTMLElement {
  switch (block.type) {
    case 'header':
      return h('h3', { class: 'block-header' }, words(block.text));
    case 'section':
      return section(surface, block);
    case 'context':
      return context(surface, block);
    case 'actions':
      return actions(surface, block);
    case 'divider':
      return h('hr', { class: 'block-divider' });
    case 'input':
      return input(surface, block);
    case 'image':
      return picture(block);
    case 'rich_text':
      return richText(surface, (block.elements ?? []) as RichElement[]);
    case 'table':
      return table(surface, block);
    default:
      throw new UnknownBlockError(`This page cannot show a block of type "${block.type}".`);
  }
}

export function renderBlocks(surface: Surface, blocks: Block[]): HTMLElement[] {
  return blocks.map((block) => {
    try {
      return render(surface, block);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      return h(
        'div',
        { class: 'block-error', role: 'alert', 'data-block-error': true },
        h('strong', {}, words),
        h('code', {}, JSON.stringify(block)),
      );
    }
  });
}
