/** Where an address is: a MaxMind database file, opened at the first question. */
import { readFileSync } from 'node:fs';
import { type AsnResponse, type CityResponse, Reader, validate } from 'maxmind';

export type Locate = (address: string) => { country?: string; asn?: number; organisation?: string } | undefined;
/** City and country databases say where, ASN databases who; some files hold both. */
type Entry = Partial<CityResponse & AsnResponse>;

function open(path: string): Reader<Entry> {
  try {
    return new Reader<Entry>(readFileSync(path));
  } catch (error) {
    throw new Error('the MaxMind database could not be opened', { cause: error });
  }
}

/** Undefined without a path: not configured. Several files, as `city.mmdb,asn.mmdb`, are asked together. */
export function createLocate(path: string | undefined): Locate | undefined {
  const paths = (path ?? '').split(',').flatMap((each) => each.trim() || []);
  if (paths.length === 0) return undefined;
  let readers: Reader<Entry>[] | undefined;
  return (address) => {
    readers ??= paths.map(open);
    if (!validate(address)) return undefined;
    const entries = readers.flatMap((reader) => reader.get(address) ?? []);
    if (entries.length === 0) return undefined;
    const entry: Entry = Object.assign({}, ...entries);
    const country = entry.country?.iso_code ?? entry.registered_country?.iso_code;
    const asn = entry.autonomous_system_number ?? entry.traits?.autonomous_system_number;
    const organisation = entry.autonomous_system_organization ?? entry.traits?.autonomous_system_organization;
    return { ...(country ? { country } : {}), ...(asn ? { asn } : {}), ...(organisation ? { organisation } : {}) };
  };
}
