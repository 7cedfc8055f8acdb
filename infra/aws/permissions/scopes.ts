/** How far each write reaches: on which kinds of things, under which conditions, and what else AWS asks for when it is made. */
import type { WriteName } from '../../../src/domain/aws-calls.ts';
import type { Conditions } from './documents.ts';
import type { Kind } from './kinds.ts';

export interface Permission {
  action: string;
  /** "all" where the action knows no resources. */
  on: readonly Kind[] | 'all';
  when?: Conditions;
}
export interface Scope {
  /** What it changes: denied when that is a never-target. */
  changes: readonly Kind[];
  /** What AWS checks besides and the call leaves as it is: never denied. */
  uses?: readonly Kind[];
  /** Holds for what it changes. "{partition}" is filled in. */
  when?: Conditions;
  /** Permissions that AWS wants besides the call's own. */
  also?: readonly Permission[];
  /** The conditions in words, after "only". */
  only?: string;
}

export const ourTags: Conditions = {
  'ForAllValues:StringLike': { 'aws:TagKeys': 'drawbridge:*' },
  // A request without tags would fulfil the line above.
  Null: { 'aws:TagKeys': 'false' },
};
const isolated: Conditions = { StringEquals: { 'aws:ResourceTag/drawbridge:state': 'isolated' } };
const quarantine: Conditions = { StringEquals: { 'aws:ResourceTag/drawbridge:managed': 'quarantine' } };
const notQuarantine: Conditions = { StringNotEquals: { 'aws:ResourceTag/drawbridge:managed': 'quarantine' } };
const denyAllPolicy: Conditions = { ArnEquals: { 'iam:PolicyARN': 'arn:{partition}:iam::aws:policy/AWSDenyAll' } };

/** Tags that a call gives to what it makes. AWS asks for this apart, and `ec2:CreateAction` is never there when something is tagged later. */
function tagging(call: string, on: Kind): Permission {
  return { action: 'ec2:CreateTags', on: [on], when: { StringEquals: { 'ec2:CreateAction': call } } };
}

const group: Scope = { changes: ['Auto Scaling group'] };
const instance: Scope = { changes: ['instance'] };
const acl: Scope = { changes: ['network ACL'] };
const balancer: Scope = { changes: ['classic load balancer'] };
const targets: Scope = { changes: ['target group'] };
const user: Scope = { changes: ['user'] };
const role: Scope = { changes: ['role'] };
const policy: Scope = { changes: ['policy'] };
const bucket: Scope = { changes: ['bucket'] };
const trail: Scope = { changes: ['trail'] };
const onlyDenyAll = { when: denyAllPolicy, only: 'the policy AWSDenyAll of AWS' };
const onlyQuarantine: Scope = { changes: ['security group'], when: quarantine, only: 'the quarantine group' };
const ownTags: Scope = { changes: ['instance'], when: ourTags, only: 'tags drawbridge:*' };

