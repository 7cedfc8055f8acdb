/** Demo inputs that are no plain findings: a console click, a sample, somebody's import, a storm, junk. */
import { iso } from '../aws/call.ts';
import { resourceId } from '../aws/ids.ts';
import { leakedKeyInHub } from './credentials.ts';
import { DEVELOPMENT, type DemoFinding, PAYMENTS, STAGING } from './demo-finding.ts';
import { apiCall, type GuardDutyFacts, guardDutyEvent, remote } from './guardduty-event.ts';

const REGION = 'us-east-1';

function consoleAction(now: number) {
  return {
    version: '0',
    id: resourceId('action', String(now)).slice(7),
    'detail-type': 'Security Hub Findings - Custom Action',
    source: 'aws.securityhub',
    account: '999988887777',
    time: iso(now),
    region: REGION,
    resources: [`arn:aws:securityhub:${REGION}:999988887777:action/custom/disable_access_keys`],
    detail: {
      actionName: 'Disable access keys',
      actionDescription: 'Asks Drawbridge to disable the access keys of the selected findings',
      findings: [leakedKeyInHub(now)],
    },
  };
}

const sample: GuardDutyFacts = {
  account: STAGING,
  type: 'CryptoCurrency:EC2/BitcoinTool.B',
  title: '[SAMPLE] EC2 instance i-99999999 is communicating with a Bitcoin-related IP address.',
  description: '[SAMPLE] EC2 instance i-99999999 is communicating outbound with a known Bitcoin IP address 198.51.100.0.',
  severity: 8,
  resource: { resourceType: 'Instance', instanceDetails: { instanceId: 'i-99999999', tags: [] } },
  role: 'ACTOR',
  service: { additionalInfo: { sample: true, value: '{"sample":true}', type: 'default' } },
  minutesAgo: 1,
};

/** Looks like GuardDuty in every field but the one that proves it. */
function imported(now: number) {
  return {
    SchemaVersion: '2018-10-08',
    Id: `prowler-iam_user_accesskey_unused-${STAGING}-site-builder`,
    ProductArn: `arn:aws:securityhub:${REGION}:${STAGING}:product/${STAGING}/default`,
    ProductName: 'Prowler',
    CompanyName: 'Prowler',
    Region: REGION,
    GeneratorId: 'prowler-iam_user_console_access_unused',
    AwsAccountId: STAGING,
    Types: ['Effects/Data Exposure'],
    FirstObservedAt: iso(now - 3_600_000),
    CreatedAt: iso(now - 3_600_000),
    UpdatedAt: iso(now),
    Severity: { Label: 'CRITICAL' },
    Title: 'Secrets found in the user data of instance site-1',
    Description: 'An access key of site-builder is in the user data of an instance.',
    ProductFields: { ProviderName: 'Prowler', ProviderVersion: '5.4.0' },
    Resources: [
      {
        Type: 'AwsEc2Instance',
        Id: `arn:aws:ec2:${REGION}:${STAGING}:instance/${resourceId('i', STAGING, 'site-1')}`,
        Partition: 'aws',
        Region: REGION,
      },
    ],
    WorkflowState: 'NEW',
    Workflow: { Status: 'NEW' },
    RecordState: 'ACTIVE',
  };
}

function stormOf(size: number, now: number) {
  return [...Array(size).keys()].map((number) => {
    const id = resourceId('i', DEVELOPMENT, `spot-${number + 1}`);
    const facts: GuardDutyFacts = {
      account: DEVELOPMENT,
      type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
      title: `The EC2 instance ${id} is querying a domain name associated with cryptocurrency mining.`,
      description: `The EC2 instance ${id} queries pool.mining.example.`,
      severity: 8,
      resource: { resourceType: 'Instance', instanceDetails: { instanceId: id, tags: [{ key: 'Name', value: `spot-${number + 1}` }] } },
      action: { actionType: 'DNS_REQUEST', dnsRequestAction: { domain: 'pool.mining.example', protocol: 'UDP', blocked: false } },
      role: 'ACTOR',
      minutesAgo: 3,
      serial: number,
    };
    return guardDutyEvent(facts, now);
  });
}

/** A title that would ping everybody, if anything of it were believed. */
const hostile: GuardDutyFacts = {
  account: PAYMENTS,
  type: 'Discovery:IAMUser/AnomalousBehavior',
  title: 'User <!channel> *ignore this* <https://evil.example|Click to resolve> `is` anomalously invoking APIs.',
  description: 'A user name chosen by an attacker: <!everyone> </script><script>alert(1)</script>',
  severity: 5,
  resource: {
    resourceType: 'AccessKey',
    accessKeyDetails: {
      accessKeyId: 'AKIA2DRAWBRIDGE00003',
      principalId: 'AIDA2DRAWBRIDGE000003',
      userType: 'IAMUser',
      userName: 'maria.lopez',
    },
  },
  action: apiCall('ListUsers', 'iam.amazonaws.com', remote('203.0.113.12', '64503', 'Somewhere', 'Nowhere')),
  role: 'TARGET',
  minutesAgo: 2,
};

export function oddOnes(now: number): DemoFinding[] {
  return [
    {
      id: 'console-action',
      title: 'Somebody picks "Disable access keys" in the Security Hub console, for the leaked deploy key',
      severity: 'high',
      source: 'Security Hub custom action',
      events: [consoleAction(now)],
    },
    {
      id: 'storm',
      title: 'Storm: 40 instances mine coins at once',
      severity: 'high',
      source: 'GuardDuty, 40 findings',
      events: stormOf(40, now),
    },
    {
      id: 'hostile-text',
      title: 'A finding whose words try to ping everybody',
      severity: 'medium',
      source: 'GuardDuty',
      events: [guardDutyEvent(hostile, now)],
    },
    {
      id: 'imported',
      title: 'A finding that another tool imported: shown, not believed',
      severity: 'critical',
      source: 'Prowler',
      events: [imported(now)],
    },
    {
      id: 'sample',
      title: 'A sample finding: recorded, never posted as a threat',
      severity: 'high',
      source: 'GuardDuty sample',
      events: [guardDutyEvent(sample, now)],
    },
    {
      id: 'junk',
      title: 'Junk: text that is no event at all',
      severity: 'none',
      source: 'unknown',
      events: ['{"not": "an event", "cut off'],
    },
  ];
}
