/** Its identity: the instance profile is taken away, and what was handed out before is denied to this instance alone. */
import { AwsCallError } from '../../domain/aws-calls.ts';
import { tagsOf } from '../instances/read-instance.ts';
import type { IsolateRead, IsolateStep, IsolateTools } from './reads.ts';

/** Taking a profile away takes some seconds, in which the instance can still fetch credentials. */
const SETTLES = 60;

export interface Identity {
  steps: IsolateStep[];
  profile?: string;
  role?: string;
  /** Why the role is left alone. */
  kept?: string;
}

export interface Association {
  id: string;
  profile: string;
  state: string;
}

export async function associationOf(read: IsolateRead, instanceId: string): Promise<Association | undefined> {
  const { IamInstanceProfileAssociations: all } = await read('ec2:DescribeIamInstanceProfileAssociations', {
    Filters: [{ Name: 'instance-id', Values: [instanceId] }],
  });
  const live = all?.find(({ State }) => State !== 'disassociated');
  const name = live?.IamInstanceProfile?.Arn?.split('/').at(-1);
  return live?.AssociationId && name ? { id: live.AssociationId, profile: name, state: live.State ?? 'unknown' } : undefined;
}

/** Sessions of an instance are named after it, so this stops its credentials and nobody else's. */
function denyDocument(roleId: string, instanceId: string): string {
  const statement = {
    Sid: 'DrawbridgeDenyInstance',
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { StringEquals: { 'aws:userid': `${roleId}:${instanceId}` } },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

function profileStep(instanceId: string, { id, profile }: Association): IsolateStep {
  return {
    id: `take profile of ${instanceId}`,
    why: `take its instance profile ${profile} away`,
    call: 'ec2:DisassociateIamInstanceProfile',
    input: { AssociationId: id, InstanceId: instanceId },
    before: profile,
    after: 'no profile',
    undo: {
      call: 'ec2:AssociateIamInstanceProfile',
      input: { InstanceId: instanceId, IamInstanceProfile: { Name: profile } },
      words: 'restores the profile',
    },
    goesOn: true,
    settles: SETTLES,
  };
}

function denyStep(instanceId: string, role: string, roleId: string): IsolateStep {
  const place = { RoleName: role, PolicyName: `drawbridge-deny-session-${instanceId}` };
  const input = { ...place, PolicyDocument: denyDocument(roleId, instanceId) };
  return {
    id: `deny sessions of ${instanceId}`,
    why: `deny everything to the sessions of this instance in role ${role}`,
    call: 'iam:PutRolePolicy',
    input,
    before: 'absent',
    after: 'in force',
    // The document goes along so that only our own policy is taken away.
    undo: { call: 'iam:DeleteRolePolicy', input, words: 'removes the deny' },
    goesOn: true,
  };
}

async function roleOf(read: IsolateRead, profile: string) {
  try {
    const { InstanceProfile: found } = await read('iam:GetInstanceProfile', { InstanceProfileName: profile });
    const name = found?.Roles?.[0]?.RoleName;
    return name === undefined ? undefined : (await read('iam:GetRole', { RoleName: name })).Role;
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'NoSuchEntity') return undefined;
    throw error;
  }
}

export async function identitySteps(instanceId: string, tools: IsolateTools): Promise<Identity> {
  const association = await associationOf(tools.read, instanceId);
  if (!association || association.state === 'disassociating') return { steps: [] };
  const { profile } = association;
  const steps = [profileStep(instanceId, association)];
  const role = await roleOf(tools.read, profile);
  if (!role?.RoleName || !role.RoleId) return { steps, profile };
  const never = tools.neverTarget(role.RoleName, tagsOf(role.Tags));
  if (never) return { steps, profile, role: role.RoleName, kept: never };
  const stage = `take its instance profile ${profile} and cut its sessions (this instance only)`;
  const all = [...steps, denyStep(instanceId, role.RoleName, role.RoleId)].map((step) => ({ ...step, stage }));
  return { steps: all, profile, role: role.RoleName };
}

/** "in force", "absent", or that the document is not ours any more. */
export async function denyState(read: IsolateRead, input: Record<string, unknown>): Promise<string> {
  try {
    const { PolicyDocument: found } = await read('iam:GetRolePolicy', {
      RoleName: String(input.RoleName ?? ''),
      PolicyName: String(input.PolicyName ?? ''),
    });
    // IAM answers documents percent-encoded.
    return decodeURIComponent(found ?? '') === input.PolicyDocument ? 'in force' : 'another document';
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'NoSuchEntity') return 'absent';
    throw error;
  }
}
