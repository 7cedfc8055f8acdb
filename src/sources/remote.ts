/** Which of the addresses a finding names are public ones, and so worth blocking or looking up. */
import { isIP } from 'node:net';

/** Private, shared, loopback, link-local, multicast and reserved ranges; those for documentation count as public. */
const notPublic = [
  /^(?:0|10|127)\./,
  /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^169\.254\./,
  /^172\.(?:1[6-9]|2\d|3[01])\./,
  /^192\.168\./,
  /^(?:22[4-9]|2[34]\d|25[0-5])\./,
  /^(?:::1?$|f[cd]|fe[89ab]|ff)/i,
];

export function publicAddresses(values: unknown[]): string[] {
  return values.filter(
    (value): value is string => typeof value === 'string' && isIP(value) !== 0 && !notPublic.some((range) => range.test(value)),
  );
}
