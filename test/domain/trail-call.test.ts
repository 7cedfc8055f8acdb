/** One call of the audit trail: the few facts people look at, whatever the record holds, and no key id in any of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trailCall } from '../../src/domain/trail-call.ts';
import { KEY, NOW } from '../fixtures/finding.ts';

const record = (fields: object) => JSON.stringify(fields);
const event = { EventTime: new Date(NOW), EventName: 'ListBuckets', EventSource: 's3.amazonaws.com' };
const plain = { at: NOW, name: 'ListBuckets', source: 's3' };

describe('a call', () => {
  it.each<[string, string | undefined, object]>([
    [
      'with everything',
      record({ sourceIPAddress: '203.0.113.9', errorCode: 'AccessDenied', userAgent: 'aws-cli/2' }),
      { ...plain, address: '203.0.113.9', error: 'AccessDenied', agent: 'aws-cli/2' },
    ],
    ['that succeeded', record({ sourceIPAddress: '203.0.113.9' }), { ...plain, address: '203.0.113.9' }],
    ['with fields of the wrong type', record({ sourceIPAddress: 7, errorCode: null, userAgent: ['x'] }), plain],
    ['with empty fields', record({ errorCode: '', userAgent: '' }), plain],
    ['without a record', undefined, plain],
    ['with a record that is no JSON', '{', plain],
    ['with a record that is no object', '7', plain],
    ['with a record that is null', 'null', plain],
    ['with a long agent', record({ userAgent: 'x'.repeat(500) }), { ...plain, agent: 'x'.repeat(80) }],
  ])('%s', (_, CloudTrailEvent, expected) => {
    expect(trailCall({ ...event, ...(CloudTrailEvent !== undefined && { CloudTrailEvent }) })).toEqual(expected);
  });

  it('that says nothing', () => expect(trailCall({})).toEqual({ at: 0, name: 'unknown call', source: 'unknown' }));
});

it('no key id is in it, wherever it stood', () => {
  fc.assert(
    fc.property(fc.nat(75), (before) => {
      const text = `${'x'.repeat(before)}${KEY}`;
      const CloudTrailEvent = record({ sourceIPAddress: text, errorCode: text, userAgent: text });
      const said = JSON.stringify(trailCall({ EventName: text, EventSource: text, CloudTrailEvent }));
      expect(said).not.toContain(KEY);
      expect(said).toContain('AKIA…');
    }),
  );
});
