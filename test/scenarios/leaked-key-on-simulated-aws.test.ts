/** The leaked key of the demonstration, through the real SDK: what is found out, planned, done, proved and undone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoWorld } from '../../infra/local/aws/demo-accounts.ts';
import { LEAKED_KEY } from '../../infra/local/aws/demo-production.ts';
import { createSimulatedAws, type SimulatedAws } from '../../infra/local/aws/simulated-aws.ts';
import { serve } from '../../infra/local/http.ts';
import type { Finding, Resource } from '../../src/domain/finding.ts';
import { type Plan, type Refusal, type Step, undoOf } from '../../src/domain/plan.ts';
import { runEnrichers } from '../../src/flows/run-enrichers.ts';
import { disableAccessKeys } from '../../src/playbooks/disable-access-keys.ts';
import { type Aws, createAws } from '../../src/services/aws.ts';
import { systemClock as clock } from '../../src/services/clock.ts';
import { findingWith } from '../fixtures/finding.ts';

const HUB = '999988887777';
const PAYMENTS = '111122223333';
const DATA = '222233334444';
const place = { account: PAYMENTS, region: 'us-east-1' };

let simulated: SimulatedAws;
let server: Awaited<ReturnType<typeof serve>>;
let aws: Aws;

beforeAll(async () => {
  simulated = createSimulatedAws({ clock, hubAccount: HUB, deployment: 'drawbridge', world: demoWorld(clock.now()) });
  server = await serve([simulated.route], 0, () => {});
  const credentials = { accessKeyId: 'AKIAHUBHUBHUBHUBHUB1', secretAccessKey: 'hub' };
  const endpoint = `${server.address}/aws-api`;
  aws = createAws({ clock, config: { hubRegion: 'us-east-1', deployment: 'drawbridge', hubAccount: HUB, endpoint, credentials } });
});
afterAll(() => server.close());

const finding = (changes: Partial<Finding> = {}) => findingWith({ accessKeys: [{ id: LEAKED_KEY, kind: 'long-term' }], ...changes });
const enrich = (subject: Finding) => runEnrichers(subject, { aws, clock, accounts: {}, locate: undefined, deadline: 10_000 });
const read = () => aws.reader(place);

async function plan(keyId = LEAKED_KEY): Promise<Plan<'iam:UpdateAccessKey'> | Refusal> {
  const [offer] = disableAccessKeys.offers(finding({ accessKeys: [{ id: keyId, kind: 'long-term' }] })).offers;
  if (!offer) throw new Error('nothing is offered');
  const ourAccounts = new Set([HUB, PAYMENTS, DATA]);
  return disableAccessKeys.plan(offer, {
    read: read(),
    now: clock.now(),
    ourAccounts,
    caseId: '7K3QM2XA',
    standing: async () => [],
    trustedAddresses: [],
    neverTarget: () => undefined,
  });
}

async function run(steps: Step[]): Promise<void> {
  for (const step of steps) {
    const write = aws.writer({ ...place, roleClass: 'contain', sourceIdentity: 'T1-U1' });
    expect(await disableAccessKeys.observe(step as Step<'iam:UpdateAccessKey'>, read())).toBe(step.before);
    await write(step.call, step.input as never);
    expect(await disableAccessKeys.observe(step as Step<'iam:UpdateAccessKey'>, read())).toBe(step.after);
  }
}

describe('the leaked key', () => {
  it('is enriched without a failure', async () => {
    const { context, failures } = await enrich(finding());
    expect(failures).toEqual([]);
    expect(context).toMatchObject({
      principal: { kind: 'user', name: 'ci-deploy', groups: ['deployers'], console: false },
      owner: { environment: 'production', owner: 'payments', source: 'tag environment' },
    });
    expect(context.principal?.keys).toHaveLength(2);
    expect(context.activity?.calls.map((call) => call.name)).toContain('GetFederationToken');
  });

  it('is planned, disabled, proved, undone, and then as it was', async () => {
    const before = structuredClone(simulated.world.accounts[PAYMENTS]?.users);
    const made = await plan();
    if ('refused' in made) throw new Error(made.refused);
    expect(made.facts[0]).toMatch(/^Would survive: key AKIA…0002 · temporary credentials \(GetFederationToken \d+ min ago\)$/);
    expect(made.facts.length).toBeLessThanOrEqual(12);
    expect(made.warnings.map(({ code }) => code)).toEqual(['federation-token-seen', 'other-active-key', 'used-recently']);

    await run(made.steps);
    for (const check of disableAccessKeys.checks) {
      expect(await disableAccessKeys.verify(check, made, clock.now(), read())).toMatchObject({ ok: true });
    }
    const again = await plan();
    expect('refused' in again && again).toMatchObject({ already: true });

    await run(undoOf(made).steps);
    expect(simulated.world.accounts[PAYMENTS]?.users).toEqual(before);
    const writes = simulated.calls.filter((call) => call.call === 'iam:UpdateAccessKey');
    expect(writes.map((call) => [call.sourceIdentity, call.error])).toEqual([
      ['T1-U1', undefined],
      ['T1-U1', undefined],
    ]);
  });

  it.each([
    ['of a foreign account', 'AKIAIOSFODNN7FOREIGN', /555566667777, which is not ours/],
    ['that is inactive', 'AKIA2DRAWBRIDGE00003', /of maria.lopez is inactive already/],
  ])('is refused for a key %s', async (_, keyId, words) => {
    const refused = await plan(keyId);
    expect('refused' in refused && refused.refused).toMatch(words);
  });
});

const resource = (kind: Resource['kind'], id: string, account: string): Resource => ({ kind, id, account, region: 'us-east-1' });

describe('other subjects', () => {
  it('finds out about a web server', async () => {
    const web = resource('instance', 'i-0abc1230000000001', PAYMENTS);
    const principal = { kind: 'role' as const, name: 'web-app', session: web.id, account: PAYMENTS };
    const { context, failures } = await enrich(finding({ resources: [web], accessKeys: [], principal }));
    expect(failures).toEqual([]);
    expect(context.instance).toMatchObject({ state: 'running', role: 'web-app', autoScaling: { group: 'web', size: 4 } });
    expect(context.instance?.loadBalancers).toHaveLength(1);
    expect(context.principal?.alsoUsedBy?.length).toBeGreaterThan(10);
  });

  it('finds out about a public bucket', async () => {
    const subject = finding({ account: DATA, resources: [resource('bucket', 'acme-customer-exports', DATA)], accessKeys: [] });
    const { principal: _, ...anonymous } = subject;
    const { context, failures } = await enrich(anonymous);
    expect(failures).toEqual([]);
    expect(context.bucket).toMatchObject({ publicAccessBlock: 'absent', publicByPolicy: true });
    expect(context.owner).toMatchObject({ owner: 'data-platform', environment: 'production' });
  });
});
