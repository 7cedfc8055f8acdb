/** From the tier-3 card to the first change in AWS, by two people who lose no time, while ten thousand findings are being taken in. */
import { type Sandbox, startSandbox } from '../local/start-sandbox.ts';
import type { Measured } from './measure.ts';
import { memoryTable } from './memory-store.ts';
import { clientOf, type SandboxClient, type Shown } from './sandbox-client.ts';
import { type Leak, leakedKey, storm } from './storm-load.ts';

const responses = 12;
const channel = 'C0PAYMENTS';
const mostLooks = 600;
const start = Date.UTC(2026, 10, 20, 3);
/** A batch of ten findings, as long as a function takes that waits for its store and no other. */
const routineSeconds = 1;
// Several types, so that they stay cases of their own and are no storm.
const tactics = ['Exfiltration', 'Impact', 'Persistence', 'CredentialAccess'];

interface Scene {
  sandbox: Sandbox;
  client: SandboxClient;
  /** Lets a moment pass. */
  moment(): Promise<unknown>;
}

function leakOf(number: number): Leak {
  const user = `bench-${number}`;
  return { number, user, key: `AKIA2BENCH${String(number).padStart(10, '0')}`, tactic: tactics[number % tactics.length] ?? 'Impact' };
}

/** Looks at every moment until there is an answer, or more seldom where looking itself is work and the answer says when it was. */
async function wait<T>(scene: Scene, what: string, look: () => Promise<T | undefined>, moments = 1): Promise<T> {
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const found = await look();
    if (found !== undefined) return found;
    for (let moment = 0; moment < moments; moment += 1) await scene.moment();
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Does it as soon as it can be done. */
async function act(scene: Scene, what: string, body: object): Promise<void> {
  await wait(scene, JSON.stringify(body), async () => {
    const done = await scene.client.act(what, body).catch(() => undefined);
    return done?.acknowledged === true ? done : undefined;
  });
}

async function contain(scene: Scene, leak: Leak): Promise<number> {
  const { sandbox, client } = scene;
  const [id = ''] = await client.send([leakedKey(sandbox.clock.now(), leak)]);
  const card = await wait<Shown>(scene, `the card of ${leak.user}`, async () => {
    const [row] = await client.outcomes(id);
    if (!row?.posted) return undefined;
    return (await client.messages(channel)).find(({ metadata }) => metadata?.event_payload?.case === row.caseId);
  });
  const press = (user: string, action: string) =>
    act(scene, 'interact', { channel, messageTs: card.ts, user, action: { action_id: action } });
  await press('U0ANA', 'disable_access_keys');
  await act(scene, 'view-submit', { user: 'U0ANA', values: { reason: 'the caller is on a threat list' } });
  await press('U0OMAR', 'approve');
  await act(scene, 'view-submit', { user: 'U0OMAR', values: { comment: 'agreed' } });
  const isFirst: (called: { call: string; input?: { AccessKeyId?: string } }) => boolean = ({ call, input }) =>
    call === 'iam:UpdateAccessKey' && input?.AccessKeyId === leak.key;
  const changed = await wait(scene, `the first call about ${leak.key}`, async () => (await client.awsCalls()).find(isFirst), 10);
  return Date.parse(changed.at ?? '') / 1000 - Number(card.ts);
}

/** 95 of 100 within that many seconds. */
async function measure(scene: Scene, clock: string, say: (line: string) => void): Promise<number> {
  const { sandbox, client } = scene;
  try {
    const leaks = Array.from({ length: responses }, (_, number) => leakOf(number));
    const users = leaks.map(({ user, key }) => [user, { accessKeys: { [key]: { id: key, status: 'Active' } } }]);
    await client.setState({ accounts: { '111122223333': { users: Object.fromEntries(users) } } });
    await client.send(storm(sandbox.clock.now()));
    const seconds: number[] = [];
    const waiting: number[] = [];
    for (const leak of leaks) {
      waiting.push(sandbox.queues.depth('routine'));
      seconds.push(await contain(scene, leak));
    }
    say(
      `      ${clock} clock: ${seconds.map((each) => each.toFixed(1)).join(', ')} s; from ${waiting[0]} to ${waiting.at(-1)} findings waiting`,
    );
    seconds.sort((a, b) => a - b);
    return seconds[Math.ceil(0.95 * seconds.length) - 1] ?? Number.POSITIVE_INFINITY;
  } finally {
    await sandbox.close();
  }
}

/**
 * On a frozen clock only the system's own waits and paces take time, as in AWS, where every queue has functions of its own; on the
 * running one a single thread does the work of all of them, and of Slack, the store and the accounts besides.
 */
export async function benchResponse(say: (line: string) => void): Promise<Measured[]> {
  const frozen = await startSandbox({ port: 0, empty: true, quiet: true, frozenAt: start, routineSeconds, table: memoryTable });
  const still = { sandbox: frozen, client: clientOf(frozen), moment: () => frozen.clock.advance(0.1) };
  const inWaits = await measure(still, 'frozen', say);
  const sandbox = await startSandbox({ port: 0, empty: true, quiet: true });
  const onThread = await measure({ sandbox, client: clientOf(sandbox), moment: () => sandbox.clock.sleep(100) }, 'running', say);
  return [
    { what: 'response: from the card to the first AWS call, 95 of 100 within, domain time', value: inWaits, unit: 's', bound: 10 },
    { what: 'response: the same with all of it on one thread, running clock', value: onThread, unit: 's', bound: 10 },
  ];
}
