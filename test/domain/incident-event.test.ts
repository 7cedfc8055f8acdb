/** Deliveries of PagerDuty as they are read: the real ones, and whatever else may come with a valid signature. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type IncidentEvent, readDelivery } from '../../src/domain/incident-event.ts';

const samples = '../shared/samples/pagerduty';
const names = existsSync(samples) ? readdirSync(samples).filter((name) => name.startsWith('webhook-signed-')) : [];

function delivered(event: object): IncidentEvent {
  const data = { id: 'Q2CKYRLH85UNN4', type: 'incident', html_url: 'https://acme.pagerduty.com/incidents/Q2CKYRLH85UNN4' };
  const read = readDelivery(
    JSON.stringify({ event: { id: '01E', event_type: 'incident.resolved', occurred_at: '2025-04-07T03:47:13.414Z', data, ...event } }),
  );
  if (read?.kind !== 'incident') throw new Error(`read as ${read?.kind}`);
  return read;
}

describe.skipIf(names.length === 0)('real deliveries', () => {
  it.each(names)('%s', (name) => {
    const read = readDelivery(readFileSync(join(samples, name), 'utf8'));
    const type = name.slice('webhook-signed-'.length, -'.json'.length);
    if (type === 'pagey.ping') return expect(read).toEqual({ kind: 'ping' });
    expect(read).toMatchObject({ kind: 'incident', type, incidentId: expect.stringMatching(/^[A-Z0-9]{6,20}$/) });
    expect(read).toMatchObject({ agent: { kind: 'person' }, url: expect.stringMatching(/^https:\/\/[a-z0-9-]+\.pagerduty\.com\//) });
  });

  it('the note says what was written', () => {
    const read = readDelivery(readFileSync(join(samples, 'webhook-signed-incident.annotated.json'), 'utf8'));
    expect(read).toMatchObject({ text: expect.stringMatching(/./) });
  });
});

describe('who did it', () => {
  it.each([
    ['user_reference', 'person'],
    ['inbound_integration_reference', 'integration'],
    ['service_reference', 'other'],
  ])('%s: %s', (type, kind) => {
    expect(delivered({ agent: { type, id: 'PVE0ZR9', summary: 'Ben' } }).agent).toEqual({ kind, id: 'PVE0ZR9', name: 'Ben' });
  });

  it('nobody: automation or a time-out', () => {
    expect(delivered({ agent: null }).agent).toBeUndefined();
  });
});

describe('what is odd', () => {
  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['no event', '{}'],
    ['a number', '{"event":7}'],
  ])('%s is no delivery', (_name, body) => {
    expect(readDelivery(body)).toBeUndefined();
  });

  it.each([
    ['no incident', { data: {} }],
    ['an id that leads elsewhere', { data: { id: '../users/PVE0ZR9', type: 'incident' } }],
    ['no moment', { occurred_at: 'never' }],
    ['no id', { id: '' }],
  ])('%s is not for us', (_name, event) => {
    expect(() => delivered(event)).toThrow('read as other');
  });

  it.each(['https://evil.example.com/incidents/1', 'javascript:alert(1)', 'http://acme.pagerduty.com/incidents/1', 7])(
    'the link %s is no link',
    (url) => {
      expect(delivered({ data: { id: 'Q2CKYRLH85UNN4', type: 'incident', html_url: url } }).url).toBe('');
    },
  );

  it('a merge says where to, or nothing', () => {
    const merged = (resolve_reason: object) => delivered({ data: { id: 'Q2CKYRLH85UNN4', type: 'incident', resolve_reason } }).merged;
    expect(merged({ type: 'merge_resolve_reason', incident: { id: 'Q3CKYRLH85UNN4' } })).toEqual({
      into: { id: 'Q3CKYRLH85UNN4', url: '' },
    });
    expect(merged({ type: 'merge_resolve_reason', incident: { id: '<x>' } })).toEqual({});
    expect(merged({ type: 'other_reason' })).toBeUndefined();
  });
});
