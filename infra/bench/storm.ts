/** Ten thousand findings within a minute, on a clock that runs: nothing lost, Slack's limits kept, what is urgent shown at once. */
import { type Sandbox, startSandbox } from '../local/start-sandbox.ts';
import { type Measured, stopwatch } from './measure.ts';
import { clientOf, type SandboxClient } from './sandbox-client.ts';
import { leakedKey, storm, stormFindings } from './storm-load.ts';

const channels = ['C0SECURITY', 'C0PAYMENTS', 'C0DATA'];
const drainSeconds = 1800;
const mostLooks = 1200;

/** Seconds of virtual time from the post to the message; Infinity when it does not come. */
async function secondsUntilShown(client: SandboxClient, sandbox: Sandbox, id: string, since: number): Promise<number> {
  for (let look = 0; look < mostLooks; look += 1) {
    const [row] = await client.outcomes(id);
    for (const channel of row?.posted ? channels : []) {
      const card = (await client.messages(channel)).find(({ metadata }) => metadata?.event_payload?.case === row?.caseId);
      if (card) return Number(card.ts) - since / 1000;
    }
    await sandbox.clock.sleep(100);
  }
  return Number.POSITIVE_INFINITY;
}

/** What would change if something were counted twice: the length of every log, and every message. */
async function pictureOf(client: SandboxClient, sandbox: Sandbox, cases: ReadonlySet<string>): Promise<string[]> {
  const picture: string[] = [];
  for (const caseId of cases) picture.push(`${caseId} ${(await sandbox.bot.services.cases.read(caseId))?.seq}`);
  for (const channel of channels) for (const message of await client.messages(channel)) picture.push(JSON.stringify(message));
  return picture;
}

export async function benchStorm(say: (line: string) => void): Promise<Measured[]> {
  const sandbox = await startSandbox({ port: 0, empty: true, quiet: true });
  const client = clientOf(sandbox);
  const elapsed = stopwatch();
  try {
    const findings = storm(sandbox.clock.now());
    const began = sandbox.clock.now();
    const ids = await client.send(findings.slice(0, stormFindings / 2));
    const since = sandbox.clock.now();
    const [urgent = ''] = await client.send([leakedKey(since)]);
    const shown = secondsUntilShown(client, sandbox, urgent, since);
    ids.push(...(await client.send(findings.slice(stormFindings / 2))));
    const posted = (sandbox.clock.now() - began) / 1000;
    const latency = await shown;
    const queued = sandbox.queues.depth('routine');
    await sandbox.clock.settle();
    say(
      `      posted in ${posted.toFixed(0)} s, taken in after ${(elapsed() / 1000).toFixed(0)} s; ${queued} waited when the urgent one was shown`,
    );
    await client.advance(drainSeconds);
    const rows = await client.outcomes();
    const held = new Set(rows.flatMap((row) => (row.caseId ? [row.id] : [])));
    const cases = new Set(rows.flatMap((row) => row.caseId ?? []));
    const before = await pictureOf(client, sandbox, cases);
    const calls = (await client.slackCalls()).length;
    await client.send(findings);
    await sandbox.clock.settle();
    await client.advance(300);
    const after = await pictureOf(client, sandbox, cases);
    say(`      ${cases.size} cases, ${calls} calls to Slack, ${(elapsed() / 1000).toFixed(0)} s in all`);
    return [
      { what: `storm: of ${ids.length} findings lost`, value: ids.filter((id) => !held.has(id)).length, unit: '', bound: 0 },
      { what: 'storm: calls over a limit of Slack', value: sandbox.slack.rateLimited, unit: '', bound: 0 },
      { what: 'storm: an urgent finding in the middle on screen after', value: latency, unit: 's', bound: 5 },
      { what: 'storm: logs and messages changed by sending all again', value: differences(before, after), unit: '', bound: 0 },
    ];
  } finally {
    await sandbox.close();
  }
}

function differences(before: readonly string[], after: readonly string[]): number {
  const known = new Set(before);
  return after.filter((line) => !known.has(line)).length + Math.max(0, before.length - after.length);
}
