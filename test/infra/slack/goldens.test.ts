/** Every message and view that is kept as a golden file: within Slack's limits, and taken and given back unchanged by another Slack. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { checkPayload } from '../../../blocks/limits.ts';
import { type Emulator, startEmulator } from '../../scenarios/other-slack/emulator.ts';
import { anasToken, botToken, type Ids, idsIn, seed } from '../../scenarios/other-slack/workspace.ts';
import type { Json } from '../../scenarios/sandbox.ts';

type Payload = { text: string; blocks: Json[] } | { view: Json };

const folder = 'test/golden/blocks';
const kept = readdirSync(folder)
  .map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Payload] as const)
  .filter(([, payload]) => 'view' in payload || 'blocks' in payload);
const emulate = inject('emulate');

it.each(kept)('%s is within the limits', (_, payload) => {
  expect(checkPayload(payload as never)).toEqual([]);
});

it('there are messages, modals and Home', () => {
  const kinds = new Set(kept.map(([, payload]) => ('view' in payload ? payload.view.type : 'message')));
  expect([...kinds].sort()).toEqual(['home', 'message', 'modal']);
});

if (emulate === '') process.stdout.write('goldens: emulate is left out, DRAWBRIDGE_EMULATE names no folder with it\n');
else describe('on emulate', onEmulate);

function onEmulate(): void {
  let emulator: Emulator;
  let ids: Ids;
  beforeAll(async () => {
    emulator = await startEmulator(emulate, seed);
    ids = await idsIn(emulator);
  });
  afterAll(() => emulator?.close());

  async function given(payload: Payload): Promise<unknown> {
    const ana = { user_id: ids.person.ana };
    if (!('view' in payload)) {
      const channel = ids.channel.payments;
      const { ts } = await emulator.ask('chat.postMessage', botToken, { channel, ...payload });
      const { messages } = await emulator.ask('conversations.replies', anasToken, { channel, ts });
      return (messages as Json[])[0];
    }
    const { view } = payload;
    if (view.type === 'home') return (await emulator.ask('views.publish', botToken, { ...ana, view })).view;
    const { trigger_id } = await emulator.ask('views.generateTriggerId', botToken, ana);
    return (await emulator.ask('views.open', botToken, { trigger_id, view })).view;
  }

  it.each(kept)('%s is taken as it is', async (_, payload) => {
    expect(await given(payload)).toMatchObject('view' in payload ? payload.view : payload);
  });
}
