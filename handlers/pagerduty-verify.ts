/** Is this delivery from PagerDuty? Decided on the raw bytes, with every secret that is valid now, before anything is parsed. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface RawDelivery {
  headers?: Record<string, string | undefined> | null | undefined;
  body?: string | null | undefined;
  isBase64Encoded?: boolean | undefined;
}

export type VerifiedDelivery = { ok: true; body: string } | { ok: false; status: 401 | 413; because: string };

/** PagerDuty drops what is larger itself. */
const mostBytes = 256 * 1024;
const mostSignatures = 10;

function headerOf(headers: RawDelivery['headers'], name: string): string {
  const found = Object.entries(headers ?? {}).filter(([key, value]) => key.toLowerCase() === name && typeof value === 'string');
  return found.length === 1 ? (found[0]?.[1] ?? '') : '';
}

/** While a secret is exchanged there are several signatures, and perhaps versions we do not know. */
function signaturesIn(header: string): Buffer[] {
  return header
    .split(',', mostSignatures)
    .map((each) => each.trim())
    .filter((each) => /^v1=[0-9a-fA-F]{64}$/.test(each))
    .map((each) => Buffer.from(each.slice('v1='.length), 'hex'));
}

export function verifyDelivery({ headers, body, isBase64Encoded }: RawDelivery, secrets: readonly string[]): VerifiedDelivery {
  const text = body ?? '';
  const size = isBase64Encoded ? Math.floor((text.length * 3) / 4) - 2 : Buffer.byteLength(text);
  if (size > mostBytes) return { ok: false, status: 413, because: `larger than ${mostBytes} bytes` };
  const bytes = Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8');
  const given = signaturesIn(headerOf(headers, 'x-pagerduty-signature'));
  if (given.length === 0) return { ok: false, status: 401, because: 'no signature of version 1' };
  // Every pair is tried, so that the time taken tells nothing about which one fits.
  let fits = 0;
  for (const secret of secrets.filter((each) => each !== '')) {
    const expected = createHmac('sha256', secret).update(bytes).digest();
    for (const signature of given) fits += timingSafeEqual(expected, signature) ? 1 : 0;
  }
  return fits > 0 ? { ok: true, body: bytes.toString('utf8') } : { ok: false, status: 401, because: 'no signature fits' };
}
