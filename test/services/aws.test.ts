/** AWS calls through the real SDK against the simulated accounts over HTTP: roles, names, errors, retries, caches. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mergeWorld } from '../../infra/local/aws/merge.ts';
import { createSimulatedAws, type SimulatedAws } from '../../infra/local/aws/simulated-aws.ts';
import { type Route, serve } from '../../infra/local/http.ts';
import { AwsCallError } from '../../src/domain/aws-calls.ts';
import { type Aws, type CallLine, createAws } from '../../src/services/aws.ts';
import { type Clock, systemClock } from '../../src/services/clock.ts';
import { KEY } from '../fixtures/finding.ts';

const HUB = '999900001111';
const MEMBER = '111122223333';
const UNMANAGED = '444455556666';
const HALF = '777788889999';

let simulated: SimulatedAws;
let server: Awaited<ReturnType<typeof serve>>;
let lines: CallLine[];
let later = 0;
const clock: Clock = { ...systemClock, wall: () => systemClock.wall() + later };

beforeAll(async () => {
  simulated = createSimulatedAws({ clock: systemClock, hubAccount: HUB, deployment: 'drawbridge' });
  const document = {
    accounts: {
      [MEMBER]: { users: { 'ci-deploy': { accessKeys: { [KEY]: { id: KEY, status: 'Active' } }, tags: { team: 'payments' } } } },
      [UNMANAGED]: { rolesMissing: true },
      [HALF]: { deleted: ['drawbridge-contain'], roles: { 'drawbridge-destroy': { trust: { Statement: [{ Effect: 'Deny' }] } } } },
    },
  };
  mergeWorld(simulated.world, document, systemClock.now());
  // Every AWS service names the request in a header.
  const named: Route = async (request) => {
    const response = await simulated.route(request);
    return response && { ...response, headers: { ...response.headers, 'x-amzn-requestid': 'request-1' } };
  };
  server = await serve([named], 0, () => {});
});
afterAll(() => server.close());

function fresh(): Aws {
  const credentials = { accessKeyId: 'AKIAHUBHUBHUBHUBHUB1', secretAccessKey: 'hub' };
  const config = { hubRegion: 'eu-west-1', deployment: 'drawbridge', hubAccount: HUB, endpoint: `${server.address}/aws-api`, credentials };
  return createAws({ clock, config, log: (line) => lines.push(line) });
}
const names = () => simulated.calls.map((made) => made.call);
const place = { account: MEMBER, region: 'us-east-1' };
const contain = { ...place, roleClass: 'contain' as const, sourceIdentity: 'T1-U2' };
const deactivate = { UserName: 'ci-deploy', AccessKeyId: KEY, Status: 'Inactive' as const };

async function failure(work: Promise<unknown>): Promise<AwsCallError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AwsCallError)) throw new Error(`expected an AwsCallError, got ${String(error)}`);
  return error;
}

beforeEach(() => {
  simulated.calls.length = 0;
  lines = [];
  later = 0;
});

describe('reader', () => {
  it('reads in the read role of the account, and asks STS in the hub’s Region', async () => {
    const { User } = await fresh().reader(place)('iam:GetUser', { UserName: 'ci-deploy' });
    expect(User?.Tags).toEqual([{ Key: 'team', Value: 'payments' }]);
    const [assumed, read] = simulated.calls;
    expect(assumed).toMatchObject({ call: 'sts:AssumeRole', region: 'eu-west-1' });
    expect(assumed?.input).toMatchObject({ RoleArn: `arn:aws:iam::${MEMBER}:role/drawbridge-read` });
    expect(read).toMatchObject({ call: 'iam:GetUser', account: MEMBER, region: 'us-east-1' });
    expect(read?.principal).toContain('assumed-role/drawbridge-read/');
    expect(read).not.toHaveProperty('sourceIdentity');
    expect(lines).toMatchObject([{ call: 'iam:GetUser', account: MEMBER, region: 'us-east-1' }]);
  });

  it('asks IAM where it is, whatever the Region of the finding', async () => {
    await fresh().reader({ account: MEMBER, region: 'ap-southeast-2' })('iam:ListAccessKeys', { UserName: 'ci-deploy' });
    expect(simulated.calls.at(-1)).toMatchObject({ call: 'iam:ListAccessKeys', region: 'us-east-1' });
  });

  it('assumes a role once for many reads, and again when the credentials are about to expire', async () => {
    const read = fresh().reader(place);
    await Promise.all([1, 2, 3].map(() => read('iam:GetUser', { UserName: 'ci-deploy' })));
    expect(names().filter((name) => name === 'sts:AssumeRole')).toHaveLength(1);
    later = 56 * 60_000;
    await read('iam:GetUser', { UserName: 'ci-deploy' });
    expect(names().filter((name) => name === 'sts:AssumeRole')).toHaveLength(2);
  });

  it('knows whose a key is', async () => {
    expect((await fresh().reader(place)('sts:GetAccessKeyInfo', { AccessKeyId: KEY })).Account).toBe(MEMBER);
  });

  it('repeats a read that failed for a moment', async () => {
    const read = fresh().reader(place);
    await read('iam:GetUser', { UserName: 'ci-deploy' });
    simulated.fault('5xx', 1);
    expect((await read('iam:GetUser', { UserName: 'ci-deploy' })).User?.UserName).toBe('ci-deploy');
  });
});

describe('writer', () => {
  it('writes in the contain role under the name of the person, and says which request it was', async () => {
    const { requestId } = await fresh().writer(contain)('iam:UpdateAccessKey', deactivate);
    expect(requestId).toBe('request-1');
    expect(simulated.world.accounts[MEMBER]?.users['ci-deploy']?.accessKeys[KEY]?.status).toBe('Inactive');
    const made = simulated.calls.at(-1);
    expect(made).toMatchObject({ call: 'iam:UpdateAccessKey', account: MEMBER, sourceIdentity: 'T1-U2' });
    expect(made?.principal).toContain('assumed-role/drawbridge-contain/T1-U2');
  });

  it('keeps people apart', async () => {
    const aws = fresh();
    await aws.writer(contain)('iam:UpdateAccessKey', deactivate);
    await aws.writer({ ...contain, sourceIdentity: 'T1-U3' })('iam:UpdateAccessKey', deactivate);
    expect(simulated.calls.map((made) => made.sourceIdentity).filter(Boolean)).toEqual(['T1-U2', 'T1-U3']);
  });

  it('never repeats a write by itself', async () => {
    const aws = fresh();
    await aws.writer(contain)('iam:UpdateAccessKey', deactivate);
    simulated.calls.length = 0;
    simulated.fault('5xx', 1);
    await failure(aws.writer(contain)('iam:UpdateAccessKey', deactivate));
    expect(names()).toEqual(['iam:UpdateAccessKey']);
  });

  it.each(['', 'a', 'x'.repeat(65), 'T1/U2', 'T1 U2'])('assumes no role as %j', async (sourceIdentity) => {
    const error = await failure(fresh().writer({ ...contain, sourceIdentity })('iam:UpdateAccessKey', deactivate));
    expect(error.call).toBe('sts:AssumeRole');
    expect(simulated.calls).toEqual([]);
  });
});

describe('looking at a role that writes', () => {
  it.each(['contain', 'destroy'] as const)('sees %s in the read role, and goes into no other', async (roleClass) => {
    await fresh().seeRole({ account: MEMBER, roleClass });
    expect(names()).toEqual(['sts:AssumeRole', 'iam:GetRole']);
    expect(simulated.calls.at(-1)?.principal).toContain('assumed-role/drawbridge-read/');
    expect(Object.keys(simulated.world.accounts[MEMBER]?.roles ?? {})).toEqual([]);
  });

  it.each([
    [
      HALF,
      'contain',
      'NoSuchEntity',
      'the role drawbridge-contain is not there; deploy the role drawbridge-contain there, trusting the hub',
    ],
    [HALF, 'destroy', 'NotTrusted', 'the role drawbridge-destroy does not trust the function that would use it; deploy the role'],
    [
      UNMANAGED,
      'contain',
      'AccessDenied',
      'assuming the role drawbridge-read failed (AccessDenied); deploy the role drawbridge-read there',
    ],
  ] as const)('in %s, %s: %s', async (account, roleClass, code, words) => {
    const error = await failure(fresh().seeRole({ account, roleClass }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(`cannot act in account ${account}: ${words}`);
  });

  it('a role that is not there lets nobody in', async () => {
    const error = await failure(fresh().writer({ ...contain, account: HALF })('iam:UpdateAccessKey', deactivate));
    expect(error).toMatchObject({ call: 'sts:AssumeRole', code: 'AccessDenied' });
  });
});

describe('errors', () => {
  it('carry the service’s code, the call, the account and the Region, and no key id', async () => {
    const missing = { ...deactivate, AccessKeyId: 'AKIAZZZZZZZZZZZZZZZZ' };
    const error = await failure(fresh().writer(contain)('iam:UpdateAccessKey', missing));
    expect(error).toMatchObject({ call: 'iam:UpdateAccessKey', code: 'NoSuchEntity' });
    expect(error.message).toContain(`iam:UpdateAccessKey in ${MEMBER}, us-east-1 failed: NoSuchEntity`);
    expect(error.message).not.toContain('AKIAZZZZZZZZZZZZZZZZ');
    expect(error.cause).toBeInstanceOf(Error);
    expect(lines).toMatchObject([{ code: 'NoSuchEntity' }]);
  });

  it('say which role to deploy where it is missing, and a failure is not remembered', async () => {
    const read = fresh().reader({ account: UNMANAGED, region: 'us-east-1' });
    const error = await failure(read('iam:GetUser', { UserName: 'x' }));
    expect(error).toMatchObject({ call: 'sts:AssumeRole', code: 'AccessDenied' });
    expect(error.message).toContain(`account ${UNMANAGED}`);
    expect(error.message).toContain('deploy the role drawbridge-read');
    await failure(read('iam:GetUser', { UserName: 'x' }));
    expect(names()).toEqual(['sts:AssumeRole', 'sts:AssumeRole']);
  });
});
