/** Every Lambda function as data: what starts it and what it may use. A new function is a row here and an entry in handlers/lambda. */
import { type Surface, surfaces } from '../../src/services/queues.ts';

/** What a function may use; infra/aws/hub/grants.ts says what each comes to in IAM. */
export type Need =
  | 'table'
  | 'changed-index'
  | 'write-evidence'
  | 'send-pokes'
  | 'bury-pages'
  | 'send-clicks'
  | 'send-webhooks'
  | 'put-events'
  | 'publish'
  | 'read-findings'
  | 'see-newer-hub'
  | 'write-findings'
  | 'start-response'
  | 'answer-tasks'
  | 'slack-secret'
  | 'pagerduty-secret'
  | 'tickets-secret'
  | 'assume-read'
  | 'assume-contain'
  | 'assume-destroy';

/** What starts it. `batch` counts messages, `window` is seconds that a batch may wait to fill, `concurrency` the most batches at once. */
export type Trigger =
  | { queue: string; batch: number; window?: number; concurrency?: number }
  | { http: string }
  | { on: 'stream' | 'every minute' | 'call' }
  /** As EventBridge writes it, in UTC. */
  | { schedule: string };

export interface FunctionRow {
  /** Also the short name of its role and of its log group; at most 28 characters, or its role's name is too long. */
  name: string;
  /** File in handlers/lambda without its ending, where several functions share one. */
  entry?: string;
  trigger: Trigger;
  needs: readonly Need[];
  /** Made only where people are paged through PagerDuty. */
  onlyWithPagerDuty?: true;
  /** Until it is stopped; 60 unless said. */
  seconds?: number;
  /** In MB, and CPU in proportion; 512 unless said. */
  memory?: number;
}

/** A surface without a line reads and writes the table. */
const surfaceNeeds: Partial<Record<Surface, readonly Need[]>> = {
  slack: ['slack-secret', 'pagerduty-secret'],
  pagerduty: ['slack-secret', 'pagerduty-secret', 'bury-pages'],
  'security-hub': ['write-findings'],
  'step-functions': ['start-response', 'answer-tasks', 'assume-contain'],
  enrichment: ['put-events', 'assume-read'],
  notices: ['put-events', 'publish'],
  tickets: ['put-events', 'slack-secret', 'tickets-secret'],
  asking: ['slack-secret'],
};

/** A surface without a line reaches into the accounts; the others load what they use and nothing more. */
const surfaceEntries: Partial<Record<Surface, string>> = {
  slack: 'poster',
  pagerduty: 'pager',
  'security-hub': 'hub-writer',
  notices: 'notices',
  tickets: 'tickets',
  asking: 'asking',
};

/** Cases at once: a storm may not take all the room that the account has, which the doors need too. Slack has one writer anyway, and two is the least. */
const atOnce: Partial<Record<Surface, number>> = { slack: 2, enrichment: 20 };
const otherwiseAtOnce = 5;

function surfaceRow(surface: Surface): FunctionRow {
  return {
    name: surface,
    entry: surfaceEntries[surface] ?? 'surface',
    trigger: { queue: `${surface}.fifo`, batch: 10, concurrency: atOnce[surface] ?? otherwiseAtOnce },
    needs: ['table', ...(surfaceNeeds[surface] ?? [])],
  };
}

