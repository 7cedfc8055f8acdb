/** The line under a channel: people here talk to the bot with commands. */
import { send } from '../doors.ts';
import { h } from '../element.ts';
import { notify } from '../notice.ts';
import type { Page } from './page.ts';

export function createComposer(page: Page): HTMLFormElement {
  const input = h('input', { class: 'composer-input', type: 'text', 'aria-label': 'Message or command', autocomplete: 'off' });
  const button = h('button', { type: 'submit', class: 'composer-send', 'aria-label': 'Send' }, '➤');
  const submit = async () => {
    const found = /^(\/\S+)\s*([\s\S]*)$/.exec(input.value.trim());
    if (!found) return void notify('The sandbox takes commands only: begin with a slash, for example /drawbridge help.');
    button.disabled = true;
    try {
      await send('/slack/_control/command', { channel: page.state.channel, user: page.state.user, command: found[1], text: found[2] });
      input.value = '';
      await page.refresh();
    } catch (error) {
      void notify(error instanceof Error ? error.message : String(error));
    } finally {
      button.disabled = false;
    }
  };
  const onsubmit = (event: Event) => {
    event.preventDefault();
    void submit();
  };
  return h('form', { class: 'composer', onsubmit }, input, button);
}
