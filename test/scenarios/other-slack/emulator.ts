/** emulate's Slack as a child process: its Web API, its own page, and the orders that it has no request for. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Json } from '../sandbox.ts';

export interface Emulator {
  /** Without a slash at the end. */
  url: string;
  /** One Web API call; rejects when it is not ok. */
  ask(method: string, token: string, what?: Json): Promise<Json>;
  /** From now on its signed events go there. */
  subscribe(url: string): Promise<void>;
  /** Signed and delivered by it, as its own are. */
  deliver(event: Json): Promise<void>;
  views(): Promise<Json[]>;
  /** What its own page shows on this tab, as text. */
  page(tab: string): Promise<string>;
  close(): Promise<void>;
}

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#x27;': "'", '&amp;': '&' };

function textOf(html: string): string {
  const text = html.replaceAll(/<(style|script)[\s\S]*?<\/\1>/g, '').replaceAll(/<[^>]+>/g, ' ');
  return text.replaceAll(/&(?:lt|gt|quot|amp|#39|#x27);/g, (entity) => entities[entity] ?? entity).replaceAll(/\s+/g, ' ');
}

/** `folder` is where emulate and a Node that runs it are installed, as `.ci/run` does. */
export async function startEmulator(folder: string, seed: Json): Promise<Emulator> {
  const script = fileURLToPath(new URL('./run-emulate.ts', import.meta.url));
  const child = spawn(join(folder, 'node_modules/.bin/node'), [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  async function tell(order: object): Promise<string> {
    child.stdin.write(`${JSON.stringify(order)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('emulate ended');
    return value;
  }

  const url = await tell(seed);
  return {
    url,
    async ask(method, token, what = {}) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const response = await fetch(`${url}/api/${method}`, { method: 'POST', headers, body: JSON.stringify(what) });
      const answer = (await response.json()) as Json;
      if (answer.ok !== true) throw new Error(`${method}: ${JSON.stringify(answer)}`);
      return answer;
    },
    subscribe: async (address) => void (await tell({ subscribe: address })),
    deliver: async (event) => void (await tell({ event })),
    views: async () => JSON.parse(await tell({ views: true })) as Json[],
    page: async (tab) => textOf(await (await fetch(`${url}/?tab=${tab}`)).text()),
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
