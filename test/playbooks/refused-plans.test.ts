/** What must not be touched, and what must be said before it is: each plan that comes near it, with exactly the sentence people read. */
import { describe, expect, it } from 'vitest';
import { mergeWorld } from '../../infra/local/aws/merge.ts';
import { neverTarget } from '../../src/domain/never-target.ts';
import type { Plan, Refusal } from '../../src/domain/plan.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Offer } from '../../src/playbooks/define.ts';
import { playbook } from '../../src/playbooks/index.ts';
import { ACCOUNT, KEY, NOW, SESSION_KEY } from '../fixtures/finding.ts';
import { account, INSTANCE, kinds, offers, region, type Thing, tagged, things, touched } from '../fixtures/never-world.ts';
import { type PlaybookWorld, startWorld } from '../fixtures/playbook-world.ts';
import { policyWith } from '../fixtures/policy.ts';

type Chosen = Pick<Offer, 'target' | 'secret'>;
const PARTNER = '555566667777';
const OURS = '222233334444';

async function within<T>(changes: { region?: object; account?: object }, work: (world: PlaybookWorld) => Promise<T>): Promise<T> {
  const world = await startWorld(region);
  const home = { ...account, ...(changes.region && { regions: { 'us-east-1': changes.region } }) };
  mergeWorld(world.simulated.world, { accounts: { [ACCOUNT]: home } }, NOW);
  mergeWorld(world.simulated.world, { accounts: { [ACCOUNT]: changes.account ?? {} } }, NOW);
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}

const neverOf =
  (neverTargets: Policy['neverTargets']) =>
  (name: string, tags: Record<string, string>): string | undefined =>
    neverTarget(name, tags, policyWith({ neverTargets }), 'drawbridge');

function words(answer: Plan | Refusal, codes: (code: string) => boolean): string {
  if ('refused' in answer) return `refused: ${answer.refused}. Instead: ${answer.nextStep}`;
  const warnings = answer.warnings.filter(({ code }) => codes(code)).map(({ text }) => text);
  return `planned${answer.harmsOthers ? ', harms others' : ''}; warns: ${warnings.join(' / ') || 'of nothing'}`;
}

/** Each in the fixed order of the registry of offers. */
const asked = Object.entries(offers).flatMap(([id, each]) => each.map((offer) => [id, offer] as const));
const ask = (world: PlaybookWorld, id: string, offer: Chosen, tools: Parameters<PlaybookWorld['ask']>[2] = {}) => {
  const of = playbook(id);
  if (!of) throw new Error(`there is no playbook ${id}`);
  return world.ask(of, offer, tools);
};

type Free = { id: string; offer: Chosen; plan: Plan }[];

async function unprotected(world: PlaybookWorld): Promise<Free> {
  const found: Free = [];
  for (const [id, offer] of asked) {
    const plan = await ask(world, id, offer);
    if (!('refused' in plan)) found.push({ id, offer, plan });
  }
  return found;
}

/** What each plan that would change it says once it is protected, besides what it says anyway. */
async function onProtected(
  world: PlaybookWorld,
  free: Free,
  thing: Thing,
  tags: Record<string, string>,
  neverTargets: Policy['neverTargets'],
): Promise<string[]> {
  const own = `${thing} ${things[thing].id}`;
  const read = tagged(world, thing, tags);
  const lines: string[] = [];
  for (const { id, offer, plan } of free.filter(({ plan: { steps } }) => steps.flatMap(touched).includes(own))) {
    const known = new Set(plan.warnings.map(({ text }) => text));
    const answer = await ask(world, id, offer, { read: read as never, neverTarget: neverOf(neverTargets) });
    const news = 'refused' in answer ? answer : { ...answer, warnings: answer.warnings.filter(({ text }) => !known.has(text)) };
    lines.push(`  ${id}: ${words(news, () => true)}`);
    if (!('refused' in answer)) expect(answer.steps.flatMap(touched)).not.toContain(own);
  }
  return lines;
}

const instance = (more: object): object => ({ instances: { [INSTANCE]: more } });
const onInstance: [string, Chosen][] = ['isolate_instance', 'stop_instance', 'terminate_instance'].map((id) => [
  id,
  { target: { kind: 'instance', account: ACCOUNT, region: 'us-east-1', label: INSTANCE, key: INSTANCE }, secret: { instanceId: INSTANCE } },
]);
const onUser = (userName: string, accessKeyId = KEY): [string, Chosen][] =>
  ['disable_access_keys', 'quarantine_user'].map((id) => [
    id,
    { target: { kind: 'user', account: ACCOUNT, region: 'us-east-1', label: userName, key: userName }, secret: { userName, accessKeyId } },
  ]);
