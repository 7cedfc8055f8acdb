/** Hold policy version: back to the version before, or to next to nothing; no version is deleted, and the original comes back. */
import { describe, expect, it } from 'vitest';
import { mergeWorld } from '../../infra/local/aws/merge.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Refusal } from '../../src/domain/plan.ts';
import { holdPolicyVersion } from '../../src/playbooks/hold-policy-version.ts';
import { ACCOUNT, findingWith } from '../fixtures/finding.ts';
import { startWorld } from '../fixtures/playbook-world.ts';
import { itIsReversible } from '../fixtures/reversible.ts';

const ARN = `arn:aws:iam::${ACCOUNT}:policy/deploy`;
const resource = { kind: 'policy', id: 'deploy', arn: ARN, account: ACCOUNT, region: 'us-east-1' } as const;
const about = (changes: Partial<Finding>) =>
  findingWith({ type: 'PrivilegeEscalation:iam/CreatePolicyVersion', resources: [resource], ...changes });
const [offer] = holdPolicyVersion.offers(about({})).offers;
if (!offer) throw new Error('nothing is offered');

const version = (action: string) => ({
  document: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] }),
  createdAt: '2026-01-01T00:00:00Z',
});
const policy = (defaultVersion: string, ...actions: string[]) => ({
  policies: {
    [ARN]: {
      name: 'deploy',
      arn: ARN,
      createdAt: '2026-01-01T00:00:00Z',
      defaultVersion,
      versions: Object.fromEntries(actions.map((action, place) => [`v${place + 1}`, version(action)])),
    },
  },
});

describe('offers', () => {
  it.each<[string, Partial<Finding>, number]>([
    ['a new version', {}, 1],
    ['another version set', { type: 'PrivilegeEscalation:iam/SetDefaultPolicyVersion' }, 1],
    ['a new policy', { type: 'PrivilegeEscalation:iam/CreatePolicy' }, 1],
    ['an inline policy', { type: 'PrivilegeEscalation:iam/PutUserPolicy' }, 0],
    ["one of AWS's own", { resources: [{ ...resource, arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }] }, 0],
    ['it is over', { active: false }, 0],
  ])('%s: %i', (_, changes, many) => {
    expect(holdPolicyVersion.offers(about(changes)).offers).toHaveLength(many);
  });
});

describe('refused', () => {
  it.each<[string, object, RegExp]>([
    ['a full policy without a version before', policy('v1', 'a:1', 'a:2', 'a:3', 'a:4', 'a:5'), /has 5 versions/],
    ['a policy that is gone', {}, /no longer exists/],
  ])('%s', async (_, seed, words) => {
    const world = await startWorld({});
    mergeWorld(world.simulated.world, { accounts: { [ACCOUNT]: seed } }, world.clock.now());
    const refused = (await world.ask(holdPolicyVersion, offer)) as Refusal;
    await world.close();
    expect([refused.refused, refused.nextStep]).toEqual([expect.stringMatching(words), expect.stringMatching(/\w+/)]);
  });
});

describe('a policy with a version before', () =>
  itIsReversible({ playbook: holdPolicyVersion, offer, seed: policy('v2', 's3:GetObject', '*') }));
describe('a new policy', () =>
  itIsReversible({
    playbook: holdPolicyVersion,
    offer,
    seed: policy('v1', '*'),
    // The version that held it stays, unused.
    forget: (account) => {
      const held = account.policies?.[ARN];
      if (!held) return;
      delete held.versions.v2;
      delete held.lastVersion;
    },
  }));
