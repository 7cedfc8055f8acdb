/** The responses to identities, buckets, trails and policies from outside: offered where they fit, run, proved, and taken back byte for byte. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DATA } from '../../infra/local/demo/demo-finding.ts';
import { demoFindings } from '../../infra/local/demo/findings.ts';
import { HUB, leakedKey, PAYMENTS } from './events.ts';
import { type AwsCall, type Json, START, type Story, startStory } from './sandbox.ts';

const [ana, omar] = ['U0ANA', 'U0OMAR'] as const;
const because = { reason: 'seen in the trail' };

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

function demo(id: string): unknown {
  const [event] = demoFindings(START).find((finding) => finding.id === id)?.events ?? [];
  if (!event) throw new Error(`there is no demo finding ${id}`);
  return event;
}
interface Account {
  users: Record<string, Json & { accessKeys: Record<string, { status: string }>; inlinePolicies: Record<string, string> }>;
  roles: Record<string, Json & { inlinePolicies: Record<string, string>; attachedPolicies: string[] }>;
  buckets: Record<string, Json>;
  regions: Record<string, { trails: Record<string, { logging: boolean }> }>;
}
async function account(id: string): Promise<Account> {
  const found = (await story.get<{ accounts: Record<string, Account> }>('/aws/state')).accounts[id];
  if (!found) throw new Error(`account ${id} is not there`);
  return found;
}
const READS = /:(?:Describe|Get|List|Lookup|Filter|Assume|Batch|PutEvents|Publish|Start(?!Logging)|Send)/;
async function writes(): Promise<AwsCall[]> {
  return (await story.awsCalls()).filter(({ account, call }) => account !== HUB && !READS.test(call));
}
const golden = async (name: string) => expect(await story.transcript()).toMatchFileSnapshot(`../golden/scenarios/${name}.txt`);

/** From the card, or from "Respond…" where there is no button. */
async function ask(user: string, action: string, menu?: string): Promise<void> {
  if (menu === undefined) await story.click(user, action);
  else {
    await story.click(user, 'more', `respond:${story.caseId}`);
    await story.press(user, action, menu === '' ? undefined : menu);
  }
  await story.submit(user, because);
}
async function approve(user: string): Promise<void> {
  await story.click(user, 'approve');
  await story.submit(user, { comment: 'agreed' });
}
async function undo(): Promise<void> {
  await story.click(ana, 'undo');
  await story.submit(ana, { reason: 'a false alarm' });
  await approve(omar);
  await story.advance(60);
}

describe('a leaked key of a user', () => {
  it('quarantine comes first, stops everything in order, and is taken back exactly', async () => {
    const [row] = await story.raise(leakedKey());
    expect(row?.offers?.slice(0, 2)).toEqual(['quarantine_user', 'disable_access_keys']);
    const before = (await account(PAYMENTS)).users['ci-deploy'];
    await ask(ana, 'quarantine_user');
    await approve(omar);
    await story.advance(30);
    expect((await writes()).map(({ call }) => call)).toEqual(['iam:PutUserPolicy', 'iam:UpdateAccessKey', 'iam:UpdateAccessKey']);
    const user = (await account(PAYMENTS)).users['ci-deploy'];
    expect(Object.keys(user?.inlinePolicies ?? {})).toContain('drawbridge-deny-all');
    expect(Object.values(user?.accessKeys ?? {}).map(({ status }) => status)).toEqual(['Inactive', 'Inactive']);
    await story.advance(900);
    expect(await story.cardText()).toContain('✔ Contained');
    await undo();
    expect((await account(PAYMENTS)).users['ci-deploy']).toEqual(before);
    await golden('user-quarantined');
  });

  it('a key that the intruder makes meanwhile is found and switched off, and stays off after a release', async () => {
    await story.put('/aws/state', {
      iamLagMilliseconds: 4000,
      accounts: { [PAYMENTS]: { users: { 'ci-deploy': { accessKeys: { AKIA2DRAWBRIDGE00002: null } } } } },
    });
    await story.raise(leakedKey());
    await ask(ana, 'quarantine_user');
    await approve(omar);
    await story.advance(2);
    await story.put('/aws/state', {
      accounts: { [PAYMENTS]: { users: { 'ci-deploy': { accessKeys: { AKIA2DRAWBRIDGE00099: { status: 'Active' } } } } } },
    });
    await story.advance(420);
    const keys = (await account(PAYMENTS)).users['ci-deploy']?.accessKeys ?? {};
    expect(Object.values(keys).map(({ status }) => status)).toEqual(['Inactive', 'Inactive']);
    expect(await story.cardText()).toContain('✔ Cut');
    await undo();
    const after = (await account(PAYMENTS)).users['ci-deploy']?.accessKeys ?? {};
    expect(after.AKIA2DRAWBRIDGE00099?.status).toBe('Inactive');
    expect(after.AKIA2DRAWBRIDGE00001?.status).toBe('Active');
  });
});

describe('credentials of an instance, used elsewhere', () => {
  it('no key is offered to be disabled; this session is revoked, and nothing else of the role', async () => {
    const [row] = await story.raise(demo('stolen-session'));
    expect(row?.offers).toContain('revoke_sessions');
    expect(row?.offers).not.toContain('disable_access_keys');
    const before = (await account(PAYMENTS)).roles['web-app'];
    await ask(ana, 'revoke_sessions');
    await approve(omar);
    await story.advance(330);
    expect(await story.cardText()).toContain('✔ Cut');
    const [written] = await writes();
    expect(written).toMatchObject({ call: 'iam:PutRolePolicy', input: { PolicyName: 'drawbridge-deny-session-i-0abc1230000000001' } });
    expect(JSON.stringify(written)).toContain('aws:userid');
    await undo();
    expect((await account(PAYMENTS)).roles['web-app']).toEqual(before);
    await golden('session-revoked');
  });
});

describe('a public bucket', () => {
  it('is closed by policy, and opened again by taking the block away that was not there', async () => {
    const before = (await account(DATA)).buckets['acme-customer-exports'];
    await story.raise(demo('public-bucket'));
    await story.advance(330);
    expect(await story.cardText()).toContain('✔ Cut');
    expect((await account(DATA)).buckets['acme-customer-exports']).toMatchObject({ publicAccessBlock: { RestrictPublicBuckets: true } });
    await undo();
    expect((await account(DATA)).buckets['acme-customer-exports']).toEqual(before);
    await golden('bucket-closed');
  });

  it('shared with a named account only is not offered to be closed', async () => {
    const [row] = await story.raise(demo('external-bucket'));
    expect(row?.offers).toEqual([]);
  });
});

describe('a stopped trail', () => {
  it('logs again, and its caller can be contained from the same card', async () => {
    await story.put('/aws/state', {
      accounts: { [PAYMENTS]: { regions: { 'us-east-1': { trails: { organization: { logging: false } } } } } },
    });
    const [row] = await story.raise(demo('trail-stopped'));
    expect(row?.offers?.[0]).toBe('restore_trail');
    await ask(ana, 'restore_trail');
    if ((await story.cardText()).includes('waiting for')) await approve(omar);
    await story.advance(920);
    expect((await account(PAYMENTS)).regions['us-east-1']?.trails.organization?.logging).toBe(true);
    expect(await story.cardText()).toContain('✔ Contained');
    await golden('trail-restored');
  });
});
