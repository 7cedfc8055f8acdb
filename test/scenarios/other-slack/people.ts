/** What emulate lacks: people who click and type. Their requests are made here, signed with its secret, with trigger ids of its own. */
import { createHmac } from 'node:crypto';
import type { Json } from '../sandbox.ts';
import type { Emulator } from './emulator.ts';

export interface Workspace {
  team: string;
  signingSecret: string;
  botToken: string;
  /** The bot's door. */
  door: string;
}
export interface Posted {
  ts: string;
  text: string;
  blocks: Json[];
}
interface Element {
  action_id?: string;
  value?: string;
}

/** Answers the status of the door. */
async function send({ signingSecret, door }: Workspace, fields: Record<string, string>): Promise<number> {
  const body = new URLSearchParams(fields).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signature,
  };
  return (await fetch(door, { method: 'POST', headers, body })).status;
}

export function peopleOf(emulator: Emulator, workspace: Workspace) {
  const { team, botToken } = workspace;
  const who = (user: string) => ({ user: { id: user, team_id: team }, team: { id: team } });
  const trigger = async (user: string) => (await emulator.ask('views.generateTriggerId', botToken, { user_id: user })).trigger_id;

  return {
    /** Presses the button of that name on a message. */
    async click(user: string, channel: string, message: Posted, name: string): Promise<number> {
      const elements = message.blocks.flatMap(({ elements: all = [] }) => all as Element[]);
      const found = elements.find(({ action_id: id }) => id === name);
      if (!found) throw new Error(`the message has no ${name}, but ${elements.map(({ action_id: id }) => id).join(', ')}`);
      const payload = {
        type: 'block_actions',
        ...who(user),
        channel: { id: channel },
        container: { type: 'message', message_ts: message.ts, channel_id: channel },
        message,
        actions: [{ ...found, type: 'button' }],
        trigger_id: await trigger(user),
      };
      return send(workspace, { payload: JSON.stringify(payload) });
    },
    /** Fills in the newest modal that is open for this person. */
    async submit(user: string, entered: Record<string, string>): Promise<number> {
      const open = (await emulator.views()).filter((view) => view.type === 'modal' && view.user_id === user).at(-1);
      if (!open) throw new Error('no modal is open');
      const { view_id: id, callback_id, private_metadata } = open;
      const values = Object.fromEntries(
        Object.entries(entered).map(([name, value]) => [name, { [name]: { type: 'plain_text_input', value } }]),
      );
      const view = { id, type: 'modal', callback_id, private_metadata, state: { values } };
      return send(workspace, { payload: JSON.stringify({ type: 'view_submission', ...who(user), view }) });
    },
    async command(user: string, channel: string, text: string, answerTo: string): Promise<number> {
      const about = { team_id: team, user_id: user, channel_id: channel, response_url: answerTo };
      return send(workspace, { ...about, command: '/sechub', text, trigger_id: String(await trigger(user)) });
    },
  };
}
