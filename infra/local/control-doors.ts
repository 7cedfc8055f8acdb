/** The sandbox's own doors: health, info, events in, outcomes, clock, faults, and the long poll that the page follows. */
import type { Policy } from '../../src/domain/policy.ts';
import type { VirtualClock } from '../../src/services/clock.ts';
import { parseInput } from '../../src/sources/index.ts';
import { isTooDeep } from '../../src/sources/nesting.ts';
import { terminalKeys } from './aws/demo-accounts.ts';
import type { Bot } from './bot.ts';
import type { DemoFinding } from './demo/demo-finding.ts';
import { demoFindings } from './demo/findings.ts';
import { routeEvent } from './event-bridge.ts';
import type { Fault } from './faults.ts';
import { type HttpRequest, type HttpResponse, json, type Route } from './http.ts';
import type { Outcomes } from './outcomes.ts';
import type { Queues } from './queues.ts';
import { channels, people, team } from './workspace.ts';
import { toEnvelopes } from './wrap-event.ts';

export interface ControlOptions {
  clock: VirtualClock;
  policy: Policy;
  bot: () => Bot;
  queues: Queues;
  outcomes: Outcomes;
  secrets: { slackSigningSecret: string; pagerdutyWebhookSecret: string };
  /** Where the log and its evidence are, for npm run audit:verify. */
  evidence: { bucket: string; table: string; tableEndpoint: string };
  /** Puts what Security Hub sends into the simulated Security Hub. */
  importToHub: (envelope: unknown) => void;
  /** Starts the policy watch where its rule wants the event. */
  watch: (envelope: unknown) => void;
  fault: (fault: Fault) => string | undefined;
  /** Grows whenever something people can see has changed. */
  revision: () => number;
}

let counter = 0;

/** Sends one event the way EventBridge does: to the queue of the rule that matches, or nowhere. Answers the input's id. */
export function sendEvent(envelope: unknown, { queues, outcomes }: Pick<ControlOptions, 'queues' | 'outcomes'>): string {
  const body = typeof envelope === 'string' ? envelope : JSON.stringify(envelope);
  const route = routeEvent(envelope);
  if (route && Buffer.byteLength(body) < 1_000_000) {
    const { id } = queues.send(route.lane, body);
    outcomes.pending(id);
    return id;
  }
  counter += 1;
  const id = `unrouted-${counter}`;
  const [result] = parseInput(envelope).results;
  const reason = result && result.outcome !== 'finding' ? result.reason : 'no rule of the event bus matches it';
  // Nothing reaches Drawbridge here in AWS; what is no event at all is called what it is.
  outcomes.settled(id, { outcome: result?.outcome === 'rejected' ? 'rejected' : 'declined', reason });
  return id;
}

type Arrival = Pick<ControlOptions, 'queues' | 'outcomes' | 'importToHub' | 'watch'>;

/** Whatever people post, as the services would have sent it. */
export function receive(body: unknown, arrival: Arrival): string[] {
  return toEnvelopes(body).map((envelope) => {
    arrival.importToHub(envelope);
    arrival.watch(envelope);
    return sendEvent(envelope, arrival);
  });
}

export function play(demo: DemoFinding, arrival: Arrival): string[] {
  return demo.events.flatMap((event) => receive(event, arrival));
}

function read(request: HttpRequest): unknown {
  const text = request.body.toString('utf8');
  if (isTooDeep(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function fields(request: HttpRequest): Record<string, unknown> {
  const value = read(request);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

async function changes(since: number, options: ControlOptions): Promise<HttpResponse> {
  const until = options.clock.wall() + 20_000;
  while (options.revision() === since && options.clock.wall() < until) {
    await options.clock.pause(100);
  }
  return json(200, { revision: options.revision(), now: options.clock.now() });
}

async function advance(request: HttpRequest, clock: VirtualClock): Promise<HttpResponse> {
  const { advanceSeconds } = fields(request);
  if (typeof advanceSeconds !== 'number' || !(advanceSeconds >= 0 && advanceSeconds <= 366 * 86_400)) {
    return json(400, { error: 'give advanceSeconds: a number from 0 to a year' });
  }
  const { now, fired } = await clock.advance(advanceSeconds);
  return json(200, { now: new Date(now).toISOString(), fired });
}

export function controlDoors(options: ControlOptions): Route {
  const { clock, outcomes, secrets } = options;
  return async (request) => {
    switch (`${request.method} ${request.path}`) {
      case 'GET /_control/health':
        return json(200, { ok: true });
      case 'GET /_control/info': {
        const demo = demoFindings(clock.now()).map(({ id, title, severity, source }) => ({ id, title, severity, source }));
        return json(200, {
          secrets,
          evidence: options.evidence,
          team,
          channels: channels.map(({ id, name }) => ({ id, name })),
          people,
          demo,
          terminalKeys,
          policyVersion: options.policy.version,
        });
      }
      case 'POST /aws/events':
        return json(202, { ids: receive(read(request), options) });
      case 'GET /_control/outcomes':
        return json(200, await outcomes.list(request.query.get('id') ?? undefined, options.bot().services));
      case 'POST /_control/demo': {
        const chosen = demoFindings(clock.now()).find(({ id }) => id === fields(request).id);
        if (!chosen) return json(404, { error: 'no demo finding has this id', available: demoFindings(0).map(({ id }) => id) });
        return json(202, { ids: play(chosen, options) });
      }
      case 'POST /_control/clock':
        return advance(request, clock);
      case 'POST /_control/fault': {
        const problem = options.fault(fields(request) as unknown as Fault);
        return problem ? json(400, { error: problem }) : json(200, { ok: true });
      }
      case 'GET /_control/changes':
        return changes(Number(request.query.get('since') ?? -1), options);
      default:
        return undefined;
    }
  };
}
