/** Proves who calls from a terminal: a signed GetCallerIdentity request bound to what is asked, which the door has AWS answer. */
import { createHash } from 'node:crypto';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Clock } from './clock.ts';
import type { Credentials } from './role-credentials.ts';

/** Headers of the signed request, as the terminal hands them to the door. */
export type Proof = Record<string, string>;

/** Holds the hash of the body: signed with the rest, so that a proof is good for one request and no other. */
export const boundHeader = 'x-drawbridge-request';

export function hashOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}

class Captured extends Error {
  readonly headers: Proof;
  constructor(headers: Proof) {
    super('the request was signed and not sent');
    this.headers = headers;
  }
}

export interface ProofOptions {
  /** Of the hub: the door asks STS there. */
  region: string;
  /** Absent where the SDK finds them. */
  credentials?: Credentials;
}

/** Signs with the caller's own AWS credentials; nothing is sent. */
export async function proveIdentity(body: string, { region, credentials }: ProofOptions): Promise<Proof> {
  const requestHandler = {
    handle: (request: { headers: Proof }) => Promise.reject(new Captured({ ...request.headers })),
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  };
  const sts = new STSClient({ region, maxAttempts: 1, requestHandler: requestHandler as never, ...(credentials && { credentials }) });
  sts.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Proof }).headers[boundHeader] = hashOf(body);
      return next(args);
    },
    { step: 'build' },
  );
  try {
    await sts.send(new GetCallerIdentityCommand({}));
  } catch (error) {
    if (error instanceof Captured) return error.headers;
    throw error;
  }
  throw new Error('the request was sent instead of signed');
}

/** Whatever else a proof holds is not passed on. */
const passedOn = ['authorization', 'content-type', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token', boundHeader];
const question = 'Action=GetCallerIdentity&Version=2011-06-15';
const askMilliseconds = 5000;
/** AWS itself takes a signature for 15 minutes. */
const skewMilliseconds = 5 * 60_000;

export type Proven = { ok: true; arn: string } | { ok: false; because: string };

export interface CallerIdentity {
  /** Who signed, by AWS's word. Rejects when AWS does not answer. */
  whoSigned(proof: Proof, body: string): Promise<Proven>;
}

/** `x-amz-date` as ISO 8601 basic: 20261120T030000Z. */
function signedAt(date: string | undefined): number {
  const [, y, m, d, h, min, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date ?? '') ?? [];
  return Date.parse(`${y}-${m}-${d}T${h}:${min}:${s}Z`);
}

function problemOf(proof: Proof, body: string, now: number): string | undefined {
  const [, signed = ''] = /SignedHeaders=([^,\s]+)/.exec(proof.authorization ?? '') ?? [];
  const names = signed.split(';');
  if (!names.includes(boundHeader) || !names.includes('host')) return 'the proof is not bound to a request';
  if (proof[boundHeader] !== hashOf(body)) return 'the proof is of another request';
  return Math.abs(now - signedAt(proof['x-amz-date'])) <= skewMilliseconds ? undefined : 'the proof is too old: is the clock right?';
}

/** Always AWS's own address: what the caller names is never asked. */
export function createCallerIdentity({
  region,
  endpoint,
  clock,
}: {
  region: string;
  endpoint?: string;
  clock: Pick<Clock, 'wall' | 'within'>;
}): CallerIdentity {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = endpoint ?? `https://sts.${region}.${suffix}/`;
  return {
    async whoSigned(proof, body) {
      const because = problemOf(proof, body, clock.wall());
      if (because) return { ok: false, because };
      const headers = Object.fromEntries(passedOn.flatMap((name) => (proof[name] === undefined ? [] : [[name, proof[name]]])));
      const asked = fetch(url, { method: 'POST', headers, body: question, redirect: 'error' });
      const answer = await clock.within(askMilliseconds, 'asking AWS who calls', asked);
      const text = await answer.text();
      if (answer.status >= 500) throw new Error(`AWS did not say who calls (${answer.status})`);
      const [, arn] = /<Arn>([^<]+)<\/Arn>/.exec(text) ?? [];
      return answer.ok && arn ? { ok: true, arn } : { ok: false, because: 'AWS does not take these credentials' };
    },
  };
}
