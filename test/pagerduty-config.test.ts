/** PagerDuty's part of the configuration: three modes, and half of one is told before the first page. */
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { createPagerDuty } from '../src/services/pagerduty/create-pagerduty.ts';

const KEY = 'a1'.repeat(16);
const SPARE = 'b2'.repeat(16);
const rest = {
  DRAWBRIDGE_TABLE: 'drawbridge',
  DRAWBRIDGE_DEPLOYMENT: 'drawbridge',
  DRAWBRIDGE_HUB_ACCOUNT: '111122223333',
  DRAWBRIDGE_POLICY_FILE: 'policy.json',
  DRAWBRIDGE_QUEUE_PREFIX: 'https://sqs.example/111122223333/drawbridge-',
  DRAWBRIDGE_EVENT_BUS: 'default',
  DRAWBRIDGE_RESPONSE_MACHINE: 'arn:aws:states:us-east-1:111122223333:stateMachine:drawbridge-response',
  AWS_REGION: 'us-east-1',
  SLACK_BOT_TOKEN: 'token',
  SLACK_SIGNING_SECRET: 'secret',
  SLACK_BOT_ID: 'B1',
  SLACK_BOT_USER_ID: 'U1',
};
const asking = {
  PAGERDUTY_TOKEN: 'the-token',
  PAGERDUTY_SERVICE: 'PSERVICE',
  PAGERDUTY_ESCALATION_POLICY: 'PPOLICY',
  PAGERDUTY_WEBHOOK_SECRETS: 'one',
};
const full = { PAGERDUTY_ROUTING_KEY: KEY, ...asking };
const read = (environment: Record<string, string | undefined>) => readConfig({ ...rest, ...environment }).pagerDuty;

describe('the mode', () => {
  it.each<[string, Record<string, string>, 'none' | 'events' | 'full']>([
    ['nothing', {}, 'none'],
    ['empty variables', { PAGERDUTY_ROUTING_KEY: '', PAGERDUTY_TOKEN: '', PAGERDUTY_WEBHOOK_SECRETS: ' ' }, 'none'],
    ['a routing key', { PAGERDUTY_ROUTING_KEY: KEY }, 'events'],
    ['everything', full, 'full'],
  ])('with %s', (_, environment, mode) => {
    expect(createPagerDuty(read(environment)).mode).toBe(mode);
  });
});

it('is read whole, without what consoles and files add', () => {
  const environment = {
    ...full,
    PAGERDUTY_ROUTING_KEY: `${KEY}, ${SPARE}\n`,
    PAGERDUTY_TOKEN: ' the-token\n',
    PAGERDUTY_WEBHOOK_SECRETS: 'one, two,\n',
  };
  expect(read({ ...environment, PAGERDUTY_REGION: 'eu' })).toEqual({
    routingKeys: [KEY, SPARE],
    region: 'eu',
    token: 'the-token',
    service: 'PSERVICE',
    escalationPolicy: 'PPOLICY',
    webhookSecrets: ['one', 'two'],
  });
  expect(read(full)).toMatchObject({ region: 'us' });
});

it('leads to the sandbox’s own in the sandbox only', () => {
  const url = 'http://127.0.0.1:4173';
  expect(read({ ...full, PAGERDUTY_SANDBOX_URL: url, DRAWBRIDGE_SANDBOX: 'yes' })).toMatchObject({ sandbox: true, sandboxUrl: url });
  expect(() => read({ ...full, PAGERDUTY_SANDBOX_URL: url })).toThrow('PAGERDUTY_SANDBOX_URL work in the sandbox only');
});

describe('is refused', () => {
  it.each<[string, Record<string, string>, string]>([
    ['a routing key of another length', { PAGERDUTY_ROUTING_KEY: 'abc' }, '32 letters and digits'],
    ['three routing keys', { PAGERDUTY_ROUTING_KEY: [KEY, SPARE, KEY].join() }, 'PAGERDUTY_ROUTING_KEY'],
    ['a region by another name', { PAGERDUTY_ROUTING_KEY: KEY, PAGERDUTY_REGION: 'europe' }, 'PAGERDUTY_REGION'],
    ['a host as region', { PAGERDUTY_ROUTING_KEY: KEY, PAGERDUTY_REGION: 'api.evil.example' }, 'PAGERDUTY_REGION'],
    ['a token without a routing key', asking, 'PAGERDUTY_ROUTING_KEY must be set'],
  ])('%s', (_, environment, words) => {
    expect(() => read(environment)).toThrow(words);
  });

  it.each(Object.keys(asking))('everything but %s', (name) => {
    expect(() => read({ ...full, [name]: undefined })).toThrow(`${name} must be set too`);
  });

  it('without saying a secret', () => {
    const secret = 'a-very-secret-token';
    let message = '';
    try {
      read({ PAGERDUTY_TOKEN: secret, PAGERDUTY_ROUTING_KEY: secret, PAGERDUTY_WEBHOOK_SECRETS: secret });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('PAGERDUTY_ROUTING_KEY');
    expect(message).not.toContain(secret);
  });
});
