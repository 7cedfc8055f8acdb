/** What every pane gets: the state, and the ways to change it. */
import type { Surface } from '../blocks/surface.ts';
import { send } from '../doors.ts';
import { doorName, type State } from '../state.ts';

export interface Page {
  state: State;
  /** Draws every pane from the state. */
  draw: () => void;
  /** Reads the doors again, then draws. */
  refresh: () => Promise<void>;
  /** Shows one message, in whichever channel it is. */
  goTo: (channel: string, ts: string) => void;
}

/** What every door for a person's deed answers. */
export interface Answer {
  status?: number;
  /** The bot answered in time. */
  acknowledged?: boolean;
}

/** A surface for the blocks of one message, or of the open view when there is no message. */
export function surfaceFor(page: Page, message?: { channel: string; ts: string }): Surface {
  const { state } = page;
  return {
    info: state.info,
    user: state.user,
    now: () => state.now(),
    act: async (actionId, value) => {
      const action = { action_id: actionId, ...(value === undefined ? {} : { value }) };
      const place = message ? { channel: doorName(state, message.channel), messageTs: message.ts } : {};
      const answer = await send<Answer>('/slack/_control/interact', { ...place, user: state.user, action });
      await page.refresh();
      if (!message && answer?.acknowledged === false) throw new Error('The bot did not answer in time. Try again.');
    },
  };
}
