/** Drives a frozen, empty sandbox over HTTP the way people and AWS do, and writes down what they see as a transcript. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../infra/local/start-sandbox.ts';
import { examplePolicy } from '../fixtures/policy.ts';
import { render, type Shown } from './render.ts';

export type Json = Record<string, unknown>;

export interface Message extends Shown {
  ts: string;
  text: string;
  thread_ts?: string;
  pings: string[];
  mentions: string[];
  metadata?: { event_payload?: { case?: string; line?: number } };
}
export interface Outcome {
  outcome: string;
  findingId?: string;
  caseId?: string;
  tier?: number;
  posted?: boolean;
  offers?: string[];
  reason?: string;
}
export interface AwsCall {
  call: string;
  account?: string;
  sourceIdentity?: string;
  error?: string;
  [field: string]: unknown;
}
export interface View extends Shown {
  callback_id: string;
  blocks: Json[];
  private_metadata: string;
}
export interface Answer {
  status: number;
  body: Json;
}

export const START = Date.UTC(2026, 10, 20, 3, 0, 0);
const channelIds = ['C0SECURITY', 'C0PAYMENTS', 'C0DATA'];

export interface Story {
  sandbox: Sandbox;
  /** The case that `card`, `thread` and `click` are about: the last one raised, or the one set here. */
  caseId: string;
  get<T = Json>(path: string): Promise<T>;
  post(path: string, body: unknown): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  /** Posts an event and lets it come to rest. */
  raise(event: unknown): Promise<Outcome[]>;
  advance(seconds: number): Promise<void>;
  /** Presses a control of the card; the last seconds of Slack's pace go by. */
  click(user: string, action: string, value?: string): Promise<Answer>;
  /** Presses a control of the modal the person has open. */
  press(user: string, action: string, value?: string): Promise<Answer>;
  submit(user: string, values: Record<string, string>): Promise<Answer>;
  cards(): Promise<Message[]>;
  card(): Promise<Message>;
  cardText(): Promise<string>;
  thread(): Promise<string[]>;
  ephemerals(user: string): Promise<string[]>;
  /** The newest thing said to this person alone. */
  ephemeral(user: string): Promise<string>;
  view(user: string): Promise<View | undefined>;
  viewText(user: string): Promise<string>;
  awsCalls(call?: string): Promise<AwsCall[]>;
  /** Events of the case's log. */
  log(): Promise<{ kind: string; actor: Json; data: Json; at: number }[]>;
  fault(system: string, mode: string, count?: number, method?: string): Promise<void>;
  /** A line of one's own in the transcript. */
  tell(line: string): void;
  transcript(): Promise<string>;
  close(): Promise<void>;
}

/** The documented policy with these keys instead of its own. */
function policyFileWith(changes: Record<string, unknown>): string {
  const file = join(mkdtempSync(join(tmpdir(), 'drawbridge-')), 'policy.yaml');
  writeFileSync(file, JSON.stringify({ ...examplePolicy(), ...changes }));
  return file;
}

