/** Looks at the bot's roles in every account that policy lists: the ones its playbooks need, and nothing is changed by it. */
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

function words({ call, code, message }: AwsCallError): string {
  if (call === 'sts:AssumeRole') return `assuming it fails (${code})`;
  return code === 'NotTrusted' ? 'it does not trust the function that would use it' : message;
}

/** The roles that write trust those functions only that carry out steps, so that here they can be seen and not tried. */
async function tried(account: string, role: RoleClass, services: RoleServices): Promise<Pick<TriedRole, 'because' | 'absent'>> {
  const { aws, deployment, hubRegion: region } = services;
  try {
    await (role === 'read'
      ? aws.reader({ account, region })('iam:GetRole', { RoleName: `${deployment}-read` })
      : aws.seeRole({ account, roleClass: role }));
    return {};
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    return error.code === 'NoSuchEntity' ? { because: 'it is not there', absent: true } : { because: words(error) };
  }
}

async function tryAccount([account, { name }]: [string, { name: string }], roles: RoleClass[], services: RoleServices) {
  const results = await Promise.all(roles.map((role) => tried(account, role, services)));
  return roles.map((role, index): TriedRole => ({ account, name, role, ...results[index] }));
}

export async function examineRoles(services: RoleServices): Promise<Remark[]> {
  const { policy, deployment } = services;
  const roles = neededRoles(policy);
  const accounts = Object.entries(policy.accounts);
  const all: TriedRole[] = [];
  for (let from = 0; from < accounts.length; from += atOnce) {
    const some = accounts.slice(from, from + atOnce).map((each) => tryAccount(each, roles, services));
    all.push(...(await Promise.all(some)).flat());
  }
  return checkRoles(all, deployment);
}
