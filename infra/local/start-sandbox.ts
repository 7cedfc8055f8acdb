/** Starts the sandbox: real handlers, simulated accounts, fake Slack, one page, one address on loopback. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createBaselineHandler } from '../../handlers/baseline.ts';
import { readConfig } from '../../src/config.ts';
import { slashCommand } from '../../src/domain/slack-app.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import { createLog } from '../../src/services/log.ts';
import type { PagerDutyMode } from '../../src/services/pagerduty.ts';
import type { Item, Table } from '../../src/services/table.ts';
import { loadPolicy } from '../policy.ts';
import { DEMO_HUB, demoEvidence, demoWorld } from './aws/demo-accounts.ts';
import { createHubImport } from './aws/import-findings.ts';
import { createSimulatedAws } from './aws/simulated-aws.ts';
import { type Bot, type BotOptions, createBot, lambdaContext } from './bot.ts';
import { controlDoors, play, sendEvent } from './control-doors.ts';
import { demoFindings } from './demo/findings.ts';
import { askOnTheBus, demoWorkflows } from './demo/workflows.ts';
import { eventsService } from './event-bus.ts';
import { CrashPoints, inject } from './faults.ts';
import { type HttpRequest, type HttpResponse, type Route, serve } from './http.ts';
import type { OtherSlack } from './other-slack.ts';
import { createOutcomes } from './outcomes.ts';
import { createPage } from './page-server.ts';
import type { FakePagerDuty } from './pagerduty/fake-pagerduty.ts';
import { createPolicyWatch } from './policy-watch.ts';
import { createQueues, type Queues } from './queues.ts';
import { createFakeSlack, type FakeSlack } from './slack/fake-slack.ts';
import { startPagerDuty } from './start-pagerduty.ts';
import { startTable } from './table.ts';
import { startTrackers, type Trackers } from './trackers/start-trackers.ts';
import { bot as botIdentity, channels, people, team, usergroups } from './workspace.ts';
import { toEnvelopes } from './wrap-event.ts';

export interface SandboxOptions {
  /** 0 for any free port. */
  port: number;
  /** Keeps cases here; in memory without. */
  data?: string;
  /** No demo findings at the start. */
  empty?: boolean;
  quiet?: boolean;
  policyFile?: string;
  geoDatabase?: string;
  /** How much of PagerDuty the bot is given; everything by default. */
  pagerDuty?: PagerDutyMode;
  /** Freezes domain time at this instant except for the clock door: what tests want. */
  frozenAt?: number;
  /** How long a batch of the routine lane takes in domain time: for loads on a frozen clock. */
  routineSeconds?: number;
  /** Another store than dynalite: for loads of which the store's own work is no part. */
  table?: (onPut: (item: Item) => void) => Table;
  /** Stands between the engines and the handlers; gets what the bot reads from its environment. */
  around?: (environment: Record<string, string>, clock: VirtualClock) => Pick<BotOptions, 'through' | 'ports'>;
  /** Other people's emulators. */
  otherSlack?: OtherSlack;
  awsEndpoint?: string;
  /** Gets each log line; by default lines at level error and warn go nowhere when quiet. */
  onLog?: (line: string) => void;
}

export interface Sandbox {
  address: string;
  clock: VirtualClock;
  bot: Bot;
  secrets: { slackSigningSecret: string };
  queues: Queues;
  slack: FakeSlack['state'];
  pagerDuty: FakePagerDuty['state'];
  trackers: Trackers;
  close(): Promise<void>;
}

const region = 'us-east-1';
const closeMilliseconds = 2000;
const deployment = 'drawbridge';

function lambdaEvent(request: HttpRequest): APIGatewayProxyEventV2 {
  const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  // An HTTP API hands form posts over in base64.
  return {
    version: '2.0',
    headers: request.headers,
    body: request.body.toString(form ? 'base64' : 'utf8'),
    isBase64Encoded: form,
  } as APIGatewayProxyEventV2;
}

