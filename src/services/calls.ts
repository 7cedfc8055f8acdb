/** The one map from call names (IAM actions) to SDK commands and clients: a call that is not here cannot be made. */
import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as cloudTrail from '@aws-sdk/client-cloudtrail';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import * as classicLoadBalancing from '@aws-sdk/client-elastic-load-balancing';
import * as loadBalancing from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as states from '@aws-sdk/client-sfn';
import * as sts from '@aws-sdk/client-sts';
import type { CallInput, CallName } from '../domain/aws-calls.ts';

type Commands = { [Name in CallName]: new (input: CallInput<Name>) => { readonly input: CallInput<Name> } };

/** IAM's name for an action is not always the operation's: s3:GetBucketPublicAccessBlock is GetPublicAccessBlock. */
export const commands = {
  'autoscaling:DescribeAutoScalingGroups': autoScaling.DescribeAutoScalingGroupsCommand,
  'autoscaling:DescribeAutoScalingInstances': autoScaling.DescribeAutoScalingInstancesCommand,
  'autoscaling:DetachInstances': autoScaling.DetachInstancesCommand,
  'autoscaling:ResumeProcesses': autoScaling.ResumeProcessesCommand,
  'autoscaling:SetInstanceProtection': autoScaling.SetInstanceProtectionCommand,
  'autoscaling:SuspendProcesses': autoScaling.SuspendProcessesCommand,
  'autoscaling:TerminateInstanceInAutoScalingGroup': autoScaling.TerminateInstanceInAutoScalingGroupCommand,
  'cloudtrail:DescribeTrails': cloudTrail.DescribeTrailsCommand,
  'cloudtrail:GetEventSelectors': cloudTrail.GetEventSelectorsCommand,
  'cloudtrail:GetTrailStatus': cloudTrail.GetTrailStatusCommand,
  'cloudtrail:ListTags': cloudTrail.ListTagsCommand,
  'cloudtrail:LookupEvents': cloudTrail.LookupEventsCommand,
  'cloudtrail:PutEventSelectors': cloudTrail.PutEventSelectorsCommand,
  'cloudtrail:StartLogging': cloudTrail.StartLoggingCommand,
  'ec2:AssociateAddress': ec2.AssociateAddressCommand,
  'ec2:AssociateIamInstanceProfile': ec2.AssociateIamInstanceProfileCommand,
  'ec2:AuthorizeSecurityGroupIngress': ec2.AuthorizeSecurityGroupIngressCommand,
  'ec2:CreateNetworkAclEntry': ec2.CreateNetworkAclEntryCommand,
  'ec2:CreateSecurityGroup': ec2.CreateSecurityGroupCommand,
  'ec2:CreateSnapshots': ec2.CreateSnapshotsCommand,
  'ec2:CreateTags': ec2.CreateTagsCommand,
  'ec2:DeleteNetworkAclEntry': ec2.DeleteNetworkAclEntryCommand,
  'ec2:DeleteTags': ec2.DeleteTagsCommand,
  'ec2:DescribeAddresses': ec2.DescribeAddressesCommand,
  'ec2:DescribeFlowLogs': ec2.DescribeFlowLogsCommand,
  'ec2:DescribeIamInstanceProfileAssociations': ec2.DescribeIamInstanceProfileAssociationsCommand,
  'ec2:DescribeImageAttribute': ec2.DescribeImageAttributeCommand,
  'ec2:DescribeImages': ec2.DescribeImagesCommand,
  'ec2:DescribeInstanceAttribute': ec2.DescribeInstanceAttributeCommand,
  'ec2:DescribeInstances': ec2.DescribeInstancesCommand,
  'ec2:DescribeNetworkAcls': ec2.DescribeNetworkAclsCommand,
  'ec2:DescribeNetworkInterfaces': ec2.DescribeNetworkInterfacesCommand,
  'ec2:DescribeRouteTables': ec2.DescribeRouteTablesCommand,
  'ec2:DescribeSecurityGroupRules': ec2.DescribeSecurityGroupRulesCommand,
  'ec2:DescribeSecurityGroups': ec2.DescribeSecurityGroupsCommand,
  'ec2:DescribeSnapshotAttribute': ec2.DescribeSnapshotAttributeCommand,
  'ec2:DescribeSnapshots': ec2.DescribeSnapshotsCommand,
  'ec2:DescribeSubnets': ec2.DescribeSubnetsCommand,
  'ec2:DescribeVolumes': ec2.DescribeVolumesCommand,
  'ec2:DisassociateAddress': ec2.DisassociateAddressCommand,
  'ec2:DisassociateIamInstanceProfile': ec2.DisassociateIamInstanceProfileCommand,
  'ec2:ModifyImageAttribute': ec2.ModifyImageAttributeCommand,
  'ec2:ModifyInstanceAttribute': ec2.ModifyInstanceAttributeCommand,
  'ec2:ModifyNetworkInterfaceAttribute': ec2.ModifyNetworkInterfaceAttributeCommand,
  'ec2:ModifySnapshotAttribute': ec2.ModifySnapshotAttributeCommand,
  'ec2:RevokeSecurityGroupEgress': ec2.RevokeSecurityGroupEgressCommand,
  'ec2:RevokeSecurityGroupIngress': ec2.RevokeSecurityGroupIngressCommand,
  'ec2:StartInstances': ec2.StartInstancesCommand,
  'ec2:StopInstances': ec2.StopInstancesCommand,
  'ec2:TerminateInstances': ec2.TerminateInstancesCommand,
  'elasticloadbalancing:DeregisterInstancesFromLoadBalancer': classicLoadBalancing.DeregisterInstancesFromLoadBalancerCommand,
  'elasticloadbalancing:DeregisterTargets': loadBalancing.DeregisterTargetsCommand,
  'elasticloadbalancing:DescribeLoadBalancerTags': classicLoadBalancing.DescribeTagsCommand,
  'elasticloadbalancing:DescribeLoadBalancers': classicLoadBalancing.DescribeLoadBalancersCommand,
  'elasticloadbalancing:DescribeTags': loadBalancing.DescribeTagsCommand,
  'elasticloadbalancing:DescribeTargetGroups': loadBalancing.DescribeTargetGroupsCommand,
  'elasticloadbalancing:DescribeTargetHealth': loadBalancing.DescribeTargetHealthCommand,
  'elasticloadbalancing:RegisterInstancesWithLoadBalancer': classicLoadBalancing.RegisterInstancesWithLoadBalancerCommand,
  'elasticloadbalancing:RegisterTargets': loadBalancing.RegisterTargetsCommand,
  'iam:AttachRolePolicy': iam.AttachRolePolicyCommand,
  'iam:AttachUserPolicy': iam.AttachUserPolicyCommand,
  'iam:CreatePolicyVersion': iam.CreatePolicyVersionCommand,
  'iam:DeleteRolePolicy': iam.DeleteRolePolicyCommand,
  'iam:DeleteUserPolicy': iam.DeleteUserPolicyCommand,
  'iam:DetachRolePolicy': iam.DetachRolePolicyCommand,
  'iam:DetachUserPolicy': iam.DetachUserPolicyCommand,
  'iam:GetAccessKeyLastUsed': iam.GetAccessKeyLastUsedCommand,
  'iam:GetInstanceProfile': iam.GetInstanceProfileCommand,
  'iam:GetLoginProfile': iam.GetLoginProfileCommand,
  'iam:GetPolicy': iam.GetPolicyCommand,
  'iam:GetPolicyVersion': iam.GetPolicyVersionCommand,
  'iam:GetRole': iam.GetRoleCommand,
  'iam:GetRolePolicy': iam.GetRolePolicyCommand,
  'iam:GetUser': iam.GetUserCommand,
  'iam:GetUserPolicy': iam.GetUserPolicyCommand,
  'iam:ListAccessKeys': iam.ListAccessKeysCommand,
  'iam:ListAttachedRolePolicies': iam.ListAttachedRolePoliciesCommand,
  'iam:ListAttachedUserPolicies': iam.ListAttachedUserPoliciesCommand,
  'iam:ListEntitiesForPolicy': iam.ListEntitiesForPolicyCommand,
  'iam:ListGroupsForUser': iam.ListGroupsForUserCommand,
  'iam:ListInstanceProfilesForRole': iam.ListInstanceProfilesForRoleCommand,
  'iam:ListMFADevices': iam.ListMFADevicesCommand,
  'iam:ListPolicyVersions': iam.ListPolicyVersionsCommand,
  'iam:ListRolePolicies': iam.ListRolePoliciesCommand,
  'iam:ListRoleTags': iam.ListRoleTagsCommand,
  'iam:ListSSHPublicKeys': iam.ListSSHPublicKeysCommand,
  'iam:ListServiceSpecificCredentials': iam.ListServiceSpecificCredentialsCommand,
  'iam:ListSigningCertificates': iam.ListSigningCertificatesCommand,
  'iam:ListUserPolicies': iam.ListUserPoliciesCommand,
  'iam:ListUserTags': iam.ListUserTagsCommand,
  'iam:PutRolePolicy': iam.PutRolePolicyCommand,
  'iam:PutUserPolicy': iam.PutUserPolicyCommand,
  'iam:SetDefaultPolicyVersion': iam.SetDefaultPolicyVersionCommand,
  'iam:UpdateAccessKey': iam.UpdateAccessKeyCommand,
  'iam:UpdateSSHPublicKey': iam.UpdateSSHPublicKeyCommand,
  'iam:UpdateServiceSpecificCredential': iam.UpdateServiceSpecificCredentialCommand,
  'iam:UpdateSigningCertificate': iam.UpdateSigningCertificateCommand,
  'logs:FilterLogEvents': logs.FilterLogEventsCommand,
  's3:DeleteBucketPublicAccessBlock': s3.DeletePublicAccessBlockCommand,
  's3:GetBucketAcl': s3.GetBucketAclCommand,
  's3:GetBucketPolicy': s3.GetBucketPolicyCommand,
  's3:GetBucketPolicyStatus': s3.GetBucketPolicyStatusCommand,
  's3:GetBucketPublicAccessBlock': s3.GetPublicAccessBlockCommand,
  's3:GetBucketTagging': s3.GetBucketTaggingCommand,
  's3:GetBucketWebsite': s3.GetBucketWebsiteCommand,
  's3:PutBucketPublicAccessBlock': s3.PutPublicAccessBlockCommand,
  'states:DescribeExecution': states.DescribeExecutionCommand,
  'states:SendTaskFailure': states.SendTaskFailureCommand,
  'states:SendTaskSuccess': states.SendTaskSuccessCommand,
  'sts:GetAccessKeyInfo': sts.GetAccessKeyInfoCommand,
} satisfies Commands;

export const clients = {
  autoscaling: autoScaling.AutoScalingClient,
  'classic-load-balancing': classicLoadBalancing.ElasticLoadBalancingClient,
  cloudtrail: cloudTrail.CloudTrailClient,
  ec2: ec2.EC2Client,
  elasticloadbalancing: loadBalancing.ElasticLoadBalancingV2Client,
  iam: iam.IAMClient,
  logs: logs.CloudWatchLogsClient,
  s3: s3.S3Client,
  states: states.SFNClient,
  sts: sts.STSClient,
};
export type Service = keyof typeof clients;

/** Classic load balancers have IAM's prefix in common with the newer ones, and a client of their own. */
const classic: ReadonlySet<CallName> = new Set([
  'elasticloadbalancing:DescribeLoadBalancerTags',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DeregisterInstancesFromLoadBalancer',
  'elasticloadbalancing:RegisterInstancesWithLoadBalancer',
]);

export function serviceOf(call: CallName): Service {
  return classic.has(call) ? 'classic-load-balancing' : (call.split(':')[0] as Service);
}
