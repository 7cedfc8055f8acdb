/** Who may become whom, faults, further services, and the doors of the simulated AWS. */
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetAccountSummaryCommand, GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, GetAccessKeyInfoCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoWorld } from '../../../infra/local/aws/demo-accounts.ts';
import { accountInKeyId, sessionKeyId } from '../../../infra/local/aws/ids.ts';
import { json } from '../../../infra/local/http.ts';
import { HUB, MEMBER, NOW, type SimulatedAccounts, startSimulatedAccounts } from './simulated-accounts.ts';

let accounts: SimulatedAccounts;
beforeEach(async () => {
  const states = () => json(200, { executionArn: 'arn:aws:states:::e', startDate: 1 });
  accounts = await startSimulatedAccounts({ world: demoWorld(NOW), extra: { states } });
});
afterEach(() => accounts.close());

async function put(document: unknown): Promise<Response> {
  return fetch(`${accounts.address}/aws/state`, { method: 'PUT', body: JSON.stringify(document) });
}

test('the hub becomes a role of a member account, and STS says who it is', async () => {
  const configuration = await accounts.member('contain');
  expect(accountInKeyId(configuration.credentials.accessKeyId)).toBe(MEMBER);
  const identity = await new STSClient(configuration).send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({ Account: MEMBER, Arn: `arn:aws:sts::${MEMBER}:assumed-role/drawbridge-contain/case-1` });
  expect(await new STSClient(accounts.hub).send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: HUB });
});

test.each(['000000000000', '000000000001', '999999999999'])('a session key id carries account %s', (account) => {
  expect(sessionKeyId(account, 7)).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(accountInKeyId(sessionKeyId(account, 7))).toBe(account);
});