export const scopes: Partial<Record<WriteName, Scope>> = {
  'autoscaling:DetachInstances': group,
  'autoscaling:ResumeProcesses': group,
  'autoscaling:SetInstanceProtection': group,
  'autoscaling:SuspendProcesses': group,
  'autoscaling:TerminateInstanceInAutoScalingGroup': group,
  'cloudtrail:PutEventSelectors': trail,
  'cloudtrail:StartLogging': trail,
  'ec2:AssociateAddress': { changes: ['Elastic address', 'instance', 'network interface'] },
  'ec2:AssociateIamInstanceProfile': {
    changes: ['instance'],
    when: isolated,
    only: 'isolated instances, which get back what they had',
    also: [{ action: 'iam:PassRole', on: ['role'], when: { StringLike: { 'iam:PassedToService': 'ec2.amazonaws.com*' } } }],
  },
  'ec2:AuthorizeSecurityGroupIngress': {
    changes: ['security group'],
    uses: ['security group rule'],
    when: notQuarantine,
    only: 'groups other than the quarantine group',
    also: [tagging('AuthorizeSecurityGroupIngress', 'security group rule')],
  },
  'ec2:CreateNetworkAclEntry': acl,
  'ec2:CreateSecurityGroup': {
    changes: ['security group'],
    uses: ['network'],
    when: { StringEquals: { 'aws:RequestTag/drawbridge:managed': 'quarantine' } },
    only: 'quarantine groups',
    also: [tagging('CreateSecurityGroup', 'security group')],
  },
  // What it copies is left as it is, a protected volume as well.
  'ec2:CreateSnapshots': { changes: ['instance'], uses: ['snapshot', 'volume'], also: [tagging('CreateSnapshots', 'snapshot')] },
  'ec2:CreateTags': ownTags,
  'ec2:DeleteNetworkAclEntry': acl,
  'ec2:DeleteTags': ownTags,
  'ec2:DisassociateAddress': { changes: ['Elastic address', 'network interface'] },
  'ec2:DisassociateIamInstanceProfile': instance,
  'ec2:ModifyImageAttribute': { changes: ['image'] },
  // Which attribute it is cannot be told here: EC2 does not say it in the same way for all of them.
  'ec2:ModifyInstanceAttribute': { changes: ['instance'], uses: ['volume'] },
  // An interface goes back into whichever groups it was in, protected ones as well.
  'ec2:ModifyNetworkInterfaceAttribute': { changes: ['instance', 'network interface'], uses: ['security group', 'subnet'] },
  'ec2:ModifySnapshotAttribute': { changes: ['snapshot'] },
  'ec2:RevokeSecurityGroupEgress': onlyQuarantine,
  'ec2:RevokeSecurityGroupIngress': { changes: ['security group'] },
  'ec2:StartInstances': {
    ...instance,
    // EC2 decrypts the volumes with a grant that the caller makes.
    also: [
      {
        action: 'kms:CreateGrant',
        on: 'all',
        when: { Bool: { 'kms:GrantIsForAWSResource': 'true' }, StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com*' } },
      },
    ],
  },
  'ec2:StopInstances': instance,
  'ec2:TerminateInstances': { ...instance, when: isolated, only: 'isolated instances' },
  'elasticloadbalancing:DeregisterInstancesFromLoadBalancer': balancer,
  'elasticloadbalancing:DeregisterTargets': targets,
  'elasticloadbalancing:RegisterInstancesWithLoadBalancer': balancer,
  'elasticloadbalancing:RegisterTargets': targets,
  'iam:AttachRolePolicy': { ...role, ...onlyDenyAll },
  'iam:AttachUserPolicy': { ...user, ...onlyDenyAll },
  'iam:CreatePolicyVersion': policy,
  'iam:DeleteRolePolicy': role,
  'iam:DeleteUserPolicy': user,
  'iam:DetachRolePolicy': { ...role, ...onlyDenyAll },
  'iam:DetachUserPolicy': { ...user, ...onlyDenyAll },
  'iam:PutRolePolicy': role,
  'iam:PutUserPolicy': user,
  'iam:SetDefaultPolicyVersion': policy,
  'iam:UpdateAccessKey': user,
  'iam:UpdateSSHPublicKey': user,
  'iam:UpdateServiceSpecificCredential': user,
  'iam:UpdateSigningCertificate': user,
  's3:DeleteBucketPublicAccessBlock': bucket,
  's3:PutBucketPublicAccessBlock': bucket,
  // Tasks are told by their tokens; the action knows no resources.
  'states:SendTaskFailure': { changes: [], also: [{ action: 'states:SendTaskFailure', on: 'all' }] },
  'states:SendTaskSuccess': { changes: [], also: [{ action: 'states:SendTaskSuccess', on: 'all' }] },
};

/** Where a playbook needs less of a call than the call's own row gives. */
export const narrower: Record<string, Partial<Record<WriteName, Scope>>> = {
  isolate_instance: { 'ec2:RevokeSecurityGroupIngress': onlyQuarantine },
  terminate_instance: {
    // Marks on evidence, which may be copied from something protected.
    'ec2:CreateTags': {
      changes: [],
      also: [{ action: 'ec2:CreateTags', on: ['snapshot', 'volume'], when: ourTags }],
      only: 'tags drawbridge:*',
    },
    'ec2:ModifyInstanceAttribute': { ...instance, when: isolated, only: 'isolated instances' },
  },
};

/** Throws for a call that nobody said the reach of: it is not permitted before somebody does. */
export function scopeOf(call: WriteName, playbook?: string): Scope {
  const scope = (playbook === undefined ? undefined : narrower[playbook]?.[call]) ?? scopes[call];
  if (!scope) throw new Error(`${call} has no row in infra/aws/permissions/scopes.ts: say what it may be made on`);
  return scope;
}
