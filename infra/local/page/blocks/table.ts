/** table blocks: the first row is the heading; cells are raw text, numbers or rich text. */
import { h } from '../element.ts';
import type { Block, TableCell } from '../shapes.ts';
import type { Reader } from '../text.ts';
import { richText } from './rich-text.ts';
import { UnknownBlockError } from './surface.ts';

function content(reader: Reader, cell: TableCell): Node | string {
  if (cell.type === 'raw_text') return cell.text ?? '';
  if (cell.type === 'raw_number') return cell.text ?? String(cell.value ?? '');
  if (cell.type === 'rich_text') return richText(reader, cell.elements ?? []);
  throw new UnknownBlockError(`This page cannot show a table cell of type "${cell.type}".`);
}

export function table(reader: Reader, block: Block): HTMLElement {
  const settings = block.column_settings ?? [];
  const row = (cells: TableCell[], tag: 'th' | 'td') =>
    h(
      'tr',
      {},
      ...cells.map((cell, index) => {
        const setting = settings[index];
        const align = setting?.align === 'right' || setting?.align === 'center' ? `align-${setting.align}` : '';
        return h(tag, { class: `${align} ${setting?.is_wrapped ? 'wrapped' : ''}`.trim() || undefined }, content(reader, cell));
      }),
    );
  const [head, ...rest] = block.rows ?? [];
  return h(
    'div',
    { class: 'block-table', tabindex: 0, role: 'region', 'aria-label': 'Table' },
    h('table', {}, h('thead', {}, ...(head ? [row(head, 'th')] : [])), h('tbody', {}, ...rest.map((cells) => row(cells, 'td')))),
  );
}
