/** Limit policy: exactly what people agreed to, in a version of its own; undone, the held version is in force again. */
import { describe, expect, it } from 'vitest';
import { mergeWorld } from '../../infra/local/aws/merge.ts';
import { limitedDocument } from '../../src/domain/limited-policy.ts';
import type { Plan, Refusal } from '../../src/domain/plan.ts';
import { limitPolicy } from '../../src/playbooks/limit-policy.ts';
import { ACCOUNT, findingWith } from '../fixtures/finding.ts';
import { startWorld } from '../fixtures/playbook-world.ts';
import { itIsReversible } from '../fixtures/reversible.ts';

const ARN = `arn:aws:iam::${ACCOUNT}:policy/deploy`;
const target = { kind: 'policy', account: ACCOUNT, region: 'us-east-1', label: 'policy deploy', key: 'policy/deploy' } as const;
const document = limitedDocument({ actions: ['s3:GetObject', 's3:PutObject'], resources: ['arn:aws:s3:::releases/*'] });
const offer = { target, secret: { policyArn: ARN, document } };
const other = limitedDocument({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::other/*'] });
const everything = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

const seed = (defaultVersion: string, ...documents: string[]) => ({
  policies: {
    [ARN]: {
      name: 'deploy',
      arn: ARN,
      createdAt: '2026-01-01T00:00:00Z',
      defaultVersion,
      versions: Object.fromEntries(
        documents.map((text, place) => [`v${place + 1}`, { document: text, createdAt: '2026-01-01T00:00:00Z' }]),
      ),
    },
  },
});

async function asked(accountSeed: object): Promise<Plan | Refusal> {
  const world = await startWorld({});
  mergeWorld(world.simulated.world, { accounts: { [ACCOUNT]: accountSeed } }, world.clock.now());
  const answer = await world.ask(limitPolicy, offer);
  await world.close();
  return answer;
}

it('is offered by no finding', () => {
  const about = findingWith({
    type: 'PrivilegeEscalation:iam/CreatePolicy',
    resources: [{ kind: 'policy', id: 'deploy', arn: ARN, account: ACCOUNT, region: 'us-east-1' }],
  });
  expect(limitPolicy.offers(about).offers).toEqual([]);
});

it('says what will be allowed, and where', async () => {
  expect(await asked(seed('v1', everything))).toMatchObject({
    steps: [
      { why: 'let policy deploy allow only s3:GetObject, s3:PutObject on arn:aws:s3:::releases/*, in a further version', before: 'v1' },
    ],
    facts: ['Version v1 is in force now; no version is deleted'],
  });
});

describe('refused', () => {
  it.each<[string, object, RegExp, RegExp]>([
    ['five versions', seed('v1', everything, everything, everything, everything, everything), /has 5 versions/, /Delete the oldest/],
    ['no policy', {}, /no longer exists/, /Nothing to do/],
    ['exactly that already', seed('v2', everything, document), /allows exactly that already/, /Nothing to do/],
    ['limited to something else', seed('v2', everything, other), /limited to something else/, /Undo that first/],
  ])('%s', async (_, accountSeed, words, next) => {
    expect(await asked(accountSeed)).toMatchObject({ refused: expect.stringMatching(words), nextStep: expect.stringMatching(next) });
  });
});

describe('a held policy', () =>
  itIsReversible({
    playbook: limitPolicy,
    offer,
    seed: seed('v1', '{}', everything),
    // The version that limited it stays, unused.
    forget: (account) => {
      const limited = account.policies?.[ARN];
      if (!limited) return;
      delete limited.versions.v3;
      delete limited.lastVersion;
    },
  }));
