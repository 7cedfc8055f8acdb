/** Configuration: the environment, read once and here only, every problem listed at once. */
import * as z from 'zod';
import { type PagerDutyConfig, pagerDutyProblems, pagerDutyShape, readPagerDuty } from './pagerduty-config.ts';
import { readTickets, type TicketsConfig, ticketsProblems, ticketsShape } from './tickets-config.ts';

/** A function, so that the Slack door's bundle, which never calls it, sheds zod. */
const shape = () =>
  z.object({
    DRAWBRIDGE_TABLE: z.string().min(1),
    DRAWBRIDGE_DEPLOYMENT: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/),
    DRAWBRIDGE_HUB_ACCOUNT: z.string().regex(/^\d{12}$/),
    DRAWBRIDGE_POLICY_FILE: z.string().min(1),
    DRAWBRIDGE_GEO_DATABASE: z.string().optional(),
    DRAWBRIDGE_QUEUE_PREFIX: z.string().min(1),
    DRAWBRIDGE_EVENT_BUS: z.string().min(1),
    DRAWBRIDGE_RESPONSE_MACHINE: z.string().min(1),
    DRAWBRIDGE_TOPIC: z.string().startsWith('arn:').optional(),
    DRAWBRIDGE_EVIDENCE_BUCKET: z.string().min(3).optional(),
    AWS_REGION: z.string().min(1),
    AWS_LAMBDA_FUNCTION_NAME: z.string().optional(),
    AWS_ENDPOINT_URL: z.string().optional(),
    AWS_ENDPOINT_URL_DYNAMODB: z.string().optional(),
    SLACK_BOT_TOKEN: z.string().min(1),
    SLACK_SIGNING_SECRET: z.string().min(1),
    SLACK_BOT_ID: z.string().min(1),
    SLACK_BOT_USER_ID: z.string().min(1),
    SLACK_API_URL: z.string().optional(),
    ...pagerDutyShape(),
    ...ticketsShape(),
    DRAWBRIDGE_SANDBOX: z.literal('yes').optional(),
  });

export interface Config {
  table: string;
  /** Prefix of every role and resource name; two deployments in one account differ in it. */
  deployment: string;
  hubAccount: string;
  region: string;
  /** As Lambda calls it; absent elsewhere. */
  functionName?: string;
  policyFile: string;
  geoDatabase?: string;
  /** All of a queue's URL up to its short name. */
  queuePrefix: string;
  /** Where enriched findings are put. */
  eventBus: string;
  responseMachine: string;
  /** SNS topic of what is told by e-mail. */
  topic?: string;
  /** Where the log is kept hour by hour; without it, it is in the table only. */
  evidenceBucket?: string;
  awsEndpoint?: string;
  tableEndpoint?: string;
  slack: { token: string; signingSecret: string; botId: string; botUserId: string; apiUrl?: string };
  tickets: TicketsConfig;
  /** Absent: nobody is paged. */
  pagerDuty?: PagerDutyConfig;
}

/** Only the sandbox may lead calls elsewhere; what runs in Lambda is no sandbox, whatever its environment says. */
function isSandbox({ DRAWBRIDGE_SANDBOX: said, AWS_LAMBDA_FUNCTION_NAME: inLambda }: Record<string, string | undefined>): boolean {
  return said === 'yes' && inLambda === undefined;
}

/** Variables that lead calls elsewhere; the SDK follows those of AWS by itself, also of a single service. */
function overridesIn(environment: Record<string, string | undefined>): string[] {
  const ours = ['SLACK_API_URL', 'PAGERDUTY_SANDBOX_URL'];
  const isOverride = (name: string) => name.startsWith('AWS_ENDPOINT_URL') || ours.includes(name);
  return Object.keys(environment).filter((name) => isOverride(name) && environment[name]);
}

function overrideProblems(environment: Record<string, string | undefined>): string[] {
  const overrides = isSandbox(environment) ? [] : overridesIn(environment);
  return overrides.length > 0 ? [`${overrides.join(', ')} work in the sandbox only: remove them from the environment`] : [];
}

/** Throws one error that names every missing or wrong variable. Endpoint overrides are refused outside the sandbox. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const parsed = shape().safeParse(environment);
  const problems = parsed.success ? [] : [z.prettifyError(parsed.error)];
  const sandbox = isSandbox(environment);
  if (parsed.success) problems.push(...pagerDutyProblems(parsed.data), ...ticketsProblems(parsed.data, sandbox));
  problems.push(...overrideProblems(environment));
  if (!parsed.success || problems.length > 0) throw new Error(`configuration is not usable:\n${problems.join('\n')}`);
  const e = parsed.data;
  const pagerDuty = readPagerDuty(e, sandbox);
  return {
    table: e.DRAWBRIDGE_TABLE,
    deployment: e.DRAWBRIDGE_DEPLOYMENT,
    hubAccount: e.DRAWBRIDGE_HUB_ACCOUNT,
    region: e.AWS_REGION,
    policyFile: e.DRAWBRIDGE_POLICY_FILE,
    queuePrefix: e.DRAWBRIDGE_QUEUE_PREFIX,
    eventBus: e.DRAWBRIDGE_EVENT_BUS,
    responseMachine: e.DRAWBRIDGE_RESPONSE_MACHINE,
    ...(e.AWS_LAMBDA_FUNCTION_NAME && { functionName: e.AWS_LAMBDA_FUNCTION_NAME }),
    ...(e.DRAWBRIDGE_TOPIC && { topic: e.DRAWBRIDGE_TOPIC }),
    ...(e.DRAWBRIDGE_EVIDENCE_BUCKET && { evidenceBucket: e.DRAWBRIDGE_EVIDENCE_BUCKET }),
    ...(e.DRAWBRIDGE_GEO_DATABASE && { geoDatabase: e.DRAWBRIDGE_GEO_DATABASE }),
    ...(e.AWS_ENDPOINT_URL && { awsEndpoint: e.AWS_ENDPOINT_URL }),
    ...(e.AWS_ENDPOINT_URL_DYNAMODB && { tableEndpoint: e.AWS_ENDPOINT_URL_DYNAMODB }),
    slack: {
      token: e.SLACK_BOT_TOKEN,
      signingSecret: e.SLACK_SIGNING_SECRET,
      botId: e.SLACK_BOT_ID,
      botUserId: e.SLACK_BOT_USER_ID,
      ...(e.SLACK_API_URL && { apiUrl: e.SLACK_API_URL }),
    },
    tickets: readTickets(e),
    ...(pagerDuty && { pagerDuty }),
  };
}

export interface DoorConfig {
  /** The present one and, while it is being exchanged, the next. */
  signingSecrets: string[];
  token: string;
  botId: string;
  botUserId: string;
  apiUrl?: string;
  /** What every queue's URL begins with. */
  queues: string;
  region: string;
  awsEndpoint?: string;
}

