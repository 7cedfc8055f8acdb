/** Hold policy version: back to the version before, or to next to nothing; no version is deleted, and the original comes back. */
import { describe, expect, it } from 'vitest';
import { mergeWorld } from '../../infra/local/aws/merge.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Refusal } from '../../src/domain/plan.ts';
import { holdPolicyVersion } from '../../src/playbooks/hold-policy-version.ts';
import { ACCOUNT, findingWith } from '../fixtures/finding.ts';
import { type PlaybookWorld, startWorld } from '../fixtures/playbook-world.ts';
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

const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

async function within<T>(seed: object, work: (world: PlaybookWorld) => Promise<T>): Promise<T> {
  const world = await startWorld({});
  try {
    mergeWorld(world.simulated.world, { accounts: { [ACCOUNT]: seed } }, world.clock.now());
    return await work(world);
  } finally {
    await world.close();
  }
}

describe('plans', () => {
  it.each<[string, object, string, object]>([
    ['one version: a further one', policy('v1', '*'), 'iam:CreatePolicyVersion', { SetAsDefault: true }],
    ['the version before by number', policy('v3', 'a:1', 'a:2', 'a:3', 'a:4'), 'iam:SetDefaultPolicyVersion', { VersionId: 'v2' }],
    ['five versions: none is made', policy('v5', 'a:1', 'a:2', 'a:3', 'a:4', 'a:5'), 'iam:SetDefaultPolicyVersion', { VersionId: 'v4' }],
  ])('%s', (_, seed, call, input) =>
    within(seed, async (world) => {
      const plan = await world.plan(holdPolicyVersion, offer);
      expect(plan.steps).toMatchObject([{ call, input }]);
      expect(plan.risk).toBe('disruptive');
    }),
  );

  it('a further version allows only CloudWatch Logs', () =>
    within(policy('v1', '*'), async (world) => {
      const [step] = (await world.plan(holdPolicyVersion, offer)).steps;
      const { Statement } = JSON.parse(String(step?.input.PolicyDocument)) as { Statement: object[] };
      expect(Statement).toMatchObject([{ Effect: 'Allow', Action: logs }]);
      expect(Statement).toHaveLength(1);
    }));

  it('held again after it was let go, it takes the version that held it before', () =>
    within(policy('v1', '*'), async (world) => {
      const first = await world.plan(holdPolicyVersion, offer);
      await world.run(holdPolicyVersion, first);
      await world.undo(holdPolicyVersion, first);
      const second = await world.plan(holdPolicyVersion, offer);
      expect(second.steps).toMatchObject([{ call: 'iam:SetDefaultPolicyVersion', input: { VersionId: 'v2' }, after: 'held' }]);
      await world.run(holdPolicyVersion, second);
      expect((await world.verify(holdPolicyVersion, second))[0]).toMatchObject({ ok: true });
    }));

  it('a change of a held policy goes back to what held it', () =>
    within(policy('v1', '*'), async (world) => {
      await world.run(holdPolicyVersion, await world.plan(holdPolicyVersion, offer));
      const held = world.simulated.world.accounts[ACCOUNT]?.policies?.[ARN];
      if (!held) throw new Error('no policy');
      Object.assign(held, { defaultVersion: 'v3', versions: { ...held.versions, v3: version('iam:*') } });
      const again = await world.plan(holdPolicyVersion, offer);
      await world.run(holdPolicyVersion, again);
      expect(held.defaultVersion).toBe('v2');
      await world.undo(holdPolicyVersion, again);
      expect([held.defaultVersion, Object.keys(held.versions)]).toEqual(['v3', ['v1', 'v2', 'v3']]);
    }));

  it('what was changed again since it was looked at is refused', () =>
    within(policy('v3', 'a:1', 'a:2', 'a:3'), async (world) => {
      const asked = { ...offer, secret: { ...offer.secret, fromVersion: 'v2' } };
      expect(await world.ask(holdPolicyVersion, asked)).toMatchObject({ refused: expect.stringContaining('at version v3 now, not at v2') });
      expect(await world.plan(holdPolicyVersion, { ...offer, secret: { ...offer.secret, fromVersion: 'v3' } })).toMatchObject({
        steps: [{}],
      });
    }));

  it('all who have it are counted, and it does not run by itself', () =>
    within(
      { ...policy('v2', 'a:1', '*'), users: { ann: { attachedPolicies: [ARN] }, bob: { attachedPolicies: [ARN] } } },
      async (world) => {
        const plan = await world.plan(holdPolicyVersion, offer);
        expect([plan.harmsOthers, plan.warnings.map(({ code }) => code)]).toEqual([true, ['shared-policy']]);
        expect(plan.facts[0]).toBe('All who have it are affected: user ann, user bob');
      },
    ));
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
