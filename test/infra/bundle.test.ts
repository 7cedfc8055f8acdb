/** The bundles as they are deployed: small enough, without what they must not hold, and the Slack door's alive in a process of its own. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Built, buildBundles, bundles } from '../../infra/bundle.ts';
import { type HttpRequest, json, serve } from '../../infra/local/http.ts';
import { CASE, FORM, formOf, lambdaEvent, pressed, signedHeaders } from '../handlers/open-door.ts';

/** Loads a bundle, gives its handler the events that come in, and says what it answered. */
const driver = `
const { handler } = require(process.argv[1]);
let input = '';
process.stdin.on('data', (data) => { input += data; });
process.stdin.on('end', async () => {
  const answers = [];
  for (const event of JSON.parse(input)) answers.push(await handler(event, {}));
  process.stdout.write('\\nANSWERS' + JSON.stringify({ length: handler.length, answers }));
});
`;

let outDir = '';
let built: Built[] = [];
beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'bundles-'));
  built = await buildBundles(outDir);
});
afterAll(() => rm(outDir, { recursive: true, force: true }));

const door = () => bundle('slack');

interface Answers {
  length: number;
  answers: { statusCode: number; body: string }[];
}

async function run(file: string, events: unknown[], env: Record<string, string>): Promise<Answers> {
  const child = spawn(process.execPath, ['-e', driver, file], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const read = async (stream: AsyncIterable<Buffer>) => {
    let text = '';
    for await (const chunk of stream) text += chunk.toString();
    return text;
  };
  child.stdin.end(JSON.stringify(events));
  const [out, errors] = await Promise.all([read(child.stdout), read(child.stderr)]);
  const answers = out.split('\nANSWERS')[1];
  if (!answers) throw new Error(`the bundle did not answer: ${(out + errors).slice(-1000)}`);
  return JSON.parse(answers) as Answers;
}

/** In kB, each with a little room: what grows past its budget is looked at before it is deployed, and so is what shrank much. */
const budgets: Record<string, number> = {
  'take-in': 2350,
  slack: 540,
  clicks: 2400,
  terminal: 2400,
  'pagerduty-door': 350,
  'pagerduty-events': 2100,
  poster: 920,
  pager: 920,
  'hub-writer': 1120,
  surface: 2300,
  notices: 850,
  tickets: 990,
  asking: 900,
  stream: 730,
  tick: 2450,
  'run-response': 2250,
  'run-destroy': 2250,
  'watch-policy': 2400,
  'request-approval': 2100,
  baseline: 2200,
  'export-evidence': 720,
  'sweep-findings': 880,
};

function bundle(name: string): Built {
  const found = built.find((one) => one.name === name);
  if (!found) throw new Error(`there is no bundle ${name}`);
  return found;
}

it('makes every bundle there is, each with a budget', () => {
  expect(built.map(({ name }) => name)).toEqual(bundles.map(({ name }) => name));
  expect(Object.keys(budgets).sort()).toEqual(bundles.map(({ name }) => name).sort());
});

it.each(Object.entries(budgets))('%s is at most %d kB, and not much less', (name, most) => {
  expect(bundle(name).bytes / 1000).toBeLessThanOrEqual(most);
  expect(bundle(name).bytes / 1000).toBeGreaterThan(most * 0.8);
});

it('only the Slack door holds Bolt', () => {
  expect(built.filter(({ packages }) => packages.includes('@slack/bolt')).map(({ name }) => name)).toEqual(['slack']);
});

const accounts = ['@aws-sdk/client-ec2', '@aws-sdk/client-iam', '@aws-sdk/client-s3', '@aws-sdk/client-cloudtrail'];
const servers = ['express', 'undici', 'iconv-lite', 'raw-body', '@slack/oauth', '@slack/socket-mode', 'tr46'];
it.each([
  ['stream', ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sqs']],
  ['poster', ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sqs']],
  ['pager', ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sns', '@aws-sdk/client-sqs']],
  ['hub-writer', ['@aws-sdk/client-dynamodb', '@aws-sdk/client-guardduty', '@aws-sdk/client-securityhub', '@aws-sdk/client-sqs']],
  ['notices', ['@aws-sdk/client-dynamodb', '@aws-sdk/client-eventbridge', '@aws-sdk/client-sns', '@aws-sdk/client-sqs']],
])('%s loads no client but %j', (name, clients) => {
  expect(bundle(name).packages.filter((each) => each.startsWith('@aws-sdk/client-'))).toEqual(clients);
});

it('what reaches into the accounts holds the clients for it, and no bundle a server', () => {
  expect(bundle('run-response').packages).toEqual(expect.arrayContaining(accounts));
  expect(built.flatMap(({ packages }) => packages).filter((name) => servers.includes(name))).toEqual([]);
});

it('the Slack door holds the queue and Bolt, and nothing of what others do', () => {
  const { packages, sources } = door();
  expect(packages).toContain('@slack/bolt');
  expect(packages.filter((name) => name.startsWith('@aws-sdk/client-'))).toEqual(['@aws-sdk/client-sqs']);
  const forbidden = [
    'express',
    'undici',
    'iconv-lite',
    'raw-body',
    '@slack/oauth',
    '@slack/socket-mode',
    '@pagerduty/pdjs',
    'yaml',
    '@aws-sdk/lib-dynamodb',
  ];
  expect(packages.filter((name) => forbidden.includes(name))).toEqual([]);
  expect(sources.filter((file) => /^src\/(?:flows|enrichers|sources)\//.test(file))).toEqual([]);
});

it('the built Slack door takes a signed request, refuses an unsigned one, and answers 503 without its queue', async () => {
  const sent: Record<string, string>[] = [];
  let up = true;
  const queue = (request: HttpRequest) => {
    if (request.headers['x-amz-target'] !== 'AmazonSQS.SendMessage') return undefined;
    const message = JSON.parse(request.body.toString('utf8')) as Record<string, string>;
    if (!up) return json(400, { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'no such queue' });
    sent.push(message);
    const md5 = createHash('md5')
      .update(message.MessageBody ?? '')
      .digest('hex');
    return json(200, { MessageId: 'm1', MD5OfMessageBody: md5, SequenceNumber: '1' });
  };
  const opened: URLSearchParams[] = [];
  const slack = (request: HttpRequest) => {
    if (request.path !== '/slack/api/views.open') return undefined;
    opened.push(new URLSearchParams(request.body.toString('utf8')));
    return json(200, { ok: true, view: { id: 'V1' } });
  };
  const server = await serve([queue, slack], 0, () => {});
  const env = {
    DRAWBRIDGE_SANDBOX: 'yes',
    DRAWBRIDGE_QUEUE_PREFIX: `${server.address}/111122223333/drawbridge-`,
    AWS_ENDPOINT_URL: server.address,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    SLACK_API_URL: `${server.address}/slack/api/`,
    SLACK_BOT_TOKEN: 'xoxb-test',
    SLACK_BOT_ID: 'B1',
    SLACK_BOT_USER_ID: 'U1',
    SLACK_SIGNING_SECRET: 'signing-secret',
  };
  const request = (payload: object, signed: boolean) => {
    const body = formOf(payload);
    return lambdaEvent({ headers: signed ? signedHeaders(body) : { 'content-type': FORM }, body: Buffer.from(body) });
  };
  const signedOne = request(pressed('disable_access_keys', `${CASE}.0123456789`, 'trigger'), true);
  const { length, answers } = await run(door().file, [signedOne, request(pressed('note', CASE), false)], env);
  expect(length).toBeLessThanOrEqual(2);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 401]);
  expect(opened.map((call) => call.get('trigger_id'))).toEqual(['trigger']);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ QueueUrl: `${server.address}/111122223333/drawbridge-clicks.fifo`, MessageGroupId: 'UANA' });
  expect(JSON.parse(sent[0]?.MessageBody ?? '')).toMatchObject({ action: 'disable_access_keys', viewId: 'V1' });

  up = false;
  const down = await run(door().file, [request(pressed('acknowledge', CASE), true)], env);
  expect(down.answers).toMatchObject([{ statusCode: 503 }]);
  await server.close();
}, 20_000);
