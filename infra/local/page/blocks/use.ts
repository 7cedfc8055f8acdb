/** Using a control: asks its confirmation, shows that it is busy, and says when the bot did not answer. */
import { askToConfirm } from '../confirm.ts';
import { notify } from '../notice.ts';
import type { BlockElement } from '../shapes.ts';
import type { FieldValue, Surface } from './surface.ts';

export async function use(surface: Surface, node: HTMLElement, element: BlockElement, value: FieldValue): Promise<void> {
  if (node.getAttribute('aria-busy') === 'true') return;
  if (element.confirm && !(await askToConfirm(surface, element.confirm))) return node.focus();
  node.setAttribute('aria-busy', 'true');
  try {
    await surface.act(element.action_id ?? '', value);
  } catch (error) {
    void notify(error instanceof Error ? error.message : String(error));
  } finally {
    node.removeAttribute('aria-busy');
  }
}
