/** Buttons, link buttons, overflow menus and images inside blocks; every other element is a field used on the spot. */
import { h } from '../element.ts';
import { safeUrl } from '../mrkdwn-reference.ts';
import { openMenu } from '../popup.ts';
import type { BlockElement, Choice } from '../shapes.ts';
import { words } from '../text.ts';
import { fieldFor } from './fields.ts';
import type { Surface } from './surface.ts';
import { use } from './use.ts';

function button(surface: Surface, element: BlockElement): HTMLElement {
  const style = element.style === 'primary' || element.style === 'danger' ? ` button-${element.style}` : '';
  const hooks = { class: `button${style}`, 'data-action-id': element.action_id, 'aria-label': element.accessibility_label };
  const url = element.url ? safeUrl(element.url) : undefined;
  if (url) {
    const link = h('a', { ...hooks, href: url, target: '_blank', rel: 'noopener noreferrer' }, words(element.text));
    link.addEventListener('click', () => void surface.act(element.action_id ?? '', element.value).catch(() => undefined));
    return link;
  }
  const node = h('button', { ...hooks, type: 'button' }, words(element.text));
  node.addEventListener('click', () => void use(surface, node, element, element.value));
  return node;
}

function overflow(surface: Surface, element: BlockElement): HTMLElement {
  const label = element.accessibility_label ?? 'More actions';
  const node = h(
    'button',
    {
      type: 'button',
      class: 'button button-overflow',
      'data-action-id': element.action_id,
      'aria-label': label,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
    },
    '⋯',
  );
  const item = (choice: Choice) => ({
    label: words(choice.text),
    value: choice.value ?? '',
    choose: () => void use(surface, node, element, choice.value),
    ...(choice.description ? { note: words(choice.description) } : {}),
    ...(choice.url && safeUrl(choice.url) ? { url: choice.url } : {}),
  });
  node.addEventListener('click', () => {
    const open = document.querySelector('[data-menu]');
    if (!open) openMenu(node, (element.options ?? []).map(item));
  });
  return node;
}

/** There is no network here: an image is its description. */
export function image(altText: string | undefined, small: boolean): HTMLElement {
  const words = altText || 'image without a description';
  return h('span', { class: small ? 'image image-small' : 'image', role: 'img', 'aria-label': words }, `🖼 ${words}`);
}

export function control(surface: Surface, element: BlockElement): HTMLElement {
  if (element.type === 'button' || element.type === 'workflow_button') return button(surface, element);
  if (element.type === 'overflow') return overflow(surface, element);
  if (element.type === 'image') return image(element.alt_text, false);
  const field = fieldFor(surface, element, () => void use(surface, field.node, element, field.read()));
  field.node.dataset.actionId = element.action_id ?? '';
  field.node.setAttribute('aria-label', element.accessibility_label ?? (words(element.placeholder) || (element.action_id ?? element.type)));
  return field.node;
}
