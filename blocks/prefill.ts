/** A window as somebody's words leave it: what they wrote stands in its fields already; of a dry run only the plan is left. */
import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { context, option } from './kit.ts';

type Values = Readonly<Record<string, string | string[]>>;

function filled(block: InputBlock, value: string): InputBlock {
  const { element } = block;
  switch (element.type) {
    case 'plain_text_input':
      return { ...block, element: { ...element, initial_value: value.slice(0, element.max_length ?? 3_000) } };
    case 'static_select': {
      const { options = [] } = element;
      // A length of time that nobody thought of is one more choice; anything else has to be offered.
      const more = block.block_id === 'until' && !options.some((each) => each.value === value) ? [option(value, value)] : [];
      const all = [...options, ...more];
      const chosen = all.find((each) => each.value === value);
      return chosen ? { ...block, element: { ...element, options: all, initial_option: chosen } } : block;
    }
    default:
      return block;
  }
}

/** By block id; what no field takes is left out. */
export function prefilled(view: ModalView, values: Values | undefined): ModalView {
  if (!values) return view;
  const blocks = (view.blocks as KnownBlock[]).map((block): KnownBlock => {
    if (block.type !== 'input' || !block.block_id) return block;
    const value = Object.hasOwn(values, block.block_id) ? values[block.block_id] : undefined;
    return typeof value === 'string' && value !== '' ? filled(block, value) : block;
  });
  return { ...view, blocks };
}

/** Nothing can be asked for here. */
export function dryRun({ submit: _, ...view }: ModalView): ModalView {
  const blocks = view.blocks.filter(({ type }) => type !== 'input' && type !== 'actions');
  return {
    ...view,
    blocks: [...blocks, context(['Dry run: this is what would be done. Nothing was asked for, and nothing can be asked for here.'])],
  };
}
