/** Reading secrets: signed as AWS wants it, only what is meant, and nothing of a secret in an error. */
import { describe, expect, it } from 'vitest';
import { readSecretsConfig, type SecretsConfig } from '../../src/config.ts';
import { readSecrets, signedHeaders } from '../../src/services/secrets.ts';

const wall = Date.UTC(2015, 7, 30, 12, 36, 0);
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const config: SecretsConfig = {
  names: ['drawbridge/slack', 'drawbridge/pagerduty'],
  host: 'secretsmanager.eu-central-1.amazonaws.com',
  region: 'eu-central-1',
  credentials: { ...credentials, sessionToken: 'a-session' },
};

function answering(answers: Record<string, unknown>, status = 200) {
  const asked: { url: string; headers: Headers; body: string }[] = [];
  const ask = async (url: unknown, init?: RequestInit) => {
    const request = { url: String(url), headers: new Headers(init?.headers), body: String(init?.body) };
    asked.push(request);
    const { SecretId } = JSON.parse(request.body) as { SecretId: string };
    return new Response(JSON.stringify({ SecretString: answers[SecretId] }), { status });
  };
  return { ask: ask as typeof fetch, asked };
}

describe('the signature', () => {
  it("is that of AWS's own test suite for a plain POST", () => {
    const signed = signedHeaders({
      host: 'example.amazonaws.com',
      service: 'service',
      region: 'us-east-1',
      headers: {},
      body: '',
      credentials,
      wall,
    });
    expect(signed.authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    );
  });

  it('covers the session token and what the request asks for', () => {
    const base = { host: 'h', service: 's', region: 'r', headers: { 'x-amz-target': 'a' }, body: '{}', credentials, wall };
    const other = [
      { ...base, body: '{"a":1}' },
      { ...base, headers: { 'x-amz-target': 'b' } },
      { ...base, credentials: { ...credentials, sessionToken: 't' } },
      { ...base, wall: wall + 1000 },
    ];
    const signatures = [base, ...other].map((each) => signedHeaders(each).authorization);
    expect(new Set(signatures).size).toBe(signatures.length);
  });
});

describe('reading', () => {
  it('lays the values of all secrets together', async () => {
    const { ask, asked } = answering({
      'drawbridge/slack': JSON.stringify({ SLACK_BOT_TOKEN: 'xoxb-1' }),
      'drawbridge/pagerduty': JSON.stringify({ PAGERDUTY_ROUTING_KEY: 'key' }),
    });
    expect(await readSecrets(config, wall, ask)).toEqual({ SLACK_BOT_TOKEN: 'xoxb-1', PAGERDUTY_ROUTING_KEY: 'key' });
    expect(asked.map(({ url }) => url)).toEqual(Array(2).fill('https://secretsmanager.eu-central-1.amazonaws.com/'));
    expect(asked[0]?.headers.get('x-amz-target')).toBe('secretsmanager.GetSecretValue');
    expect(asked[0]?.headers.get('x-amz-security-token')).toBe('a-session');
  });

  it('takes only what a secret is for', async () => {
    const { ask } = answering({
      'drawbridge/slack': JSON.stringify({ SLACK_BOT_TOKEN: 'x', DRAWBRIDGE_TABLE: 'theirs', AWS_ENDPOINT_URL: 'theirs' }),
    });
    expect(await readSecrets({ ...config, names: ['drawbridge/slack'] }, wall, ask)).toEqual({ SLACK_BOT_TOKEN: 'x' });
  });

  it.each([
    ['a refusal', answering({ 'drawbridge/slack': '{"SLACK_BOT_TOKEN":"xoxb-secret"}' }, 400), /could not be read: HTTP 400$/],
    ['no JSON', answering({ 'drawbridge/slack': 'xoxb-secret' }), /no JSON object of texts$/],
    ['another shape', answering({ 'drawbridge/slack': '{"SLACK_BOT_TOKEN":{"a":"xoxb-secret"}}' }), /no JSON object of texts$/],
    ['nothing', answering({}), /no JSON object of texts$/],
  ])('%s rejects by name, without the value', async (_, { ask }, words) => {
    const failed = await readSecrets({ ...config, names: ['drawbridge/slack'] }, wall, ask).catch((error: unknown) => error);
    expect((failed as Error).message).toMatch(words);
    expect((failed as Error).message).not.toContain('xoxb');
  });

  it('asks nobody where no secret is configured', async () => {
    const { ask, asked } = answering({});
    expect(await readSecrets(readSecretsConfig({ AWS_REGION: 'eu-central-1' }), wall, ask)).toEqual({});
    expect(asked).toEqual([]);
  });
});

it.each([
  ['eu-central-1', 'secretsmanager.eu-central-1.amazonaws.com'],
  ['cn-north-1', 'secretsmanager.cn-north-1.amazonaws.com.cn'],
  ['us-gov-west-1', 'secretsmanager.us-gov-west-1.amazonaws.com'],
])('in %s it is %s that is asked', (region, host) => {
  const read = readSecretsConfig({ DRAWBRIDGE_SECRETS: 'a,b', AWS_REGION: region, AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's' });
  expect(read).toEqual({ names: ['a', 'b'], host, region, credentials: { accessKeyId: 'k', secretAccessKey: 's' } });
});
