/** The Slack door's bundle: how large it is, and how long a cold start takes next to one written by hand with the same SDK client. */
import { spawn } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/services/clock.ts';
import { buildBundles, bundles } from '../bundle.ts';
import { type HttpRequest, json, serve } from '../local/http.ts';
import { type Measured, medianOf } from './measure.ts';

const secret = 'a-signing-secret';
const rounds = 21;

/** Loading and the first request, in a process of its own; the process's own start is left out. */
const driver = `
const event = JSON.parse(process.argv[3]);
const began = process.hrtime.bigint();
const { handler } = require(process.argv[4]);
handler(event, {}).then(({ statusCode }) => {
  const milliseconds = Number(process.hrtime.bigint() - began) / 1e6;
  process.stdout.write(JSON.stringify({ statusCode, milliseconds }));
  process.exit(0);
});
`;

function acknowledged(): { headers: Record<string, string>; body: string; isBase64Encoded: boolean } {
  const payload = {
    type: 'block_actions',
    user: { id: 'U0ANA', team_id: 'T1' },
    team: { id: 'T1' },
    container: { type: 'message', message_ts: '1795000000.000100', channel_id: 'C1', is_ephemeral: false },
    channel: { id: 'C1', name: 'security' },
    trigger_id: 'none',
    actions: [{ type: 'button', action_id: 'acknowledge', block_id: 'do', value: 'K7F3Q2MX' }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(systemClock.wall() / 1000));
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signature,
  };
  return { headers, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
}

function queue(request: HttpRequest) {
  const { MessageBody = '' } = JSON.parse(request.body.toString('utf8')) as { MessageBody?: string };
  return json(200, { MessageId: 'm1', MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'), SequenceNumber: '1' });
}

async function coldStart(file: string, endpoint: string): Promise<number> {
  const env = {
    DRAWBRIDGE_SANDBOX: 'yes',
    DRAWBRIDGE_QUEUE_PREFIX: `${endpoint}/111122223333/drawbridge-`,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    SLACK_BOT_TOKEN: 'xoxb-bench',
    SLACK_BOT_ID: 'B1',
    SLACK_BOT_USER_ID: 'U1',
    SLACK_SIGNING_SECRET: secret,
  };
  const child = spawn(process.execPath, ['-e', driver, endpoint, secret, JSON.stringify(acknowledged()), file], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) said += chunk.toString('utf8');
  const { statusCode, milliseconds } = JSON.parse(said.slice(said.lastIndexOf('{"statusCode"'))) as {
    statusCode: number;
    milliseconds: number;
  };
  if (statusCode !== 200) throw new Error(`${file} answered ${statusCode}: ${said.slice(0, 500)}`);
  return milliseconds;
}

export async function benchDoor(): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-bench-'));
  const server = await serve([queue], 0, () => {});
  try {
    const [door] = await buildBundles(
      folder,
      bundles.filter(({ name }) => name === 'slack'),
    );
    const [byHand] = await buildBundles(folder, [{ name: 'by-hand', entry: 'infra/bench/door-by-hand.ts' }]);
    if (!door || !byHand) throw new Error('the Slack door was not built');
    const ours: number[] = [];
    const theirs: number[] = [];
    // In turns, so that whatever else the machine does hits both alike.
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await coldStart(door.file, server.address));
      theirs.push(await coldStart(byHand.file, server.address));
    }
    return [
      { what: 'Slack door: bundle', value: door.bytes / 1000, unit: 'kB', bound: 600 },
      { what: 'Slack door: cold start, in cold starts of one by hand', value: medianOf(ours) / medianOf(theirs), unit: 'x', bound: 1.6 },
    ];
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