const onRole = (roleName: string, accessKeyId?: string): [string, Chosen][] =>
  ['revoke_sessions', 'quarantine_role'].map((id) => [
    id,
    {
      target: { kind: 'role', account: ACCOUNT, region: 'us-east-1', label: roleName, key: roleName },
      secret: { roleName, ...(accessKeyId && { accessKeyId }) },
    },
  ]);

interface Row {
  title: string;
  asks: [string, Chosen][];
  region?: object;
  account?: object;
  keyOwner?: string;
  /** The warning that it is about. */
  code?: string;
}
const alone = { 'i-0abc1230000000002': { port: 80, health: 'unhealthy' } };
const [targetGroup = ''] = Object.keys(region.targetGroups);
const rows: Row[] = [
  {
    title: 'the last healthy target',
    asks: onInstance,
    region: { targetGroups: { [targetGroup]: { targets: alone } } },
    code: 'last-healthy-target',
  },
  { title: 'a node that EKS manages', asks: onInstance, region: instance({ operator: 'eks.amazonaws.com' }) },
  { title: 'a node of a cluster', asks: onInstance, region: instance({ tags: { 'eks:cluster-name': 'shop' } }), code: 'cluster-node' },
  { title: 'a key of a foreign account', asks: [...onUser('ci-deploy'), ...onRole('web-app', SESSION_KEY)], keyOwner: PARTNER },
  { title: 'a key of another account of ours', asks: [...onUser('ci-deploy'), ...onRole('web-app', SESSION_KEY)], keyOwner: OURS },
  { title: 'a role of Drawbridge itself', asks: onRole('drawbridge-contain'), account: { roles: { 'drawbridge-contain': {} } } },
  {
    title: 'a user of Drawbridge itself',
    asks: onUser('drawbridge-ci', 'AKIAIOSFODNN7DRAWBOT'),
    account: { users: { 'drawbridge-ci': { accessKeys: { AKIAIOSFODNN7DRAWBOT: { id: 'AKIAIOSFODNN7DRAWBOT', status: 'Active' } } } } },
  },
  {
    title: 'an instance with a role of Drawbridge itself',
    asks: onInstance.slice(0, 1),
    account: { instanceProfiles: { 'web-app': { role: 'drawbridge-hub' } }, roles: { 'drawbridge-hub': {} } },
    code: 'role-kept',
  },
  { title: 'an instance of Drawbridge itself', asks: onInstance, region: instance({ tags: { Name: 'drawbridge-runner' } }) },
  {
    title: 'a service-linked role',
    asks: onRole('AWSServiceRoleForSupport'),
    account: { roles: { AWSServiceRoleForSupport: {} } },
  },
  {
    title: 'a role of Identity Center',
    asks: onRole('AWSReservedSSO_Admin_0123456789abcdef'),
    account: { roles: { AWSReservedSSO_Admin_0123456789abcdef: {} } },
  },
];

describe('what must not be touched', () => {
  it('each thing that policy protects by name or by tag: refused, or left as it is and said', async () => {
    const lines: string[] = [];
    await within({}, async (world) => {
      const free = await unprotected(world);
      for (const thing of kinds) {
        const { id } = things[thing];
        lines.push(`${thing}, protected by name`, ...(await onProtected(world, free, thing, {}, { names: [id], tags: {} })));
        const tag = { 'secops:protected': 'true' };
        lines.push(`${thing}, protected by tag`, ...(await onProtected(world, free, thing, tag, { names: [], tags: tag })));
      }
    });
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../golden/plans/never-targets.txt');
  }, 60_000);

  it('the rest of what is refused or warned of', async () => {
    const lines: string[] = [];
    for (const { title, asks, code, keyOwner, ...changes } of rows) {
      lines.push(title);
      await within(changes, async (world) => {
        if (keyOwner) for (const key of [KEY, SESSION_KEY]) world.simulated.world.keyOwners[key] = keyOwner;
        if (keyOwner === PARTNER || keyOwner === OURS) delete world.simulated.world.accounts[ACCOUNT]?.users['ci-deploy']?.accessKeys[KEY];
        const tools = { neverTarget: neverOf({ names: [], tags: {} }), ourAccounts: new Set([ACCOUNT, OURS]) };
        for (const [id, offer] of asks)
          lines.push(`  ${id}: ${words(await ask(world, id, offer, tools), (each) => code === undefined || each === code)}`);
      });
    }
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../golden/plans/refused.txt');
  }, 60_000);
});
