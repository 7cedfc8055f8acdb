/** The workspace that emulate is started with, and the documented policy with the ids that it gave. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examplePolicy } from '../../fixtures/policy.ts';
import type { Json } from '../sandbox.ts';
import type { Emulator } from './emulator.ts';

export const signingSecret = 'emulated-signing-secret';
export const botToken = 'xoxb-emulated-bot';
export const anasToken = 'xoxp-emulated-ana';
const names = ['ana', 'omar', 'li', 'mia', 'zed'];

/** Of the app that manifest.json describes, and no more. */
const scopes = (JSON.parse(readFileSync('manifest.json', 'utf8')) as { oauth_config: { scopes: { bot: string[] } } }).oauth_config.scopes
  .bot;

export const seed = {
  signing_secret: signingSecret,
  strict_scopes: true,
  users: names.map((name) => ({ name, email: `${name}@acme.example` })),
  channels: ['security', 'payments', 'data', 'reports'].map((name) => ({ name })),
  oauth_apps: [
    {
      app_id: 'A0EMULATED',
      client_id: '1.2',
      client_secret: 'unused',
      name: 'Drawbridge',
      redirect_uris: [],
      scopes,
      bot_id: 'B0EMULATED',
      bot_user_id: 'U0EMULATED',
      bot_name: 'drawbridge',
    },
  ],
  tokens: [
    { token: botToken, type: 'bot', user: 'U0EMULATED', bot_id: 'B0EMULATED', bot_user_id: 'U0EMULATED', app_id: 'A0EMULATED', scopes },
    { token: anasToken, type: 'user', user: 'ana' },
  ],
};

export interface Ids {
  team: string;
  channel: Record<string, string>;
  person: Record<string, string>;
}

export async function idsIn(emulator: Emulator): Promise<Ids> {
  const byName = (rows: unknown) => Object.fromEntries((rows as { id: string; name: string }[]).map(({ id, name }) => [name, id]));
  const { channels } = await emulator.ask('conversations.list', anasToken);
  const { members } = await emulator.ask('users.list', anasToken);
  const { team_id: team } = await emulator.ask('auth.test', anasToken);
  return { team: String(team), channel: byName(channels), person: byName(members) };
}

/** The documented policy with the emulator's ids instead of the sandbox's. */
export function policyFor({ team, channel, person }: Ids): string {
  const groups = { ...(examplePolicy().groups as Json), 'oncall-l1': { people: ['U0OMAR'] } };
  const text = JSON.stringify({ ...examplePolicy(), groups })
    .replaceAll('T0DRAWBRIDGE', team)
    .replaceAll(/C0([A-Z]+)/g, (id, name: string) => channel[name.toLowerCase()] ?? id)
    .replaceAll(/U0([A-Z]+)/g, (id, name: string) => person[name.toLowerCase()] ?? id);
  const file = join(mkdtempSync(join(tmpdir(), 'drawbridge-')), 'policy.yaml');
  writeFileSync(file, text);
  return file;
}
