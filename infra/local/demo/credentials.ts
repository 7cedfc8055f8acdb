/** Demo findings about credentials: leaked keys, a role's stolen session, an attack sequence. */
import { iso } from '../aws/call.ts';
import { LEAKED_KEY } from '../aws/demo-production.ts';
import { principalId, sessionKeyId } from '../aws/ids.ts';
import { type DemoFinding, PAYMENTS, STAGING } from './demo-finding.ts';
import { apiCall, type GuardDutyFacts, guardDutyEvent, hubCopy, remote } from './guardduty-event.ts';

const stranger = remote('203.0.113.66', '64500', 'Rented Servers Ltd', 'Netherlands');

function userKey(account: string, userName: string, accessKeyId: string) {
  return { accessKeyId, principalId: principalId('AIDA', account, userName), userType: 'IAMUser', userName };
}

export const leakedKey: GuardDutyFacts = {
  account: PAYMENTS,
  type: 'Exfiltration:IAMUser/AnomalousBehavior',
  title: 'User IAMUser : ci-deploy is anomalously invoking APIs commonly used in Exfiltration tactics.',
  description:
    'APIs commonly used in Exfiltration tactics were invoked by user IAMUser : ci-deploy, under anomalous circumstances. Such activity is not typically seen from this user.',
  severity: 8,
  resource: { resourceType: 'AccessKey', accessKeyDetails: userKey(PAYMENTS, 'ci-deploy', LEAKED_KEY) },
  action: apiCall('ListBuckets', 's3.amazonaws.com', stranger),
  role: 'TARGET',
  count: 14,
  minutesAgo: 9,
};

/** The same finding as it looks in Security Hub. */
export function leakedKeyInHub(now: number) {
  const { userName, principalId: id } = userKey(PAYMENTS, 'ci-deploy', LEAKED_KEY);
  const owner = { PrincipalId: id, PrincipalType: 'IAMUser', PrincipalName: userName };
  const resource = {
    Type: 'AwsIamAccessKey',
    Id: `AWS::IAM::AccessKey:${LEAKED_KEY}`,
    Partition: 'aws',
    Region: 'us-east-1',
    Details: { AwsIamAccessKey: owner },
  };
  return hubCopy(leakedKey, 'Exfiltration', resource, now);
}

const STAGING_KEY = 'AKIA2DRAWBRIDGE00021';
const leakedInStaging: GuardDutyFacts = {
  account: STAGING,
  type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom',
  title: 'API DescribeInstances was invoked from an IP address on a custom threat list.',
  description: 'API DescribeInstances was invoked from the IP address 203.0.113.90, which is on the custom threat list known-proxies.',
  severity: 5,
  resource: { resourceType: 'AccessKey', accessKeyDetails: userKey(STAGING, 'site-builder', STAGING_KEY) },
  action: apiCall('DescribeInstances', 'ec2.amazonaws.com', remote('203.0.113.90', '64501', 'Proxy Exchange', 'Romania')),
  role: 'TARGET',
  count: 3,
  minutesAgo: 26,
};

const session = `${principalId('AROA', PAYMENTS, 'web-app')}:i-0abc1230000000001`;
const stolenSession: GuardDutyFacts = {
  ...leakedKey,
  title: 'User AssumedRole : web-app is anomalously invoking APIs commonly used in Exfiltration tactics.',
  description: 'APIs commonly used in Exfiltration tactics were invoked by user AssumedRole : web-app, under anomalous circumstances.',
  resource: {
    resourceType: 'AccessKey',
    accessKeyDetails: { accessKeyId: sessionKeyId(PAYMENTS, 77), principalId: session, userType: 'AssumedRole', userName: 'web-app' },
  },
  action: apiCall('GetObject', 's3.amazonaws.com', stranger),
  count: 212,
  minutesAgo: 6,
};

function attackSequence(now: number) {
  const actor = {
    id: 'actor-1',
    user: {
      name: 'ci-deploy',
      uid: principalId('AIDA', PAYMENTS, 'ci-deploy'),
      type: 'IAMUser',
      credentialUid: LEAKED_KEY,
      account: { uid: PAYMENTS, account: 'prod-payments' },
    },
  };
  const bucket = {
    uid: 'arn:aws:s3:::acme-payments-ledger',
    name: 'acme-payments-ledger',
    resourceType: 'S3_BUCKET',
    accountId: PAYMENTS,
    region: 'us-east-1',
  };
  const signal = (type: string, name: string, minutesAgo: number) => ({
    uid: name,
    type: 'CLOUD_TRAIL',
    name: type,
    actorIds: ['actor-1'],
    endpointIds: ['endpoint-1'],
    firstSeenAt: iso(now - minutesAgo * 60_000),
    lastSeenAt: iso(now - minutesAgo * 60_000),
  });
  const sequence = {
    uid: 'sequence-1',
    description: 'Discovery, a new session and mass reads with one credential within nine minutes.',
    actors: [actor],
    resources: [bucket],
    endpoints: [{ id: 'endpoint-1', ip: '203.0.113.66', autonomousSystem: { name: 'Rented Servers Ltd', number: 64500 } }],
    signals: [
      signal('s3:ListBuckets', 'signal-1', 8),
      signal('sts:GetFederationToken', 'signal-2', 6),
      signal('s3:GetObject', 'signal-3', 3),
    ],
  };
  return guardDutyEvent(
    {
      account: PAYMENTS,
      type: 'AttackSequence:S3/CompromisedData',
      title: 'Potential data compromise of one or more S3 buckets by the credentials of ci-deploy.',
      description: 'A sequence of actions indicates that data of a bucket was read with compromised credentials.',
      severity: 9,
      resource: { resourceType: 'AttackSequence' },
      service: { detection: { sequence } },
      count: 3,
      minutesAgo: 9,
    },
    now,
  );
}

export function credentialFindings(now: number): DemoFinding[] {
  return [
    {
      id: 'leaked-key',
      title: 'Leaked deploy key used from abroad, in prod-payments',
      severity: 'high',
      source: 'GuardDuty, and its copy in Security Hub',
      events: [guardDutyEvent(leakedKey, now), leakedKeyInHub(now)],
      atStart: true,
    },
    {
      id: 'leaked-key-staging',
      title: 'Access key used from a listed address, in staging-web (one person may decide)',
      severity: 'medium',
      source: 'GuardDuty',
      events: [guardDutyEvent(leakedInStaging, now)],
    },
    {
      id: 'stolen-session',
      title: 'Session of role web-app used from abroad: a temporary key, so nothing to disable',
      severity: 'high',
      source: 'GuardDuty',
      events: [guardDutyEvent(stolenSession, now)],
    },
    {
      id: 'attack-sequence',
      title: 'Attack sequence: data read with the leaked deploy key',
      severity: 'critical',
      source: 'GuardDuty',
      events: [attackSequence(now)],
    },
  ];
}
