/** Drawbridge as it runs in AWS, on the sandbox's engines: the same handlers behind queues, stream, schedule and workflow. */
import { readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import { createClicksHandler } from '../../handlers/clicks.ts';
import { createExportEvidenceHandler } from '../../handlers/export-evidence.ts';
import { createPagerDutyDoor, type PagerDutyDoor } from '../../handlers/pagerduty-door.ts';
import { createPagerDutyEventsHandler } from '../../handlers/pagerduty-events.ts';
import { createRequestApprovalHandler } from '../../handlers/request-approval.ts';
import { createRunDestroyHandler, createRunResponseHandler } from '../../handlers/run-response.ts';
import { createServices } from '../../handlers/services.ts';
import { createSlackDoor, type SlackDoor } from '../../handlers/slack-door.ts';
import { createStreamHandler } from '../../handlers/stream.ts';
import { createSurfaceHandler } from '../../handlers/surfaces.ts';
import { createSweepHandler } from '../../handlers/sweep-findings.ts';
import { createTakeInHandler } from '../../handlers/take-in.ts';
import { createTerminalHandler } from '../../handlers/terminal.ts';
import { createTickHandler } from '../../handlers/tick.ts';
import { createWatchPolicyHandler } from '../../handlers/watch-policy.ts';
import type { Config } from '../../src/config.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { TakenIn } from '../../src/flows/take-in.ts';
import { playbooks } from '../../src/playbooks/index.ts';
import type { VirtualClock } from '../../src/services/clock.ts';
import { createCallerIdentity } from '../../src/services/identity-proof.ts';
import type { Log } from '../../src/services/log.ts';
import { surfaces } from '../../src/services/queues.ts';
import type { Services } from '../../src/services/services.ts';
import type { Item, Table } from '../../src/services/table.ts';
import type { Queues } from './queues.ts';
import type { StepFunctions } from './step-functions/api.ts';
import { createStepFunctions } from './step-functions/step-functions.ts';
import { createStream, type Stream } from './stream.ts';

export interface Crashes {
  crash(point: 'after-intent' | 'after-call' | 'after-record'): void;
}

/** Stands between the engines and the handler of each function: faults, or the bundles in processes of their own. */
export type Through = <E, A>(functionName: string, handler: (event: E) => Promise<A>) => (event: E) => Promise<A>;

export interface BotOptions {
  clock: VirtualClock;
  log: Log;
  policy: Policy;
  config: Config;
  queues: Queues;
  crashes: Crashes;
  /** How long a batch of the routine lane takes in domain time, for loads on a frozen clock: there computing takes none. */
  routineSeconds?: number;
  /** Another store than dynalite. */
  table?: (onPut: (item: Item) => void) => Table;
  through?: Through;
  /** The services as the handlers get them: ports that fail. */
  ports?: (services: Services) => Services;
  /** Other people's workflows, by ARN, and their functions. */
  workflows?: { machines: Record<string, object>; functions: Record<string, (payload: unknown) => Promise<unknown>> };
  report(taken: TakenIn): void;
}
export interface Bot {
  services: Services;
  door: SlackDoor;
  pagerDutyDoor: PagerDutyDoor;
  terminalDoor: ReturnType<typeof createTerminalHandler>;
  stream: Stream;
  stepFunctions: StepFunctions;
  close(): void;
}

const minute = 60_000;
const hour = 60 * minute;
/** A function is called by the name of its placeholder. */
function definition(name: string): object {
  const text = readFileSync(new URL(`../${name}.asl.json`, import.meta.url), 'utf8');
  return JSON.parse(text.replaceAll(/\$\{(\w+)\}/g, '$1')) as object;
}

/** At each multiple of `period` since the epoch, so much later. */
function every(
  period: number,
  later: number,
  clock: VirtualClock,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): () => void {
  let cancel: () => void;
  const next = () => {
    const due = (Math.floor((clock.now() - later) / period) + 1) * period + later;
    cancel = clock.schedule(due, () => {
      clock.runApart(work).catch(onError);
      next();
    });
  };
  next();
  return () => cancel();
}

export function createBot(options: BotOptions): Bot {
  const { clock, log, policy, config, queues } = options;
  const onError = (error: unknown) => {
    log.error('something in the sandbox failed', error);
  };
  const place = { account: config.hubAccount, region: config.region };
  let stream: Stream | undefined;
  const onPut = ({ pk, sk }: Item) => stream?.put({ pk, sk });
  const { through = (_, handler) => handler, ports = (given) => given } = options;
  const services = ports(createServices({ config, policy, clock, log, onPut, ...(options.table && { table: options.table(onPut) }) }));
  stream = createStream({
    ...place,
    clock,
    tableName: config.table,
    handler: through('stream', createStreamHandler(services)),
    batchSize: 100,
    retrySeconds: 1,
    maxAttempts: 3,
    onError,
  });
  const takeIn = createTakeInHandler(services, options.report);
  const lane = { handler: through('urgent', takeIn), visibilitySeconds: 30, maxReceives: 5 };
  queues.define('urgent', { ...lane, batchSize: 10, concurrency: 5 });
  const { routineSeconds = 0 } = options;
  const routine = through('routine', takeIn);
  const slowly: typeof takeIn = async (event) => {
    await clock.sleep(routineSeconds * 1000);
    return routine(event);
  };
  const handler = routineSeconds > 0 ? slowly : routine;
  // In AWS each batch has a function of its own; here all share one thread, where two at once are no faster and hold up what is urgent.
  queues.define('routine', { ...lane, handler, batchSize: 10, concurrency: 1, batchWindowSeconds: 1 });
  for (const surface of surfaces) {
    const handler = through(surface, createSurfaceHandler(surface, services));
    queues.define(`${surface}.fifo`, { handler, fifo: true, batchSize: 10, concurrency: 5, visibilitySeconds: 10, maxReceives: 5 });
  }
  queues.define('clicks.fifo', {
    handler: through('clicks', createClicksHandler(services)),
    fifo: true,
    batchSize: 1,
    concurrency: 10,
    visibilitySeconds: 5,
    maxReceives: 5,
  });
  queues.define('webhooks.fifo', {
    handler: through('pagerduty-events', createPagerDutyEventsHandler(services)),
    fifo: true,
    batchSize: 10,
    concurrency: 5,
    visibilitySeconds: 30,
    maxReceives: 10,
  });
  const running = { ...services, faults: options.crashes };
  const functions: Record<string, (payload: unknown) => Promise<unknown>> = {
    RunResponse: through('run-response', createRunResponseHandler(running)),
    RunDestroy: through('run-destroy', createRunDestroyHandler(running)),
    RequestApproval: through('request-approval', createRequestApprovalHandler(services)),
    WatchPolicy: through('watch-policy', createWatchPolicyHandler(services)),
    ...options.workflows?.functions,
  };
  const stepFunctions = createStepFunctions({
    ...place,
    clock,
    machines: {
      ...options.workflows?.machines,
      [config.responseMachine]: definition('response'),
      [`${config.deployment}-policy-watch`]: definition('policy-watch'),
    },
    invoke: async (name, payload) => {
      const invoked = functions[name];
      if (!invoked) throw new Error(`there is no function ${name}`);
      return invoked(payload);
    },
  });
  const { signingSecret, token, botId, botUserId, apiUrl } = config.slack;
  const slackDoor = createSlackDoor({
    config: { signingSecrets: [signingSecret], token, botId, botUserId, ...(apiUrl && { apiUrl }) },
    clock,
    log,
    queues: services.queues,
    actionIds: playbooks.map(({ id }) => id),
  });
  const door = through('slack-door', (event: Parameters<SlackDoor>[0]) => slackDoor(event, lambdaContext));
  const secrets = config.pagerDuty?.webhookSecrets ?? [];
  const pagerDutyDoor = through('pagerduty-door', createPagerDutyDoor({ secrets, clock, log, queues: services.queues }));
  const { region, awsEndpoint: endpoint } = config;
  const identity = createCallerIdentity({ region, clock, ...(endpoint && { endpoint }) });
  const terminalDoor = through('terminal', createTerminalHandler(services, identity));
  const theTick = through('tick', createTickHandler(services));
  const theExport = through('export-evidence', createExportEvidenceHandler(services));
  const theSweep = through('sweep-findings', createSweepHandler(services));
  const stops = [
    every(minute, 0, clock, () => theTick(undefined), onError),
    every(hour, 20 * minute, clock, () => theExport(undefined), onError),
    every(hour, 40 * minute, clock, () => theSweep(undefined), onError),
  ];
  const close = (): void => {
    for (const stop of stops) stop();
  };
  return { services, door, pagerDutyDoor, terminalDoor, stream, stepFunctions, close };
}

/** Enough of a Lambda context for handlers that ignore it. */
export const lambdaContext = {} as Context;
