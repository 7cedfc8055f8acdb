/** The Slack app's manifest: made of the code, taken by Slack's schema, no more rights than the code uses. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestFile, manifestProblems, manifestText, runManifest } from '../../infra/manifest.ts';
import { type Manifest, slackManifest } from '../../infra/slack-manifest.ts';
import { knownControls } from '../../src/domain/click.ts';
import { parseCommand } from '../../src/domain/command/parse-command.ts';
import { messageShortcuts, usageHint } from '../../src/domain/slack-app.ts';
import { methodNeeds, neededScopes } from '../../src/domain/slack-scopes.ts';
import { playbooks } from '../../src/playbooks/index.ts';

const url = 'https://drawbridge.example.com/slack';
const manifest = slackManifest(url);
const ids = playbooks.map(({ id }) => id);

function run(...args: string[]) {
  const said: string[] = [];
  const written: Record<string, string> = {};
  const code = runManifest(
    args,
    (line) => said.push(line),
    (file, text) => {
      written[file] = text;
    },
  );
  return { code, said: said.join('\n'), written };
}

/** Every Web API method that the bot's code calls. */
function calledMethods(): string[] {
  const files = ['src', 'handlers'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .filter((text) => /from '@slack\/(?:web-api|bolt)'/.test(text)),
  );
  const calls = files.flatMap((text) => [...text.matchAll(/\bclient\.((?:[a-zA-Z]+\.)+[a-zA-Z]+)\(/g)].map(([, method = '']) => method));
  expect(files.filter((text) => /apiCall\(/.test(text))).toEqual([]);
  return [...new Set(calls)].sort();
}

describe('manifest.json', () => {
  it('is what the code makes it (npm run manifest writes it again)', () => {
    expect(readFileSync(manifestFile, 'utf8')).toBe(run().written[manifestFile]);
  });

  it('is one that Slack takes', () => {
    expect(manifestProblems(manifest)).toEqual([]);
    expect(manifestProblems(JSON.parse(readFileSync(manifestFile, 'utf8')))).toEqual([]);
  });

  it('sends everything to the door of the deployment', () => {
    const deployed = run('--url', 'https://x1.execute-api.eu-central-1.amazonaws.com/slack');
    expect(deployed).toMatchObject({ code: 0, said: 'dist/manifest.json: create the app from it at api.slack.com/apps (docs/slack.md)' });
    const text = deployed.written['dist/manifest.json'] ?? '';
    expect(text.match(/https:[^"]+/g)).toEqual(Array(3).fill('https://x1.execute-api.eu-central-1.amazonaws.com/slack'));
    expect(text).toBe(manifestText(slackManifest('https://x1.execute-api.eu-central-1.amazonaws.com/slack')));
    expect(run('--url', 'https://bridge.example.com').written['dist/manifest.json']).toContain('"https://bridge.example.com/slack"');
  });

  it.each([['http://x.example.com/slack'], ['x.example.com'], ['https://me@x.example.com/'], ['https://x.example.com/slack?a=1']])(
    'is not written for %s',
    (address) => {
      expect(run('--url', address)).toMatchObject({ code: 2, written: {}, said: expect.stringContaining('not an https address') });
    },
  );

  it('is not written for an option that is not there', () => {
    expect(run('--ulr', url)).toMatchObject({ code: 2, written: {} });
  });
});

describe('rights', () => {
  it('every method that is called is in the table, and no other', () => {
    expect(calledMethods()).toEqual(Object.keys(methodNeeds).sort());
  });

  it('docs/slack.md names each scope with its reason, and no other', () => {
    const rows = [...readFileSync('docs/slack.md', 'utf8').matchAll(/^\| `([a-z_.:]+)` \| (.+) \|$/gm)].map(([, scope, reason]) => [
      scope,
      reason,
    ]);
    expect(Object.fromEntries(rows)).toEqual(neededScopes);
  });

  it('asks for nothing in the name of people', () => {
    expect(manifest.oauth_config?.scopes).toEqual({ bot: Object.keys(neededScopes) });
  });
});

describe('what people type and choose', () => {
  it('each shortcut is a control that the door takes', () => {
    expect(messageShortcuts.filter(({ control }) => !knownControls(ids).has(control))).toEqual([]);
  });

  it.each(usageHint.split(' | '))('the hint “%s” is a command', (words) => {
    expect(parseCommand(words.replace('<case>', 'A1B2C3D4'), ids)).toMatchObject({ ok: true });
  });
});

describe('the schema refuses', () => {
  const { features, settings } = manifest;
  const [command] = features?.slash_commands ?? [];
  const [shortcut] = features?.shortcuts ?? [];
  const commandOf = (change: object) => ({ features: { ...features, slash_commands: [{ ...command, ...change }] } });
  const shortcutsOf = (all: object[]) => ({ features: { ...features, shortcuts: all } });
  const rows: [string, object, string][] = [
    ['a name of 36 characters', { display_information: { name: 'x'.repeat(36) } }, '/display_information/name must NOT have more than 35'],
    ['no name', { display_information: {} }, "/display_information must have required property 'name'"],
    [
      'a colour by name',
      { display_information: { name: 'x', background_color: 'purple' } },
      '/display_information/background_color must match',
    ],
    ['version 1', { _metadata: { major_version: 1 } }, '/_metadata/major_version must be equal to one of'],
    ['a command without its slash', commandOf({ command: 'sechub' }), '/features/slash_commands/0/command must match pattern'],
    [
      'a command of 33 characters',
      commandOf({ command: `/${'x'.repeat(32)}` }),
      '/features/slash_commands/0/command must NOT have more than 32',
    ],
    ['an address that is none', commandOf({ url: 'drawbridge' }), '/features/slash_commands/0/url must match pattern'],
    ['eleven shortcuts', shortcutsOf(Array(11).fill(shortcut)), '/features/shortcuts must NOT have more than 10'],
    [
      'a shortcut’s name of 25 characters',
      shortcutsOf([{ ...shortcut, name: 'x'.repeat(25) }]),
      '/features/shortcuts/0/name must NOT have more than 24',
    ],
    ['a kind of shortcut', shortcutsOf([{ ...shortcut, type: 'channel' }]), '/features/shortcuts/0/type must be equal to one of'],
    [
      'a property that Slack does not know',
      { settings: { ...settings, retries: 3 } },
      '/settings must NOT have additional properties: retries',
    ],
    [
      'interactivity without a switch',
      { settings: { interactivity: {} } },
      "/settings/interactivity must have required property 'is_enabled'",
    ],
    [
      'an event twice',
      { settings: { event_subscriptions: { bot_events: ['a', 'a'] } } },
      '/settings/event_subscriptions/bot_events must NOT have duplicate',
    ],
    ['a part that Slack does not know', { commands: [] }, '/ must NOT have additional properties: commands'],
  ];
  it.each(rows)('%s', (_, change, problem) => {
    const changed: Manifest | object = { ...manifest, ...change };
    expect(manifestProblems(changed)).toEqual([expect.stringContaining(problem)]);
  });
});
