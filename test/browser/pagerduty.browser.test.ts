/** The PagerDuty tab in a real browser: a case pages, nobody answers, the next level is woken, and people work the incident from there. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, openPage, prepare, type Sandbox } from './open-page.ts';

const ready = await prepare();
if (typeof ready === 'string') process.stdout.write(`The PagerDuty tab is not looked at: ${ready}\n`);

describe.skipIf(typeof ready === 'string')('the PagerDuty tab', () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const incident = () => page.locator('[data-incident]').first();
  const status = () => incident().locator('.status');

  async function advance(seconds: number): Promise<void> {
    await page.locator(`[data-advance="${seconds}"]`).click();
    await page.locator(`[data-advance="${seconds}"]:not([aria-busy])`).waitFor({ timeout: 100_000 });
  }

  beforeAll(async () => {
    if (typeof ready === 'string') return;
    sandbox = await ready.startSandbox({ port: 0, empty: true, quiet: true });
    browser = await openBrowser();
    ({ page, complaints } = await openPage(browser, sandbox.address, { width: 1440, height: 900 }));
    await page.locator('[data-play="leaked-key"]').click();
    await page.locator('#tab-pagerduty').click();
    await advance(10);
  });
  afterAll(async () => {
    await browser?.close();
    await sandbox?.close();
  });

  test('shows whom a case woke, and whom next when nobody answers', async () => {
    await incident().waitFor();
    expect(await incident().locator('.pages').innerText()).toContain('omar');
    await advance(3600);
    await incident().locator('.pages', { hasText: 'li' }).waitFor();
    expect(await status().innerText()).toMatch(/triggered/i);
  });

  test('whoever is looking acknowledges, writes, and resolves', async () => {
    await page.locator('#act-as').selectOption('U0LI');
    await incident().locator('[data-deed=acknowledge]').click();
    await incident().locator('.status-acknowledged').waitFor();
    await incident().locator('input[aria-label=Note]').fill('it is our scanner');
    await incident().locator('.incident-note button').click();
    await incident().locator('details summary').click();
    await incident().locator('.story', { hasText: 'note: it is our scanner' }).waitFor();
    await incident().locator('[data-deed=resolve]').click();
    await incident().locator('.status-resolved').waitFor();
    expect(await incident().locator('[data-deed=reopen]').count()).toBe(1);
  });

  test('a shift changes with one choice', async () => {
    await page.locator('select[data-level="1"]').selectOption('mia');
    await expect.poll(() => page.locator('select[data-level="1"]').inputValue()).toBe('mia');
    await page.locator('select[data-level="2"]').selectOption('-');
    const levels = async () => {
      const state = (await (await fetch(`${sandbox.address}/pagerduty/state`)).json()) as { levels: { users: string[] }[] };
      return state.levels.map(({ users }) => users.join());
    };
    await expect.poll(levels).toEqual(['mia', '', 'mia']);
  });

  test('PagerDuty is down, and in maintenance, by one tick each', async () => {
    const state = async () => {
      const { outage, maintenance } = (await (await fetch(`${sandbox.address}/pagerduty/state`)).json()) as Record<string, unknown>;
      return [outage !== null, maintenance];
    };
    await page.locator('[data-toggle=outage]').check();
    await expect.poll(state).toEqual([true, false]);
    await page.locator('[data-toggle=maintenance]').check();
    await expect.poll(state).toEqual([true, true]);
    await page.locator('[data-toggle=outage]').uncheck();
    await expect.poll(state).toEqual([false, true]);
  });

  test('the browser had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
