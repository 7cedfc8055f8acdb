/** From the tier-3 card to the first change in AWS, by two people who lose no time, while ten thousand findings are being taken in. */
import { type Sandbox, startSandbox } from '../local/start-sandbox.ts';
import type { Measured } from './measure.ts';
import { clientOf, type SandboxClient, type Shown } from './sandbox-client.ts';
import { type Leak, leakedKey, storm } from './storm-load.ts';

const responses = 12;
const channel = 'C0PAYMENTS';
const mostLooks = 600;
// Several types, so that they stay cases of their own and are no storm.
const tactics = ['Exfiltration', 'Impact', 'Persistence', 'CredentialAccess'];

function leakOf(number: number): Leak {
  const user = `bench-${number}`;
  return { number, user, key: `AKIA2BENCH${String(number).padStart(10, '0')}`, tactic: tactics[number % tactics.length] ?? 'Impact' };
}

/** Looks every 50 ms until there is an answer. */
async function wait<T>(sandbox: Sandbox, what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await sandbox.clock.sleep(50);
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Does it as soon as it can be done. */
async function act(sandbox: Sandbox, client: SandboxClient, what: string, body: object): Promise<void> {
  await wait(sandbox, JSON.stringify(body), async () => {
    const done = await client.act(what, body).catch(() => undefined);
    return done?.acknowledged === true ? done : undefined;
  });
}

async function contain(sandbox: Sandbox, client: SandboxClient, leak: Leak): Promise<number> {
  const [id = ''] = await client.send([leakedKey(sandbox.clock.now(), leak)]);
  const card = await wait<Shown>(sandbox, `the card of ${leak.user}`, async () => {
    const [row] = await client.outcomes(id);
    if (!row?.posted) return undefined;
    return (await client.messages(channel)).find(({ metadata }) => metadata?.event_payload?.case === row.caseId);
  });
  const press = (user: string, action: string) =>
    act(sandbox, client, 'interact', { channel, messageTs: card.ts, user, action: { action_id: action } });
  await press('U0ANA', 'disable_access_keys');
  await act(sandbox, client, 'view-submit', { user: 'U0ANA', values: { reason: 'the caller is on a threat list' } });
  await press('U0OMAR', 'approve');
  await act(sandbox, client, 'view-submit', { user: 'U0OMAR', values: { comment: 'agreed' } });
  const changed = await wait(sandbox, `the first call about ${leak.key}`, async () =>
    (await client.awsCalls()).find(({ call, input }) => call === 'iam:UpdateAccessKey' && input?.AccessKeyId === leak.key),
  );
  return Date.parse(changed.at ?? '') / 1000 - Number(card.ts);
}

export async function benchResponse(say: (line: string) => void): Promise<Measured[]> {
  const sandbox = await startSandbox({ port: 0, empty: true, quiet: true });
  const client = clientOf(sandbox);
  try {
    const leaks = Array.from({ length: responses }, (_, number) => leakOf(number));
    const users = leaks.map(({ user, key }) => [user, { accessKeys: { [key]: { id: key, status: 'Active' } } }]);
    await client.setState({ accounts: { '111122223333': { users: Object.fromEntries(users) } } });
    await client.send(storm(sandbox.clock.now()));
    const seconds: number[] = [];
    const waiting: number[] = [];
    for (const leak of leaks) {
      waiting.push(sandbox.queues.depth('routine'));
      seconds.push(await contain(sandbox, client, leak));
    }
    seconds.sort((a, b) => a - b);
    const slowest = seconds[Math.ceil(0.95 * seconds.length) - 1] ?? Number.POSITIVE_INFINITY;
    say(`      from ${waiting[0]} to ${waiting.at(-1)} findings waiting; fastest ${seconds[0]?.toFixed(1)} s`);
    return [{ what: 'response: from the card to the first AWS call, 95 of 100 within', value: slowest, unit: 's', bound: 10 }];
  } finally {
    await sandbox.close();
  }
}
