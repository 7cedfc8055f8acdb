/**
 * Runs in a Node of its own (22.15 or newer): the Slack of emulate, on any free port. Its first line of input is the seed as JSON;
 * it answers with its address. Each later line is an order, answered by a line of JSON: {"subscribe": url} sends events there,
 * {"event": {…}} is sent as one, {"views": true} asks what is open. It ends with its input.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

interface Dispatcher {
  register(subscription: { url: string; events: string[]; active: boolean; owner: string }): void;
  dispatch(event: string, action: undefined, payload: object, owner: string): Promise<void>;
}
interface Store {
  views: { all(): object[] };
}
interface Plugin {
  register(app: unknown, store: unknown, dispatcher: Dispatcher, ...rest: unknown[]): void;
}
interface Order {
  subscribe?: string;
  event?: { type: string; event: { type: string } };
  views?: true;
}
interface Inside {
  dispatcher: Dispatcher;
  store: Store;
}

const folder = join(process.argv[2] ?? '', 'node_modules/emulate/dist');
const load = async (file: string): Promise<unknown> => import(pathToFileURL(join(folder, file)).href);

/** emulate signs and delivers events and keeps views, but has no request for either: its own parts are taken as they pass by. */
async function partsOf(): Promise<() => Inside> {
  const isSlack = (name: string) => name.endsWith('.js') && readFileSync(join(folder, name), 'utf8').includes('  slackPlugin\n};');
  const file = readdirSync(folder).find(isSlack);
  if (!file) throw new Error('this emulate has no Slack that could be found');
  const { slackPlugin, getSlackStore } = (await load(file)) as { slackPlugin: Plugin; getSlackStore(store: unknown): Store };
  const register = slackPlugin.register.bind(slackPlugin);
  let inside: Inside | undefined;
  slackPlugin.register = (app, store, dispatcher, ...rest) => {
    inside = { dispatcher, store: getSlackStore(store) };
    register(app, store, dispatcher, ...rest);
  };
  return () => {
    if (!inside) throw new Error('emulate registered no Slack');
    return inside;
  };
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const nextLine = async (): Promise<string | undefined> => {
  const { value, done } = await lines.next();
  return done ? undefined : value;
};

const parts = await partsOf();
const seed: unknown = JSON.parse((await nextLine()) ?? '{}');
const { createEmulator } = (await load('api.js')) as {
  createEmulator(options: object): Promise<{ url: string; close(): Promise<void> }>;
};
const emulator = await createEmulator({ service: 'slack', port: 0, seed: { slack: seed } });
process.stdout.write(`${emulator.url}\n`);
for (let line = await nextLine(); line !== undefined; line = await nextLine()) {
  const { subscribe, event, views } = JSON.parse(line) as Order;
  const { dispatcher, store } = parts();
  if (subscribe) dispatcher.register({ url: subscribe, events: ['*'], active: true, owner: 'slack' });
  if (event) await dispatcher.dispatch(event.event.type, undefined, event, 'slack');
  process.stdout.write(`${JSON.stringify(views ? store.views.all() : [])}\n`);
}
await emulator.close();
