/** What a deployment costs a month: prices of AWS times what the template has and what one event a day brings. */

/** US dollars in us-east-1, November 2026, without the free tier. */
export const prices = {
  'CloudWatch alarm, a month': 0.1,
  'CloudWatch dashboard, a month': 3,
  'CloudWatch metric of our own, a month': 0.3,
  'CloudWatch Logs, GB taken in': 0.5,
  'DynamoDB, million write units (1 kB)': 0.625,
  'DynamoDB, million read units (4 kB)': 0.125,
  'DynamoDB, GB kept a month, with its backup': 0.45,
  'EventBridge, million events forwarded': 1,
  'HTTP API, million requests': 1,
  'Lambda, GB-second on arm64': 0.0000133334,
  'Lambda, million requests': 0.2,
  'Secrets Manager, secret, a month': 0.4,
  'Secrets Manager, million calls': 5,
  'S3, GB kept a month': 0.023,
  'S3, million objects written': 5,
  'SQS, million requests to a queue': 0.4,
  'SQS, million requests to a FIFO queue': 0.5,
  'Step Functions, million transitions': 25,
} as const;
type Priced = keyof typeof prices;

/** How many of a month's priced things: by name, since one thing is paid for in several places. */
type Bill = Partial<Record<Priced, number>>;
export interface Line {
  what: string;
  bill: Bill;
}

/** What the hub's template has that is paid for whether anything comes in or not. */
export interface Made {
  alarms: number;
  dashboards: number;
  metrics: number;
  secrets: number;
  queues: number;
  fifoQueues: number;
}

const days = 30.4;
const million = 1_000_000;
const minutes = days * 24 * 60;

/** Assumed, and said so on the page. */
const news = { value: 0.3, why: 'events that say something new; the others repeat what is known' };
const openings = { value: 0.02, why: 'events that open a case (the bank’s day of `npm run bench -- day`: 1,013 of 50,000)' };
const changes = { value: 20, why: 'changes of a case in its life, each shown on up to six surfaces' };
const answered = { value: 0.05, why: 'cases with a response, of 80 transitions' };
const forwarded = { value: 0.5, why: 'events forwarded from another account or Region, paid for there' };
const pollers = { value: 5, why: 'pollers of Lambda on a quiet queue, each asking three times a minute' };

export const assumptions = [news, openings, changes, answered, forwarded, pollers];

export function fixedLines({ alarms, dashboards, metrics, secrets, queues, fifoQueues }: Made): Line[] {
  const asking = (pollers.value * 3 * minutes) / million;
  const watching: Bill = {
    'CloudWatch alarm, a month': alarms,
    'CloudWatch dashboard, a month': dashboards,
    'CloudWatch metric of our own, a month': metrics,
  };
  const polling: Bill = {
    'SQS, million requests to a queue': queues * asking,
    'SQS, million requests to a FIFO queue': fifoQueues * asking,
  };
  // Warm functions read their secrets again every quarter of an hour.
  const kept: Bill = {
    'Secrets Manager, secret, a month': secrets,
    'Secrets Manager, million calls': (10 * secrets * minutes) / 15 / million,
  };
  const tick: Bill = {
    'Lambda, million requests': minutes / million,
    'Lambda, GB-second on arm64': minutes * 0.5 * 0.5,
    'DynamoDB, million read units (4 kB)': (minutes * 20) / million,
    'CloudWatch Logs, GB taken in': (minutes * 1000) / 1e9,
  };
  const hourly: Bill = {
    'S3, million objects written': (2 * minutes) / 60 / million,
    'Lambda, GB-second on arm64': (2 * minutes * 10) / 60,
  };
  return [
    { what: 'alarms, dashboard, metrics of our own', bill: watching },
    { what: 'Lambda asking the queues for messages', bill: polling },
    { what: 'secrets, and reading them', bill: kept },
    { what: 'the tick, each minute', bill: tick },
    { what: 'evidence and the sweep, each hour', bill: hourly },
  ];
}

/** In millions of each where prices are by the million. */
export function variableLines(eventsPerDay: number): Line[] {
  const events = (eventsPerDay * days) / million;
  // A batch waits five seconds to fill and holds fifty.
  const perBatch = Math.min(50, Math.max(1, (eventsPerDay / 86_400) * 5));
  const cases = events * openings.value;
  const shown = cases * changes.value;
  const taking: Bill = {
    'SQS, million requests to a queue': events + (2 * events) / perBatch,
    'Lambda, million requests': events / perBatch,
    'Lambda, GB-second on arm64': events * million * 0.1,
    'DynamoDB, million write units (1 kB)': events * news.value * 10,
    'DynamoDB, million read units (4 kB)': events * 1.5,
    'CloudWatch Logs, GB taken in': events,
  };
  const showing: Bill = {
    'SQS, million requests to a FIFO queue': shown * 6 * 3,
    'Lambda, million requests': shown * 7,
    'Lambda, GB-second on arm64': shown * million * 6 * 0.3 * 0.5,
    'DynamoDB, million write units (1 kB)': shown * 12,
    'DynamoDB, million read units (4 kB)': shown * 48,
    'CloudWatch Logs, GB taken in': shown * 7,
  };
  const answering: Bill = {
    'Step Functions, million transitions': cases * answered.value * 80,
    'HTTP API, million requests': cases * 5,
    'Lambda, GB-second on arm64': cases * million * 5 * 0.1,
  };
  const kept = events * news.value * 4 * 12;
  return [
    { what: 'forwarding', bill: { 'EventBridge, million events forwarded': events * forwarded.value } },
    { what: 'taking in', bill: taking },
    { what: 'showing cases', bill: showing },
    { what: 'clicks and responses', bill: answering },
    { what: 'what is kept, after a year', bill: { 'DynamoDB, GB kept a month, with its backup': kept, 'S3, GB kept a month': kept } },
  ];
}

export function dollars({ bill }: Line): number {
  return (Object.entries(bill) as [Priced, number][]).reduce((sum, [name, many]) => sum + prices[name] * many, 0);
}

/** Per month, in dollars: what is paid anyway and all of it, at that many events a day. */
export function monthlyCost(made: Made, eventsPerDay: number): { fixed: number; all: number } {
  const sum = (lines: Line[]) => lines.reduce((total, line) => total + dollars(line), 0);
  const fixed = sum(fixedLines(made));
  return { fixed, all: fixed + sum(variableLines(eventsPerDay)) };
}
