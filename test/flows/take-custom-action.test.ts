/** A custom action from the Security Hub console: about the finding that was selected, asked for once, never decided by the asking. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../src/domain/events.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { claimFinding } from '../../src/flows/claim-finding.ts';
import { takeCustomAction } from '../../src/flows/take-custom-action.ts';
import { createVault } from '../../src/services/vault.ts';
import { type Answers, fakeRead } from '../fixtures/fake-read.ts';
import { findingWith, KEY, OTHER_KEY, SESSION_KEY } from '../fixtures/finding.ts';
import { createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
const IDENTITY = `guardduty/${CASE}`;
const action = { id: 'disable_access_keys', name: 'Disable access keys' };
const user = { UserName: 'ci-deploy', UserId: 'U1', Path: '/', Arn: 'arn:aws:iam::111122223333:user/ci-deploy', CreateDate: new Date(0) };
const live: Answers = {
  'sts:GetAccessKeyInfo': { Account: '111122223333' },
  'cloudtrail:LookupEvents': { Events: [] },
  'iam:GetAccessKeyLastUsed': { UserName: 'ci-deploy' },
  'iam:GetUser': { User: user },
  'iam:ListAccessKeys': {
    AccessKeyMetadata: [KEY, OTHER_KEY].map((AccessKeyId) => ({ AccessKeyId, Status: 'Active' as const, UserName: 'ci-deploy' })),
  },
};
let rig: SlackRig;
beforeEach(() => {
  rig = createSlackRig();
});

async function take({
  input = 'm1',
  identity = IDENTITY as string | undefined,
  answers = live,
  of = action,
  caseId = CASE,
} = {}): Promise<string> {
  const aws = {
    reader: () => fakeRead(answers).read,
    seeRole: async () => undefined,
    write: async () => Promise.reject(new Error('nothing is written by asking')),
  };
  const services = { ...rig.services, vault: createVault(rig.table), aws, hubAccount: '999988887777', deployment: 'drawbridge' };
  const told = await takeCustomAction(of, [{ caseId, identity }], input, services as unknown as Parameters<typeof takeCustomAction>[3]);
  return told.join();
}
const responses = async () => Object.values((await rig.cases.read(CASE))?.responses ?? {});
const refusals = async () =>
  (await rig.cases.events(CASE)).map(({ body }) => JSON.parse(body) as NewEvent).filter(({ kind }) => kind === 'response-refused');

describe('asking from the console', () => {
  it('waits for an approval in Slack: who clicked is unknown', async () => {
    await rig.open(CASE);
    expect(await take()).toContain('waits for an approval');
    expect(await responses()).toMatchObject([{ askedBy: { kind: 'console' }, people: 2, status: 'asked', playbook: action.id }]);
    expect((await responses())[0]?.decision).toBeUndefined();
  });

  it('delivered again is one request; asked again by somebody is told so', async () => {
    await rig.open(CASE);
    await take();
    expect(await take()).toContain('waits for an approval');
    expect(await take({ input: 'm2' })).toContain('was asked for already');
    expect(await responses()).toHaveLength(1);
    expect(await refusals()).toEqual([]);
  });

  it('acts on the key of the finding that was selected, not on the first of the case', async () => {
    await rig.open(CASE);
    const other = findingWith({ identity: 'guardduty/other', accessKeys: [{ id: OTHER_KEY, kind: 'long-term' }] });
    await claimFinding(rig.table, other, {}, 'm0');
    await take({ identity: other.identity });
    const [response] = await responses();
    const kept = await createVault(rig.table).get<{ offer: { secret: { accessKeyId: string } } }>(response?.vault ?? { id: '' });
    expect(kept.offer.secret.accessKeyId).toBe(OTHER_KEY);
  });

  it.each<[string, Partial<Finding>, Answers, RegExp]>([
    ['a finding without a key', { accessKeys: [] }, live, /names no access key/],
    ['a temporary key', { accessKeys: [{ id: SESSION_KEY, kind: 'temporary' }] }, live, /temporary/],
    ['a sample', { sample: true }, live, /nothing that it could act on/],
    ['a forged finding', { product: { name: 'GuardDuty', genuine: false } }, live, /nothing that it could act on/],
    ['an account that cannot be read', {}, {}, /Could not make a plan/],
    [
      'a protected user',
      {},
      { ...live, 'iam:GetUser': { User: { ...user, Tags: [{ Key: 'secops:protected', Value: 'true' }] } } },
      /must never be touched/,
    ],
  ])('%s is refused, on the record, with the next step, once', async (_, changes, answers, because) => {
    await rig.open(CASE, { finding: findingWith(changes) });
    expect(await take({ answers })).toMatch(because);
    await take({ answers });
    expect(await responses()).toEqual([]);
    expect(await refusals()).toMatchObject([
      {
        actor: { kind: 'console' },
        data: { playbook: action.id, because: expect.stringMatching(because), nextStep: expect.stringMatching(/.{5,}/) },
      },
    ]);
  });

  it('of a response that does not exist says so and records nothing', async () => {
    await rig.open(CASE);
    expect(await take({ of: { id: 'terminate_universe', name: 'Terminate' } })).toContain('terminate_universe');
    expect([await responses(), await refusals()]).toEqual([[], []]);
  });

  it('before its case is there is tried again', async () => {
    await expect(take()).rejects.toThrow('not there yet');
  });
});