/** `onLog` gets what the bot logs, line by line; `table` is another store than dynalite; `around` stands between engines and handlers. */
export async function startStory({
  policy,
  onLog,
  table,
  around,
  pagerDuty,
}: {
  policy?: Record<string, unknown>;
  onLog?: (line: string) => void;
  table?: NonNullable<SandboxOptions['table']>;
  around?: NonNullable<SandboxOptions['around']>;
  pagerDuty?: NonNullable<SandboxOptions['pagerDuty']>;
} = {}): Promise<Story> {
  const changed = policy && { policyFile: policyFileWith(policy) };
  const sandbox = await startSandbox({
    port: 0,
    empty: true,
    quiet: true,
    frozenAt: START,
    ...changed,
    ...(onLog && { onLog }),
    ...(table && { table }),
    ...(around && { around }),
    ...(pagerDuty && { pagerDuty }),
  });
  const told: string[] = [];
  const heard = new Map<string, number>();

  async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const response = await fetch(`${sandbox.address}${path}`, { method, ...sent });
    return { status: response.status, body: (await response.json()) as Json };
  }

  const story: Story = {
    sandbox,
    caseId: '',
    async get<T>(path: string) {
      return (await ask('GET', path)).body as T;
    },
    post: (path, body) => ask('POST', path, body),
    put: (path, body) => ask('PUT', path, body),
    async raise(event) {
      const { body } = await ask('POST', '/aws/events', event);
      await story.advance(8);
      const rows: Outcome[] = [];
      for (const id of body.ids as string[]) rows.push(...(await story.get<Outcome[]>(`/_control/outcomes?id=${id}`)));
      story.caseId = rows.find((row) => row.caseId)?.caseId ?? story.caseId;
      for (const { outcome, tier, reason } of rows)
        told.push(`AWS says: ${[outcome, tier && `tier ${tier}`, reason].filter(Boolean).join(', ')}`);
      return rows;
    },
    async advance(seconds) {
      if (seconds > 30) told.push(`… ${Math.round(seconds / 60)} min go by`);
      await ask('POST', '/_control/clock', { advanceSeconds: seconds });
    },
    async click(user, action, value) {
      const card = await story.card();
      const channel = await channelOf(card.ts);
      return done(
        user,
        `presses ${action}`,
        await ask('POST', '/slack/_control/interact', {
          channel,
          messageTs: card.ts,
          user,
          action: { action_id: action, ...(value && { value }) },
        }),
      );
    },
    async press(user, action, value) {
      const request = { user, view: true, action: { action_id: action, ...(value && { value }) } };
      return done(user, `presses ${action} in the window`, await ask('POST', '/slack/_control/interact', request));
    },
    async submit(user, values) {
      const words = Object.entries(values).map(([name, text]) => `${name}: ${text}`);
      return done(user, `submits ${words.join(', ')}`, await ask('POST', '/slack/_control/view-submit', { user, values }));
    },
    async cards() {
      const all = await Promise.all(channelIds.map((id) => story.get<{ messages: Message[] }>(`/slack/messages/${id}`)));
      return all
        .flatMap(({ messages }) => messages)
        .filter((message) => message.thread_ts === undefined || message.thread_ts === message.ts);
    },
    async card() {
      const mine = (await story.cards()).filter(({ metadata }) => metadata?.event_payload?.case === story.caseId);
      const [card] = mine;
      if (!card || mine.length > 1) throw new Error(`${mine.length} messages of case ${story.caseId}`);
      return card;
    },
    cardText: async () => render(await story.card()),
    async thread() {
      const { ts } = await story.card();
      const channel = await channelOf(ts);
      const { messages } = await story.get<{ messages: Message[] }>(`/slack/messages/${channel}?thread_ts=${ts}`);
      return messages.filter((message) => message.ts !== ts).map((message) => render(message));
    },
    async ephemerals(user) {
      const { messages } = await story.get<{ messages: Message[] }>(`/slack/ephemeral/${user}`);
      return messages.map((message) => render(message));
    },
    ephemeral: async (user) => (await story.ephemerals(user)).at(-1) ?? '',
    async view(user) {
      const { view } = await story.get<{ view: View | null }>(`/slack/view/${user}`);
      return view ?? undefined;
    },
    async viewText(user) {
      const view = await story.view(user);
      return view ? render(view) : '';
    },
    async awsCalls(call) {
      const calls = await story.get<AwsCall[]>('/aws/calls');
      return call === undefined ? calls : calls.filter((one) => one.call === call);
    },
    async log() {
      const events = await sandbox.bot.services.cases.events(story.caseId);
      return events.map(({ body }) => JSON.parse(body) as { kind: string; actor: Json; data: Json; at: number });
    },
    async fault(system, mode, count = 1, method) {
      const { status, body } = await ask('POST', '/_control/fault', { system, mode, count, ...(method && { method }) });
      if (status !== 200) throw new Error(JSON.stringify(body));
    },
    tell: (line) => void told.push(line),
    async transcript() {
      const all = [...told, '', 'THE CARD', await story.cardText(), '', 'THE THREAD', ...(await story.thread())];
      // Links to the sandbox's own trackers have its port in them.
      return `${all.join('\n').replaceAll(sandbox.address, 'http://sandbox')}\n`;
    },
    close: () => sandbox.close(),
  };

  async function channelOf(ts: string): Promise<string> {
    for (const id of channelIds) {
      const { messages } = await story.get<{ messages: Message[] }>(`/slack/messages/${id}`);
      if (messages.some((message) => message.ts === ts)) return id;
    }
    throw new Error(`no channel has message ${ts}`);
  }

  /** Lets it come to rest, and notes what the person was told. */
  async function done(user: string, what: string, answer: Answer): Promise<Answer> {
    told.push('', `${user} ${what}`);
    if (answer.status !== 200) told.push(`  (not there: ${String(answer.body.error)})`);
    await story.advance(4);
    const view = await story.viewText(user);
    if (view) told.push(...view.split('\n').map((line) => `  | ${line}`));
    const asides = await story.ephemerals(user);
    for (const aside of asides.slice(heard.get(user) ?? 0)) told.push(`  only ${user} sees: ${aside}`);
    heard.set(user, asides.length);
    return answer;
  }
  return story;
}
