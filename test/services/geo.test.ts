/** Where addresses are, from database files written here. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createLocate } from '../../src/services/geo.ts';
import { writeMmdb } from '../fixtures/mmdb.ts';

const folder = mkdtempSync(join(tmpdir(), 'drawbridge-geo-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, entries: Parameters<typeof writeMmdb>[0]): string {
  const path = join(folder, name);
  writeFileSync(path, writeMmdb(entries));
  return path;
}

const city = file('city.mmdb', {
  '203.0.113.0/24': { country: { iso_code: 'NL' } },
  '198.51.100.7/32': { registered_country: { iso_code: 'US' } },
});
const asn = file('asn.mmdb', {
  '203.0.113.0/25': { autonomous_system_number: 64500, autonomous_system_organization: 'Example Hosting of a name that is long' },
});

describe('createLocate', () => {
  it.each([
    ['203.0.113.7', { country: 'NL', asn: 64500, organisation: 'Example Hosting of a name that is long' }],
    ['203.0.113.200', { country: 'NL' }],
    ['198.51.100.7', { country: 'US' }],
    ['198.51.100.8', undefined],
    ['10.0.0.1', undefined],
    ['2001:db8::1', undefined],
    ['not an address', undefined],
    ['', undefined],
  ])('places %j', (address, place) => {
    expect(createLocate(`${city},${asn}`)?.(address)).toEqual(place);
  });

  it('is not configured without a path', () => {
    expect(createLocate(undefined)).toBeUndefined();
    expect(createLocate(' ')).toBeUndefined();
  });

  it('opens the file at the first question, and says so when it cannot, without naming the file', () => {
    const locate = createLocate(join(folder, 'absent.mmdb'));
    expect(() => locate?.('203.0.113.7')).toThrow(/^the MaxMind database could not be opened$/);
    file('absent.mmdb', { '203.0.113.7/32': { country: { iso_code: 'DE' } } });
    expect(locate?.('203.0.113.7')).toEqual({ country: 'DE' });
  });

  it('refuses a file that is something else', () => {
    writeFileSync(join(folder, 'broken.mmdb'), 'not a database');
    expect(() => createLocate(join(folder, 'broken.mmdb'))?.('203.0.113.7')).toThrow(/could not be opened/);
  });
});
