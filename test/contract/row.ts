/** The contract with AWS, row by row: which calls, what our responses rely on, and what is known to be different on moto. */
import type { CallInput, CallName, CallOutput } from '../../src/domain/aws-calls.ts';
import { codeOf } from '../../src/services/aws-error.ts';
import { clients, commands, serviceOf } from '../../src/services/calls.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const DENY_ALL = 'arn:aws:iam::aws:policy/AWSDenyAll';
export const ALLOWED = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] });
export const DENIED = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] });
/** What neither side has. */
export const NOBODY = { name: 'nobody', key: 'AKIAIOSFODNN7NOBODY0', instance: 'i-0123456789abcdef0', group: 'sg-0123456789abcdef0' };

/** What both sides have before the first row: the same things, made in their own ways. */
export interface Facts {
  user: string;
  keyId: string;
  role: string;
  serviceRole: string;
  profile: string;
  policy: string;
  bucket: string;
  publicBucket: string;
  /** ARN; at home in REGION, recording everything, for all Regions. */
  trail: string;
  instance: string;
  /** Of the instance, its only one. */
  interface: string;
  vpc: string;
  subnet: string;
  volume: string;
  /** Stopped, started and terminated by rows. */
  spare: string;
  image: string;
  allocation: string;
  /** Two instances; may shrink to one. */
  scalingGroup: string;
  targetGroup: string;
  balancer: string;
  logGroup: string;
}

export interface Config {
  endpoint: string;
  region: string;
  maxAttempts: number;
  forcePathStyle: boolean;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}
export interface Side {
  config: Config;
  facts: Facts;
  /** Until what takes AWS a while has happened. */
  settle: (seconds: number) => Promise<void>;
  close: () => Promise<void>;
}

export interface On {
  facts: Facts;
  settle: Side['settle'];
  call: <Name extends CallName>(name: Name, input: CallInput<Name>, region?: string) => Promise<CallOutput<Name>>;
  /** The code it was refused with, as our responses read it; `nothing` when it went through. */
  refusal: <Name extends CallName>(name: Name, input: CallInput<Name>, region?: string) => Promise<string>;
}

export interface Row {
  calls: readonly CallName[];
  /** What our responses rely on. */
  asserts: string;
  run: (on: On) => Promise<void>;
  /** Why it does not hold on moto; the suite checks that it still does not. */
  moto?: { lacks: string } | { differs: string };
}

export function row(calls: CallName | readonly CallName[], asserts: string, run: Row['run'], moto?: Row['moto']): Row {
  return { calls: [calls].flat(), asserts, run, ...(moto && { moto }) };
}

interface Client {
  send(command: unknown): Promise<unknown>;
}

export function onSide({ config, facts, settle }: Side): On {
  const opened = new Map<string, Client>();
  const call: On['call'] = async (name, input, region = config.region) => {
    const service = serviceOf(name);
    const key = `${service}/${region}`;
    const client = opened.get(key) ?? (new clients[service]({ ...config, region }) as Client);
    opened.set(key, client);
    const command = new (commands[name] as new (input: object) => unknown)(input);
    return (await client.send(command)) as CallOutput<typeof name>;
  };
  const refusal: On['refusal'] = (name, input, region) => call(name, input, region).then(() => 'nothing', codeOf);
  return { facts, settle, call, refusal };
}
