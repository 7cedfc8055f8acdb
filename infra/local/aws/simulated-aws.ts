/** The simulated AWS accounts behind one endpoint, spoken to by the real SDK clients, and the sandbox's doors to them. */
import type { Clock } from '../../../src/services/clock.ts';
import type { HttpRequest, HttpResponse, Route } from '../http.ts';
import { accountOf, regionOf } from './adopt.ts';
import { type Call, iso, type Simulation } from './call.ts';
import { type Caller, callerOf } from './caller.ts';
import { emptyWorld } from './defaults.ts';
import { stateDoors } from './doors.ts';
import { broken, type FaultMode, heldBack, throttled } from './faults.ts';
import { IamHistory } from './iam-history.ts';
import { leaveEvent } from './management-events.ts';
import type { AwsRequest, AwsService, RecordedCall } from './protocol.ts';
import { services } from './services.ts';
import { AwsError, jsonWire, type Service, targetOf } from './wire.ts';
import type { Finding, World } from './world.ts';

export interface SimulatedAwsOptions {
  clock: Clock;
  hubAccount: string;
  deployment: string;
  /** Starts empty without one. */
  world?: World;
  /** Security Hub changed this finding: it would say so on the bus. */
  onFindingUpdate?: (finding: Finding) => void;
  /** Somebody changed something: the event that CloudTrail puts on the bus. */
  onChange?: (envelope: object) => void;
  /** Further services by signing name. */
  extra?: Record<string, AwsService>;
}
export interface SimulatedAws {
  route: Route;
  doors: Route;
  world: World;
  calls: RecordedCall[];
  /**
   * For the next `count` calls to the simulated accounts; further services are left alone. With `about`, words that the call's name or
   * input must have: "ModifyNetworkInterfaceAttribute eni-0abc".
   */
  fault: (mode: FaultMode, count: number, about?: string) => void;
}

/** The bot's own table and queues are no calls to the accounts and would drown them. */
const NOT_RECORDED = new Set(['dynamodb', 'sqs']);
const READS = /^(Get|List|Describe|Lookup|Filter)/;

function perform(simulation: Simulation, service: Service, request: Caller, operation: string, input: object): object {
  const run = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined;
  if (!run) throw new AwsError('InvalidAction', `The action ${operation} is not valid for this endpoint.`);
  if (request.refused) throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
  const session = simulation.sessions.get(request.keyId);
  if (session?.role === `${simulation.deployment}-read` && !READS.test(operation)) {
    const code = request.service === 'ec2' ? 'UnauthorizedOperation' : 'AccessDenied';
    const message = `User: ${request.principal} is not authorized to perform: ${request.service}:${operation}`;
    throw new AwsError(code, message, 403);
  }
  const account = accountOf(simulation.world, request.account);
  const call: Call = {
    simulation,
    world: simulation.world,
    accountId: request.account,
    account,
    regionName: request.region,
    region: regionOf(account, request.region),
    principal: request.principal,
    ...(session ? { session } : {}),
    now: simulation.clock.now(),
  };
  return run(call, input as never);
}

/** The classic load balancers share the name of the newer ones: the version in the form tells them apart. */
function serviceOf(name: string, body: Buffer): Service | undefined {
  const versioned = `${name}/${/(?:^|&)Version=([0-9-]+)/.exec(body.toString('latin1', 0, 4_000))?.[1] ?? ''}`;
  if (Object.hasOwn(services, versioned)) return services[versioned];
  return Object.hasOwn(services, name) ? services[name] : undefined;
}

function record(simulation: Simulation, calls: RecordedCall[], request: AwsRequest, operation: string, input: unknown): RecordedCall {
  const [, caseId] = / drawbridge-case\/(\w+)$/.exec(request.http.headers['user-agent'] ?? '') ?? [];
  const recorded: RecordedCall = {
    at: iso(simulation.clock.now()),
    account: request.account,
    region: request.region,
    call: `${request.service}:${operation}`,
    input,
    principal: request.principal,
    ...(request.sourceIdentity ? { sourceIdentity: request.sourceIdentity } : {}),
    ...(caseId && { caseId }),
  };
  calls.push(recorded);
  return recorded;
}

async function answerFurther(service: AwsService, request: AwsRequest, recorded: RecordedCall): Promise<HttpResponse> {
  const response = await service(request);
  if (response.status < 400) return response;
  const [, code] = /"__type"\s*:\s*"(?:[^"]*#)?([^"]+)"/.exec(String(response.body ?? '')) ?? [];
  recorded.error = code ?? String(response.status);
  return response;
}

function answerOurs(simulation: Simulation, service: Service, request: Caller, recorded: RecordedCall): HttpResponse {
  const operation = recorded.call.slice(request.service.length + 1);
  const input = recorded.input as object;
  try {
    const output = perform(simulation, service, request, operation, input);
    const answer = service.wire.answer(operation, output);
    leaveEvent(simulation, request, operation, input, output);
    return answer;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    recorded.error = error.code;
    leaveEvent(simulation, request, operation, input, error);
    return service.wire.fail(error);
  }
}

/** The first that is about this call. */
function nextFault(faults: { mode: FaultMode; about: string[] }[], { call, input }: RecordedCall): FaultMode | undefined {
  if (faults.length === 0) return undefined;
  const said = `${call} ${JSON.stringify(input)}`;
  const at = faults.findIndex(({ about }) => about.every((word) => said.includes(word)));
  return at < 0 ? undefined : faults.splice(at, 1)[0]?.mode;
}

export function createSimulatedAws(options: SimulatedAwsOptions): SimulatedAws {
  const { clock, deployment } = options;
  const world = options.world ?? emptyWorld(options.hubAccount);
  const onFindingUpdate = options.onFindingUpdate ?? (() => {});
  const onChange = options.onChange ?? (() => {});
  const history = new IamHistory();
  const simulation: Simulation = { world, clock, deployment, sessions: new Map(), history, onFindingUpdate, onChange };
  const calls: RecordedCall[] = [];
  const faults: { mode: FaultMode; about: string[] }[] = [];
  const further = jsonWire(targetOf);

  async function route(http: HttpRequest): Promise<HttpResponse | undefined> {
    if (http.path !== '/aws-api' && !http.path.startsWith('/aws-api/')) return undefined;
    const request = callerOf(simulation, http);
    if (!request) return further.fail(new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403));
    const extra = options.extra?.[request.service];
    const service = serviceOf(request.service, http.body);
    if (extra && NOT_RECORDED.has(request.service)) return extra(request);
    const { operation, input } = await (extra ? further : (service?.wire ?? further)).read(http);
    const recorded = record(simulation, calls, request, operation, input);
    if (extra) return answerFurther(extra, request, recorded);
    if (!service) {
      recorded.error = 'UnknownService';
      return further.fail(new AwsError('UnknownService', `The sandbox has no service ${request.service}`, 404));
    }
    const fault = nextFault(faults, recorded);
    if (fault) recorded.error = `fault: ${fault}`;
    if (fault === 'reset') return { status: 0 };
    if (fault === '429') return service.wire.fail(throttled(request.service));
    if (fault === '5xx') return service.wire.fail(broken(request.service));
    const response = answerOurs(simulation, service, request, recorded);
    if (fault !== 'timeout') return response;
    recorded.error = 'fault: timeout';
    return heldBack(clock);
  }

  const fault = (mode: FaultMode, count: number, about = '') =>
    faults.push(...Array.from({ length: count }, () => ({ mode, about: about.split(' ') })));
  return { route, doors: stateDoors(world, calls, clock), world, calls, fault };
}
