/** Configuration: every problem at once, endpoint overrides in the sandbox only, and the door gets no more than it needs. */
import { describe, expect, it } from 'vitest';
import { readConfig, readDoorConfig } from '../src/config.ts';

type Environment = Record<string, string | undefined>;
const whole: Environment = {
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
const doorNeeds = ['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN', 'DRAWBRIDGE_QUEUE_PREFIX', 'AWS_REGION'];
const overrides = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_IAM', 'SLACK_API_URL', 'PAGERDUTY_SANDBOX_URL'];
const address = 'http://127.0.0.1:4173/';

function problem(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
}

describe('the bot’s', () => {
  it('is read from the environment it is given', () => {
    expect(readConfig(whole)).toEqual({
      table: 'drawbridge',
      deployment: 'drawbridge',
      hubAccount: '111122223333',
      region: 'us-east-1',
      policyFile: 'policy.json',
      queuePrefix: whole.DRAWBRIDGE_QUEUE_PREFIX,
      eventBus: 'default',
      responseMachine: whole.DRAWBRIDGE_RESPONSE_MACHINE,
      slack: { token: 'token', signingSecret: 'secret', botId: 'B1', botUserId: 'U1' },
      tickets: {},
    });
    expect(readConfig({ ...whole, DRAWBRIDGE_GEO_DATABASE: 'geo.mmdb' })).toMatchObject({ geoDatabase: 'geo.mmdb' });
  });

  it('names every missing variable at once', () => {
    const message = problem(() => readConfig({}));
    for (const name of Object.keys(whole)) expect(message).toContain(name);
  });

  it.each(Object.keys(whole))('names %s when it alone is missing, and nothing else', (name) => {
    const message = problem(() => readConfig({ ...whole, [name]: undefined }));
    const others = Object.keys(whole).filter((other) => other !== name && !name.startsWith(other));
    expect(message).toContain(name);
    for (const other of others) expect(message).not.toMatch(new RegExp(`\\b${other}\\b`));
  });

  it.each<[string, string, string]>([
    ['an empty table name', 'DRAWBRIDGE_TABLE', ''],
    ['a deployment with capitals', 'DRAWBRIDGE_DEPLOYMENT', 'Drawbridge'],
    ['a deployment too long for role names', 'DRAWBRIDGE_DEPLOYMENT', 'a'.repeat(21)],
    ['a deployment that begins with a digit', 'DRAWBRIDGE_DEPLOYMENT', '1st'],
    ['an account that is none', 'DRAWBRIDGE_HUB_ACCOUNT', '1111'],
    ['an account with a newline', 'DRAWBRIDGE_HUB_ACCOUNT', '111122223333\n'],
    ['a sandbox that is not "yes"', 'DRAWBRIDGE_SANDBOX', 'true'],
  ])('refuses %s', (_, name, value) => {
    expect(problem(() => readConfig({ ...whole, [name]: value }))).toContain(name);
  });

  it('says no secret when something is wrong', () => {
    const secret = 'a-very-secret-token';
    expect(problem(() => readConfig({ SLACK_BOT_TOKEN: secret, SLACK_SIGNING_SECRET: secret }))).not.toContain(secret);
  });
});

describe('endpoint overrides', () => {
  it.each(overrides)('%s is refused outside the sandbox', (name) => {
    expect(problem(() => readConfig({ ...whole, [name]: address }))).toContain(`${name} work in the sandbox only`);
    expect(problem(() => readConfig({ ...whole, [name]: address, DRAWBRIDGE_SANDBOX: 'yes' }))).toBe('');
  });

  // A function cannot be talked into being a sandbox by one more variable.
  it.each(overrides)('%s is refused in Lambda, even where the environment says that it is the sandbox', (name) => {
    const inLambda = { DRAWBRIDGE_SANDBOX: 'yes', AWS_LAMBDA_FUNCTION_NAME: 'drawbridge-slack' };
    expect(problem(() => readConfig({ ...whole, ...inLambda, [name]: address }))).toContain(`${name} work in the sandbox only`);
    expect(problem(() => readDoorConfig({ ...whole, ...inLambda, [name]: address }))).toContain(`${name} work in the sandbox only`);
  });

  it('are told together, and beside what is missing', () => {
    const all = Object.fromEntries(overrides.map((name) => [name, address]));
    const message = problem(() => readConfig({ ...whole, ...all, DRAWBRIDGE_TABLE: undefined }));
    for (const name of [...overrides, 'DRAWBRIDGE_TABLE']) expect(message).toContain(name);
  });

  it('are used in the sandbox', () => {
    const sandbox = {
      AWS_ENDPOINT_URL: 'http://a/',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://b/',
      SLACK_API_URL: 'http://c/',
      DRAWBRIDGE_SANDBOX: 'yes',
    };
    expect(readConfig({ ...whole, ...sandbox })).toMatchObject({
      awsEndpoint: 'http://a/',
      tableEndpoint: 'http://b/',
      slack: { apiUrl: 'http://c/' },
    });
  });
});

describe('the Slack door’s', () => {
  it('is little', () => {
    expect(readDoorConfig(whole)).toEqual({
      signingSecrets: ['secret'],
      token: 'token',
      botId: 'B1',
      botUserId: 'U1',
      queues: whole.DRAWBRIDGE_QUEUE_PREFIX,
      region: 'us-east-1',
    });
  });

  it('takes the next signing secret while it is being exchanged', () => {
    expect(readDoorConfig({ ...whole, SLACK_NEXT_SIGNING_SECRET: 'next' }).signingSecrets).toEqual(['secret', 'next']);
    expect(readDoorConfig({ ...whole, SLACK_NEXT_SIGNING_SECRET: '' }).signingSecrets).toEqual(['secret']);
  });

  it('names every missing variable at once', () => {
    const message = problem(() => readDoorConfig({ SLACK_SIGNING_SECRET: '' }));
    for (const name of [...doorNeeds, 'SLACK_BOT_ID', 'SLACK_BOT_USER_ID']) expect(message).toContain(name);
  });

  it('tells what is missing beside an override', () => {
    const message = problem(() => readDoorConfig({ ...whole, SLACK_BOT_ID: undefined, SLACK_API_URL: address }));
    expect(message).toContain('missing SLACK_BOT_ID; SLACK_API_URL work in the sandbox only');
  });

  it.each(['AWS_ENDPOINT_URL', 'SLACK_API_URL'])('%s is refused outside the sandbox', (name) => {
    expect(problem(() => readDoorConfig({ ...whole, [name]: address }))).toContain('in the sandbox only');
    expect(problem(() => readDoorConfig({ ...whole, [name]: address, DRAWBRIDGE_SANDBOX: 'true' }))).toContain('in the sandbox only');
    expect(problem(() => readDoorConfig({ ...whole, [name]: address, DRAWBRIDGE_SANDBOX: 'yes' }))).toBe('');
  });
});