test('roles that are not ours, not deployed, or asked for from a member are denied', async () => {
  const role = (name: string, account = MEMBER) =>
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${name}`, RoleSessionName: 'case-1' });
  const hub = new STSClient(accounts.hub);
  await expect(hub.send(role('Administrator'))).rejects.toMatchObject({ name: 'AccessDenied' });
  const member = new STSClient(await accounts.member('contain'));
  await expect(member.send(role('drawbridge-destroy'))).rejects.toMatchObject({ name: 'AccessDenied' });
  await put({ accounts: { [MEMBER]: { rolesMissing: true } } });
  await expect(hub.send(role('drawbridge-read'))).rejects.toMatchObject({ name: 'AccessDenied' });
  const nameless = new AssumeRoleCommand({
    RoleArn: `arn:aws:iam::${MEMBER}:role/drawbridge-read`,
    RoleSessionName: 'x',
    SourceIdentity: 'a b',
  });
  await expect(hub.send(nameless)).rejects.toMatchObject({ name: 'ValidationError' });
});

const owners: [string, string, string][] = [
  ['of a user here', 'AKIA2DRAWBRIDGE00001', MEMBER],
  ['of a user in another account', 'AKIA2DRAWBRIDGE00011', '222233334444'],
  ['of somebody else', 'AKIAIOSFODNN7FOREIGN', '555566667777'],
  ['nobody knows', 'AKIAIOSFODNN7UNKNOWN', MEMBER],
];
test.each(owners)('GetAccessKeyInfo of a key %s', async (_, AccessKeyId, Account) => {
  const sts = new STSClient(await accounts.member('read'));
  expect((await sts.send(new GetAccessKeyInfoCommand({ AccessKeyId }))).Account).toBe(Account);
  expect((await new STSClient(accounts.hub).send(new GetAccessKeyInfoCommand({ AccessKeyId }))).Account).toBe(Account);
});

test('the key of a user speaks for that user until it is switched off', async () => {
  const credentials = { accessKeyId: 'AKIA2DRAWBRIDGE00001', secretAccessKey: 'leaked' };
  const stranger = new STSClient({ ...accounts.hub, credentials });
  expect((await stranger.send(new GetCallerIdentityCommand({}))).Arn).toBe(`arn:aws:iam::${MEMBER}:user/ci-deploy`);
  await put({ accounts: { [MEMBER]: { users: { 'ci-deploy': { accessKeys: { [credentials.accessKeyId]: { status: 'Inactive' } } } } } } });
  await expect(stranger.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});

test('the state is shown, merged into, completed and taken from', async () => {
  const response = await put({
    iamLagMilliseconds: 0,
    accounts: { '123456789012': { users: { eve: { tags: { a: 'b' } } } }, [MEMBER]: { users: { 'ci-deploy': { tags: { seen: 'yes' } } } } },
  });
  expect(response.status).toBe(200);
  const state = (await (await fetch(`${accounts.address}/aws/state`)).json()) as typeof accounts.aws.world;
  expect(state.accounts['123456789012']?.users.eve).toMatchObject({ name: 'eve', path: '/', tags: { a: 'b' }, accessKeys: {} });
  expect(state.accounts[MEMBER]?.users['ci-deploy']).toMatchObject({ tags: { seen: 'yes', owner: 'payments' }, groups: ['deployers'] });
  await put({ accounts: { [MEMBER]: { alias: null, users: { 'ci-deploy': null } } } });
  expect(accounts.aws.world.accounts[MEMBER]?.deleted).toEqual(['ci-deploy']);
  expect((await put([])).status).toBe(400);
});

const failures: ['429' | '5xx' | 'reset', object][] = [
  ['429', { name: 'RequestLimitExceeded' }],
  ['5xx', { name: 'InternalError', $metadata: { httpStatusCode: 500 } }],
  ['reset', { code: 'ECONNRESET' }],
];
test.each(failures)('fault %s hits the next calls, as many as asked for', async (mode, error) => {
  const ec2 = new EC2Client(await accounts.member('read'));
  accounts.aws.fault(mode, 2);
  for (let round = 0; round < 2; round += 1) await expect(ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject(error);
  expect((await ec2.send(new DescribeInstancesCommand({}))).Reservations).toHaveLength(14);
  expect(accounts.aws.calls.map((call) => call.error).slice(-3)).toEqual([`fault: ${mode}`, `fault: ${mode}`, undefined]);
});

test('a timed-out call was made; only its answer is lost', async () => {
  const requestHandler = { requestTimeout: 100, throwOnRequestTimeout: true };
  const iam = new IAMClient({ ...(await accounts.member('read')), requestHandler });
  accounts.aws.fault('timeout', 1);
  await expect(iam.send(new GetUserCommand({ UserName: 'asked-about' }))).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(accounts.aws.world.accounts[MEMBER]?.users['asked-about']?.adopted).toBe(true);
});

test('the SDK tries again by itself after throttling', async () => {
  const iam = new IAMClient({ ...(await accounts.member('read')), maxAttempts: 2 });
  accounts.aws.fault('429', 1);
  expect((await iam.send(new GetAccountSummaryCommand({}))).SummaryMap?.Users).toBe(2);
});

test('further services answer by signing name, are on record, and have no faults', async () => {
  accounts.aws.fault('5xx', 1);
  const states = new SFNClient(accounts.hub);
  const input = { stateMachineArn: 'arn:aws:states:::m', name: 'one' };
  expect((await states.send(new StartExecutionCommand(input))).executionArn).toBe('arn:aws:states:::e');
  const calls = (await (await fetch(`${accounts.address}/aws/calls`)).json()) as unknown[];
  expect(calls).toEqual([expect.objectContaining({ call: 'states:StartExecution', account: HUB, input })]);
});

test('an unsigned request is refused, an unknown operation answered in the protocol of its service', async () => {
  const unsigned = await fetch(`${accounts.address}/aws-api/`, { method: 'POST', body: 'Action=ListUsers' });
  expect(unsigned.status).toBe(403);
  const authorization = 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7HUBROLE/20251120/us-east-1/iam/aws4_request, Signature=0';
  const unknown = await fetch(`${accounts.address}/aws-api/`, { method: 'POST', body: 'Action=MakeCoffee', headers: { authorization } });
  expect(unknown.status).toBe(400);
  expect(await unknown.text()).toContain('<Code>InvalidAction</Code>');
});
