/** Which keys are offered, and what is said when none can be. */
import { describe, expect, it } from 'vitest';
import type { AccessKey, Finding } from '../../src/domain/finding.ts';
import { disableAccessKeys } from '../../src/playbooks/disable-access-keys.ts';
import { ACCOUNT, findingWith, KEY, SESSION_KEY } from '../fixtures/finding.ts';

const temporary: AccessKey[] = [{ id: SESSION_KEY, kind: 'temporary' }];
const bucket = { kind: 'bucket' as const, id: 'data', account: ACCOUNT, region: 'us-east-1' };
const cluster = { ...bucket, kind: 'cluster' as const };

function manyKeys(count: number): AccessKey[] {
  return Array.from({ length: count }, (_, index) => ({ id: `AKIA${String(index).padStart(16, '0')}`, kind: 'long-term' }));
}

describe('offers', () => {
  it.each<[string, Partial<Finding>, number]>([
    ['a long-term key of a user', {}, 1],
    ['a key in a finding about a bucket', { resources: [bucket] }, 1],
    ['a key in a finding about a cluster', { resources: [cluster] }, 1],
    ['the same key twice', { accessKeys: [...manyKeys(1), ...manyKeys(1)] }, 1],
    ['a long-term key beside a temporary one', { accessKeys: [...temporary, { id: KEY, kind: 'long-term' }] }, 1],
    ['seven keys', { accessKeys: manyKeys(7) }, 5],
    ['several keys although the first actor is root', { principal: { kind: 'root', account: ACCOUNT }, accessKeys: manyKeys(2) }, 2],
  ])('offers for %s', (_, changes, count) => {
    const { offers, refusal } = disableAccessKeys.offers(findingWith(changes));
    expect(offers).toHaveLength(count);
    expect(refusal).toBeUndefined();
    expect(new Set(offers.map((offer) => offer.target.key)).size).toBe(count);
    for (const offer of offers) {
      expect(offer.label.length).toBeLessThanOrEqual(20);
      expect(offer.accessibilityLabel.length).toBeLessThanOrEqual(75);
      expect(JSON.stringify({ ...offer, secret: {} })).not.toContain(offer.secret.accessKeyId);
    }
  });

  it('names the user only where the key must be that user’s', () => {
    expect(disableAccessKeys.offers(findingWith()).offers[0]?.secret).toEqual({ accessKeyId: KEY, userName: 'ci-deploy' });
    expect(disableAccessKeys.offers(findingWith({ accessKeys: manyKeys(2) })).offers[0]?.secret).not.toHaveProperty('userName');
  });

  it('gives one key the same target in every Region', () => {
    const there = disableAccessKeys.offers(findingWith({ region: 'eu-west-1' })).offers[0];
    expect(there?.target.key).toBe(disableAccessKeys.offers(findingWith()).offers[0]?.target.key);
  });

  it.each<[string, Partial<Finding>, RegExp, RegExp]>([
    ['a sample', { sample: true }, /sample finding/, /Nothing to do/],
    ['root', { principal: { kind: 'root', account: ACCOUNT } }, /root user: no IAM principal can restrict root/, /Page .*root access/],
    ['root with a session', { principal: { kind: 'root', account: ACCOUNT }, accessKeys: temporary }, /root user/, /Page/],
    [
      'a role session',
      { accessKeys: temporary, principal: { kind: 'role', name: 'web-app', session: 'i-0abc', account: ACCOUNT } },
      /ASIA…MPLE is temporary and cannot be disabled: it belongs to role web-app/,
      /“Revoke session” denies session i-0abc of role web-app and nobody else/,
    ],
    ['an unknown session', { accessKeys: temporary, principal: { kind: 'unknown', account: ACCOUNT } }, /temporary/, /CloudTrail/],
    [
      'a federated user',
      { accessKeys: temporary, principal: { kind: 'federated', name: 'ann', account: ACCOUNT } },
      /session ann/,
      /handed it/,
    ],
    ['a session of a user', { accessKeys: temporary }, /minted from .*ci-deploy/, /“Quarantine user” denies everything to ci-deploy/],
    [
      'IAM Identity Center',
      { accessKeys: temporary, principal: { kind: 'sso', name: 'AWSReservedSSO_Admin_1', session: 'ana', account: ACCOUNT } },
      /Identity Center \(role AWSReservedSSO_Admin_1\)/,
      /Disable ana in Identity Center/,
    ],
    ['a null key', { accessKeys: [{ id: 'null', kind: 'none' }] }, /no key id \(null\)/, /CloudTrail events of ci-deploy/],
    ['a user without a key', { accessKeys: [] }, /names no access key/, /keys of ci-deploy/],
  ])('refuses %s and says what to do instead', (_, changes, refused, nextStep) => {
    const { offers, refusal } = disableAccessKeys.offers(findingWith(changes));
    expect(offers).toEqual([]);
    expect(refusal?.refused).toMatch(refused);
    expect(refusal?.nextStep).toMatch(nextStep);
    expect(JSON.stringify(refusal)).not.toContain(SESSION_KEY);
  });

  it('has nothing to say about findings without credentials', () => {
    expect(disableAccessKeys.offers(findingWith({ accessKeys: [], resources: [bucket] }))).toEqual({ offers: [] });
  });
});
