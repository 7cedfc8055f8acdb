/** Is this request from Slack, and fresh? Decided on the raw bytes, before anything is parsed. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface RawRequest {
  headers?: Record<string, string | undefined> | null | undefined;
  body?: string | null | undefined;
  isBase64Encoded?: boolean | undefined;
}
export type Verified =
  | {
      ok: true;
      /** Hash of the signature: the same request sent again has the same. */
      id: string;
      body: string;
      /** Lower case, without parameters such as the charset. */
      contentType: string;
    }
  | { ok: false; status: 401 | 413; because: string };

const MOST_BYTES = 1024 * 1024;
const WINDOW_MILLISECONDS = 300_000;

/** The one header of that name, however it is written; none when there are two. */
function headerOf(headers: RawRequest['headers'], name: string): string | undefined {
  const found = Object.entries(headers ?? {}).filter(([key, value]) => key.toLowerCase() === name && typeof value === 'string');
  return found.length === 1 ? found[0]?.[1] : undefined;
}

function bytesOf({ body, isBase64Encoded }: RawRequest): Buffer | 'too large' {
  const text = typeof body === 'string' ? body : '';
  const size = isBase64Encoded ? Math.floor((text.length * 3) / 4) - 2 : Buffer.byteLength(text);
  return size > MOST_BYTES ? 'too large' : Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8');
}

function signed(secret: string, timestamp: string, bytes: Buffer, signature: Buffer): boolean {
  const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(bytes).digest();
  return timingSafeEqual(expected, signature);
}

/** `secrets` may hold the next one besides the present one; `wall` is protocol time in milliseconds. */
export function verifyRequest(request: RawRequest, secrets: readonly string[], wall: number): Verified {
  const refused = (because: string): Verified => ({ ok: false, status: 401, because });
  const signature = headerOf(request.headers, 'x-slack-signature') ?? '';
  const timestamp = headerOf(request.headers, 'x-slack-request-timestamp') ?? '';
  if (!/^v0=[0-9a-f]{64}$/.test(signature)) return refused('no signature of version 0');
  if (!/^\d{1,12}$/.test(timestamp)) return refused('no timestamp');
  if (Math.abs(Math.floor(wall / 1000) * 1000 - Number(timestamp) * 1000) > WINDOW_MILLISECONDS) {
    return refused('the timestamp is more than five minutes away');
  }
  const bytes = bytesOf(request);
  if (bytes === 'too large') return { ok: false, status: 413, because: `larger than ${MOST_BYTES} bytes` };
  const given = Buffer.from(signature.slice(3), 'hex');
  // Every secret is tried, so that the time taken tells nothing about which one fits.
  const fits = secrets.filter((secret) => secret !== '' && signed(secret, timestamp, bytes, given)).length > 0;
  if (!fits) return refused('the signature does not fit');
  return {
    ok: true,
    id: createHash('sha256').update(signature).digest('hex'),
    body: bytes.toString('utf8'),
    contentType: (headerOf(request.headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
  };
}
