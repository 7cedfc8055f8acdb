/** Slack's confirmation dialog: asks once more before a control is used. */
import { h } from './element.ts';
import type { ConfirmObject } from './shapes.ts';
import { type Reader, textNodes, words } from './text.ts';

/** Resolves true when the person confirms; Escape and the close button mean no. */
export function askToConfirm(reader: Reader, confirm: ConfirmObject): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (answer: boolean) => {
      resolve(answer);
      dialog.close();
      dialog.remove();
    };
    const style = confirm.style === 'danger' ? 'button button-danger solid' : 'button button-primary';
    const title = words(confirm.title) || 'Are you sure?';
    const dialog = h(
      'dialog',
      { class: 'dialog dialog-small', 'data-confirm': true, 'aria-label': title, oncancel: () => end(false) },
      h(
        'header',
        { class: 'dialog-bar' },
        h('h2', {}, title),
        h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', onclick: () => end(false) }, '✕'),
      ),
      h('div', { class: 'dialog-body' }, h('p', {}, ...(confirm.text ? textNodes(reader, confirm.text) : []))),
      h(
        'footer',
        { class: 'dialog-foot' },
        h('button', { type: 'button', class: 'button', 'data-deny': true, onclick: () => end(false) }, words(confirm.deny) || 'Cancel'),
        h('button', { type: 'button', class: style, 'data-accept': true, onclick: () => end(true) }, words(confirm.confirm) || 'Yes'),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-accept]')?.focus();
  });
}
