/** The limits of what runs by itself, from outside: the time for a veto, tier 3, freezes, observing, running away, a finding that comes back. */
import { afterEach, describe, expect, it } from 'vitest';
import { demoFindings } from '../../infra/local/demo/findings.ts';
import { examplePolicy } from '../fixtures/policy.ts';
import { leakedKey, PAYMENTS, STAGING, STAGING_KEY } from './events.ts';
import { type Json, START, type Story, startStory } from './sandbox.ts';

const [ana, omar, zed] = ['U0ANA', 'U0OMAR', 'U0ZED'] as const;

let story: Story;
afterEach(() => story.close());

/** The documented policy, with other modes in staging for one playbook. */
async function begin(id: string, modes: object, more: Record<string, unknown> = {}): Promise<void> {
  const playbooks = examplePolicy().playbooks as Record<string, object>;
  story = await startStory({ policy: { playbooks: { ...playbooks, [id]: { ...playbooks[id], ...modes } }, ...more } });
}
const stagingKey = (facts: object = {}) =>
  leakedKey({ account: STAGING, keyId: STAGING_KEY, user: 'site-builder', ip: '203.0.113.9', severity: 5, ...facts });
const keyWrites = () => story.awsCalls('iam:UpdateAccessKey');
const asked = async () => (await story.log()).filter(({ kind }) => kind === 'response-asked').map(({ data }) => data);
const golden = async (name: string) => expect(await story.transcript()).toMatchFileSnapshot(`../golden/scenarios/${name}.txt`);

describe('the time for a veto', () => {
  it('is told on the card, and then it runs, is proved, and the case is closed by policy', async () => {
    await begin('disable_access_keys', { staging: 'auto' });
    await story.raise(stagingKey());
    expect(await story.cardText()).toMatch(/Deactivation of key AKIA…0021.* runs by itself at .*03:05.* unless somebody stops it/);
    expect(await keyWrites()).toEqual([]);
    await story.advance(280);
    expect(await keyWrites()).toEqual([]);
    await story.advance(30);
    expect(await keyWrites()).toMatchObject([{ account: STAGING, sourceIdentity: 'drawbridge-auto' }]);
    await story.advance(1000);
    const resolved = (await story.log()).find(({ kind }) => kind === 'resolved');
    expect(resolved).toMatchObject({ actor: { kind: 'policy' }, data: { code: 'fixed' } });
    expect(await story.cardText()).toContain('[Undo]');
    // Over at the source, too, without a copy in Security Hub.
    const archived = await story.awsCalls('guardduty:ArchiveFindings');
    expect(archived).toMatchObject([{ account: '999988887777' }]);
    await golden('key-disabled-by-itself');
  });

  it('lets whoever may ask stop it, once; nobody else', async () => {
    await begin('disable_access_keys', { staging: 'auto' });
    await story.raise(stagingKey());
    await story.click(zed, 'cancel');
    expect(await story.ephemeral(zed)).toMatch(/cannot/);
    await story.click(ana, 'cancel');
    await story.advance(900);
    expect(await keyWrites()).toEqual([]);
    expect(await story.cardText()).toContain('✖ Cancelled by @ana');
    expect(await asked()).toHaveLength(1);
    await golden('veto');
  });

  it('survives a workflow that dies in it', async () => {
    await begin('disable_access_keys', { staging: 'auto' });
    await story.raise(stagingKey());
    await story.fault('response', 'after-intent', 1);
    await story.advance(1400);
    expect(await keyWrites()).toHaveLength(1);
  });
});

describe('never by itself', () => {
  it('tier 3 in production: people are asked, and why', async () => {
    await begin('restore_trail', { production: 'auto' });
    const [event] = demoFindings(START).find(({ id }) => id === 'trail-stopped')?.events ?? [];
    await story.put('/aws/state', {
      accounts: { [PAYMENTS]: { regions: { 'us-east-1': { trails: { organization: { logging: false } } } } } },
    });
    const [row] = await story.raise(event);
    expect(row?.tier).toBe(3);
    await story.advance(60);
    expect(await story.awsCalls('cloudtrail:StartLogging')).toEqual([]);
    expect(await asked()).toMatchObject([
      { mode: 'approval', because: expect.stringContaining('tier 3 in production never runs by itself') },
    ]);
  });

  it('in a freeze', async () => {
    const freezes = [{ name: 'launch week', from: '2026-11-20T00:00:00Z', until: '2026-11-27T00:00:00Z', accounts: [STAGING] }];
    await begin('disable_access_keys', { staging: 'auto' }, { freezes });
    await story.raise(stagingKey());
    await story.advance(600);
    expect(await keyWrites()).toEqual([]);
    expect(await asked()).toMatchObject([{ mode: 'approval', because: expect.stringContaining('launch week') }]);
  });

  it('where policy only observes: the thread says what it would have done', async () => {
    await begin('disable_access_keys', { staging: 'observe' });
    await story.raise(stagingKey());
    await story.advance(60);
    expect(await asked()).toEqual([]);
    expect((await story.thread()).join('\n')).toMatch(/Would have been done to key AKIA…0021.*deactivate key AKIA…0021 of site-builder/);
    await story.advance(3600);
    expect((await story.log()).filter(({ kind }) => kind === 'response-observed')).toHaveLength(1);
  });
});

function openBucket(name: string): Json {
  const [event] = demoFindings(START).find(({ id }) => id === 'public-bucket')?.events ?? [];
  const text = JSON.stringify(event).replaceAll('acme-customer-exports', name).replaceAll('222233334444', PAYMENTS);
  return JSON.parse(text.replaceAll('"confidential"', '"public-notes"').replaceAll('/finding/', `/finding/${name}-`)) as Json;
}

describe('too much', () => {
  it('three times the limit switches it off for the account, told in the channel; people can still ask, and two start it again', async () => {
    const names = ['a', 'b', 'c', 'd'].map((name) => `acme-open-${name}`);
    await begin('block_public_bucket', {}, { breaker: { automaticPerHour: 1, destructivePerHour: 1 } });
    const tags = { environment: 'development' };
    const buckets = Object.fromEntries(names.map((name) => [name, { tags }]));
    await story.put('/aws/state', { accounts: { [PAYMENTS]: { buckets } } });
    for (const name of names) await story.raise(openBucket(name));
    expect((await asked()).map(({ mode }) => mode)).toEqual(['auto', 'approval', 'approval', 'approval']);
    expect((await story.thread()).join('\n')).toContain('policy stopped what runs by itself in account prod-payments');
    // In every hour after it, too.
    await story.advance(7200);
    await story.put('/aws/state', { accounts: { [PAYMENTS]: { buckets: { 'acme-open-e': { tags } } } } });
    await story.raise(openBucket('acme-open-e'));
    expect((await asked()).at(-1)).toMatchObject({ mode: 'approval', because: expect.stringContaining('what runs by itself') });
    for (const user of [ana, omar]) {
      await story.click(user, 'more', `all:${story.caseId}`);
      await story.press(user, 'start');
      await story.submit(user, { scope: `automatic/${PAYMENTS}`, reason: 'the scanner was mended' });
    }
    await story.put('/aws/state', { accounts: { [PAYMENTS]: { buckets: { 'acme-open-f': { tags } } } } });
    await story.raise(openBucket('acme-open-f'));
    expect((await asked()).at(-1)).toMatchObject({ mode: 'auto' });
  });
});
