/** The moves that every story about a changed IAM policy is made of. */
import { expect } from 'vitest';
import type { Execution } from '../../infra/local/step-functions/execution.ts';
import { PAYMENTS } from './events.ts';
import { type AwsCall, type Json, START, type Story } from './sandbox.ts';

export const ARN = `arn:aws:iam::${PAYMENTS}:policy/deploy`;
const AT = new Date(START).toISOString();

export const allowing = (...actions: string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });

/** Documents by version, v1 first; the last one is in force unless said otherwise. */
export async function seedPolicy(story: Story, documents: string[], more: Json = {}): Promise<void> {
  const versions = Object.fromEntries(documents.map((document, index) => [`v${index + 1}`, { document, createdAt: AT }]));
  const policy = { name: 'deploy', arn: ARN, createdAt: AT, defaultVersion: `v${documents.length}`, versions, ...more };
  await story.put('/aws/state', { accounts: { [PAYMENTS]: { policies: { [ARN]: policy } } } });
}

const alice = {
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLE000000001',
  arn: `arn:aws:iam::${PAYMENTS}:user/alice`,
  accountId: PAYMENTS,
  userName: 'alice',
};

/** What Drawbridge's own calls look like. */
export const ourselves = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLE000000001:drawbridge',
  arn: `arn:aws:sts::${PAYMENTS}:assumed-role/drawbridge-contain/drawbridge`,
  accountId: PAYMENTS,
  sessionContext: { sessionIssuer: { type: 'Role', userName: 'drawbridge-contain', accountId: PAYMENTS } },
};

/** As CloudTrail puts it on the bus; a new policy for version v1, else a further version that is in force. */
export function changed(version: string, document: string, detail: Json = {}): Json {
  const isNew = version === 'v1';
  const policyVersion = { versionId: version, isDefaultVersion: true };
  return {
    version: '0',
    id: `policy-event-${version}`,
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.iam',
    account: PAYMENTS,
    time: AT,
    region: 'us-east-1',
    resources: [],
    detail: {
      eventVersion: '1.11',
      eventID: `policy-change-${version}`,
      eventTime: AT,
      eventSource: 'iam.amazonaws.com',
      eventName: isNew ? 'CreatePolicy' : 'CreatePolicyVersion',
      awsRegion: 'us-east-1',
      sourceIPAddress: '198.51.100.20',
      userAgent: 'aws-cli/2.17.9',
      userIdentity: alice,
      recipientAccountId: PAYMENTS,
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      requestParameters: isNew
        ? { policyName: 'deploy', policyDocument: document }
        : { policyArn: ARN, policyDocument: document, setAsDefault: true },
      responseElements: isNew ? { policy: { policyName: 'deploy', arn: ARN, defaultVersionId: 'v1' } } : { policyVersion },
      ...detail,
    },
  };
}

interface Held {
  defaultVersion: string;
  versions: Record<string, { document: string }>;
}

export async function policyNow(story: Story): Promise<{ version: string; versions: string[]; document: string }> {
  type State = { accounts: Record<string, { policies?: Record<string, Held> }> };
  const held = (await story.get<State>('/aws/state')).accounts[PAYMENTS]?.policies?.[ARN];
  const version = held?.defaultVersion ?? '';
  return { version, versions: Object.keys(held?.versions ?? {}), document: held?.versions[version]?.document ?? '' };
}

export function watches(story: Story): Execution[] {
  return story.sandbox.bot.stepFunctions.executions().filter(({ machine }) => machine.name === 'drawbridge-policy-watch');
}

export async function policyWrites(story: Story): Promise<AwsCall[]> {
  return (await story.awsCalls()).filter(({ call }) => /^iam:(?!Get|List)/.test(call));
}

/** The newest case that asks about the policy. */
export async function questionId(story: Story): Promise<string> {
  const asking = (await story.cards()).filter(({ text }) => text.includes('Allow version'));
  const card = asking.sort((one, other) => Number(one.ts) - Number(other.ts)).at(-1);
  return card?.metadata?.event_payload?.case ?? '';
}

/** The story goes on there. */
export async function question(story: Story): Promise<void> {
  story.caseId = await questionId(story);
}

/** The story goes on in the case of the change, which says so. */
export async function stillHeld(story: Story, caseId: string): Promise<void> {
  story.caseId = caseId;
  expect((await policyNow(story)).version).toBe('v1');
  expect(await policyWrites(story)).toHaveLength(1);
}
