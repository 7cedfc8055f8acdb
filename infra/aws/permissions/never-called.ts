/** Calls that are denied whatever else is allowed one day: what deletes, what makes credentials, and what hides from the records. */
import type { Statement } from './documents.ts';

const never = [
  'cloudtrail:DeleteTrail',
  'cloudtrail:StopLogging',
  'ec2:DeleteSnapshot',
  'ec2:DeleteVolume',
  'ec2:DeregisterImage',
  'ec2:RunInstances',
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:CreateUser',
  'iam:DeleteAccessKey',
  'iam:DeletePolicyVersion',
  'iam:DeleteRole',
  'iam:DeleteUser',
  'iam:UpdateAssumeRolePolicy',
  'kms:ScheduleKeyDeletion',
  's3:DeleteBucket',
  's3:DeleteBucketPolicy',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  'sts:AssumeRole',
];
/** Only ever made in the destroy role. */
const destroying = ['autoscaling:TerminateInstanceInAutoScalingGroup', 'ec2:TerminateInstances'];

export function neverCalled(roleClass: 'contain' | 'destroy'): string[] {
  return (roleClass === 'contain' ? [...never, ...destroying] : [...never]).sort();
}

export function denyingDeletion(roleClass: 'contain' | 'destroy'): Statement {
  return { Effect: 'Deny', Action: neverCalled(roleClass), Resource: ['*'] };
}
