/** Who else lives on a role: what a change of it takes from others. */
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';
import type { Refusal, Warning } from '../../domain/plan.ts';
import { accountRefusal } from '../access-keys/find-key.ts';
import type { Offer, PlanTools } from '../define.ts';
import { keptByAws } from './refusals.ts';
import { chainedFrom, type SessionsOf, sessionsOf } from './role-sessions.ts';

export const roleReads = [
  'cloudtrail:LookupEvents',
  'ec2:DescribeInstances',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListInstanceProfilesForRole',
  'sts:GetAccessKeyInfo',
] as const;
export type RoleReads = (typeof roleReads)[number];
export type RoleRead = Read<RoleReads>;
type RoleTools = Pick<PlanTools<RoleReads>, 'read' | 'neverTarget' | 'ourAccounts' | 'now'>;

export interface RoleUse {
  roleId: string;
  instances: string[];
  /** Services and accounts that may assume it, as its trust policy says. */
  trusted: string[];
  federated: boolean;
  lastUsed?: { at: number; region: string };
  /** Undefined when CloudTrail could not be read. */
  sessions: SessionsOf | undefined;
  /** Roles that the session's key went on to. */
  chained: string[];
  attached: string[];
  /** What could not be looked up. */
  unknown: string[];
}

function principalsIn(trust: string | undefined, own: string): { trusted: string[]; federated: boolean } {
  const text = decodeURIComponent(trust ?? '');
  const services = [...new Set(text.match(/[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?/g) ?? [])].filter((name) => !name.startsWith('sts.'));
  const accounts = [...new Set(text.match(/(?<![0-9])\d{12}(?![0-9])/g) ?? [])];
  const called = accounts.map((account) => (account === own ? 'its own account' : `account ${account}`));
  return { trusted: [...services, ...called], federated: /"Federated"/.test(text) };
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

async function roleNamed(read: RoleRead, RoleName: string) {
  try {
    return (await read('iam:GetRole', { RoleName })).Role;
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'NoSuchEntity') return undefined;
    throw error;
  }
}

/** A refusal for a role that must not or cannot be changed, and for a key of somebody else's account. */
export async function readRole({ target, secret }: Pick<Offer, 'target' | 'secret'>, tools: RoleTools): Promise<RoleUse | Refusal> {
  const { read, now } = tools;
  const { roleName: name = '', accessKeyId } = secret;
  const foreign = accessKeyId === undefined ? undefined : await accountRefusal(accessKeyId, target, tools);
  if (foreign) return foreign;
  const kept = keptByAws(name);
  if (kept) return kept;
  const found = await roleNamed(read, name);
  if (!found)
    return {
      refused: `Role ${name} no longer exists`,
      nextStep: 'Look at what it did before; its sessions end within hours',
      already: true,
    };
  const keptByPath = keptByAws(name, found.Path);
  if (keptByPath) return keptByPath;
  const tags = Object.fromEntries((found.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  const never = tools.neverTarget(name, tags);
  if (never) return { refused: `Role ${name} must never be touched: ${never}`, nextStep: 'Call whoever owns this role; policy names them' };
  const unknown: string[] = [];
  const instances = await instancesWith(read, name).catch((error: unknown) => {
    if (!(error instanceof AwsCallError)) throw error;
    unknown.push(`instances with the role (${error.code})`);
    return [];
  });
  const sessions = await sessionsOf(read, found.Arn ?? '', now);
  if (!sessions) unknown.push('other sessions of the role (CloudTrail could not be read)');
  const chained = accessKeyId === undefined ? [] : ((await chainedFrom(read, accessKeyId, now)) ?? []);
  const { AttachedPolicies: attached } = await read('iam:ListAttachedRolePolicies', { RoleName: name });
  const used = found.RoleLastUsed;
  return {
    roleId: found.RoleId ?? '',
    instances,
    ...principalsIn(found.AssumeRolePolicyDocument, target.account),
    ...(used?.LastUsedDate && { lastUsed: { at: used.LastUsedDate.getTime(), region: used.Region ?? 'unknown' } }),
    sessions,
    chained,
    attached: (attached ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []),
    unknown,
  };
}

const DAY = 86_400_000;
const MOST_NAMES = 4;

function some(all: readonly string[]): string {
  return all.slice(0, MOST_NAMES).join(', ') + (all.length > MOST_NAMES ? '…' : '');
}

const count = (many: number, one: string) => `${many} ${one}${many === 1 ? '' : 's'}`;

export function useLines({ instances, trusted, federated, lastUsed, sessions, chained, unknown }: RoleUse, now: number): string[] {
  const days = lastUsed ? Math.round((now - lastUsed.at) / DAY) : undefined;
  const { functions = [], others = [] } = sessions ?? {};
  return [
    instances.length > 0
      ? `${count(instances.length, 'running instance')} ${instances.length === 1 ? 'has' : 'have'} this role: ${some(instances)}`
      : 'No running instance of this Region has this role',
    ...(functions.length > 0 ? [`${count(functions.length, 'function')} used it in 24 h: ${some(functions)}`] : []),
    ...(others.length > 0 ? [`${count(others.length, 'other session')} of it began in 24 h: ${some(others)}`] : []),
    chained.length > 0
      ? `It went on to ${some(chained)}: those sessions live on, revoke them there`
      : 'Sessions that other roles began from this one live on',
    trusted.length > 0 ? `May be assumed by ${trusted.slice(0, 6).join(', ')}` : 'Its trust policy names no service and no account',
    ...(federated ? ['People sign in to it through an identity provider: tell its owner, or they are back at once'] : []),
    ...(days === undefined ? [] : [`Last used ${days === 0 ? 'today' : `${days} days ago`} in ${lastUsed?.region}`]),
    ...unknown.map((what) => `Could not look up ${what}`),
  ];
}

/** Said before all of a role is cut: "13 instances and 2 functions lose AWS access …". Undefined when nobody is known to use it. */
export function lossOf({ instances, sessions }: RoleUse, until: string): Warning | undefined {
  const { functions = [], others = [] } = sessions ?? {};
  const who = [
    ...(instances.length > 0 ? [count(instances.length, 'instance')] : []),
    ...(functions.length > 0 ? [count(functions.length, 'function')] : []),
    ...(others.length > 0 ? [count(others.length, 'other session')] : []),
  ];
  if (who.length === 0) return undefined;
  const many = instances.length + functions.length + others.length > 1;
  const list = who.length > 1 ? `${who.slice(0, -1).join(', ')} and ${who.at(-1)}` : who[0];
  // A session that begins while people decide would make it another plan.
  const passing = instances.length + functions.length === 0;
  return {
    code: 'shared-role',
    text: `${list} ${many ? 'lose' : 'loses'} AWS access ${until}`,
    ...(passing && { momentary: true as const }),
  };
}
