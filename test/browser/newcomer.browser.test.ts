/** A newcomer's story on the page: a leaked key found, asked about, approved, cut, proved, undone once and not twice. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, openPage, prepare, type Sandbox } from './open-page.ts';

const ready = await prepare();
if (typeof ready === 'string') process.stdout.write(`The newcomer's story is skipped: ${ready}\n`);

const ANA = 'U0ANA';
const OMAR = 'U0OMAR';
const LI = 'U0LI';
const MIA = 'U0MIA';
const ZED = 'U0ZED';

const channel = (page: Page) => page.locator('[data-pane=channel]');
const card = (page: Page) => channel(page).locator('[data-ts]', { hasText: 'AKIA…0001' }).first();
const modal = (page: Page, title: string) => page.locator('dialog[open]', { has: page.locator('h2', { hasText: title }) });

async function actAs(page: Page, person: string): Promise<void> {
  await page.locator('#act-as').selectOption(person);
}

/** Presses the clock's button, as a person would, until what is looked for is there. */
async function waitFor(page: Page, wanted: Locator, step: number, presses: number): Promise<void> {
  for (let press = 0; press < presses && (await wanted.count()) === 0; press += 1) {
    await page.locator(`[data-advance="${step}"]`).click();
    await page.locator(`[data-advance="${step}"]:not([aria-busy])`).waitFor();
  }
  await wanted.first().waitFor({ timeout: 5000 });
}

async function press(page: Page, action: string): Promise<void> {
  await card(page).locator(`[data-action-id="${action}"]`).first().click();
}

describe.skipIf(typeof ready === 'string')('a newcomer and the leaked key', () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    if (typeof ready === 'string') return;
    sandbox = await ready.startSandbox({ port: 0, empty: true, quiet: true });
    browser = await openBrowser();
    ({ page, complaints } = await openPage(browser, sandbox.address, { width: 1440, height: 900 }));
  });
  afterAll(async () => {
    await browser?.close();
    await sandbox?.close();
  });

  test('the page opens on an empty channel and says what to do first', async () => {
    expect(await channel(page).textContent()).toContain('Play a finding from the Events tab');
    expect(await page.locator('[data-tab=events]').getAttribute('aria-selected')).toBe('true');
  });

  test('Play: the card appears, in the channel it was routed to, and once although it came twice', async () => {
    await page.locator('[data-play=leaked-key]').click();
    await page.locator('[data-advance="10"]').click();
    await card(page).waitFor();
    expect(await channel(page).locator('h2').first().textContent()).toBe('# payments');
    const words = (await card(page).textContent()) ?? '';
    expect(words).toContain('HIGH');
    expect(words).toContain('prod-payments');
    expect(words).toContain('412 days old');
    expect(await channel(page).locator('[data-ts]', { hasText: 'AKIA…0001' }).count()).toBe(1);
  });

  test('somebody without rights is refused, and only they see it', async () => {
    await actAs(page, ZED);
    await press(page, 'disable_access_keys');
    const refusal = page.locator('[data-ephemeral], dialog[open]').filter({ hasText: /cannot|may not|not allowed/i });
    await refusal.first().waitFor();
    if (await page.locator('dialog[open]').count()) await page.locator('dialog[open] [data-cancel]').click();
    await actAs(page, ANA);
    await page.locator('[data-ephemeral]').waitFor({ state: 'detached' });
  });

  test('Disable key shows the plan first, and wants a reason', async () => {
    await press(page, 'disable_access_keys');
    const plan = modal(page, 'Disable access key');
    await plan.locator('[data-submit]').waitFor();
    const words = (await plan.textContent()) ?? '';
    expect(words).toContain('undo: back to Active');
    expect(words).toContain('AKIA…0002');
    await plan.locator('[data-submit]').click();
    await plan.getByText('Fill this in to go on.').waitFor();
    await plan.locator('textarea').fill('Used from an address nobody deploys from');
    await plan.locator('[data-submit]').click();
    await modal(page, 'Asked').locator('[data-cancel]').click();
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    expect(await page.locator('body').textContent()).not.toContain('null');
    await waitFor(page, card(page).locator('[data-action-id=approve]'), 10, 3);
    expect(await card(page).textContent()).toContain('Used from an address nobody deploys from');
  });

  test('who asked cannot be the second person', async () => {
    await press(page, 'approve');
    const refusal = page.locator('[data-ephemeral], dialog[open]').filter({ hasText: /you asked|cannot/i });
    await refusal.first().waitFor();
    if (await page.locator('dialog[open]').count()) await page.locator('dialog[open] [data-cancel]').click();
  });

  test('the on-call reviews the same plan and approves; the key is cut', async () => {
    await actAs(page, OMAR);
    await press(page, 'approve');
    const plan = modal(page, 'Disable access key');
    await plan.getByRole('button', { name: 'Approve' }).click();
    await modal(page, 'Approved').locator('[data-cancel]').click();
    await waitFor(page, card(page).getByText('Cut'), 60, 8);
    await page.locator('[data-tab=aws]').click();
    const user = page.locator('[data-object=ci-deploy]').first();
    await user.locator('del', { hasText: 'Active' }).waitFor();
    expect(await user.locator('ins', { hasText: 'Inactive' }).count()).toBe(1);
    expect(await page.locator('[data-call="iam:UpdateAccessKey"]').count()).toBe(1);
  });

  test('the effect is measured, and the thread tells the story', async () => {
    await waitFor(page, card(page).getByText('Contained'), 300, 8);
    await card(page).locator('[data-thread]').click();
    const thread = page.locator('[data-pane=thread]');
    await thread.getByText('approved by').first().waitFor();
    expect(await thread.textContent()).toContain('Contained');
    await thread.locator('[aria-label="Close thread"]').click();
  });

  test('Undo brings it back, once', async () => {
    const other = await openPage(browser, sandbox.address, { width: 1440, height: 900 });
    await other.page.locator('[data-channel=C0PAYMENTS]').click();
    await actAs(other.page, LI);
    await press(other.page, 'undo');
    const late = other.page.locator('dialog[open]');
    await late.locator('[data-submit]').waitFor();

    await press(page, 'undo');
    const plan = page.locator('dialog[open]');
    await plan.locator('[data-submit]').waitFor();
    await plan.locator('textarea').first().fill('It was the new build region');
    await plan.locator('[data-submit]').click();
    await modal(page, 'Asked').locator('[data-cancel]').click();

    await late.locator('textarea').first().fill('The same, a moment later');
    await late.locator('[data-submit]').click();
    await other.page.locator('dialog[open]', { hasText: 'was asked for already' }).waitFor();
    await other.close();

    await waitFor(page, card(page).locator('[data-action-id=approve]'), 10, 3);
    await actAs(page, MIA);
    await press(page, 'approve');
    await modal(page, 'Undo').getByRole('button', { name: 'Approve' }).click();
    await page.locator('dialog[open] [data-cancel]').click();
    await waitFor(page, card(page).getByText('Undone'), 60, 8);
    expect(await card(page).locator('[data-action-id=undo]').count()).toBe(0);
    expect(await page.locator('[data-object=ci-deploy] ins', { hasText: 'Inactive' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
