/** Opens the sandbox's page in Debian's Chromium, or says why it cannot. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const EXECUTABLE = '/usr/bin/chromium';

export interface Sandbox {
  address: string;
  close: () => Promise<void>;
}
type StartSandbox = (options: { port: number; empty: boolean; quiet: boolean }) => Promise<Sandbox>;

/** The sandbox's entry, or the reason why there is none. */
async function loadSandbox(): Promise<StartSandbox | string> {
  const path: string = '../../infra/local/start-sandbox.ts';
  try {
    const loaded = (await import(path)) as { startSandbox: StartSandbox };
    return loaded.startSandbox;
  } catch (error) {
    return `the sandbox does not load: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** What the tests need to run, or one sentence saying why they do not. */
export async function prepare(): Promise<{ startSandbox: StartSandbox } | string> {
  if (!existsSync(EXECUTABLE)) return `there is no browser at ${EXECUTABLE}`;
  const startSandbox = await loadSandbox();
  return typeof startSandbox === 'string' ? startSandbox : { startSandbox };
}

export function openBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
  return chromium.launch({ executablePath: EXECUTABLE, args });
}

/** A fresh page, and everything the browser complained about while it was open. */
export async function openPage(browser: Browser, address: string, size: { width: number; height: number }) {
  const context = await browser.newContext({ viewport: size });
  const page: Page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(address);
  await page.waitForSelector('#act-as');
  return { page, complaints, close: () => context.close() };
}
