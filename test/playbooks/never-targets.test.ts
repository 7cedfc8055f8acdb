/** Never-targets by name, id or tag, whatever they are: no plan touches one, and the generated policies deny every call on it (I14). */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberPolicies, roleClassOf } from '../../infra/aws/permissions/member-policies.ts';
import { mergeWorld } from '../../infra/local/aws/merge.ts';
import { neverTarget } from '../../src/domain/never-target.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Playbook } from '../../src/playbooks/define.ts';
import { playbooks } from '../../src/playbooks/index.ts';
import { evaluate } from '../fakes/iam-evaluator.ts';
import { type Checked, called, checkedFor, tagged as withTag } from '../fixtures/aws-requests.ts';
import { ACCOUNT, NOW } from '../fixtures/finding.ts';
import { declaredWrites, memberOptions } from '../fixtures/member-policies.ts';
import { account, kinds, offers, region, type Thing, tagged, things, touched } from '../fixtures/never-world.ts';
import { type PlaybookWorld, startWorld } from '../fixtures/playbook-world.ts';
import { policyWith } from '../fixtures/policy.ts';

type NeverTargets = Policy['neverTargets'];
interface Protected {
  thing: Thing;
  neverTargets: NeverTargets;
  /** Of the thing. */
  tags: Record<string, string>;
  /** The same on any request to IAM about such a thing. */
  asked: (checked: Checked) => Checked;
}

/** The name as it is, or with some of it replaced by a star. */
const patternOf = (name: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(name.length), fc.nat(name.length), fc.boolean())
    .map(([a, b, exact]) => (exact ? name : `${name.slice(0, Math.min(a, b))}*${name.slice(Math.max(a, b))}`));
const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9:_/.-]{1,20}$/).filter((text) => !/^aws:/i.test(text));
const nameTag = fc.stringMatching(/^[a-z][a-z0-9 .$+()[\]-]{2,20}[a-z]$/);
const withId = (checked: Checked, id: string): Checked => ({ ...checked, resource: checked.resource.replace(/[^/]*$/, () => id) });

function protectedBy(thing: Thing): fc.Arbitrary<Protected> {
  const { id, nameTag: byTag } = things[thing];
  const none: NeverTargets = { names: [], tags: {} };
  const ofName = patternOf(id).map((name) => ({
    ...{ thing, tags: {}, neverTargets: { ...none, names: [name] } },
    asked: (checked: Checked) => (byTag ? withId(checked, id) : called(checked, id)),
  }));
  const ofNameTag = nameTag.chain((name) =>
    patternOf(name).map((pattern) => ({
      ...{ thing, tags: { Name: name }, neverTargets: { ...none, names: [pattern] } },
      asked: (checked: Checked) => called(checked, name),
    })),
  );
  const ofTag = fc.tuple(word, word, fc.boolean()).map(([key, value, any]) => ({
    ...{ thing, tags: { [key]: value }, neverTargets: { ...none, tags: { [key]: any ? '*' : value } } },
    asked: (checked: Checked) => withTag(checked, key, value),
  }));
  return byTag ? fc.oneof(ofName, ofNameTag, ofTag) : fc.oneof(ofName, ofTag);
}

const places: Partial<Record<Thing, RegExp>> = {
  ...{ instance: /:instance\//, interface: /:network-interface\//, address: /:elastic-ip\//, acl: /:network-acl\// },
  ...{ group: /:security-group\//, snapshot: /:snapshot\//, image: /:image\//, scaling: /:autoScalingGroup:/, targets: /:targetgroup\// },
  ...{ balancer: /:loadbalancer\//, role: /:role\//, user: /:user\//, policy: /:policy\//, bucket: /:s3:::/, trail: /:trail\// },
};
const changing = declaredWrites.flatMap(({ playbook, call }) =>
  checkedFor(call, playbook.id)
    .filter(({ changed }) => changed)
    .map((checked) => ({ playbook, checked })),
);

type Chosen = (typeof offers)[string][number];
type Asked = [Playbook, Chosen];
const everything = playbooks.flatMap((playbook) => (offers[playbook.id] ?? []).map((offer): Asked => [playbook, offer]));
const free: Omit<Protected, 'asked'> = { thing: 'bucket', tags: {}, neverTargets: { names: [], tags: {} } };
let world: PlaybookWorld;
/** What changes each thing while nothing is protected. */
const changes = new Map<string, Asked[]>();

beforeAll(async () => {
  world = await startWorld(region);
  mergeWorld(world.simulated.world, { accounts: { [ACCOUNT]: account } }, NOW);
  for (const asked of everything) for (const each of await planned([asked], free)) changes.set(each, [...(changes.get(each) ?? []), asked]);
});
afterAll(() => world.close());

/** Everything that these plans would change now. */
async function planned(asked: readonly Asked[], { thing, tags, neverTargets }: Omit<Protected, 'asked'>): Promise<string[]> {
  const read = tagged(world, thing, tags);
  const policy = policyWith({ neverTargets });
  const never = (name: string, held: Record<string, string>) => neverTarget(name, held, policy, 'drawbridge');
  const found: string[] = [];
  for (const [playbook, offer] of asked) {
    const plan = await world.ask(playbook, offer, { read: read as never, neverTarget: never });
    if (!('refused' in plan)) found.push(...plan.steps.flatMap(touched));
  }
  return [...new Set(found)];
}

describe('never-targets (I14)', () => {
  it.each(kinds)('%s: without protection some plan changes it', (thing) => {
    expect(changes.get(`${thing} ${things[thing].id}`) ?? []).not.toEqual([]);
  });

  it.each(kinds)(
    '%s: no plan touches it once it is protected, by name, id or tag',
    async (thing) => {
      const own = `${thing} ${things[thing].id}`;
      const protection = fc.asyncProperty(protectedBy(thing), async (one) => {
        expect(await planned(changes.get(own) ?? [], one)).not.toContain(own);
      });
      await fc.assert(protection, { numRuns: 6 });
    },
    30_000,
  );

  it.each(Object.keys(places) as Thing[])('%s: every call that would change it is denied', (thing) => {
    const calls = changing.filter(({ checked }) => places[thing]?.test(checked.resource));
    expect(calls.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(protectedBy(thing), ({ neverTargets, asked }) => {
        const policies = memberPolicies({ ...memberOptions, neverTargets });
        for (const { playbook, checked } of calls)
          expect([evaluate(policies[roleClassOf(playbook)] ?? [], asked(checked)), checked.action]).toEqual(['denied', checked.action]);
      }),
      { numRuns: 25 },
    );
  });
});
