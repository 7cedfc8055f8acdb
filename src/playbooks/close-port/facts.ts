/** What people see before a rule goes: what it lets in, who uses the group, and what stays open. */
import type { NetworkInterface, SecurityGroup, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { counted } from '../../domain/counted.ts';
import type { Warning } from '../../domain/plan.ts';
import { isOpen, portWords, type Wanted } from './ports.ts';
import { isBalancer, sourceOf } from './rules.ts';

export interface Opening {
  groups: SecurityGroup[];
  closing: SecurityGroupRule[];
  /** The other inbound rules. */
  staying: SecurityGroupRule[];
  users: NetworkInterface[];
  wanted: Wanted;
}

const MOST_RULES = 4;
/** Not everybody, but millions. */
const WIDE_BITS = 8;

function words(rule: SecurityGroupRule): string {
  const said = rule.Description ? ` (“${rule.Description.slice(0, 60)}”)` : '';
  return `${portWords(rule)} from ${sourceOf(rule)}${said}`;
}

function several(rules: SecurityGroupRule[]): string {
  const more = rules.length - MOST_RULES;
  return rules.slice(0, MOST_RULES).map(words).join(' · ') + (more > 0 ? ` and ${more} more` : '');
}

function bitsOf(rule: SecurityGroupRule): number {
  return Number(/\/(\d+)$/.exec(sourceOf(rule))?.[1] ?? 32);
}

function usersLine(users: NetworkInterface[]): string {
  const balancers = users.filter(isBalancer).length;
  const instances = new Set(users.flatMap(({ Attachment }) => Attachment?.InstanceId ?? [])).size;
  if (users.length === 0) return 'Nothing uses it now';
  const use = `${counted(users.length, 'interface')} ${users.length === 1 ? 'uses' : 'use'} it`;
  return `${use}: ${counted(instances, 'instance')}, ${counted(balancers, 'interface')} of load balancers`;
}

export function factsOf({ closing, staying, users }: Opening): string[] {
  const open = staying.filter(isOpen);
  const prefixes = staying.filter(({ PrefixListId }) => PrefixListId);
  const wide = staying.filter((rule) => !isOpen(rule) && bitsOf(rule) < WIDE_BITS);
  const tagged = closing.filter(({ Tags }) => Tags?.length).length;
  return [
    `Goes: ${several(closing)}`,
    usersLine(users),
    ...(open.length > 0 ? [`Stays open to the world: ${several(open)}`] : []),
    ...(wide.length > 0 ? [`Stays, though wide: ${several(wide)}`] : []),
    ...(prefixes.length > 0 ? [`Stays, by prefix list: ${several(prefixes)}`] : []),
    ...(tagged > 0 ? [`${tagged} of the rules have tags, which come back with an undo`] : []),
    'An undo makes the same rules again, with new ids',
  ];
}

function isWider({ FromPort, ToPort, IpProtocol }: SecurityGroupRule): boolean {
  return IpProtocol === '-1' || FromPort !== ToPort;
}

function stacksOf(groups: SecurityGroup[]): string[] {
  return groups.flatMap(({ Tags }) => Tags?.find(({ Key }) => Key === 'aws:cloudformation:stack-name')?.Value ?? []);
}

export function warningsOf({ groups, closing, wanted }: Opening, balanced: boolean): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: string, text: string) => warnings.push({ code, text });
  if (balanced) warn('load-balancer', 'A load balancer with this group serves the web through what goes: its visitors are cut off');
  if (wanted.ports === 'default-group') {
    warn('default-group', 'What runs in the default group may need these rules to talk to itself');
    warn('outbound-stays', 'Its outbound rules stay: the control fails until they are removed as well');
  }
  const wider = closing.filter(isWider);
  if (wider.length > 0 && wanted.ports !== 'default-group')
    warn('wider-than-port', `${wider.map(portWords).join(', ')} is more than one port: all of it is closed`);
  warn('tracked-sessions', 'Connections that are open now stay until they end; whoever is in already has to be isolated');
  const [stack] = stacksOf(groups);
  if (stack)
    warn('stack-drift', `CloudFormation stack ${stack} owns the group: its next update may open it again; change the template too`);
  return warnings;
}