/** The bot's own doors. */
function botRoute(path: string, door: (event: APIGatewayProxyEventV2) => ReturnType<Bot['door']>, clock: VirtualClock): Route {
  return async (request): Promise<HttpResponse | undefined> => {
    if (request.path !== path) return undefined;
    if (request.method !== 'POST') return { status: 405 };
    const { statusCode = 200, headers, body } = await clock.runApart(() => door(lambdaEvent(request)));
    return { status: statusCode, headers: (headers ?? {}) as Record<string, string>, body: body ?? '' };
  };
}

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const clock = new VirtualClock(options.frozenAt);
  const log = createLog(options.onLog ?? ((line) => (options.quiet ? undefined : process.stderr.write(`${line}\n`))));
  const onError = (error: unknown) => {
    log.error('something in the sandbox failed', error);
  };
  const table = await startTable(options.data && join(options.data, 'table'));
  const policy = loadPolicy(options.policyFile);
  const policyFile = join(mkdtempSync(join(tmpdir(), 'drawbridge-')), 'policy.json');
  writeFileSync(policyFile, JSON.stringify(policy));
  const { otherSlack } = options;
  const slackSigningSecret = otherSlack?.signingSecret ?? randomBytes(16).toString('hex');
  const secrets = { slackSigningSecret, pagerdutyWebhookSecret: randomBytes(16).toString('hex') };
  const token = otherSlack?.token ?? `xoxb-sandbox-${randomBytes(12).toString('hex')}`;
  const outcomes = createOutcomes();
  const queues = createQueues({ clock, account: DEMO_HUB, region, onError });
  const crashes = new CrashPoints();
  const deliver = { url: '' };
  let address = '';
  let bot: Bot | undefined;
  const theBot = (): Bot => {
    if (!bot) throw new Error('the sandbox is still starting');
    return bot;
  };
  const watch = createPolicyWatch({ clock, deployment, account: DEMO_HUB, region, stepFunctions: () => theBot().stepFunctions });
  const slack = createFakeSlack({
    clock,
    signingSecret: secrets.slackSigningSecret,
    botToken: token,
    team,
    people,
    channels,
    usergroups,
    deliver,
    baseUrl: () => address,
    bot: botIdentity,
    escapes: [slashCommand],
  });
  const { fake: pagerDuty, environment: pagerDutyEnvironment } = startPagerDuty(clock, secrets.pagerdutyWebhookSecret, options.pagerDuty);
  const trackers = startTrackers(clock, () => address);
  const aws = createSimulatedAws({
    clock,
    hubAccount: DEMO_HUB,
    deployment,
    world: demoWorld(clock.now()),
    onChange: (envelope) => watch(envelope),
    // Every write to Security Hub comes back as an event, a moment later.
    onFindingUpdate: (finding) => {
      clock.schedule(clock.now() + 2000, () => {
        for (const envelope of toEnvelopes(finding)) sendEvent(envelope, { queues, outcomes });
      });
    },
    extra: {
      sqs: (request) => queues.service(request),
      states: (request) => theBot().stepFunctions.service(request),
      events: eventsService(),
    },
  });
  const importToHub = createHubImport(aws.world.hub);
  const control = controlDoors({
    clock,
    policy,
    bot: theBot,
    queues,
    outcomes,
    secrets,
    evidence: { bucket: demoEvidence, table: table.name, tableEndpoint: table.endpoint },
    importToHub,
    watch,
    fault: (fault) => inject(fault, { aws, slack, pagerDuty, trackers, queues, stream: () => theBot().stream, crashes }),
    revision: () => outcomes.size + slack.state.log.length + pagerDuty.state.revision + aws.calls.length + clock.fired,
  });
  const doors: Route[] = [
    botRoute('/bot/slack', (event) => theBot().door(event, lambdaContext), clock),
    botRoute('/bot/pagerduty', (event) => theBot().pagerDutyDoor(event), clock),
    botRoute('/bot/terminal', (event) => theBot().terminalDoor(event), clock),
  ];
  const worlds: Route[] = [aws.route, aws.doors, slack.api, slack.doors, pagerDuty.doors, trackers.route];
  // PagerDuty's API is told by its host name, so it comes first.
  const routes: Route[] = [pagerDuty.api, ...doors, control, ...worlds, await createPage()];
  const server = await serve(routes, options.port, onError);
  address = server.address;
  deliver.url = `${address}/bot/slack`;
  // The SDK takes its credentials from here; they sign requests that nobody outside this process sees.
  process.env.AWS_ACCESS_KEY_ID ??= 'SANDBOXHUB';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'sandbox';
  const awsEndpoint = options.awsEndpoint ?? `${address}/aws-api`;
  const environment: Record<string, string> = {
    DRAWBRIDGE_SANDBOX: 'yes',
    DRAWBRIDGE_TABLE: table.name,
    DRAWBRIDGE_DEPLOYMENT: deployment,
    DRAWBRIDGE_HUB_ACCOUNT: DEMO_HUB,
    DRAWBRIDGE_POLICY_FILE: policyFile,
    DRAWBRIDGE_QUEUE_PREFIX: `${address}/aws-api/${DEMO_HUB}/`,
    DRAWBRIDGE_EVENT_BUS: 'drawbridge',
    DRAWBRIDGE_EVIDENCE_BUCKET: demoEvidence,
    DRAWBRIDGE_TOPIC: 'arn:aws:sns:us-east-1:999988887777:drawbridge',
    DRAWBRIDGE_RESPONSE_MACHINE: `arn:aws:states:${region}:${DEMO_HUB}:stateMachine:drawbridge-response`,
    ...(options.geoDatabase && { DRAWBRIDGE_GEO_DATABASE: options.geoDatabase }),
    AWS_REGION: region,
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    SLACK_BOT_TOKEN: token,
    SLACK_SIGNING_SECRET: secrets.slackSigningSecret,
    SLACK_BOT_ID: otherSlack?.botId ?? botIdentity.botId,
    SLACK_BOT_USER_ID: otherSlack?.botUserId ?? botIdentity.userId,
    SLACK_API_URL: otherSlack?.apiUrl ?? `${address}/slack/api/`,
    ...pagerDutyEnvironment(address),
    ...trackers.environment(),
  };
  const config = readConfig(environment);
  const { table: store, routineSeconds } = options;
  const load = {
    ...(store && { table: store }),
    ...(routineSeconds !== undefined && { routineSeconds }),
    ...options.around?.(environment, clock),
  };
  const functions = { AskOnTheBus: askOnTheBus((envelope) => sendEvent(envelope, { queues, outcomes })) };
  const workflows = { machines: demoWorkflows, functions };
  bot = createBot({ clock, log, policy, config, queues, crashes, workflows, report: outcomes.report, ...load });
  if (!options.empty) {
    await clock.run(createBaselineHandler(bot.services));
    for (const demo of demoFindings(clock.now()).filter(({ atStart }) => atStart)) {
      play(demo, { queues, outcomes, importToHub, watch });
    }
  }
  return {
    address,
    clock,
    bot,
    secrets,
    queues,
    slack: slack.state,
    pagerDuty: pagerDuty.state,
    trackers,
    async close() {
      theBot().close();
      queues.stop();
      clock.stop();
      // What is in flight still needs the store; what hangs is not waited for.
      await clock.within(closeMilliseconds, 'what is in flight', clock.settle()).catch(onError);
      await server.close();
      await table.close();
    },
  };
}
