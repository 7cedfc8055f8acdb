/** Demo findings about instances: command and control, DNS exfiltration, and one that is only knocked at. */
import { resourceId } from '../aws/ids.ts';
import { DEVELOPMENT, type DemoFinding, PAYMENTS } from './demo-finding.ts';
import { type GuardDutyFacts, guardDutyEvent, remote } from './guardduty-event.ts';

interface InstanceFacts {
  id: string;
  name: string;
  role: string;
  publicIp?: string;
}

function about(account: string, { id, name, role, publicIp }: InstanceFacts) {
  return {
    resourceType: 'Instance',
    instanceDetails: {
      instanceId: id,
      instanceType: 'm6i.large',
      instanceState: 'running',
      availabilityZone: 'us-east-1a',
      iamInstanceProfile: { arn: `arn:aws:iam::${account}:instance-profile/${role}`, id: resourceId('profile', role).slice(8) },
      networkInterfaces: [{ networkInterfaceId: resourceId('eni', id, '0'), ...(publicIp ? { publicIp } : {}), ipv6Addresses: [] }],
      tags: [{ key: 'Name', value: name }],
    },
  };
}

const web: InstanceFacts = { id: 'i-0abc1230000000001', name: 'web-1', role: 'web-app' };
const bastion: InstanceFacts = { id: resourceId('i', PAYMENTS, 'bastion'), name: 'bastion', role: 'bastion', publicIp: '198.51.100.7' };
const experiment: InstanceFacts = {
  id: resourceId('i', DEVELOPMENT, 'gpu-experiment'),
  name: 'gpu-experiment',
  role: 'experiment',
  publicIp: '198.51.100.90',
};

function connection(direction: string, localPort: number, remotePort: number, from: Record<string, unknown>) {
  const networkConnectionAction = {
    connectionDirection: direction,
    protocol: 'TCP',
    blocked: false,
    localPortDetails: { port: localPort, portName: localPort === 22 ? 'SSH' : 'Unknown' },
    remotePortDetails: { port: remotePort, portName: remotePort === 443 ? 'HTTPS' : 'Unknown' },
    remoteIpDetails: from,
  };
  return { actionType: 'NETWORK_CONNECTION', networkConnectionAction };
}

const commandAndControl: GuardDutyFacts = {
  account: PAYMENTS,
  type: 'Backdoor:EC2/C&CActivity.B',
  title: `The EC2 instance ${web.id} is querying an IP address associated with a known command and control server.`,
  description: `The EC2 instance ${web.id} communicated with 203.0.113.7, which is associated with a known command and control server.`,
  severity: 8,
  resource: about(PAYMENTS, web),
  action: connection('OUTBOUND', 39_506, 443, remote('203.0.113.7', '64500', 'Rented Servers Ltd', 'Netherlands')),
  role: 'ACTOR',
  count: 14,
  minutesAgo: 21,
};

const knockedAt: GuardDutyFacts = {
  account: PAYMENTS,
  type: 'UnauthorizedAccess:EC2/SSHBruteForce',
  title: `203.0.113.200 is performing SSH brute force attacks against ${bastion.id}.`,
  description: `203.0.113.200 is performing SSH brute force attacks against ${bastion.id}, to guess the password of an account on it.`,
  severity: 5,
  resource: about(PAYMENTS, bastion),
  action: connection('INBOUND', 22, 51_344, remote('203.0.113.200', '64502', 'Cheap Hosting', 'Bulgaria')),
  role: 'TARGET',
  count: 1840,
  minutesAgo: 55,
};

const exfiltration: GuardDutyFacts = {
  account: DEVELOPMENT,
  type: 'Trojan:EC2/DNSDataExfiltration',
  title: `The EC2 instance ${experiment.id} is attempting to query domain names that resemble exfiltrated data.`,
  description: `The EC2 instance ${experiment.id} sends data out as DNS queries for names under telemetry-sync.example.`,
  severity: 8,
  resource: about(DEVELOPMENT, experiment),
  action: { actionType: 'DNS_REQUEST', dnsRequestAction: { domain: 'a91f.telemetry-sync.example', protocol: 'UDP', blocked: false } },
  role: 'ACTOR',
  count: 96,
  minutesAgo: 33,
};

export function instanceFindings(now: number): DemoFinding[] {
  return [
    {
      id: 'command-and-control',
      title: 'web-1 talks to a command-and-control host, in prod-payments',
      severity: 'high',
      source: 'GuardDuty',
      events: [guardDutyEvent(commandAndControl, now)],
      atStart: true,
    },
    {
      id: 'dns-exfiltration',
      title: 'Data leaves gpu-experiment through DNS, in sandbox-dev',
      severity: 'high',
      source: 'GuardDuty',
      events: [guardDutyEvent(exfiltration, now)],
    },
    {
      id: 'ssh-brute-force',
      title: 'Somebody guesses SSH passwords of the bastion: the victim, not the attacker',
      severity: 'medium',
      source: 'GuardDuty',
      events: [guardDutyEvent(knockedAt, now)],
    },
  ];
}
