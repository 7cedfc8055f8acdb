/** Identifiers that look like AWS's and follow from what they name, so that two runs agree. */
import { createHash } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function digest(parts: string[]): Buffer {
  return createHash('sha256').update(parts.join('\n')).digest();
}

/** `i-` and 17 hexadecimal digits, or the same with another prefix. */
export function resourceId(prefix: string, ...parts: string[]): string {
  return `${prefix}-${digest([prefix, ...parts])
    .toString('hex')
    .slice(0, 17)}`;
}

/** `AROA`, `AIDA`… and 17 letters and digits. */
export function principalId(prefix: string, ...parts: string[]): string {
  return (
    prefix +
    [...digest([prefix, ...parts])]
      .slice(0, 17)
      .map((byte) => BASE32[byte & 31])
      .join('')
  );
}

/** A temporary key id. Like the real ones it carries its account in the first characters after the prefix. */
export function sessionKeyId(account: string, serial: number): string {
  const bits = (BigInt(account) << 9n) | (1n << 49n);
  const owner = [...Array(10).keys()].map((place) => BASE32[Number((bits >> BigInt(45 - 5 * place)) & 31n)]);
  const rest = [...digest([account, String(serial)])].slice(0, 6).map((byte) => BASE32[byte & 31]);
  return `ASIA${[...owner, ...rest].join('')}`;
}

/** The account in a key id made by `sessionKeyId`; undefined for anything else. */
export function accountInKeyId(id: string): string | undefined {
  if (!/^ASIA[A-Z2-7]{16}$/.test(id)) return undefined;
  let bits = 0n;
  for (const character of id.slice(4, 14)) bits = (bits << 5n) | BigInt(BASE32.indexOf(character));
  const account = (bits & ((1n << 49n) - 1n)) >> 9n;
  return account <= 999999999999n ? String(account).padStart(12, '0') : undefined;
}

/** How S3 names an account: 64 hexadecimal digits. */
export function canonicalId(account: string): string {
  return digest(['canonical', account]).toString('hex');
}

/** A private address that stays the same for the same id. */
export function privateAddress(id: string): string {
  const bytes = digest([id]);
  return `10.0.${(bytes[0] ?? 0) % 64}.${((bytes[1] ?? 0) % 250) + 4}`;
}
