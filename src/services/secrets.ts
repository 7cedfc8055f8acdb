/** Secrets Manager: the values that a function starts with, asked for with one signed request and no SDK client, for the Slack door starts on every click. */
import { createHash, createHmac } from 'node:crypto';
import type { SecretsConfig } from '../config.ts';

/** A request that is about to be signed: method POST, path `/`. */
export interface Signable {
  host: string;
  service: string;
  region: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** Milliseconds since the epoch. */
  wall: number;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const keyed = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** All headers to send, by AWS Signature Version 4 (IAM user guide, "Create a signed AWS API request"). */
export function signedHeaders({ host, service, region, headers, body, credentials, wall }: Signable): Record<string, string> {
  const time = new Date(wall).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const all: Record<string, string> = {
    ...headers,
    host,
    'x-amz-date': time,
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(all).sort();
  const request = ['POST', '/', '', ...names.map((name) => `${name}:${all[name]?.trim()}`), '', names.join(';'), hash(body)].join('\n');
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(keyed, `AWS4${secretAccessKey}`);
  const signature = keyed(key, ['AWS4-HMAC-SHA256', time, scope, hash(request)].join('\n')).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...all, authorization };
}

/** Only what a secret is for: it must not turn a function to another table or endpoint. */
const meant = /^(?:SLACK|PAGERDUTY|JIRA|SERVICENOW)_[A-Z_]+$/;

async function readOne(name: string, config: SecretsConfig, wall: number, ask: typeof fetch): Promise<Record<string, string>> {
  const { region, credentials, host } = config;
  const body = JSON.stringify({ SecretId: name });
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.GetSecretValue' };
  const signed = signedHeaders({ host, service: 'secretsmanager', region, headers, body, credentials, wall });
  const answer = await ask(`https://${host}/`, { method: 'POST', headers: signed, body, signal: AbortSignal.timeout(2_000) });
  // The answer holds the secret, and a refusal may quote it: neither is put into the error.
  if (!answer.ok) throw new Error(`the secret ${name} could not be read: HTTP ${answer.status}`);
  const { SecretString } = (await answer.json()) as { SecretString?: string };
  const values = parsed(SecretString);
  if (!values) throw new Error(`the secret ${name} is no JSON object of texts`);
  return Object.fromEntries(Object.entries(values).filter(([key]) => meant.test(key)));
}

function parsed(text: string | undefined): Record<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    const isObject = typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'string');
    return isObject ? (value as Record<string, string>) : undefined;
  } catch {
    return undefined;
  }
}

/** Names and values of all secrets that the function was given; none without any. Rejects when one cannot be read. */
export async function readSecrets(config: SecretsConfig | undefined, wall: number, ask = fetch): Promise<Record<string, string>> {
  const read = await Promise.all((config?.names ?? []).map((name) => readOne(name, config as SecretsConfig, wall, ask)));
  return Object.assign({}, ...read);
}
