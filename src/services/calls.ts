/** The one map from call names (IAM actions) to SDK commands and clients: a call that is not here cannot be made. */
import { AutoScalingClient, DescribeAutoScalingGroupsCommand, DescribeAutoScalingInstancesCommand } from '@aws-sdk/client-auto-scaling';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeInstancesCommand, DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  GetAccessKeyLastUsedCommand,
  GetInstanceProfileCommand,
  GetLoginProfileCommand,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListInstanceProfilesForRoleCommand,
  ListMFADevicesCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  ListServiceSpecificCredentialsCommand,
  ListUserPoliciesCommand,
  ListUserTagsCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetBucketPolicyStatusCommand, GetBucketTaggingCommand, GetPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { GetAccessKeyInfoCommand, STSClient } from '@aws-sdk/client-sts';
import type { CallInput, CallName } from '../domain/aws-calls.ts';

type Commands = { [Name in CallName]: new (input: CallInput<Name>) => { readonly input: CallInput<Name> } };

/** IAM's name for an action is not always the operation's: s3:GetBucketPublicAccessBlock is GetPublicAccessBlock. */
export const commands = {
  'autoscaling:DescribeAutoScalingGroups': DescribeAutoScalingGroupsCommand,
  'autoscaling:DescribeAutoScalingInstances': DescribeAutoScalingInstancesCommand,
  'cloudtrail:LookupEvents': LookupEventsCommand,
  'ec2:DescribeInstances': DescribeInstancesCommand,
  'ec2:DescribeSecurityGroups': DescribeSecurityGroupsCommand,
  'elasticloadbalancing:DescribeTargetGroups': DescribeTargetGroupsCommand,
  'elasticloadbalancing:DescribeTargetHealth': DescribeTargetHealthCommand,
  'iam:GetAccessKeyLastUsed': GetAccessKeyLastUsedCommand,
  'iam:GetInstanceProfile': GetInstanceProfileCommand,
  'iam:GetLoginProfile': GetLoginProfileCommand,
  'iam:GetRole': GetRoleCommand,
  'iam:GetUser': GetUserCommand,
  'iam:ListAccessKeys': ListAccessKeysCommand,
  'iam:ListAttachedRolePolicies': ListAttachedRolePoliciesCommand,
  'iam:ListAttachedUserPolicies': ListAttachedUserPoliciesCommand,
  'iam:ListGroupsForUser': ListGroupsForUserCommand,
  'iam:ListInstanceProfilesForRole': ListInstanceProfilesForRoleCommand,
  'iam:ListMFADevices': ListMFADevicesCommand,
  'iam:ListRolePolicies': ListRolePoliciesCommand,
  'iam:ListRoleTags': ListRoleTagsCommand,
  'iam:ListServiceSpecificCredentials': ListServiceSpecificCredentialsCommand,
  'iam:ListUserPolicies': ListUserPoliciesCommand,
  'iam:ListUserTags': ListUserTagsCommand,
  'iam:UpdateAccessKey': UpdateAccessKeyCommand,
  's3:GetBucketPolicyStatus': GetBucketPolicyStatusCommand,
  's3:GetBucketPublicAccessBlock': GetPublicAccessBlockCommand,
  's3:GetBucketTagging': GetBucketTaggingCommand,
  'sts:GetAccessKeyInfo': GetAccessKeyInfoCommand,
} satisfies Commands;

export type Service = CallName extends `${infer Prefix}:${string}` ? Prefix : never;

export const clients = {
  autoscaling: AutoScalingClient,
  cloudtrail: CloudTrailClient,
  ec2: EC2Client,
  elasticloadbalancing: ElasticLoadBalancingV2Client,
  iam: IAMClient,
  s3: S3Client,
  sts: STSClient,
} satisfies Record<Service, unknown>;

export function serviceOf(call: CallName): Service {
  return call.split(':')[0] as Service;
}
