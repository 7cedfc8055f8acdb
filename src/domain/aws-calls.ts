/** Every AWS call Drawbridge may make, by its IAM action name: types only, so playbooks and enrichers can declare what they use. */
import type * as autoScaling from '@aws-sdk/client-auto-scaling';
import type * as cloudTrail from '@aws-sdk/client-cloudtrail';
import type * as logs from '@aws-sdk/client-cloudwatch-logs';
import type * as ec2 from '@aws-sdk/client-ec2';
import type * as classicLoadBalancing from '@aws-sdk/client-elastic-load-balancing';
import type * as loadBalancing from '@aws-sdk/client-elastic-load-balancing-v2';
import type * as iam from '@aws-sdk/client-iam';
import type * as s3 from '@aws-sdk/client-s3';
import type * as states from '@aws-sdk/client-sfn';
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
  'cloudtrail:DescribeTrails': Call<cloudTrail.DescribeTrailsCommandInput, cloudTrail.DescribeTrailsCommandOutput>;
  'cloudtrail:GetEventSelectors': Call<cloudTrail.GetEventSelectorsCommandInput, cloudTrail.GetEventSelectorsCommandOutput>;
  'cloudtrail:GetTrailStatus': Call<cloudTrail.GetTrailStatusCommandInput, cloudTrail.GetTrailStatusCommandOutput>;
  'cloudtrail:ListTags': Call<cloudTrail.ListTagsCommandInput, cloudTrail.ListTagsCommandOutput>;
  'cloudtrail:LookupEvents': Call<cloudTrail.LookupEventsCommandInput, cloudTrail.LookupEventsCommandOutput>;
  'ec2:DescribeAddresses': Call<ec2.DescribeAddressesCommandInput, ec2.DescribeAddressesCommandOutput>;
  'ec2:DescribeFlowLogs': Call<ec2.DescribeFlowLogsCommandInput, ec2.DescribeFlowLogsCommandOutput>;
  'ec2:DescribeIamInstanceProfileAssociations': Call<
    ec2.DescribeIamInstanceProfileAssociationsCommandInput,
    ec2.DescribeIamInstanceProfileAssociationsCommandOutput
  >;
  'ec2:DescribeImageAttribute': Call<ec2.DescribeImageAttributeCommandInput, ec2.DescribeImageAttributeCommandOutput>;
  'ec2:DescribeImages': Call<ec2.DescribeImagesCommandInput, ec2.DescribeImagesCommandOutput>;
  'ec2:DescribeInstanceAttribute': Call<ec2.DescribeInstanceAttributeCommandInput, ec2.DescribeInstanceAttributeCommandOutput>;
  'ec2:DescribeInstances': Call<ec2.DescribeInstancesCommandInput, ec2.DescribeInstancesCommandOutput>;
  'ec2:DescribeNetworkAcls': Call<ec2.DescribeNetworkAclsCommandInput, ec2.DescribeNetworkAclsCommandOutput>;
  'ec2:DescribeNetworkInterfaces': Call<ec2.DescribeNetworkInterfacesCommandInput, ec2.DescribeNetworkInterfacesCommandOutput>;
  'ec2:DescribeRouteTables': Call<ec2.DescribeRouteTablesCommandInput, ec2.DescribeRouteTablesCommandOutput>;
  'ec2:DescribeSecurityGroupRules': Call<ec2.DescribeSecurityGroupRulesCommandInput, ec2.DescribeSecurityGroupRulesCommandOutput>;
  'ec2:DescribeSecurityGroups': Call<ec2.DescribeSecurityGroupsCommandInput, ec2.DescribeSecurityGroupsCommandOutput>;
  'ec2:DescribeSnapshotAttribute': Call<ec2.DescribeSnapshotAttributeCommandInput, ec2.DescribeSnapshotAttributeCommandOutput>;
  'ec2:DescribeSnapshots': Call<ec2.DescribeSnapshotsCommandInput, ec2.DescribeSnapshotsCommandOutput>;
  'ec2:DescribeSubnets': Call<ec2.DescribeSubnetsCommandInput, ec2.DescribeSubnetsCommandOutput>;
  'ec2:DescribeVolumes': Call<ec2.DescribeVolumesCommandInput, ec2.DescribeVolumesCommandOutput>;
  'elasticloadbalancing:DescribeLoadBalancerTags': Call<
    classicLoadBalancing.DescribeTagsCommandInput,
    classicLoadBalancing.DescribeTagsCommandOutput
  >;
  'elasticloadbalancing:DescribeLoadBalancers': Call<
    classicLoadBalancing.DescribeLoadBalancersCommandInput,
    classicLoadBalancing.DescribeLoadBalancersCommandOutput
  >;
  'elasticloadbalancing:DescribeTags': Call<loadBalancing.DescribeTagsCommandInput, loadBalancing.DescribeTagsCommandOutput>;
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
  'iam:GetPolicy': Call<iam.GetPolicyCommandInput, iam.GetPolicyCommandOutput>;
  'iam:GetPolicyVersion': Call<iam.GetPolicyVersionCommandInput, iam.GetPolicyVersionCommandOutput>;
  'iam:GetRole': Call<iam.GetRoleCommandInput, iam.GetRoleCommandOutput>;
  'iam:GetRolePolicy': Call<iam.GetRolePolicyCommandInput, iam.GetRolePolicyCommandOutput>;
  'iam:GetUser': Call<iam.GetUserCommandInput, iam.GetUserCommandOutput>;
  'iam:GetUserPolicy': Call<iam.GetUserPolicyCommandInput, iam.GetUserPolicyCommandOutput>;
  'iam:ListAccessKeys': Call<iam.ListAccessKeysCommandInput, iam.ListAccessKeysCommandOutput>;
  'iam:ListAttachedRolePolicies': Call<iam.ListAttachedRolePoliciesCommandInput, iam.ListAttachedRolePoliciesCommandOutput>;
  'iam:ListAttachedUserPolicies': Call<iam.ListAttachedUserPoliciesCommandInput, iam.ListAttachedUserPoliciesCommandOutput>;
  'iam:ListEntitiesForPolicy': Call<iam.ListEntitiesForPolicyCommandInput, iam.ListEntitiesForPolicyCommandOutput>;
  'iam:ListGroupsForUser': Call<iam.ListGroupsForUserCommandInput, iam.ListGroupsForUserCommandOutput>;
  'iam:ListInstanceProfilesForRole': Call<iam.ListInstanceProfilesForRoleCommandInput, iam.ListInstanceProfilesForRoleCommandOutput>;
  'iam:ListMFADevices': Call<iam.ListMFADevicesCommandInput, iam.ListMFADevicesCommandOutput>;
  'iam:ListPolicyVersions': Call<iam.ListPolicyVersionsCommandInput, iam.ListPolicyVersionsCommandOutput>;
  'iam:ListRolePolicies': Call<iam.ListRolePoliciesCommandInput, iam.ListRolePoliciesCommandOutput>;
  'iam:ListRoleTags': Call<iam.ListRoleTagsCommandInput, iam.ListRoleTagsCommandOutput>;
  'iam:ListSSHPublicKeys': Call<iam.ListSSHPublicKeysCommandInput, iam.ListSSHPublicKeysCommandOutput>;
  'iam:ListServiceSpecificCredentials': Call<
    iam.ListServiceSpecificCredentialsCommandInput,
    iam.ListServiceSpecificCredentialsCommandOutput
  >;
  'iam:ListSigningCertificates': Call<iam.ListSigningCertificatesCommandInput, iam.ListSigningCertificatesCommandOutput>;
  'iam:ListUserPolicies': Call<iam.ListUserPoliciesCommandInput, iam.ListUserPoliciesCommandOutput>;
  'iam:ListUserTags': Call<iam.ListUserTagsCommandInput, iam.ListUserTagsCommandOutput>;
  'logs:FilterLogEvents': Call<logs.FilterLogEventsCommandInput, logs.FilterLogEventsCommandOutput>;
  's3:GetBucketAcl': Call<s3.GetBucketAclCommandInput, s3.GetBucketAclCommandOutput>;
  's3:GetBucketPolicy': Call<s3.GetBucketPolicyCommandInput, s3.GetBucketPolicyCommandOutput>;
  's3:GetBucketPolicyStatus': Call<s3.GetBucketPolicyStatusCommandInput, s3.GetBucketPolicyStatusCommandOutput>;
  's3:GetBucketPublicAccessBlock': Call<s3.GetPublicAccessBlockCommandInput, s3.GetPublicAccessBlockCommandOutput>;
  's3:GetBucketTagging': Call<s3.GetBucketTaggingCommandInput, s3.GetBucketTaggingCommandOutput>;
  's3:GetBucketWebsite': Call<s3.GetBucketWebsiteCommandInput, s3.GetBucketWebsiteCommandOutput>;
  'states:DescribeExecution': Call<states.DescribeExecutionCommandInput, states.DescribeExecutionCommandOutput>;
  'sts:GetAccessKeyInfo': Call<sts.GetAccessKeyInfoCommandInput, sts.GetAccessKeyInfoCommandOutput>;
}

