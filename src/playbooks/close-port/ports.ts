/** Which ports a finding is about, and whether a rule of a security group opens one of them to everybody. */
import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { Finding } from '../../domain/finding.ts';

/** A list of ports, those that Security Hub and the sources call dangerous, all but web, or all rules of a default group. */
export type Wanted = { ports: 'high-risk' | 'not-web' | 'default-group' | number[]; family?: '4' | '6' };

/** From control EC2.19, with the ports for administration and data that the CloudTrail source judges by. */
const highRisk: ReadonlySet<number> = new Set(
  [
    20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 5985, 5986, 6379, 8080, 8088, 8888,
    9200,
  ].concat([9300, 27017]),
);
const web = [80, 443];

const byType: [RegExp, Wanted][] = [
  [/^EC2\.2$|^PCI\.EC2\.2$|default-security-group/, { ports: 'default-group' }],
  [/^EC2\.13$|^PCI\.EC2\.5$|restricted-ssh|incoming-ssh/, { ports: [22] }],
  [/^EC2\.14$|restricted-rdp|incoming-rdp/, { ports: [3389] }],
  [/^EC2\.18$|sg-open-only-to-authorized/, { ports: 'not-web' }],
  [/^EC2\.53$/, { ports: [22, 3389], family: '4' }],
  [/^EC2\.54$/, { ports: [22, 3389], family: '6' }],
  [/^EC2\.19$|restricted-common-ports|^Exposure:ec2\/AuthorizeSecurityGroupIngress$/, { ports: 'high-risk' }],
];
const byAttack: [RegExp, Wanted][] = [
  [/SSHBruteForce/, { ports: [22] }],
  [/RDPBruteForce/, { ports: [3389] }],
  [/WinRMBruteForce/, { ports: [5985, 5986] }],
  [/BruteForce|PortProbe/, { ports: 'not-web' }],
];

/** Of a finding about a group itself. */
export function wantedOfGroup({ type }: Finding): Wanted | undefined {
  return byType.find(([pattern]) => pattern.test(type))?.[1];
}

/** Of a finding about somebody who knocks at an instance. */
export function wantedOfVictim({ type, resourceRole }: Finding): Wanted | undefined {
  return resourceRole === 'TARGET' ? byAttack.find(([pattern]) => pattern.test(type))?.[1] : undefined;
}

export function toText({ ports, family }: Wanted): string {
  return `${Array.isArray(ports) ? ports.join(',') : ports}${family ? `/${family}` : ''}`;
}

export function fromText(text: string): Wanted {
  const [ports = '', family] = text.split('/');
  const named = ports === 'high-risk' || ports === 'not-web' || ports === 'default-group' ? ports : ports.split(',').map(Number);
  return { ports: named, ...((family === '4' || family === '6') && { family }) };
}

interface Range {
  from: number;
  to: number;
}

/** Undefined for protocols without ports. */
function rangeOf({ IpProtocol: protocol, FromPort: from = -1, ToPort: to = -1 }: SecurityGroupRule): Range | undefined {
  if (protocol === '-1') return { from: 0, to: 65_535 };
  return /^(?:tcp|udp|6|17)$/.test(protocol ?? '') && from >= 0 ? { from, to } : undefined;
}

const has = ({ from, to }: Range, ports: Iterable<number>) => [...ports].some((port) => from <= port && port <= to);

function sourceIsOpen({ CidrIpv4, CidrIpv6 }: SecurityGroupRule, family: Wanted['family']): boolean {
  return (family !== '6' && CidrIpv4 === '0.0.0.0/0') || (family !== '4' && CidrIpv6 === '::/0');
}

export function isOpen(rule: SecurityGroupRule): boolean {
  return !rule.IsEgress && sourceIsOpen(rule, undefined);
}

/** Open to everybody and one of the ports: never only one of both. */
export function matches(rule: SecurityGroupRule, { ports, family }: Wanted): boolean {
  if (rule.IsEgress) return false;
  if (ports === 'default-group') return true;
  const range = rangeOf(rule);
  if (!range || !sourceIsOpen(rule, family)) return false;
  if (ports === 'not-web') return range.from !== range.to || !web.includes(range.from);
  return has(range, ports === 'high-risk' ? highRisk : ports);
}

export function coversWeb(rule: SecurityGroupRule): boolean {
  const range = rangeOf(rule);
  return range !== undefined && has(range, web);
}

/** Nothing but ports that nobody should reach from everywhere. */
export function onlyHighRisk(rule: SecurityGroupRule): boolean {
  const range = rangeOf(rule);
  if (!range || range.to - range.from >= highRisk.size) return false;
  for (let port = range.from; port <= range.to; port += 1) if (!highRisk.has(port)) return false;
  return true;
}

/** "tcp 22", "tcp 0-65535", "everything". */
export function portWords({ IpProtocol: protocol, FromPort: from, ToPort: to }: SecurityGroupRule): string {
  if (protocol === '-1') return 'everything';
  if (from === undefined || from < 0) return String(protocol);
  return `${protocol} ${from === to ? from : `${from}-${to}`}`;
}
