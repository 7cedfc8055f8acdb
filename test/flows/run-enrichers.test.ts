/** All enrichers at once: parallel, bounded in time, failing in words, and without a secret in the answer. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseContext } from '../../src/domain/context.ts';
import type { Enricher } from '../../src/enrichers/define.ts';
import { enrichers } from '../../src/enrichers/index.ts';
import { PartlyEnriched } from '../../src/enrichers/partly.ts';
import { type EnrichDeps, runEnrichers } from '../../src/flows/run-enrichers.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import { type Answers, failed, fakeRead } from '../fixtures/fake-read.ts';
import { ACCOUNT, findingWith, KEY, NOW } from '../fixtures/finding.ts';

function enricher(id: keyof CaseContext, enrich: Enricher['enrich'], applies = true): Enricher {
  return { id, label: `the ${id}`, reads: ['iam:GetUser'], applies: () => applies, enrich };
}
const place = { addresses: [], configured: false };
const activity = { calls: [], windowHours: 24 };

async function run(list: readonly Enricher[], answers: Answers = {}, more: Partial<EnrichDeps> = {}) {
  const fake = fakeRead(answers);
  const aws = { reader: () => fake.read };
  const result = await runEnrichers(findingWith(), {
    aws,
    clock: new VirtualClock(NOW),
    accounts: {},
    locate: undefined,
    enrichers: list,
    ...more,
  });
  return { ...result, asked: fake.asked };
}

describe('runEnrichers', () => {
  it('puts every part in its place and leaves out what does not apply or has nothing to say', async () => {
    const result = await run([
      enricher('place', async () => place),
      enricher('activity', async () => activity, false),
      enricher('bucket', async () => undefined),
    ]);
    expect(result).toMatchObject({ context: { place }, failures: [] });
    expect(Object.keys(result.context)).toEqual(['place']);
  });

  it('runs them at the same time', async () => {
    let release: (() => void) | undefined;
    const second = new Promise<void>((resolve) => {
      release = resolve;
    });
    const result = await run([
      enricher('place', () => second.then(() => place)),
      enricher('activity', async () => {
        release?.();
        return activity;
      }),
    ]);
    expect(result.context).toEqual({ place, activity });
  });

  it.each<[string, Enricher['enrich'], string]>([
    ['is denied', (_, { read }) => read('iam:GetUser', {}) as never, 'could not look up the place: AccessDenied (iam:GetUser)'],
    ['never ends', () => new Promise(() => {}), 'could not look up the place: timed out'],
    [
      'has no role',
      () => Promise.reject(failed('sts:AssumeRole', 'AccessDenied')),
      'could not look up the place: sts:AssumeRole failed: AccessDenied',
    ],
    ['names a key', () => Promise.reject(new Error(`no ${KEY}`)), 'could not look up the place: no AKIA…MPLE'],
    ['throws nonsense', () => Promise.reject('broken'), 'could not look up the place: broken'],
    [
      'throws at once',
      () => {
        throw new Error('at once');
      },
      'could not look up the place: at once',
    ],
  ])('says what failed when one %s, and keeps the others', async (_, enrich, sentence) => {
    const result = await run([enricher('place', enrich), enricher('activity', async () => activity)], {}, { deadline: 20 });
    expect(result.failures).toEqual([sentence]);
    expect(result.context).toEqual({ activity });
  });

  it('does not fall over an enricher that cannot even tell whether it applies', async () => {
    const broken = {
      ...enricher('place', async () => place),
      applies: () => {
        throw new Error('odd finding');
      },
    };
    expect((await run([broken])).failures).toEqual(['could not look up the place: odd finding']);
  });

  it('keeps the known part of one that failed in part', async () => {
    const partly = new PartlyEnriched(place, [{ label: 'the rest', error: failed('iam:GetUser', 'Throttling') }]);
    const result = await run([enricher('place', () => Promise.reject(partly))]);
    expect(result).toMatchObject({ context: { place }, failures: ['could not look up the rest: Throttling (iam:GetUser)'] });
  });

  it('asks the same question once', async () => {
    const asks: Enricher['enrich'] = async (_, { read, readIn }) => {
      await Promise.all([read('iam:GetUser', { UserName: 'a' }), readIn('us-east-1')('iam:GetUser', { UserName: 'a' })]);
      return undefined;
    };
    const { asked } = await run([enricher('place', asks), enricher('activity', asks)], { 'iam:GetUser': { User: undefined } });
    expect(asked).toHaveLength(1);
  });
});

describe('the registry', () => {
  it('has one enricher for each kind of context, which reads only', () => {
    expect(enrichers.map(({ id }) => id).sort()).toEqual(['activity', 'bucket', 'instance', 'owner', 'place', 'principal']);
    for (const read of enrichers.flatMap((each) => [...each.reads])) expect(read).toMatch(/^[a-z0-9]+:(?:Describe|Get|List|Lookup)/);
  });

  it('puts no key id into the context or the failures, wherever AWS writes one', async () => {
    const keyId = fc.stringMatching(/^(?:AKIA|ASIA)[A-Z0-9]{16}$/);
    await fc.assert(
      fc.asyncProperty(keyId, fc.constantFrom('', 'x', ' ', '/', '_'), fc.boolean(), async (id, glue, denied) => {
        const text = `${glue}${id}${glue}`;
        const tags = [{ Key: text, Value: text }];
        const named = { Path: '/', Arn: text, CreateDate: new Date(NOW) };
        const answers: Answers = {
          'iam:GetUser': { User: { ...named, UserName: text, UserId: 'x', Tags: tags } },
          'iam:ListAccessKeys': { AccessKeyMetadata: [{ AccessKeyId: id, Status: 'Active' }] },
          'iam:GetAccessKeyLastUsed': { UserName: text, AccessKeyLastUsed: { LastUsedDate: undefined, ServiceName: text, Region: text } },
          'iam:ListAttachedUserPolicies': { AttachedPolicies: [{ PolicyName: text }] },
          'iam:ListUserPolicies': { PolicyNames: [text] },
          'iam:ListGroupsForUser': { Groups: [{ ...named, GroupName: text, GroupId: 'g' }] },
          'iam:ListUserTags': { Tags: tags },
          'cloudtrail:LookupEvents': {
            Events: [{ EventName: text, EventSource: text, CloudTrailEvent: JSON.stringify({ userAgent: text }) }],
          },
          ...(denied ? { 'iam:GetLoginProfile': () => Promise.reject(new Error(`no ${text}`)) } : {}),
        };
        const finding = findingWith({
          accessKeys: [{ id, kind: id.startsWith('AKIA') ? 'long-term' : 'temporary' }],
          resources: [{ kind: 'user', id: text, account: ACCOUNT, region: 'us-east-1' }],
          remoteAddresses: ['203.0.113.7'],
        });
        const aws = { reader: () => fakeRead(answers).read };
        const accounts = { [ACCOUNT]: { owner: text } };
        const result = await runEnrichers(finding, { aws, clock: new VirtualClock(NOW), accounts, locate: () => ({ organisation: text }) });
        expect(JSON.stringify(result)).not.toContain(id);
        expect(result.context.principal).toBeDefined();
      }),
      { numRuns: 50 },
    );
  });
});