/** Writes: each is made only as a step of an approved plan, after its journal entry. */
export interface WriteCalls {
  'autoscaling:DetachInstances': Call<autoScaling.DetachInstancesCommandInput, autoScaling.DetachInstancesCommandOutput>;
  'autoscaling:ResumeProcesses': Call<autoScaling.ResumeProcessesCommandInput, autoScaling.ResumeProcessesCommandOutput>;
  'autoscaling:SetInstanceProtection': Call<autoScaling.SetInstanceProtectionCommandInput, autoScaling.SetInstanceProtectionCommandOutput>;
  'autoscaling:SuspendProcesses': Call<autoScaling.SuspendProcessesCommandInput, autoScaling.SuspendProcessesCommandOutput>;
  'autoscaling:TerminateInstanceInAutoScalingGroup': Call<
    autoScaling.TerminateInstanceInAutoScalingGroupCommandInput,
    autoScaling.TerminateInstanceInAutoScalingGroupCommandOutput
  >;
  'cloudtrail:PutEventSelectors': Call<cloudTrail.PutEventSelectorsCommandInput, cloudTrail.PutEventSelectorsCommandOutput>;
  'cloudtrail:StartLogging': Call<cloudTrail.StartLoggingCommandInput, cloudTrail.StartLoggingCommandOutput>;
  'ec2:AssociateAddress': Call<ec2.AssociateAddressCommandInput, ec2.AssociateAddressCommandOutput>;
  'ec2:AssociateIamInstanceProfile': Call<ec2.AssociateIamInstanceProfileCommandInput, ec2.AssociateIamInstanceProfileCommandOutput>;
  'ec2:AuthorizeSecurityGroupIngress': Call<ec2.AuthorizeSecurityGroupIngressCommandInput, ec2.AuthorizeSecurityGroupIngressCommandOutput>;
  'ec2:CreateNetworkAclEntry': Call<ec2.CreateNetworkAclEntryCommandInput, ec2.CreateNetworkAclEntryCommandOutput>;
  'ec2:CreateSecurityGroup': Call<ec2.CreateSecurityGroupCommandInput, ec2.CreateSecurityGroupCommandOutput>;
  'ec2:CreateSnapshots': Call<ec2.CreateSnapshotsCommandInput, ec2.CreateSnapshotsCommandOutput>;
  'ec2:CreateTags': Call<ec2.CreateTagsCommandInput, ec2.CreateTagsCommandOutput>;
  'ec2:DeleteNetworkAclEntry': Call<ec2.DeleteNetworkAclEntryCommandInput, ec2.DeleteNetworkAclEntryCommandOutput>;
  'ec2:DeleteTags': Call<ec2.DeleteTagsCommandInput, ec2.DeleteTagsCommandOutput>;
  'ec2:DisassociateAddress': Call<ec2.DisassociateAddressCommandInput, ec2.DisassociateAddressCommandOutput>;
  'ec2:DisassociateIamInstanceProfile': Call<
    ec2.DisassociateIamInstanceProfileCommandInput,
    ec2.DisassociateIamInstanceProfileCommandOutput
  >;
  'ec2:ModifyImageAttribute': Call<ec2.ModifyImageAttributeCommandInput, ec2.ModifyImageAttributeCommandOutput>;
  'ec2:ModifyInstanceAttribute': Call<ec2.ModifyInstanceAttributeCommandInput, ec2.ModifyInstanceAttributeCommandOutput>;
  'ec2:ModifyNetworkInterfaceAttribute': Call<
    ec2.ModifyNetworkInterfaceAttributeCommandInput,
    ec2.ModifyNetworkInterfaceAttributeCommandOutput
  >;
  'ec2:ModifySnapshotAttribute': Call<ec2.ModifySnapshotAttributeCommandInput, ec2.ModifySnapshotAttributeCommandOutput>;
  'ec2:RevokeSecurityGroupEgress': Call<ec2.RevokeSecurityGroupEgressCommandInput, ec2.RevokeSecurityGroupEgressCommandOutput>;
  'ec2:RevokeSecurityGroupIngress': Call<ec2.RevokeSecurityGroupIngressCommandInput, ec2.RevokeSecurityGroupIngressCommandOutput>;
  'ec2:StartInstances': Call<ec2.StartInstancesCommandInput, ec2.StartInstancesCommandOutput>;
  'ec2:StopInstances': Call<ec2.StopInstancesCommandInput, ec2.StopInstancesCommandOutput>;
  'ec2:TerminateInstances': Call<ec2.TerminateInstancesCommandInput, ec2.TerminateInstancesCommandOutput>;
  'elasticloadbalancing:DeregisterInstancesFromLoadBalancer': Call<
    classicLoadBalancing.DeregisterInstancesFromLoadBalancerCommandInput,
    classicLoadBalancing.DeregisterInstancesFromLoadBalancerCommandOutput
  >;
  'elasticloadbalancing:DeregisterTargets': Call<loadBalancing.DeregisterTargetsCommandInput, loadBalancing.DeregisterTargetsCommandOutput>;
  'elasticloadbalancing:RegisterInstancesWithLoadBalancer': Call<
    classicLoadBalancing.RegisterInstancesWithLoadBalancerCommandInput,
    classicLoadBalancing.RegisterInstancesWithLoadBalancerCommandOutput
  >;
  'elasticloadbalancing:RegisterTargets': Call<loadBalancing.RegisterTargetsCommandInput, loadBalancing.RegisterTargetsCommandOutput>;
  'iam:AttachRolePolicy': Call<iam.AttachRolePolicyCommandInput, iam.AttachRolePolicyCommandOutput>;
  'iam:AttachUserPolicy': Call<iam.AttachUserPolicyCommandInput, iam.AttachUserPolicyCommandOutput>;
  'iam:CreatePolicyVersion': Call<iam.CreatePolicyVersionCommandInput, iam.CreatePolicyVersionCommandOutput>;
  'iam:DeleteRolePolicy': Call<iam.DeleteRolePolicyCommandInput, iam.DeleteRolePolicyCommandOutput>;
  'iam:DeleteUserPolicy': Call<iam.DeleteUserPolicyCommandInput, iam.DeleteUserPolicyCommandOutput>;
  'iam:DetachRolePolicy': Call<iam.DetachRolePolicyCommandInput, iam.DetachRolePolicyCommandOutput>;
  'iam:DetachUserPolicy': Call<iam.DetachUserPolicyCommandInput, iam.DetachUserPolicyCommandOutput>;
  'iam:PutRolePolicy': Call<iam.PutRolePolicyCommandInput, iam.PutRolePolicyCommandOutput>;
  'iam:PutUserPolicy': Call<iam.PutUserPolicyCommandInput, iam.PutUserPolicyCommandOutput>;
  'iam:SetDefaultPolicyVersion': Call<iam.SetDefaultPolicyVersionCommandInput, iam.SetDefaultPolicyVersionCommandOutput>;
  'iam:UpdateAccessKey': Call<iam.UpdateAccessKeyCommandInput, iam.UpdateAccessKeyCommandOutput>;
  'iam:UpdateSSHPublicKey': Call<iam.UpdateSSHPublicKeyCommandInput, iam.UpdateSSHPublicKeyCommandOutput>;
  'iam:UpdateServiceSpecificCredential': Call<
    iam.UpdateServiceSpecificCredentialCommandInput,
    iam.UpdateServiceSpecificCredentialCommandOutput
  >;
  'iam:UpdateSigningCertificate': Call<iam.UpdateSigningCertificateCommandInput, iam.UpdateSigningCertificateCommandOutput>;
  's3:DeleteBucketPublicAccessBlock': Call<s3.DeletePublicAccessBlockCommandInput, s3.DeletePublicAccessBlockCommandOutput>;
  's3:PutBucketPublicAccessBlock': Call<s3.PutPublicAccessBlockCommandInput, s3.PutPublicAccessBlockCommandOutput>;
  'states:SendTaskFailure': Call<states.SendTaskFailureCommandInput, states.SendTaskFailureCommandOutput>;
  'states:SendTaskSuccess': Call<states.SendTaskSuccessCommandInput, states.SendTaskSuccessCommandOutput>;
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
