/** Which events are asked for, and what is shown of them. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { trailCall } from '../../src/domain/trail-call.ts';
import { activityEnricher } from '../../src/enrichers/activity.ts';
import { placeEnricher } from '../../src/enrichers/place.ts';
import { enriched } from '../fixtures/enrich.ts';
import { ACCOUNT, findingWith, KEY, NOW } from '../fixtures/finding.ts';

function event(minutesAgo: number, record: object = {}) {
  return {
    EventName: 'ListBuckets',
    EventSource: 's3.amazonaws.com',
    EventTime: new Date(NOW - minutesAgo * 60_000),
    CloudTrailEvent: JSON.stringify(record),
  };
}
const role = { kind: 'role' as const, name: 'web', session: 'i-1', account: ACCOUNT };

describe('activity', () => {
  it.each<[string, Partial<Finding>, object]>([
    ['key', {}, { AttributeKey: 'AccessKeyId', AttributeValue: KEY }],
    ['user', { accessKeys: [{ id: 'null', kind: 'none' }] }, { AttributeKey: 'Username', AttributeValue: 'ci-deploy' }],
    ['session of a role', { accessKeys: [], principal: role }, { AttributeKey: 'Username', AttributeValue: 'i-1' }],
  ])('is looked up by the %s', async (_, changes, attribute) => {
    const { asked } = await enriched(activityEnricher, findingWith(changes), { 'cloudtrail:LookupEvents': { Events: [] } });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.input).toMatchObject({ LookupAttributes: [attribute], StartTime: new Date(NOW - 86_400_000) });
  });

  it('merges the Region with the global events, newest first, at most 20', async () => {
    const { known } = await enriched(activityEnricher, findingWith({ region: 'eu-west-1' }), (region) => ({
      'cloudtrail:LookupEvents': { Events: Array.from({ length: 15 }, (_, index) => event(index * 2 + (region === 'us-east-1' ? 1 : 0))) },
    }));
    const calls = known && 'calls' in known ? known.calls : [];
    expect(calls).toHaveLength(20);
    expect(calls.map((call) => (NOW - call.at) / 60_000)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it('keeps the Region when the global events cannot be read, and rejects the other way round', async () => {
    const finding = findingWith({ region: 'eu-west-1' });
    const deniedIn = (denied: string) => (region: string) =>
      region === denied ? {} : { 'cloudtrail:LookupEvents': { Events: [event(1)] } };
    const { known, missing } = await enriched(activityEnricher, finding, deniedIn('us-east-1'));
    expect(known).toMatchObject({ windowHours: 24, calls: [{ name: 'ListBuckets' }] });
    expect(missing).toEqual(['CloudTrail activity in us-east-1']);
    await expect(enriched(activityEnricher, finding, deniedIn('eu-west-1'))).rejects.toThrow('AccessDenied');
  });

  it.each<[string, Partial<Finding>, boolean]>([
    ['a sample', { sample: true }, false],
    ['nobody', { accessKeys: [], principal: { kind: 'unknown', account: ACCOUNT } }, false],
    ['a role without a session', { accessKeys: [], principal: { kind: 'role', name: 'web', account: ACCOUNT } }, false],
  ])('applies to %s: %s', (_, changes, applies) => {
    expect(activityEnricher.applies(findingWith(changes))).toBe(applies);
  });
});

describe('trailCall', () => {
  it('keeps a few facts, without key ids', () => {
    const call = trailCall(
      event(1, { sourceIPAddress: '203.0.113.7', errorCode: 'AccessDenied', userAgent: `${KEY} curl ${'x'.repeat(200)}` }),
    );
    expect(call).toMatchObject({ name: 'ListBuckets', source: 's3', address: '203.0.113.7', error: 'AccessDenied' });
    expect(call.agent).toMatch(/^AKIA…MPLE curl x+$/);
    expect(call.agent).toHaveLength(80);
  });

  it.each(['not json', 'null', '[]', '"text"'])('bears a record that is %s', (record) => {
    expect(trailCall({ EventName: 'X', CloudTrailEvent: record })).toEqual({ at: 0, name: 'X', source: 'unknown' });
  });
});

describe('place', () => {
  const finding = findingWith({ remoteAddresses: ['203.0.113.7', '10.0.0.1'] });
  it('says where each address is', async () => {
    const locate = (address: string) => (address.startsWith('203') ? { country: 'NL', asn: 64500 } : undefined);
    const { known } = await enriched(placeEnricher, finding, {}, { locate });
    expect(known).toEqual({
      configured: true,
      addresses: [{ address: '203.0.113.7', country: 'NL', asn: 64500 }, { address: '10.0.0.1' }],
    });
  });

  it('says when it is not configured, and nothing about findings without addresses', async () => {
    expect((await enriched(placeEnricher, finding, {})).known).toEqual({ configured: false, addresses: [] });
    expect(placeEnricher.applies(findingWith())).toBe(false);
  });
});
