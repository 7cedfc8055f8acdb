/** What isolating an instance reads and writes: declared once, so that the parts of the playbook and the permissions agree. */
import type { Read } from '../../domain/aws-calls.ts';
import type { Step } from '../../domain/plan.ts';
import type { PlanTools } from '../define.ts';
import { balancerTagReads, trafficReads } from '../instances/traffic.ts';

export const reads = [
  ...trafficReads,
  ...balancerTagReads,
  'ec2:DescribeAddresses',
  'ec2:DescribeFlowLogs',
  'ec2:DescribeIamInstanceProfileAssociations',
  'ec2:DescribeInstanceAttribute',
  'ec2:DescribeInstances',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSnapshots',
  'ec2:DescribeSubnets',
  'ec2:DescribeVolumes',
  'iam:GetInstanceProfile',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'logs:FilterLogEvents',
] as const;
export type IsolateReads = (typeof reads)[number];
export type IsolateRead = Read<IsolateReads>;
export type IsolateTools = PlanTools<IsolateReads>;

export const writes = [
  'autoscaling:DetachInstances',
  'autoscaling:ResumeProcesses',
  'autoscaling:SetInstanceProtection',
  'autoscaling:SuspendProcesses',
  'ec2:AssociateAddress',
  'ec2:AssociateIamInstanceProfile',
  'ec2:CreateNetworkAclEntry',
  'ec2:CreateSecurityGroup',
  'ec2:CreateSnapshots',
  'ec2:CreateTags',
  'ec2:DeleteNetworkAclEntry',
  'ec2:DeleteTags',
  'ec2:DisassociateAddress',
  'ec2:DisassociateIamInstanceProfile',
  'ec2:ModifyInstanceAttribute',
  'ec2:ModifyNetworkInterfaceAttribute',
  'ec2:RevokeSecurityGroupEgress',
  'ec2:RevokeSecurityGroupIngress',
  'elasticloadbalancing:DeregisterInstancesFromLoadBalancer',
  'elasticloadbalancing:DeregisterTargets',
  'elasticloadbalancing:RegisterInstancesWithLoadBalancer',
  'elasticloadbalancing:RegisterTargets',
  'iam:DeleteRolePolicy',
  'iam:PutRolePolicy',
] as const;
export type IsolateWrites = (typeof writes)[number];
export type IsolateStep = Step<IsolateWrites>;
