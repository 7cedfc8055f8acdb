/** What PagerDuty's client costs a Lambda function: little, no deprecation warning, and no time when it is done. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Built, buildBundles } from '../../infra/bundle.ts';
import { openAccount, ROUTING_KEY, TOKEN } from './pagerduty/account.ts';

let outDir = '';
let small: Built | undefined;
let whole: Built | undefined;
beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'bundles-'));
  [small, whole] = await buildBundles(outDir, [
    { name: 'tell', entry: 'test/infra/pagerduty/tell.ts' },
    { name: 'tell-all', entry: 'test/infra/pagerduty/tell-all.ts' },
  ]);
});
afterAll(() => rm(outDir, { recursive: true, force: true }));

async function run(args: string[]): Promise<{ out: string; errors: string; code: number | null }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const read = async (stream: AsyncIterable<Buffer>) => {
    let text = '';
    for await (const chunk of stream) text += chunk.toString();
    return text;
  };
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, errors] = await Promise.all([read(child.stdout), read(child.stderr)]);
  return { out, errors, code: await code };
}

it('48 is less than 60 kB of the bundle', () => {
  expect(small?.packages).toContain('@pagerduty/pdjs');
  expect(small?.packages).not.toContain('tr46');
  expect(small?.bytes).toBeGreaterThan(10_000);
  expect(small?.bytes).toBeLessThan(60_000);
});

// Node 20 warns of what later versions warn of by themselves only when asked.
it('48 loads without a deprecation warning', async () => {
  const { errors, code } = await run(['--pending-deprecation', '-e', `require(${JSON.stringify(small?.file)}).tell`]);
  expect({ errors, code }).toEqual({ errors: '', code: 0 });
});

function scriptFor(sandboxUrl: string, more: object = {}): string {
  const ids = { service: 'PDRAWSERVICE', escalationPolicy: 'PDRAWPOLICY' };
  const options = { region: 'us', routingKeys: [ROUTING_KEY], token: TOKEN, ...ids, sandbox: true, sandboxUrl, ...more };
  return `require(${JSON.stringify(whole?.file)}).handler(${JSON.stringify(options)}).then((answer) => console.log(JSON.stringify(answer)))`;
}

it('48 calls both APIs from the bundle, and the process ends by itself', async () => {
  const account = await openAccount();
  const { out, errors, code } = await run(['-e', scriptFor(account.address)]);
  expect(errors).toBe('');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ told: { ok: true }, asked: { ok: true, value: [{ name: 'Omar', level: 1 }, {}, {}] } });
  await account.close();
});

it('ends at once after PagerDuty has not answered', async () => {
  const account = await openAccount();
  account.instead.route = () => new Promise(() => {});
  const began = performance.now();
  const { out, code } = await run(['-e', scriptFor(account.address, { timeoutMilliseconds: 300 })]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ told: { ok: false, retryable: true }, asked: { ok: false, retryable: true } });
  // 0.3 s for the alert and 2 s for the question; the client's own timer would hold the process for 30.
  expect(performance.now() - began).toBeLessThan(8000);
  await account.close();
});
