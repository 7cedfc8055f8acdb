/** AWS as playbooks and enrichers see it: declared calls by name, in the bot's role of one account and Region. */
import { STSClient } from '@aws-sdk/client-sts';
import { partitionOf } from '../domain/arn.ts';
import { AwsCallError, type CallInput, type CallName, type CallOutput, type ReadName, type WriteName } from '../domain/aws-calls.ts';
import { mayAssume, runnerRole } from '../domain/role-trust.ts';
import { callError, codeOf, type Place, roleError } from './aws-error.ts';
import { clients, commands, type Service, serviceOf } from './calls.ts';
import type { Clock } from './clock.ts';
import { type Credentials, createRoleCredentials } from './role-credentials.ts';

export interface AwsConfig {
  hubRegion: string;
  /** Names the roles: `<deployment>-read`, `-contain`, `-destroy`. */
  deployment: string;
  hubAccount: string;
  /** One address for every service, as the sandbox and emulators have it. */
  endpoint?: string;
  /** The hub's own; absent in Lambda, where the SDK finds them. */
  credentials?: Credentials;
}
export interface CallLine extends Place {
  call: CallName;
  milliseconds: number;
  requestId?: string;
  /** Absent when it worked. */
  code?: string;
}
export interface WriteTarget extends Place {
  roleClass: 'contain' | 'destroy';
  /** `<team>-<user>`, or `<deployment>-auto` when the strategy decided: 2 to 64 characters of [\w+=,.@-]. */
  sourceIdentity: string;
  /** Ends up in CloudTrail as part of the user agent, so that the call is found from the case and the case from the call. */
  caseId?: string;
}

/** As far as a command of the SDK is needed here. */
interface Command {
  middlewareStack: { add(middleware: Middleware, options: { step: 'finalizeRequest'; name: string; priority: 'high' }): void };
}
type Next = (args: { request: unknown }) => Promise<unknown>;
type Middleware = (next: Next) => Next;

/** After the SDK wrote its user agent, which is no part of what is signed. */
function nameCase({ middlewareStack }: Command, caseId: string): void {
  const name: Middleware = (next) => (args) => {
    const { headers } = args.request as { headers: Record<string, string> };
    headers['user-agent'] = `${headers['user-agent'] ?? ''} drawbridge-case/${caseId}`.trim();
    return next(args);
  };
  middlewareStack.add(name, { step: 'finalizeRequest', name: 'nameCase', priority: 'high' });
}

interface Client {
  send(command: unknown): Promise<{ $metadata: { requestId?: string } }>;
}

const READ_ATTEMPTS = 3;
/** A write is never repeated blindly: the step's own probe finds out whether it happened. */
const WRITE_ATTEMPTS = 1;
const globalIam: Record<string, string> = { aws: 'us-east-1', 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' };

/** Where a service's endpoint for that Region is: IAM has one per partition, STS is asked in the hub's Region. */
function endpointRegion(service: Service, region: string, hubRegion: string): string {
  if (service === 'iam') return globalIam[partitionOf(hubRegion)] ?? hubRegion;
  return service === 'sts' ? hubRegion : region;
}

/** `onRead` sees what AWS answered before anybody else does. */
export function createAws(deps: {
  clock: Clock;
  config: AwsConfig;
  log?: (line: CallLine) => void;
  onRead?: (output: unknown) => Promise<void>;
}) {
  const { clock, config, log, onRead } = deps;
  const shared = {
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint, forcePathStyle: true }),
    requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
  };
  const sts = new STSClient({
    ...shared,
    region: config.hubRegion,
    maxAttempts: READ_ATTEMPTS,
    ...(config.credentials ? { credentials: config.credentials } : {}),
  });
  // All clients use the connections of this one.
  const requestHandler = sts.config.requestHandler;
  const credentialsFor = createRoleCredentials(sts, clock, config);
  const opened = new WeakMap<Credentials, Map<string, Client>>();

  function clientFor(service: Service, region: string, credentials: Credentials, maxAttempts: number): Client {
    const mine = opened.get(credentials) ?? new Map<string, Client>();
    opened.set(credentials, mine);
    const where = endpointRegion(service, region, config.hubRegion);
    const key = `${service}/${where}/${maxAttempts}`;
    const known = mine.get(key);
    if (known) return known;
    const client = new clients[service]({ ...shared, requestHandler, region: where, credentials, maxAttempts }) as Client;
    mine.set(key, client);
    return client;
  }

  async function send<Name extends CallName>(
    call: Name,
    input: CallInput<Name>,
    place: Place,
    credentials: Credentials,
    attempts: number,
    caseId?: string,
  ) {
    const began = clock.wall();
    const line = (rest: { requestId?: string; code?: string }) => log?.({ call, ...place, milliseconds: clock.wall() - began, ...rest });
    try {
      const command = new (commands[call] as new (input: CallInput<Name>) => unknown)(input);
      if (caseId !== undefined) nameCase(command as Command, caseId);
      const { $metadata, ...output } = await clientFor(serviceOf(call), place.region, credentials, attempts).send(command);
      const requestId = $metadata.requestId ?? '';
      line({ requestId });
      return { output: output as CallOutput<Name>, requestId };
    } catch (error) {
      line({ code: codeOf(error) });
      throw callError(call, place, error);
    }
  }

  /** Reads in the read role; rejects with AwsCallError. */
  function reader({ account, region }: Place) {
    return async <Name extends ReadName>(call: Name, input: CallInput<Name>): Promise<CallOutput<Name>> => {
      const credentials = await credentialsFor({ account, roleClass: 'read' });
      const { output } = await send(call, input, { account, region }, credentials, READ_ATTEMPTS);
      await onRead?.(output);
      return output;
    };
  }

  /** Writes in the role of that class, signed with the person behind it; rejects with AwsCallError. */
  function writer({ account, region, roleClass, sourceIdentity, caseId }: WriteTarget) {
    return async <Name extends WriteName>(call: Name, input: CallInput<Name>): Promise<{ output: CallOutput<Name>; requestId: string }> => {
      const credentials = await credentialsFor({ account, roleClass, sourceIdentity });
      return send(call, input, { account, region }, credentials, WRITE_ATTEMPTS, caseId);
    };
  }

  /** Looks at a writing role without going into it; rejects with AwsCallError, in words that say what to deploy, when it is not there or does not trust its runner. */
  async function seeRole({ account, roleClass }: Pick<WriteTarget, 'account' | 'roleClass'>): Promise<void> {
    const name = `${config.deployment}-${roleClass}`;
    const read = reader({ account, region: config.hubRegion });
    const { Role } = await read('iam:GetRole', { RoleName: name }).catch((error: unknown) => {
      throw error instanceof AwsCallError && error.code === 'NoSuchEntity' ? roleError(name, account, error.code) : error;
    });
    if (!mayAssume(Role?.AssumeRolePolicyDocument, runnerRole(roleClass, config))) throw roleError(name, account, 'NotTrusted');
  }

  return { reader, writer, seeRole };
}

export type Aws = ReturnType<typeof createAws>;
