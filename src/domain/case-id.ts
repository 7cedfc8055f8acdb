/** Case ids: 8 Crockford characters that people can read out over the phone. */
import { createHash } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Of sha256(caseKey, generation); `attempt` above 0 rehashes when the id is taken by another key. */
export function caseIdOf(caseKey: string, generation: number, attempt = 0): string {
  const digest = createHash('sha256')
    .update(`${caseKey}\n${generation}${attempt > 0 ? `\n${attempt}` : ''}`)
    .digest();
  let bits = digest.readBigUInt64BE(0) >> 24n;
  let id = '';
  for (let length = 0; length < 8; length += 1) {
    id = alphabet[Number(bits & 31n)] + id;
    bits >>= 5n;
  }
  return id;
}

export const caseIdPattern = /^[0-9A-HJKMNP-TV-Z]{8}$/;

/** Opaque reference of 10 hex characters inside a case: offers, responses, approvals. */
export function referenceOf(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 10);
}
