/** Demo findings out of CloudTrail: calls that matter by themselves. */
import { iso } from '../aws/call.ts';
import { WIDENED, widenedArn } from '../aws/demo-policy.ts';
import { principalId, resourceId } from '../aws/ids.ts';
import { DEVELOPMENT, type DemoFinding, PAYMENTS } from './demo-finding.ts';

type Fields = Record<string, unknown>;

function trailEvent(account: string, detailType: string, call: Fields, now: number): Fields {
  const { eventSource } = call as { eventSource: string };
  const eventID = resourceId('event', account, JSON.stringify(call)).slice(6);
  const time = iso(now - 60_000);
  return {
    version: '0',
    id: resourceId('envelope', eventID).slice(9),
    'detail-type': detailType,
    source: `aws.${eventSource.replace('.amazonaws.com', '')}`,
    account,
    time: iso(now),
    region: 'us-east-1',
    resources: [],
    detail: { eventVersion: '1.11', eventID, eventTime: time, awsRegion: 'us-east-1', recipientAccountId: account, ...call },
  };
}

function rootSignIn(now: number): Fields {
  const call = {
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    eventType: 'AwsConsoleSignIn',
    sourceIPAddress: '198.51.100.201',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
    userIdentity: { type: 'Root', principalId: DEVELOPMENT, arn: `arn:aws:iam::${DEVELOPMENT}:root`, accountId: DEVELOPMENT },
    requestParameters: null,
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'No', MobileVersion: 'No' },
  };
  return trailEvent(DEVELOPMENT, 'AWS Console Sign In via CloudTrail', call, now);
}

function loggingStopped(now: number): Fields {
  const call = {
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    eventType: 'AwsApiCall',
    readOnly: false,
    managementEvent: true,
    sourceIPAddress: '203.0.113.66',
    userAgent: 'aws-cli/2.17.9',
    userIdentity: {
      type: 'IAMUser',
      principalId: principalId('AIDA', PAYMENTS, 'maria.lopez'),
      arn: `arn:aws:iam::${PAYMENTS}:user/maria.lopez`,
      accountId: PAYMENTS,
      userName: 'maria.lopez',
      accessKeyId: 'AKIA2DRAWBRIDGE00003',
    },
    requestParameters: { name: `arn:aws:cloudtrail:us-east-1:${PAYMENTS}:trail/organization` },
    responseElements: null,
  };
  return trailEvent(PAYMENTS, 'AWS API Call via CloudTrail', call, now);
}

function policyWidened(now: number): Fields {
  const call = {
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreatePolicyVersion',
    eventType: 'AwsApiCall',
    readOnly: false,
    managementEvent: true,
    sourceIPAddress: '198.51.100.20',
    userAgent: 'Terraform/1.9.5',
    userIdentity: {
      type: 'IAMUser',
      principalId: principalId('AIDA', PAYMENTS, 'ci-deploy'),
      arn: `arn:aws:iam::${PAYMENTS}:user/ci-deploy`,
      accountId: PAYMENTS,
      userName: 'ci-deploy',
    },
    requestParameters: { policyArn: widenedArn(PAYMENTS), policyDocument: WIDENED, setAsDefault: true },
    responseElements: { policyVersion: { versionId: 'v2', isDefaultVersion: true } },
  };
  return trailEvent(PAYMENTS, 'AWS API Call via CloudTrail', call, now);
}

export function trailFindings(now: number): DemoFinding[] {
  return [
    {
      id: 'trail-stopped',
      title: 'CloudTrail logging stopped, in prod-payments',
      severity: 'high',
      source: 'CloudTrail',
      events: [loggingStopped(now)],
    },
    {
      id: 'policy-widened',
      title: 'Policy release-pipeline now allows creating whatever IAM has, in prod-payments',
      severity: 'high',
      source: 'CloudTrail',
      events: [policyWidened(now)],
    },
    {
      id: 'root-sign-in',
      title: 'Root user signed in without a second factor, in sandbox-dev',
      severity: 'critical',
      source: 'CloudTrail',
      events: [rootSignIn(now)],
      atStart: true,
    },
  ];
}