export const functions: readonly FunctionRow[] = [
  // Alone, so that a storm on the routine lane takes nothing from it. Custom actions plan, approvals are looked up in their accounts.
  {
    name: 'urgent',
    entry: 'take-in',
    trigger: { queue: 'urgent', batch: 10, concurrency: 10 },
    needs: ['table', 'read-findings', 'assume-read'],
    memory: 1024,
  },
  {
    name: 'routine',
    entry: 'take-in',
    trigger: { queue: 'routine', batch: 50, window: 5, concurrency: 5 },
    needs: ['table', 'read-findings'],
    memory: 1024,
  },
  { name: 'slack-door', entry: 'slack', trigger: { http: 'slack' }, needs: ['slack-secret', 'send-clicks'], seconds: 10, memory: 1024 },
  {
    name: 'clicks',
    trigger: { queue: 'clicks.fifo', batch: 1, concurrency: 20 },
    needs: ['table', 'slack-secret', 'pagerduty-secret', 'assume-read'],
    memory: 1024,
  },
  // For when Slack is down: it does at once what a click in Slack does by way of the queue.
  {
    name: 'terminal',
    trigger: { http: 'terminal' },
    needs: ['table', 'slack-secret', 'pagerduty-secret', 'assume-read'],
    seconds: 29,
    memory: 1024,
  },
  {
    name: 'pagerduty-door',
    trigger: { http: 'pagerduty' },
    needs: ['pagerduty-secret', 'send-webhooks'],
    seconds: 10,
    onlyWithPagerDuty: true,
  },
  {
    name: 'pagerduty-events',
    trigger: { queue: 'webhooks.fifo', batch: 10, concurrency: 5 },
    needs: ['table', 'slack-secret', 'pagerduty-secret'],
    onlyWithPagerDuty: true,
  },
  ...surfaces.map(surfaceRow),
  { name: 'stream', trigger: { on: 'stream' }, needs: ['table', 'send-pokes'] },
  {
    name: 'tick',
    trigger: { on: 'every minute' },
    needs: ['table', 'changed-index', 'send-pokes', 'slack-secret', 'pagerduty-secret', 'tickets-secret', 'read-findings'],
    seconds: 300,
  },
  // Twenty past: by then no function that began in the hour before still runs.
  {
    name: 'export-evidence',
    trigger: { schedule: 'cron(20 * * * ? *)' },
    needs: ['table', 'changed-index', 'write-evidence'],
    seconds: 900,
    memory: 1024,
  },
  {
    name: 'sweep-findings',
    trigger: { schedule: 'cron(40 * * * ? *)' },
    needs: ['table', 'read-findings', 'see-newer-hub'],
    seconds: 900,
    memory: 1024,
  },
  {
    name: 'run-response',
    trigger: { on: 'call' },
    needs: ['table', 'slack-secret', 'pagerduty-secret', 'answer-tasks', 'assume-read', 'assume-contain'],
    seconds: 120,
  },
  { name: 'run-destroy', trigger: { on: 'call' }, needs: ['table', 'assume-read', 'assume-destroy'], seconds: 120 },
  {
    name: 'watch-policy',
    trigger: { on: 'call' },
    needs: ['table', 'slack-secret', 'pagerduty-secret', 'read-findings', 'put-events', 'assume-read'],
    seconds: 120,
  },
  { name: 'request-approval', trigger: { on: 'call' }, needs: ['table', 'assume-read'], seconds: 30 },
  { name: 'baseline', trigger: { on: 'call' }, needs: ['table', 'read-findings'], seconds: 900 },
];

/** Without PagerDuty nothing is made for it, and nobody asks for its secret; nor for that of the trackers without them. */
export function functionsOf({ pagerDuty, tickets }: { pagerDuty: boolean; tickets: boolean }): FunctionRow[] {
  const absent: Need[] = [...(pagerDuty ? [] : (['pagerduty-secret'] as const)), ...(tickets ? [] : (['tickets-secret'] as const))];
  return functions
    .filter(({ onlyWithPagerDuty }) => pagerDuty || !onlyWithPagerDuty)
    .map((row) => ({ ...row, needs: row.needs.filter((need) => !absent.includes(need)) }));
}

export function bundleOf({ name, entry }: FunctionRow): string {
  return entry ?? name;
}

/** From the project's root. */
export function entryOf(row: FunctionRow): string {
  return `handlers/lambda/${bundleOf(row)}.ts`;
}

/** The name a state machine's definition calls it by: `${RunResponse}` is run-response. */
export function placeholderOf({ name }: FunctionRow): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
