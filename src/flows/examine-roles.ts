/** Tries the bot's roles in every account that policy lists: the ones its playbooks need, and nothing is changed by it. */
import { AwsCallError } from '../domain/aws-calls.ts';
import type { Remark } from '../domain/doctor/remark.ts';
import { checkRoles, type RoleClass, type TriedRole } from '../domain/doctor/roles.ts';
import type { Policy } from '../domain/policy.ts';
import { playbooks } from '../playbooks/index.ts';
import type { Services } from '../services/services.ts';

type RoleServices = Pick<Services, 'aws' | 'deployment' | 'hubRegion' | 'policy'>;

/** So many accounts at once: the terminal's door answers within 29 seconds. */
const atOnce = 20;

function isOn(id: string, { playbooks: modes }: Policy): boolean {
  const { production, staging, development, unknown } = modes[id] ?? {};
  return [production, staging, development, unknown].some((mode) => mode !== undefined && mode !== 'off');
}

/** The role that destroys is made only where a playbook is irreversible. */
function neededRoles(policy: Policy): RoleClass[] {
  const destroys = playbooks.some(({ id, risk }) => risk === 'irreversible' && isOn(id, policy));
  return ['read', 'contain', ...(destroys ? (['destroy'] as const) : [])];
}

/** Why it cannot be used; undefined when it can. */
async function trouble(account: string, role: RoleClass, services: RoleServices): Promise<string | undefined> {
  const { aws, deployment, hubRegion: region } = services;
  try {
    if (role === 'contain') await aws.assume({ account, roleClass: 'contain', sourceIdentity: `${deployment}-auto` });
    else await aws.reader({ account, region })('iam:GetRole', { RoleName: `${deployment}-${role}` });
    return undefined;
  } catch (error) {
    if (error instanceof AwsCallError) return error.call === 'sts:AssumeRole' ? `assuming it fails (${error.code})` : error.message;
    throw error;
  }
}

async function tryAccount([account, { name }]: [string, { name: string }], roles: RoleClass[], services: RoleServices) {
  const because = await Promise.all(roles.map((role) => trouble(account, role, services)));
  return roles.map((role, index): TriedRole => {
    const why = because[index];
    return { account, name, role, ...(why !== undefined && { because: why }) };
  });
}

export async function examineRoles(services: RoleServices): Promise<Remark[]> {
  const { policy, deployment } = services;
  const roles = neededRoles(policy);
  const accounts = Object.entries(policy.accounts);
  const tried: TriedRole[] = [];
  for (let from = 0; from < accounts.length; from += atOnce) {
    const some = accounts.slice(from, from + atOnce).map((each) => tryAccount(each, roles, services));
    tried.push(...(await Promise.all(some)).flat());
  }
  return checkRoles(tried, deployment);
}
