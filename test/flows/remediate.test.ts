/** By itself: once per target, whatever is retried, killed or comes later; only what policy lists; and told when it cannot be. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { CaseEvent, EventKind } from '../../src/domain/events.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { factOf } from '../../src/domain/finding-fact.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { claimFinding } from '../../src/flows/claim-finding.ts';
import { remediate } from '../../src/flows/remediate.ts';
import { stop } from '../../src/flows/stops.ts';
import { createCaseLog } from '../../src/services/case-log.ts';
import type { Table } from '../../src/services/table.ts';
import { createVault } from '../../src/services/vault.ts';
import { type Answers, failed, fakeRead } from '../fixtures/fake-read.ts';
import { ACCOUNT, findingWith, NOW } from '../fixtures/finding.ts';
import { examplePolicy, policyWith } from '../fixtures/policy.ts';
import { createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
const modes = (mode: string, more: object = {}) => ({ production: mode, staging: mode, development: mode, unknown: mode, ...more });
function policyOf(modesOf: object, more: Record<string, unknown> = {}): Policy {
  return policyWith({ playbooks: { ...(examplePolicy().playbooks as object), block_public_bucket: modesOf }, ...more });
}
const auto = policyOf(modes('auto', { types: ['S3.*'] }));

function bucketFinding(name: string, changes: Partial<Finding> = {}): Finding {
  return findingWith({
    identity: `s3.8/${name}`,
    class: 'control',
    threat: 'exposure',
    type: 'S3.8',
    severity: 'medium',
    product: { name: 'Security Hub', genuine: true },
    resources: [{ kind: 'bucket', id: name, arn: `arn:aws:s3:::${name}`, account: ACCOUNT, region: 'us-east-1' }],
    accessKeys: [],
    ...changes,
  });
}

const quiet: Answers = {
  's3:GetBucketPublicAccessBlock': 'NoSuchPublicAccessBlockConfiguration',
  's3:GetBucketTagging': 'NoSuchTagSet',
  's3:GetBucketWebsite': 'NoSuchWebsiteConfiguration',
  's3:GetBucketPolicyStatus': 'NoSuchBucketPolicy',
  's3:GetBucketPolicy': 'NoSuchBucketPolicy',
  's3:GetBucketAcl': { Grants: [] },
};
const website: Answers = { ...quiet, 's3:GetBucketWebsite': {} };

let rig: SlackRig;
let asked: ReturnType<typeof fakeRead>['asked'];
beforeEach(() => {
  rig = createSlackRig();
});

function run(policy = auto, answers: Answers = quiet, table: Table = rig.table): Promise<void> {
  const reads = fakeRead(answers);
  asked = reads.asked;
  const aws = {
    reader: () => reads.read,
    writer: () => () => Promise.reject(new Error('nothing is written before it is asked for')),
    seeRole: async () => undefined,
  };
  const services = {
    ...rig.services,
    table,
    cases: createCaseLog({ table, clock: rig.clock, policyVersion: 'test' }),
    vault: createVault(table),
    policy,
    aws,
    deployment: 'drawbridge',
    hubAccount: '999988887777',
  };
  return remediate(CASE, services as unknown as Parameters<typeof remediate>[1]);
}
async function events<Kind extends EventKind>(kind: Kind): Promise<Extract<CaseEvent, { kind: Kind }>[]> {
  const all = (await rig.cases.events(CASE)).map(({ body }) => JSON.parse(body) as CaseEvent);
  return all.filter((event): event is Extract<CaseEvent, { kind: Kind }> => event.kind === kind);
}
const open = (changes: Partial<Finding> = {}, more: object = {}) =>
  rig.open(CASE, { tier: 2, finding: bucketFinding('exports', changes), poked: false, ...more });
async function addBucket(name: string): Promise<void> {
  const finding = bucketFinding(name);
  await claimFinding(rig.table, finding, {}, `message-${name}`);
  const data = { findings: [factOf(finding, 'production', true)] };
  await rig.add(CASE, { id: `in:${name}`, actor: { kind: 'product', name: 'Security Hub' }, kind: 'findings-received', data }, false);
}

describe('what policy lets run by itself', () => {
  it('is asked for by policy, with nobody to approve it', async () => {
    await open();
    await run();
    const [event] = await events('response-asked');
    expect(event).toMatchObject({ actor: { kind: 'policy' }, data: { mode: 'auto', vetoSeconds: 0, playbook: 'block_public_bucket' } });
  });

  it('is asked for once: looked at again nothing is read, and killed anywhere it converges', async () => {
    await open();
    await run();
    await run();
    expect(asked).toEqual([]);
    expect(await events('response-asked')).toHaveLength(1);
  });

  it('is asked for a second bucket that comes later into the same case', async () => {
    await open();
    await run();
    await addBucket('reports');
    await run();
    expect((await events('response-asked')).map(({ data }) => data.target.label)).toEqual(['bucket exports', 'bucket reports']);
  });

  it.each<[string, Policy, Partial<Finding>, object]>([
    ['of a type that policy does not list', auto, { type: 'Policy:S3/BucketAnonymousAccessGranted', class: 'threat' }, {}],
    ['in mode ask', policyOf(modes('ask')), {}, {}],
    ['in mode off', policyOf(modes('off')), {}, {}],
    ['a sample', auto, { sample: true }, {}],
    ['of a product that anybody may claim to be', auto, { product: { name: 'Security Hub', genuine: false } }, {}],
    ['open since before the installation', auto, {}, { quiet: 'baseline' }],
    ['not enriched yet', auto, {}, { enriched: false }],
  ])('is not begun, nor looked at: %s', async (_, policy, changes, more) => {
    await open(changes, more);
    await run(policy);
    expect(await events('response-asked')).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('is not begun while the case is suppressed, or everything is stopped', async () => {
    await open();
    await stop(rig.table, 'everything', 'a mistake', { kind: 'policy' }, NOW);
    await run();
    expect(await events('response-asked')).toEqual([]);
    await addBucket('reports');
    await rig.table.remove('STOP', 'everything');
    const data = { until: NOW + 3_600_000, reason: 'meant to be public' };
    await rig.add(CASE, { id: 's', actor: { kind: 'policy' }, kind: 'suppressed', data }, false);
    await run();
    expect(await events('response-asked')).toEqual([]);
  });

  it('waits for a person in a freeze, and says which', async () => {
    await open();
    await run(policyOf(modes('auto'), { freezes: [{ name: 'end of year', from: '2026-11-01T00:00:00Z', until: '2027-01-02T00:00:00Z' }] }));
    const [event] = await events('response-asked');
    expect(event?.data).toMatchObject({ mode: 'approval', people: 1, because: expect.stringContaining('end of year') });
  });
});

describe('killed at every write and run again', () => {
  it.each([1, 2, 3, 4])('after write %i it asks once, and takes one place', async (writes) => {
    await open();
    let left = writes;
    function survive<T>(value: T): T {
      left -= 1;
      if (left === 0) throw new Error('the process is dead');
      return value;
    }
    const dying: Table = {
      ...rig.table,
      put: async (item) => survive(await rig.table.put(item)),
      putNew: async (item) => survive(await rig.table.putNew(item)),
      replace: async (...of) => survive(await rig.table.replace(...of)),
    };
    await run(auto, quiet, dying).catch(() => undefined);
    await run();
    const [event, ...more] = await events('response-asked');
    expect(event?.data.mode).toBe('auto');
    expect(more).toEqual([]);
    const places = rig.table.items().filter(({ pk }) => pk.startsWith('BREAKER#'));
    expect(places.map(({ began }) => began)).toEqual([[event?.data.responseId]]);
  });
});

describe('what does not run', () => {
  it('is said where policy only observes, once', async () => {
    await open();
    await run(policyOf(modes('observe')));
    await addBucket('reports');
    await run(policyOf(modes('observe')));
    expect((await events('response-observed')).map(({ data }) => [data.label, data.steps])).toEqual([
      ['bucket exports', ['block public access to bucket exports']],
      ['bucket reports', ['block public access to bucket reports']],
    ]);
    expect(await events('response-asked')).toEqual([]);
  });

  it('is a ticket for the owner where it disrupts production: asked for in the log, once', async () => {
    await open();
    await run(auto, website);
    await run(auto, website);
    expect((await events('ticket-requested')).map(({ data }) => data)).toEqual([
      { playbook: 'block_public_bucket', label: 'bucket exports', because: expect.stringMatching(/no active threat/) as string },
    ]);
    expect(await events('response-asked')).toEqual([]);
  });

  it('is told where the plan refuses: what must never be touched is looked at by people', async () => {
    await open();
    await run(auto, { ...quiet, 's3:GetBucketTagging': { TagSet: [{ Key: 'secops:protected', Value: 'true' }] } });
    expect((await events('response-refused'))[0]?.data.because).toContain('must never be touched');
    expect(await events('response-asked')).toEqual([]);
  });

  it('is nothing to tell where it is so already', async () => {
    await open();
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    };
    await run(auto, { ...quiet, 's3:GetBucketPublicAccessBlock': { PublicAccessBlockConfiguration } });
    expect(await events('response-refused')).toEqual([]);
    expect(await events('response-asked')).toEqual([]);
  });
});

describe('when AWS does not answer', () => {
  const down: Answers = { ...quiet, 's3:GetBucketAcl': () => Promise.reject(failed('s3:GetBucketAcl', 'SlowDown')) };

  it('it is tried again until it does', async () => {
    await open();
    await expect(run(auto, down)).rejects.toThrow('AWS did not say');
    await rig.clock.advance(120);
    await run();
    expect(await events('response-asked')).toHaveLength(1);
  });

  it('after a quarter of an hour people are told, once, and nothing is begun', async () => {
    await open();
    await expect(run(auto, down)).rejects.toThrow('AWS did not say');
    await rig.clock.advance(900);
    await run(auto, down);
    await run(auto, down);
    expect((await events('response-refused')).map(({ data }) => data.because)).toEqual([expect.stringContaining('Could not make a plan')]);
    expect(await events('response-asked')).toEqual([]);
  });
});
