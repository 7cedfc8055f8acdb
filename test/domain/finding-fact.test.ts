/** What the log keeps of a finding: no full key id wherever one stood (I7), bounded texts, and a hash that changes with the product's news only. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { bounded, contentHash, factOf, refOf, subjectOf, versionOf } from '../../src/domain/finding-fact.ts';
import { findingWith, KEY, NOW, OTHER_KEY, SESSION_KEY } from '../fixtures/finding.ts';

const place = { caseKey: 'threat|key', generation: 1, kind: 'finding', route: 'security', channel: 'C1' } as const;
const fullKey = /(?:AKIA|ASIA)[A-Z0-9]{16}/;

/** Every optional field is there, so that every text of a finding is tried. */
const full: Finding = findingWith({
  product: { name: 'Prowler', genuine: false, arn: 'arn:aws:securityhub:us-east-1::product/prowler/prowler' },
  description: 'found in a repository',
  note: { text: 'look at this', updatedBy: 'someone' },
  resources: [
    {
      kind: 'user',
      id: 'ci-deploy',
      arn: 'arn:aws:iam::111122223333:user/ci-deploy',
      name: 'CI',
      account: '111122223333',
      region: 'us-east-1',
      tags: { team: 'payments' },
      publicAddresses: ['198.51.100.7'],
    },
  ],
  principal: { kind: 'role', name: 'ci-deploy', session: 'i-0123', account: '111122223333' },
  accessKeys: [
    { id: KEY, kind: 'long-term' },
    { id: SESSION_KEY, kind: 'temporary' },
  ],
  remoteAddresses: ['203.0.113.9'],
  remoteDomains: ['evil.example'],
  vulnerability: { id: 'CVE-2026-1', fixAvailable: true, exploitAvailable: false, package: 'openssl' },
  hub: { api: 'cspm', id: 'id', productArn: 'arn', region: 'us-east-1' },
});

/** Words of our own that decide things and never come from a product. */
const chosen = new Set(['via', 'class', 'threat', 'severity', 'workflow', 'kind', 'api', 'resourceRole']);

type Path = (string | number)[];
function textsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return chosen.has(String(path.at(-1))) ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}
function withText(value: unknown, [first, ...rest]: Path, change: (text: string) => string): unknown {
  if (first === undefined) return change(String(value));
  const held = value as Record<string, unknown>;
  const copy = Array.isArray(held) ? [...held] : { ...held };
  (copy as Record<string, unknown>)[String(first)] = withText(held[String(first)], rest, change);
  return copy;
}
const texts = textsIn(full);

describe('no full key id is in a fact or a subject (I7)', () => {
  it.each(texts.map((path) => [path.join('.'), path] as const))('whatever %s holds', (_, path) => {
    fc.assert(
      fc.property(fc.constantFrom(KEY, OTHER_KEY, SESSION_KEY), fc.string(), fc.string(), (key, before, after) => {
        const finding = withText(full, path, () => `${before}${key}${after}`) as Finding;
        expect(JSON.stringify(factOf(finding, 'production', false))).not.toMatch(fullKey);
        expect(JSON.stringify(subjectOf(finding, { ...place, caseKey: `threat|${key}` }))).not.toMatch(fullKey);
      }),
      { numRuns: 20 },
    );
  });

  it('whatever a tag is called', () => {
    const [resource] = full.resources;
    const finding = { ...full, resources: resource ? [{ ...resource, tags: { [`made by ${KEY}`]: KEY } }] : [] };
    expect(JSON.stringify(factOf(finding, 'production', false))).not.toMatch(fullKey);
  });

  it('and keys are named by their fingerprints', () => {
    expect(subjectOf(full, place).accessKeys).toEqual(['AKIA…MPLE', 'ASIA…MPLE']);
    expect(subjectOf(findingWith({ accessKeys: [{ id: 'null', kind: 'none' }] }), place).accessKeys).toEqual([]);
  });

  it('a cut does not leave half a key of a text that was long', () => {
    const { title } = factOf(findingWith({ title: `${'x'.repeat(245)}${KEY}` }), 'production', true);
    expect(title).toContain('AKIA…MPLE');
  });
});

describe('bounds', () => {
  it('hold for every text, in characters that stay whole', () => {
    const long = '🦆'.repeat(60_000);
    for (const path of texts) {
      const finding = withText(full, path, () => long) as Finding;
      const { identity: _, rowKey: __, ...fact } = factOf(finding, 'production', false);
      const size = Buffer.byteLength(JSON.stringify([fact, subjectOf(finding, place)]));
      expect(size, path.join('.')).toBeLessThan(16_000);
    }
  });

  it('twenty tags are kept', () => {
    const tags = Object.fromEntries([...Array(50).keys()].map((number) => [`tag${number}`, 'x']));
    const [resource] = full.resources;
    const { resource: kept } = factOf({ ...full, resources: resource ? [{ ...resource, tags }] : [] }, 'production', false);
    expect(Object.keys(kept.tags ?? {})).toHaveLength(20);
  });

  it.each<[string, string, number, string]>([
    ['short enough', 'abc', 3, 'abc'],
    ['too long', 'abcd', 3, 'ab…'],
    ['counted in characters, not in halves of them', '🦆🦆🦆', 3, '🦆🦆🦆'],
    ['cut between characters', '🦆🦆🦆🦆', 3, '🦆🦆…'],
  ])('a text %s', (_, text, most, expected) => expect(bounded(text, most)).toBe(expected));
});

describe('the content hash', () => {
  const other = { kind: 'user', id: 'x', account: '111122223333', region: 'us-east-1' } as const;
  it.each<[string, Partial<Finding>, boolean]>([
    ['severity', { severity: 'low' }, true],
    ['active', { active: false }, true],
    ['title', { title: 'other' }, true],
    ['count', { count: 2 }, true],
    ['last seen', { lastSeenAt: NOW }, true],
    ['resources', { resources: [other] }, true],
    ['workflow', { workflow: 'NOTIFIED' }, false],
    ['note', { note: { text: 'ours', updatedBy: 'drawbridge' } }, false],
    ['the channel it came by', { via: 'v2', hub: { api: 'v2', metadataUid: 'm', region: 'us-east-1' } }, false],
    ['when it was updated', { updatedAt: NOW }, false],
  ])('%s', (_, change, isNews) => {
    expect(contentHash(findingWith(change)) !== contentHash(findingWith())).toBe(isNews);
  });

  it('orders versions by instant first', () => {
    const versions = [NOW, 999, NOW + 1].map((updatedAt) => versionOf(findingWith({ updatedAt })));
    expect([...versions].sort().map((version) => Number(version.split('#')[0]))).toEqual([999, NOW, NOW + 1]);
  });
});

describe('the fact', () => {
  it('is about the account when the finding names nothing', () => {
    expect(factOf(findingWith({ resources: [] }), 'staging', true).resource).toMatchObject({ kind: 'account', id: '111122223333' });
  });

  it('names its item without telling the identity', () => {
    const { ref, identity } = factOf(findingWith(), 'staging', true);
    expect(ref).toBe(refOf(identity));
    expect(ref).toMatch(/^[0-9a-f]{32}$/);
  });

  it('says whether Security Hub has a copy', () => {
    expect([factOf(full, 'staging', true).inHub, factOf(findingWith(), 'staging', true).inHub]).toEqual([true, false]);
  });
});
