/** CloudTrail calls that open a port for administration or data to the whole internet. */
import type { Call, Judge, Unimportant, Verdict } from './cloudtrail-call.ts';
import { opening } from './cloudtrail-sharing.ts';
import { at, type Fields, records, text } from './fields.ts';

export const portCalls: Record<string, Judge> = { 'ec2.AuthorizeSecurityGroupIngress': authorizeIngress };

const adminPorts: [port: number, name: string][] = [
  [22, 'SSH'],
  [3389, 'RDP'],
  [5985, 'WinRM'],
  [5986, 'WinRM'],
  [3306, 'MySQL'],
  [5432, 'PostgreSQL'],
  [1433, 'SQL Server'],
  [6379, 'Redis'],
  [9200, 'Elasticsearch'],
  [27017, 'MongoDB'],
];

function authorizeIngress(call: Call): Verdict | Unimportant {
  const group = text(call.parameters, 'groupId') ?? text(call.parameters, 'groupName');
  const open = [call.parameters, ...records(call.parameters, 'ipPermissions', 'items')].filter(fromAnywhere).flatMap(openPorts);
  if (open.length === 0) return { unimportant: 'it opens no port for administration or data to the whole internet' };
  const every = open.includes('all ports');
  return opening(call, every ? 'high' : 'medium', `${every ? 'All ports' : [...new Set(open)].join(', ')} opened to the whole internet`, [
    ['AwsEc2SecurityGroup', group],
  ]);
}

/** Any address range of length 0 is everywhere. */
function fromAnywhere(rule: Fields): boolean {
  const ranges = [...records(rule, 'ipRanges', 'items'), ...records(rule, 'ipv6Ranges', 'items'), rule];
  return ranges
    .flatMap((range) => [at(range, 'cidrIp'), at(range, 'cidrIpv6')])
    .some((range) => typeof range === 'string' && range.endsWith('/0'));
}

function openPorts(rule: Fields): string[] {
  if (text(rule, 'ipProtocol') === '-1') return ['all ports'];
  const from = Number(rule.fromPort);
  const to = Number(rule.toPort ?? rule.fromPort);
  if (from <= 0 && to >= 65_535) return ['all ports'];
  return adminPorts.filter(([port]) => from <= port && port <= to).map(([port, name]) => `${name} (${port})`);
}
