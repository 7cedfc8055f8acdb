/** This project's templates on a moto server, in a security account and a member account, and what the hub's functions work with there. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as sqs from '@aws-sdk/client-sqs';
import { type Message, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Route, serve } from '../../infra/local/http.ts';
import { type CallLine, createAws } from '../../src/services/aws.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import type { Credentials } from '../../src/services/role-credentials.ts';
import { createTable } from '../../src/services/table.ts';
import { stacksWith } from '../fixtures/aws-stacks.ts';
import { ACCOUNT, NOW } from '../fixtures/finding.ts';
import { startMotoServer } from './moto-server.ts';
import { REGION } from './row.ts';

const HUB = '999988887777';
const DEPLOYMENT = 'drawbridge';

interface Resource {
  Type: string;
  DependsOn?: unknown;
  Properties: Record<string, unknown>;
}
type Resources = Record<string, Resource>;

/** What the path of a finding to a case needs; the rest of the hub runs in this process. */
const wanted = ['AWS::DynamoDB::Table', 'AWS::SQS::Queue', 'AWS::Events::EventBus', 'AWS::Events::Rule'];

/** As moto takes it: it does not know a bus by reference, and starts no functions or workflows. */
function hubResources(template: { Resources: Resources }): Resources {
  const buses = new Map(
    Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
      Type === 'AWS::Events::EventBus' ? [[id, Properties.Name]] : [],
    ),
  );
  const made = Object.entries(template.Resources).flatMap(([id, { DependsOn: _, ...resource }]) => {
    const { EventBusName: bus, EventPattern: pattern, Targets: targets } = resource.Properties ?? {};
    if (!wanted.includes(resource.Type)) return [];
    if (resource.Type !== 'AWS::Events::Rule') return [[id, resource] as const];
    // The schedule, and the rules that start a workflow.
    if (!pattern || JSON.stringify(targets).includes('Machine')) return [];
    const named = bus === undefined ? {} : { EventBusName: buses.get((bus as { Ref: string }).Ref) };
    return [[id, { ...resource, Properties: { ...resource.Properties, ...named } }] as const];
  });
  return Object.fromEntries(made);
}

/** Requests of the query APIs as text, so that what moto does not look at can be looked at all the same. */
function recording(endpoint: string, seen: string[]): Route {
  return async ({ method, target, headers, body }) => {
    seen.push(body.toString('utf8'));
    const { host: _, connection: _connection, 'content-length': _length, ...rest } = headers;
    const answer = await fetch(`${endpoint}${target}`, { method, headers: rest, ...(body.length > 0 && { body: new Uint8Array(body) }) });
    const type = answer.headers.get('content-type') ?? 'text/plain';
    return { status: answer.status, headers: { 'content-type': type }, body: Buffer.from(await answer.arrayBuffer()) };
  };
}

async function createStack(endpoint: string, credentials: Credentials, name: string, template: object): Promise<void> {
  const scope = `${credentials.accessKeyId}/20261120/${REGION}/cloudformation/aws4_request`;
  const body = new URLSearchParams({
    Action: 'CreateStack',
    Version: '2010-05-15',
    StackName: name,
    TemplateBody: JSON.stringify(template),
    'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
  });
  // moto reads who calls and checks no signature.
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
    'x-amz-security-token': credentials.sessionToken ?? '',
  };
  const answer = await fetch(endpoint, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`${name}: ${(await answer.text()).slice(0, 500)}`);
}

export async function deployOnMoto(executable: string) {
  const server = await startMotoServer(executable);
  const requests: string[] = [];
  const proxy = await serve([recording(server.endpoint, requests)], 0, (error) => {
    throw error;
  });
  const base = { endpoint: server.endpoint, region: REGION, maxAttempts: 1 };
  /** As whoever deploys: moto lets roles be assumed that are not there. */
  async function inAccount(account: string, role: string): Promise<Credentials> {
    const sts = new STSClient({ ...base, credentials: { accessKeyId: 'first', secretAccessKey: 'first' } });
    const given = await sts.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${role}`, RoleSessionName: 'test' }));
    const {
      AccessKeyId: accessKeyId = '',
      SecretAccessKey: secretAccessKey = '',
      SessionToken: sessionToken = '',
    } = given.Credentials ?? {};
    return { accessKeyId, secretAccessKey, sessionToken };
  }
  const hub = { ...base, credentials: await inAccount(HUB, 'deployer') };
  const member = { ...base, forcePathStyle: true, credentials: await inAccount(ACCOUNT, 'deployer') };
  const stacks = stacksWith({ hubAccount: HUB, hubRegion: REGION, deployment: DEPLOYMENT });
  await createStack(server.endpoint, hub.credentials, 'hub', { Resources: hubResources(stacks.hub.toJSON() as { Resources: Resources }) });
  await createStack(server.endpoint, member.credentials, 'roles', stacks.roles.toJSON());
  await createStack(server.endpoint, member.credentials, 'forwarding', stacks.forwarding.toJSON());

  const clock = new VirtualClock(NOW);
  const queues = new SQSClient(hub);
  const queueUrl = (name: string) => `${server.endpoint}/${HUB}/${DEPLOYMENT}-${name}`;
  const calls: CallLine[] = [];
  const config = { hubRegion: REGION, deployment: DEPLOYMENT, hubAccount: HUB, endpoint: proxy.address, credentials: hub.credentials };
  return {
    hub,
    member,
    clock,
    /** What was assumed, by the words of the request. */
    requests,
    /** Every declared call that was made, in order. */
    calls,
    table: createTable(new DynamoDBClient(hub), `${DEPLOYMENT}-cases`),
    aws: createAws({ clock, config, log: (line) => calls.push(line) }),
    /** Up to ten messages, as Lambda's poller takes them. */
    async receive(name: string): Promise<Message[]> {
      const { Messages = [] } = await queues.send(new sqs.ReceiveMessageCommand({ QueueUrl: queueUrl(name), MaxNumberOfMessages: 10 }));
      return Messages;
    },
    async remove(name: string, { ReceiptHandle }: Message): Promise<void> {
      await queues.send(new sqs.DeleteMessageCommand({ QueueUrl: queueUrl(name), ReceiptHandle }));
    },
    async send(name: string, MessageBody: string): Promise<void> {
      await queues.send(new sqs.SendMessageCommand({ QueueUrl: queueUrl(name), MessageBody }));
    },
    async close(): Promise<void> {
      clock.stop();
      await proxy.close();
      await server.close();
    },
  };
}
export type MotoDeployment = Awaited<ReturnType<typeof deployOnMoto>>;