/** What both doors read: `missing` gathers the names of what is not set. */
function reading(environment: Record<string, string | undefined>) {
  const missing: string[] = [];
  const needed = (name: string): string => {
    const value = environment[name];
    if (!value) missing.push(name);
    return value ?? '';
  };
  /** Throws one error that names everything. */
  const check = (): void => {
    const problems = [...(missing.length > 0 ? [`missing ${missing.join(', ')}`] : []), ...overrideProblems(environment)];
    if (problems.length > 0) throw new Error(`configuration is not usable: ${problems.join('; ')}`);
  };
  return { needed, check };
}

/** What the Slack door needs and no more, so that its function is given no more. */
export function readDoorConfig(environment: Record<string, string | undefined> = process.env): DoorConfig {
  const { needed, check } = reading(environment);
  const { SLACK_NEXT_SIGNING_SECRET: next, SLACK_API_URL: apiUrl, AWS_ENDPOINT_URL: awsEndpoint } = environment;
  const config: DoorConfig = {
    signingSecrets: [needed('SLACK_SIGNING_SECRET'), ...(next ? [next] : [])],
    token: needed('SLACK_BOT_TOKEN'),
    botId: needed('SLACK_BOT_ID'),
    botUserId: needed('SLACK_BOT_USER_ID'),
    ...(apiUrl && { apiUrl }),
    queues: needed('DRAWBRIDGE_QUEUE_PREFIX'),
    region: needed('AWS_REGION'),
    ...(awsEndpoint && { awsEndpoint }),
  };
  check();
  return config;
}

export interface WebhookConfig {
  /** Every one that is valid now. */
  secrets: string[];
  queues: string;
  region: string;
  awsEndpoint?: string;
}

/** What the PagerDuty door needs and no more. */
export function readWebhookConfig(environment: Record<string, string | undefined> = process.env): WebhookConfig {
  const { needed, check } = reading(environment);
  const { AWS_ENDPOINT_URL: awsEndpoint } = environment;
  const secrets = needed('PAGERDUTY_WEBHOOK_SECRETS')
    .split(',')
    .flatMap((each) => each.trim() || []);
  const config = { secrets, queues: needed('DRAWBRIDGE_QUEUE_PREFIX'), region: needed('AWS_REGION'), ...(awsEndpoint && { awsEndpoint }) };
  check();
  return config;
}

export interface SecretsConfig {
  /** Of secrets in Secrets Manager. */
  names: string[];
  host: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

export function secretsHost(region: string): string {
  return `secretsmanager.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** Where this function's secrets are; undefined where they are in the environment already, as in the sandbox. */
export function readSecretsConfig(environment: Record<string, string | undefined> = process.env): SecretsConfig | undefined {
  const { DRAWBRIDGE_SECRETS: names, AWS_REGION: region = '', AWS_SESSION_TOKEN: sessionToken } = environment;
  if (!names) return undefined;
  return {
    names: names.split(','),
    host: secretsHost(region),
    region,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
      ...(sessionToken && { sessionToken }),
    },
  };
}

/** The environment with secrets laid over it. */
export function withSecrets(
  secrets: Record<string, string>,
  environment: Record<string, string | undefined> = process.env,
): Record<string, string | undefined> {
  return { ...environment, ...secrets };
}

/** Where a terminal asks. */
export interface TerminalConfig {
  url: string;
  /** The hub's: its STS says who calls. */
  region: string;
}

/** Whether somebody said where the hub's door for terminals is. */
export function hasTerminal(environment: Record<string, string | undefined> = process.env): boolean {
  return Boolean(environment.DRAWBRIDGE_TERMINAL_URL);
}

/** Throws one error that says what is missing. */
export function readTerminalConfig(environment: Record<string, string | undefined> = process.env): TerminalConfig {
  const { DRAWBRIDGE_TERMINAL_URL: url, AWS_REGION: region } = environment;
  if (!url?.startsWith('https://') || !region)
    throw new Error('set DRAWBRIDGE_TERMINAL_URL (https, an output of the hub stack) and AWS_REGION (the hub’s)');
  return { url, region };
}
