/** The line under a channel or thread: people write here, and talk to the bot with commands and mentions. */
import { send } from '../doors.ts';
import { h } from '../element.ts';
import { notify } from '../notice.ts';
import { doorName } from '../state.ts';
import type { Page } from './page.ts';

export function createComposer(page: Page, threadTs: () => string | undefined): HTMLFormElement {
  const input = h('input', { class: 'composer-input', type: 'text', 'aria-label': 'Message or command', autocomplete: 'off' });
  const button = h('button', { type: 'submit', class: 'composer-send', 'aria-label': 'Send' }, '➤');
  const submit = async () => {
    const words = input.value.trim();
    if (words === '' || button.disabled) return;
    const { state } = page;
    const who = { channel: doorName(state, state.channel), user: state.user };
    const [, command, text] = /^(\/\S+)\s*([\s\S]*)$/.exec(words) ?? [];
    const thread = threadTs();
    button.disabled = true;
    try {
      if (command) await send('/slack/_control/command', { ...who, command, text });
      else await send('/slack/_control/message', { ...who, text: words, ...(thread ? { thread_ts: thread } : {}) });
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
