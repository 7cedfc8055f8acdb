/** Who else lives on a role: what a change of it takes from others. */
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';
import type { Refusal } from '../../domain/plan.ts';
import type { PlanTools } from '../define.ts';

export const roleReads = [
  'cloudtrail:LookupEvents',
  'ec2:DescribeInstances',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListInstanceProfilesForRole',
] as const;
export type RoleReads = (typeof roleReads)[number];
export type RoleRead = Read<RoleReads>;

export interface RoleUse {
  roleId: string;
  instances: string[];
  /** Services and accounts that may assume it, as its trust policy says. */
  trusted: string[];
  federated: boolean;
  lastUsed?: { at: number; region: string };
  /** What could not be looked up. */
  unknown: string[];
}

function principalsIn(trust: string | undefined): { trusted: string[]; federated: boolean } {
  const text = decodeURIComponent(trust ?? '');
  const services = [...new Set(text.match(/[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?/g) ?? [])].filter((name) => !name.startsWith('sts.'));
  const accounts = [...new Set(text.match(/(?<![0-9])\d{12}(?![0-9])/g) ?? [])];
  return { trusted: [...services, ...accounts.map((account) => `account ${account}`)], federated: /"Federated"/.test(text) };
}

async function instancesWith(read: RoleRead, RoleName: string): Promise<string[]> {
  const { InstanceProfiles: profiles } = await read('iam:ListInstanceProfilesForRole', { RoleName });
  const arns = (profiles ?? []).flatMap(({ Arn }) => Arn ?? []);
  if (arns.length === 0) return [];
  const { Reservations: found } = await read('ec2:DescribeInstances', {
    Filters: [
      { Name: 'iam-instance-profile.arn', Values: arns },
      { Name: 'instance-state-name', Values: ['pending', 'running'] },
    ],
  });
  return (found ?? []).flatMap(({ Instances }) => (Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? [])).sort();
}

/** A refusal for a role that must not or cannot be changed. */
export async function readRole(name: string, tools: Pick<PlanTools<RoleReads>, 'read' | 'neverTarget'>): Promise<RoleUse | Refusal> {
  const { read } = tools;
  let found: Awaited<ReturnType<typeof read<'iam:GetRole'>>>['Role'];
  try {
    found = (await read('iam:GetRole', { RoleName: name })).Role;
  } catch (error) {
    if (!(error instanceof AwsCallError) || error.code !== 'NoSuchEntity') throw error;
    return {
      refused: `Role ${name} no longer exists`,
      nextStep: 'Look at what it did before; its sessions end within hours',
      already: true,
    };
  }
  const kept = keptByAws(name, found?.Path);
  if (kept) return kept;
  const tags = Object.fromEntries((found?.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  const never = tools.neverTarget(name, tags);
  if (never) return { refused: `Role ${name} must never be touched: ${never}`, nextStep: 'Call whoever owns this role; policy names them' };
  const unknown: string[] = [];
  const instances = await instancesWith(read, name).catch((error: unknown) => {
    if (!(error instanceof AwsCallError)) throw error;
    unknown.push(`instances with the role (${error.code})`);
    return [];
  });
  const used = found?.RoleLastUsed;
  return {
    roleId: found?.RoleId ?? '',
    instances,
    ...principalsIn(found?.AssumeRolePolicyDocument),
    ...(used?.LastUsedDate && { lastUsed: { at: used.LastUsedDate.getTime(), region: used.Region ?? 'unknown' } }),
    unknown,
  };
}

/** Identity Center's roles and services' own can be changed by nobody through IAM. */
function keptByAws(name: string, path = '/'): Refusal | undefined {
  if (/^AWSReservedSSO_/.test(name) || path.startsWith('/aws-reserved/')) {
    return {
      refused: `Role ${name} belongs to IAM Identity Center: IAM cannot change it`,
      nextStep: 'Disable the person in Identity Center and revoke the sessions there; deny them in the permission set meanwhile',
    };
  }
  if (/^AWSServiceRole/.test(name) || path.startsWith('/aws-service-role/')) {
    return {
      refused: `Role ${name} is a service-linked role: nobody can revoke its sessions`,
      nextStep: 'Page the owner of the account; stop the service that uses the role',
    };
  }
  return undefined;
}

const DAY = 86_400_000;

export function useLines({ instances, trusted, federated, lastUsed }: RoleUse, now: number): string[] {
  const days = lastUsed ? Math.round((now - lastUsed.at) / DAY) : undefined;
  return [
    instances.length > 0
      ? `${instances.length} running ${instances.length === 1 ? 'instance has' : 'instances have'} this role: ${instances.slice(0, 4).join(', ')}${instances.length > 4 ? '…' : ''}`
      : 'No running instance of this Region has this role',
    trusted.length > 0 ? `May be assumed by ${trusted.slice(0, 6).join(', ')}` : 'Its trust policy names no service and no account',
    ...(federated ? ['People sign in to it through an identity provider: tell its owner, or they are back at once'] : []),
    ...(days === undefined ? [] : [`Last used ${days === 0 ? 'today' : `${days} days ago`} in ${lastUsed?.region}`]),
    'Sessions that other roles began from this one live on',
  ];
}
