/** The sandbox's page in a real browser: it opens, follows the sandbox, works by keyboard and fits a phone. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, openPage, prepare, type Sandbox } from './open-page.ts';

const ready = await prepare();
if (typeof ready === 'string') process.stdout.write(`Browser tests are skipped: ${ready}\n`);

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 400, height: 800 };

describe.skipIf(typeof ready === 'string')('the page', () => {
  let sandbox: Sandbox;
  let browser: Browser;

  beforeAll(async () => {
    if (typeof ready === 'string') return;
    sandbox = await ready.startSandbox({ port: 0, empty: true, quiet: true });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await sandbox?.close();
  });

  test('opens with people, channels and the clock, and nothing to complain about', async () => {
    const { page, complaints, close } = await openPage(browser, sandbox.address, WIDE);
    expect(await page.locator('#act-as option').count()).toBeGreaterThan(1);
    expect(await page.locator('[data-channel]').count()).toBeGreaterThan(1);
    expect(await page.locator('#clock').textContent()).toMatch(/^\d+:\d\d:\d\d [AP]M$/);
    expect(complaints).toEqual([]);
    await close();
  });

  test('what somebody writes appears at once, as words and never as markup', async () => {
    const { page, complaints, close } = await openPage(browser, sandbox.address, WIDE);
    const words = '<img src=x onerror=alert(1)> *so*';
    await page.locator('.conversation .composer-input').fill(words);
    await page.keyboard.press('Enter');
    await page.locator('.conversation [data-ts]', { hasText: 'onerror' }).first().waitFor();
    expect(await page.locator('.conversation img').count()).toBe(0);
    expect(await page.locator('.conversation [data-ts] strong').last().textContent()).toBe('so');
    expect(complaints).toEqual([]);
    await close();
  });

  test('tabs answer to the arrow keys', async () => {
    const { page, close } = await openPage(browser, sandbox.address, WIDE);
    await page.locator('[data-tab=aws]').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('[data-tab=events]').getAttribute('aria-selected')).toBe('true');
    expect(await page.locator('#tool-events').isVisible()).toBe(true);
    await close();
  });

  test('fits a phone: one pane at a time, nothing beside the screen', async () => {
    const { page, close } = await openPage(browser, sandbox.address, PHONE);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    expect(await page.locator('[data-pane=tools]').isVisible()).toBe(false);
    await page.locator('[data-show=tools]').click();
    expect(await page.locator('[data-pane=tools]').isVisible()).toBe(true);
    expect(await page.locator('[data-pane=channel]').isVisible()).toBe(false);
    await close();
  });
});
