/** The open view as a dialog: fields, submission, errors per field, and the views stacked under it. */
import { renderBlocks } from '../blocks/block.ts';
import type { FieldValue, FormField } from '../blocks/surface.ts';
import { send } from '../doors.ts';
import { h } from '../element.ts';
import { notify } from '../notice.ts';
import type { View, ViewState } from '../shapes.ts';
import { words } from '../text.ts';
import { type Answer, type Page, surfaceFor } from './page.ts';

interface Submitted extends Answer {
  errors?: Record<string, string>;
}

const isEmpty = (value: FieldValue) => value === undefined || value.length === 0;

export function createModal(page: Page) {
  let dialog: HTMLDialogElement | undefined;
  let fields: FormField[] = [];
  let print = '';
  let viewId = '';

  function complain(errors: Record<string, string>): void {
    for (const field of fields) field.complain(errors[field.block.block_id ?? '']);
    fields.find((field) => errors[field.block.block_id ?? ''])?.node.focus();
  }

  async function close(): Promise<void> {
    try {
      await send('/slack/_control/view-close', { user: page.state.user });
      await page.refresh();
    } catch (error) {
      void notify(error instanceof Error ? error.message : String(error));
    }
  }

  async function submit(button: HTMLElement): Promise<void> {
    const missing = fields.filter((field) => !field.block.optional && isEmpty(field.read()));
    complain(Object.fromEntries(missing.map((field) => [field.block.block_id ?? '', 'Fill this in to go on.'])));
    if (missing.length > 0 || button.getAttribute('aria-busy') === 'true') return;
    button.setAttribute('aria-busy', 'true');
    // An empty list empties the field; leaving it out would mean its first value.
    const filled = fields.map((field): [string, FieldValue] => [field.block.block_id ?? '', field.read() ?? []]);
    try {
      const answer = await send<Submitted>('/slack/_control/view-submit', { user: page.state.user, values: Object.fromEntries(filled) });
      if (answer.acknowledged === false && !answer.errors) void notify('The bot did not take this. Nothing was sent; try again.');
      await page.refresh();
      if (answer.errors) complain(answer.errors);
    } catch (error) {
      void notify(error instanceof Error ? error.message : String(error));
    } finally {
      button.removeAttribute('aria-busy');
    }
  }

  function content(view: View, depth: number): HTMLElement {
    const kept = new Map(fields.map((field) => [`${field.block.block_id} ${field.actionId}`, field.read()]));
    const same = view.id !== undefined && view.id === viewId;
    fields = [];
    const surface = { ...surfaceFor(page), collect: (field: FormField) => void fields.push(field) };
    const blocks = renderBlocks(surface, view.blocks);
    for (const field of same ? fields : []) {
      const value = kept.get(`${field.block.block_id} ${field.actionId}`);
      if (!isEmpty(value)) field.write(value);
    }
    const closeWords = words(view.close) || (view.submit ? 'Cancel' : 'Close');
    const back = depth > 1 ? 'Back' : 'Close';
    const button = view.submit && h('button', { type: 'submit', class: 'button button-primary', 'data-submit': true }, words(view.submit));
    const onsubmit = (event: Event) => {
      event.preventDefault();
      if (button) void submit(button);
    };
    return h(
      'form',
      { class: 'dialog-form', novalidate: true, onsubmit },
      h(
        'header',
        { class: 'dialog-bar' },
        depth > 1 && h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Back', onclick: () => void close() }, '‹'),
        h('h2', {}, words(view.title)),
        h('button', { type: 'button', class: 'icon-button', 'aria-label': back, 'data-close': true, onclick: () => void close() }, '✕'),
      ),
      h('div', { class: 'dialog-body blocks' }, ...blocks),
      h(
        'footer',
        { class: 'dialog-foot' },
        h('button', { type: 'button', class: 'button', 'data-cancel': true, onclick: () => void close() }, closeWords),
        button,
      ),
    );
  }

  function shut(): void {
    dialog?.close();
    dialog?.remove();
    dialog = undefined;
    fields = [];
    print = '';
    viewId = '';
  }

  function draw({ view, stack, errors }: ViewState): void {
    if (!view || view.type === 'home') return shut();
    const depth = stack?.length ?? 1;
    const fresh = `${page.state.user} ${depth} ${JSON.stringify([view.id, view.title, view.submit, view.close, view.blocks])}`;
    if (fresh === print) return;
    const opened = dialog ?? h('dialog', { class: 'dialog', 'data-pane': 'modal' });
    const scroll = view.id === viewId ? (opened.querySelector('.dialog-body')?.scrollTop ?? 0) : 0;
    const held = opened.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.blockId : undefined;
    opened.replaceChildren(content(view, depth));
    opened.dataset.modal = view.callback_id ?? view.id ?? '';
    opened.setAttribute('aria-label', words(view.title) || 'Dialog');
    const first = view.id !== viewId || held === undefined;
    print = fresh;
    viewId = view.id ?? '';
    if (!dialog) {
      opened.addEventListener('cancel', (event) => {
        if (event.target !== opened) return;
        event.preventDefault();
        void close();
      });
      document.body.append(opened);
      opened.showModal();
      dialog = opened;
    }
    opened.querySelector('.dialog-body')?.scrollTo(0, scroll);
    const again = first ? undefined : fields.find((field) => field.block.block_id === held)?.node;
    // A plan is read from its first step, although the first input below it has the focus.
    (again ?? fields[0]?.node ?? opened.querySelector<HTMLElement>('[data-submit], [data-cancel]'))?.focus({ preventScroll: true });
    if (errors) complain(errors);
  }
  return { draw };
}
