/** Every AWS call Drawbridge may make, by its IAM action name: types only, so playbooks and enrichers can declare what they use. */
import type * as autoScaling from '@aws-sdk/client-auto-scaling';
import type * as cloudTrail from '@aws-sdk/client-cloudtrail';
import type * as ec2 from '@aws-sdk/client-ec2';
import type * as loadBalancing from '@aws-sdk/client-elastic-load-balancing-v2';
import type * as iam from '@aws-sdk/client-iam';
import type * as s3 from '@aws-sdk/client-s3';
import type * as sts from '@aws-sdk/client-sts';

interface Call<Input, Output> {
  input: Input;
  output: Omit<Output, '$metadata'>;
}

/** Reads; the names start with Describe, Get, List or Lookup, which a test enforces. */
export interface ReadCalls {
  'autoscaling:DescribeAutoScalingGroups': Call<
    autoScaling.DescribeAutoScalingGroupsCommandInput,
    autoScaling.DescribeAutoScalingGroupsCommandOutput
  >;
  'autoscaling:DescribeAutoScalingInstances': Call<
    autoScaling.DescribeAutoScalingInstancesCommandInput,
    autoScaling.DescribeAutoScalingInstancesCommandOutput
  >;
  'cloudtrail:LookupEvents': Call<cloudTrail.LookupEventsCommandInput, cloudTrail.LookupEventsCommandOutput>;
  'ec2:DescribeInstances': Call<ec2.DescribeInstancesCommandInput, ec2.DescribeInstancesCommandOutput>;
  'ec2:DescribeSecurityGroups': Call<ec2.DescribeSecurityGroupsCommandInput, ec2.DescribeSecurityGroupsCommandOutput>;
  'elasticloadbalancing:DescribeTargetGroups': Call<
    loadBalancing.DescribeTargetGroupsCommandInput,
    loadBalancing.DescribeTargetGroupsCommandOutput
  >;
  'elasticloadbalancing:DescribeTargetHealth': Call<
    loadBalancing.DescribeTargetHealthCommandInput,
    loadBalancing.DescribeTargetHealthCommandOutput
  >;
  'iam:GetAccessKeyLastUsed': Call<iam.GetAccessKeyLastUsedCommandInput, iam.GetAccessKeyLastUsedCommandOutput>;
  'iam:GetInstanceProfile': Call<iam.GetInstanceProfileCommandInput, iam.GetInstanceProfileCommandOutput>;
  'iam:GetLoginProfile': Call<iam.GetLoginProfileCommandInput, iam.GetLoginProfileCommandOutput>;
  'iam:GetRole': Call<iam.GetRoleCommandInput, iam.GetRoleCommandOutput>;
  'iam:GetUser': Call<iam.GetUserCommandInput, iam.GetUserCommandOutput>;
  'iam:ListAccessKeys': Call<iam.ListAccessKeysCommandInput, iam.ListAccessKeysCommandOutput>;
  'iam:ListAttachedRolePolicies': Call<iam.ListAttachedRolePoliciesCommandInput, iam.ListAttachedRolePoliciesCommandOutput>;
  'iam:ListAttachedUserPolicies': Call<iam.ListAttachedUserPoliciesCommandInput, iam.ListAttachedUserPoliciesCommandOutput>;
  'iam:ListGroupsForUser': Call<iam.ListGroupsForUserCommandInput, iam.ListGroupsForUserCommandOutput>;
  'iam:ListInstanceProfilesForRole': Call<iam.ListInstanceProfilesForRoleCommandInput, iam.ListInstanceProfilesForRoleCommandOutput>;
  'iam:ListMFADevices': Call<iam.ListMFADevicesCommandInput, iam.ListMFADevicesCommandOutput>;
  'iam:ListRolePolicies': Call<iam.ListRolePoliciesCommandInput, iam.ListRolePoliciesCommandOutput>;
  'iam:ListRoleTags': Call<iam.ListRoleTagsCommandInput, iam.ListRoleTagsCommandOutput>;
  'iam:ListServiceSpecificCredentials': Call<
    iam.ListServiceSpecificCredentialsCommandInput,
    iam.ListServiceSpecificCredentialsCommandOutput
  >;
  'iam:ListUserPolicies': Call<iam.ListUserPoliciesCommandInput, iam.ListUserPoliciesCommandOutput>;
  'iam:ListUserTags': Call<iam.ListUserTagsCommandInput, iam.ListUserTagsCommandOutput>;
  's3:GetBucketPolicyStatus': Call<s3.GetBucketPolicyStatusCommandInput, s3.GetBucketPolicyStatusCommandOutput>;
  's3:GetBucketPublicAccessBlock': Call<s3.GetPublicAccessBlockCommandInput, s3.GetPublicAccessBlockCommandOutput>;
  's3:GetBucketTagging': Call<s3.GetBucketTaggingCommandInput, s3.GetBucketTaggingCommandOutput>;
  'sts:GetAccessKeyInfo': Call<sts.GetAccessKeyInfoCommandInput, sts.GetAccessKeyInfoCommandOutput>;
}

/** Writes: each is made only as a step of an approved plan, after its journal entry. */
export interface WriteCalls {
  'iam:UpdateAccessKey': Call<iam.UpdateAccessKeyCommandInput, iam.UpdateAccessKeyCommandOutput>;
}

export type ReadName = keyof ReadCalls;
export type WriteName = keyof WriteCalls;
export type CallName = ReadName | WriteName;
type AllCalls = ReadCalls & WriteCalls;
export type CallInput<Name extends CallName> = AllCalls[Name]['input'];
export type CallOutput<Name extends CallName> = AllCalls[Name]['output'];

/** A read bound to one account and Region; only declared calls compile. Rejects with AwsCallError. */
export type Read<Names extends ReadName> = <Name extends Names>(call: Name, input: CallInput<Name>) => Promise<CallOutput<Name>>;

/** What an AWS call failed with, in the service's own code (NoSuchEntity, AccessDenied…). */
export class AwsCallError extends Error {
  override name = 'AwsCallError';
  readonly call: CallName | 'sts:AssumeRole';
  readonly code: string;
  constructor(call: CallName | 'sts:AssumeRole', code: string, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.call = call;
    this.code = code;
  }
}
