/** Who calls from a terminal: signed by their own credentials, good for one request, and answered by AWS alone. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoWorld, terminalKeys } from '../../infra/local/aws/demo-accounts.ts';
import { createSimulatedAws } from '../../infra/local/aws/simulated-aws.ts';
import { serve } from '../../infra/local/http.ts';
import { systemClock, VirtualClock } from '../../src/services/clock.ts';
import { boundHeader, type CallerIdentity, createCallerIdentity, type Proof, proveIdentity } from '../../src/services/identity-proof.ts';

const body = '{"caseId":"K7F3Q2MX"}';
const HUB = '999988887777';
const credentials = async () => ({ accessKeyId: terminalKeys.ana ?? '', secretAccessKey: 'secret' });

let server: Awaited<ReturnType<typeof serve>>;
let identity: CallerIdentity;
let wall: number;
beforeEach(async () => {
  wall = systemClock.wall();
  const aws = createSimulatedAws({ clock: new VirtualClock(), hubAccount: HUB, deployment: 'drawbridge', world: demoWorld(wall) });
  server = await serve([aws.route], 0, () => {});
  const clock = { wall: () => wall, within: systemClock.within };
  identity = createCallerIdentity({ region: 'us-east-1', endpoint: `${server.address}/aws-api`, clock });
});
afterEach(() => server.close());

const prove = (of = body) => proveIdentity(of, { region: 'us-east-1', credentials: credentials as never });

describe('a proof', () => {
  it('says who signed it, by AWS’s word', async () => {
    expect(await identity.whoSigned(await prove(), body)).toEqual({ ok: true, arn: `arn:aws:iam::${HUB}:user/ana` });
  });

  it('holds no secret', async () => {
    expect(JSON.stringify(await prove())).not.toContain('"secret"');
  });

  it.each<[string, (proof: Proof) => Proof | Promise<Proof>, RegExp]>([
    ['of another request', () => prove('{"caseId":"OTHER"}'), /of another request/],
    ['not bound to any', (proof) => ({ ...proof, authorization: proof.authorization?.replace(`;${boundHeader}`, '') ?? '' }), /not bound/],
    ['without a signature', ({ authorization: _, ...rest }) => rest, /not bound/],
    ['without a date', ({ 'x-amz-date': _, ...rest }) => rest, /too old/],
  ])('%s is none', async (_, change, because) => {
    const told = await identity.whoSigned(await change(await prove()), body);
    expect(told).toMatchObject({ ok: false, because: expect.stringMatching(because) });
  });

  it.each([6 * 60_000, -6 * 60_000])('is too old, or of a clock that is wrong, after %i ms', async (skew) => {
    const proof = await prove();
    wall += skew;
    expect(await identity.whoSigned(proof, body)).toMatchObject({ ok: false, because: expect.stringContaining('too old') });
  });

  it('is never sent where its sender wants', async () => {
    const proof = { ...(await prove()), host: 'sts.evil.example', 'x-forwarded-host': 'sts.evil.example' };
    expect(await identity.whoSigned(proof, body)).toMatchObject({ ok: true });
  });
});
