/** The sandbox's page in a real browser: it opens, follows the sandbox, works by keyboard and fits a phone. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, openPage, prepare, type Sandbox } from './open-page.ts';

const ready = await prepare();
if (typeof ready === 'string') process.stdout.write(`Browser tests are skipped: ${ready}\n`);

const plain = (text: string) => ({ type: 'plain_text', text });
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
    await page.locator('[data-tab=events]').focus();
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('[data-tab=aws]').getAttribute('aria-selected')).toBe('true');
    expect(await page.locator('#tool-aws').isVisible()).toBe(true);
    await close();
  });

  test('a button with a confirmation is used only after Yes', async () => {
    const { page, close } = await openPage(browser, sandbox.address, WIDE);
    const confirm = {
      title: plain('Terminate it?'),
      text: plain('This cannot be undone.'),
      confirm: plain('Terminate'),
      deny: plain('No'),
    };
    const button = { type: 'button', action_id: 'terminate_instance', text: plain('Terminate'), style: 'danger', confirm };
    const message = { ts: '1790000000.000100', bot_id: 'B0', blocks: [{ type: 'actions', elements: [button] }] };
    await page.route('**/slack/messages/C0SECURITY', (route) => route.fulfill({ json: { messages: [message] } }));
    const used: string[] = [];
    await page.route('**/slack/_control/interact', (route) => {
      used.push(route.request().postData() ?? '');
      return route.fulfill({ json: { status: 200, acknowledged: true } });
    });
    await page.locator('[data-channel=C0SECURITY]').click();
    await page.locator('[data-action-id=terminate_instance]').click();
    await page.locator('[data-confirm] [data-deny]').click();
    expect(used).toEqual([]);
    await page.locator('[data-action-id=terminate_instance]').click();
    const answered = page.waitForResponse('**/slack/_control/interact');
    await page.locator('[data-confirm] [data-accept]').click();
    await answered;
    expect(used.map((body) => (JSON.parse(body) as { action: unknown }).action)).toEqual([{ action_id: 'terminate_instance' }]);
    await close();
  });

  test('the menu of a card opens its form, by mouse and by keyboard', async () => {
    const { page, complaints, close } = await openPage(browser, sandbox.address, PHONE);
    await page.locator('button[data-show=tools]').click();
    await page.locator('[data-play=external-bucket]').click();
    await page.locator('[data-advance="10"]').click();
    const card = page.locator('[data-pane=channel] [data-ts]', { hasText: 'acme-warehouse' });
    await card.waitFor();
    await card.locator('[data-action-id=more]').click();
    await page.keyboard.press('Escape');
    expect(await page.locator('[data-menu]').count()).toBe(0);
    await card.locator('[data-action-id=more]').click();
    await page.locator('[data-menu] button', { hasText: 'Note' }).click();
    const form = page.locator('dialog[open]');
    await form.locator('textarea').fill('The partner asked for it, ticket 4711');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    await form.locator('[data-submit]').click();
    await form.waitFor({ state: 'detached' });
    await page.locator('[data-advance="10"]').click();
    await card.locator('[data-thread]').click();
    await page
      .locator('[data-pane=thread]')
      .getByText(/noted: .*ticket 4711/)
      .waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    expect(complaints).toEqual([]);
    await close();
  });

  test('a fault chosen in the Log tab reaches the sandbox', async () => {
    const { page, close } = await openPage(browser, sandbox.address, WIDE);
    await page.locator('[data-tab=log]').click();
    await page.locator('[aria-label="What fails next"]').selectOption({ label: 'Slack delivers twice' });
    const answered = page.waitForResponse('**/_control/fault');
    await page.locator('[data-inject]').click();
    expect((await answered).status()).toBe(200);
    await page.getByText('Next: Slack delivers twice').waitFor();
    await close();
  });

  test('fits a phone: one pane at a time, nothing beside the screen', async () => {
    const { page, close } = await openPage(browser, sandbox.address, PHONE);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    expect(await page.locator('[data-pane=tools]').isVisible()).toBe(false);
    await page.locator('button[data-show=tools]').click();
    expect(await page.locator('[data-pane=tools]').isVisible()).toBe(true);
    expect(await page.locator('[data-pane=channel]').isVisible()).toBe(false);
    await close();
  });
});
