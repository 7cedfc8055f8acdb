/** Every spelling of a resource seen in real findings, and the one resource it means. */
import { describe, expect, test } from 'vitest';
import { accessKeyFrom, fingerprint } from '../../src/domain/access-key.ts';
import { isAccount, isRegion, parseArn, partitionOf } from '../../src/domain/arn.ts';
import { isPlaceholder, resourceFrom } from '../../src/domain/resource-id.ts';

const home = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };
const INSTANCE = 'i-0c10c2c7863d1a356';

describe('instances', () => {
  test.each([
    [
      'AwsEc2Instance',
      `arn:aws:ec2:us-east-1:444455556666:instance/${INSTANCE}`,
      `arn:aws:ec2:us-east-1:444455556666:instance/${INSTANCE}`,
    ],
    ['AwsEc2Instance', `arn:aws:ec2:us-east-1:444455556666:${INSTANCE}`, `arn:aws:ec2:us-east-1:444455556666:instance/${INSTANCE}`],
    ['AwsEc2Instance', `arn:aws:us-east-1:444455556666:instance/${INSTANCE}`, `arn:aws:ec2:us-east-1:444455556666:instance/${INSTANCE}`],
    [
      'AwsEc2Instance',
      `arn:aws::ec2:us-east-1:444455556666:instance/${INSTANCE}`,
      `arn:aws:ec2:us-east-1:444455556666:instance/${INSTANCE}`,
    ],
    ['AwsEc2Instance', `arn::ec2:us-east-1:444455556666:instance/${INSTANCE}`, `arn:aws:ec2:us-east-1:444455556666:instance/${INSTANCE}`],
    [
      undefined,
      `arn:aws-cn:ec2:cn-north-1:444455556666:instance/${INSTANCE}`,
      `arn:aws-cn:ec2:cn-north-1:444455556666:instance/${INSTANCE}`,
    ],
    ['AWS::EC2::Instance', INSTANCE, `arn:aws:ec2:eu-west-1:111122223333:instance/${INSTANCE}`],
    ['Other', INSTANCE, `arn:aws:ec2:eu-west-1:111122223333:instance/${INSTANCE}`],
    ['EC2_INSTANCE', 'i-0123abcd', 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123abcd'],
  ])('%s %s', (type, id, arn) => {
    expect(resourceFrom(type, id, home)).toMatchObject({ kind: 'instance', id: arn.split('/')[1], arn });
  });
});

test.each([
  ['AwsIamAccessKey', 'AWS::IAM::AccessKey:AKIAIOSFODNN7EXAMPLE', 'access-key', 'AKIA…MPLE', undefined],
  ['AWSIAMAccessKey', 'ASIAIOSFODNN7EXAMPLE', 'access-key', 'ASIA…MPLE', undefined],
  ['AwsIamAccessKey', 'AWS::IAM::AccessKey:null', 'access-key', 'null', undefined],
  ['AwsIamAccessKey', 'arn:aws:iam::111122223333:user/eng/ana', 'user', 'ana', 'arn:aws:iam::111122223333:user/eng/ana'],
  ['AwsIamRole', 'arn:aws:iam::111122223333:user/tester', 'user', 'tester', 'arn:aws:iam::111122223333:user/tester'],
  ['AwsIamUser', 'arn:aws:iam::111122223333:role/service/deploy', 'role', 'deploy', 'arn:aws:iam::111122223333:role/service/deploy'],
  ['AwsIamRole', 'arn:aws:sts::111122223333:assumed-role/web/i-0c10c2c7863d1a356', 'role', 'web', 'arn:aws:iam::111122223333:role/web'],
  ['AwsIamRole', 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_A_1/ana', 'role', 'AWSReservedSSO_A_1', undefined],
  ['AwsIamUser', 'ana', 'user', 'ana', 'arn:aws:iam::111122223333:user/ana'],
  ['AWS::IAM::User', 'arn:aws:iam::111122223333:root', 'root', 'root', 'arn:aws:iam::111122223333:root'],
  ['AwsAccount', 'AWS::::Account:999988887777', 'account', '999988887777', undefined],
  ['AwsAccount', 'AWS:::Account:999988887777', 'account', '999988887777', undefined],
  ['AwsAccount', '999988887777', 'account', '999988887777', undefined],
  ['Other', 'AWS::::Account:999988887777', 'account', '999988887777', undefined],
  ['AwsS3Bucket', 'arn:aws:s3:::logs', 'bucket', 'logs', 'arn:aws:s3:::logs'],
  ['AwsS3Object', 'arn:aws:s3:::logs/a/b.csv', 'bucket', 'logs', 'arn:aws:s3:::logs'],
  ['AWS::S3::Bucket', 'logs', 'bucket', 'logs', 'arn:aws:s3:::logs'],
  [
    'AwsEc2SecurityGroup',
    'arn:aws:ec2:us-east-2:111122223333:security-group/sg-0a1b',
    'security-group',
    'sg-0a1b',
    'arn:aws:ec2:us-east-2:111122223333:security-group/sg-0a1b',
  ],
  [
    'AwsEc2SecurityGroup',
    'arn:aws:ec2:us-east-1:0123456789:security-group/sg-0123456789',
    'security-group',
    'sg-0123456789',
    'arn:aws:ec2:us-east-1:111122223333:security-group/sg-0123456789',
  ],
  [
    'AwsEc2Volume',
    'arn:aws-iso:ec2:us-iso-west-1:111122223333:volume/vol-0istate',
    'volume',
    'vol-0istate',
    'arn:aws-iso:ec2:us-iso-west-1:111122223333:volume/vol-0istate',
  ],
  [
    'AwsRdsDbSnapshot',
    'arn:aws:rds:us-east-1:111122223333:snapshot:rds:db-1-08-12',
    'snapshot',
    'rds:db-1-08-12',
    'arn:aws:rds:us-east-1:111122223333:snapshot:rds:db-1-08-12',
  ],
  [
    'AwsRdsDbInstance',
    'arn:aws:rds:us-east-1:111122223333:dbinstance:db-OX46',
    'database',
    'db-OX46',
    'arn:aws:rds:us-east-1:111122223333:dbinstance:db-OX46',
  ],
  [
    'AwsLambdaFunction',
    'arn:aws:lambda:us-east-1:111122223333:function:pay:live',
    'function',
    'pay',
    'arn:aws:lambda:us-east-1:111122223333:function:pay',
  ],
  [
    'AwsCloudTrailTrail',
    'arn:aws:cloudtrail:us-east-1:111122223333:trail/main',
    'trail',
    'main',
    'arn:aws:cloudtrail:us-east-1:111122223333:trail/main',
  ],
  [
    'AwsAccount',
    'arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:785d:autoScalingGroupName/web',
    'other',
    'web',
    'arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:785d:autoScalingGroupName/web',
  ],
  [
    'AwsIamPolicy',
    'arn:aws:iam::aws:policy/AdministratorAccess',
    'policy',
    'AdministratorAccess',
    'arn:aws:iam::aws:policy/AdministratorAccess',
  ],
  [
    'AwsElbv2LoadBalancer',
    'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188',
    'other',
    'web',
    'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188',
  ],
  ['Container', 'alpine.tar.gz (alpine 3.10.2)', 'container', 'alpine.tar.gz (alpine 3.10.2)', undefined],
  [undefined, '', 'account', '111122223333', undefined],
])('%s %s is a %s', (type, id, kind, short, arn) => {
  const resource = resourceFrom(type, id, home);
  expect([resource.kind, resource.id, resource.arn]).toEqual([kind, short, arn]);
});

test('a full key id never reaches a resource', () => {
  expect(JSON.stringify(resourceFrom('AwsIamAccessKey', 'AWS::IAM::AccessKey:AKIAIOSFODNN7EXAMPLE', home))).not.toContain(
    'AKIAIOSFODNN7EXAMPLE',
  );
});

test.each([
  ['AWS::IAM::AccessKey:AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE', 'long-term'],
  ['ASIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE', 'temporary'],
  ['AWS::IAM::AccessKey:null', 'null', 'none'],
  [null, 'null', 'none'],
  ['', 'null', 'none'],
  ['AKIA123', 'AKIA123', 'none'],
  ['GeneratedFindingAccessKeyId', 'GeneratedFindingAccessKeyId', 'none'],
])('key %s', (id, key, kind) => {
  expect(accessKeyFrom(id)).toEqual({ id: key, kind });
});

test('fingerprints', () => {
  expect(['AKIAIOSFODNN7EXAMPLE', 'null', '', 'AKIA123'].map(fingerprint)).toEqual(['AKIA…MPLE', 'null', 'null', 'AK…']);
});

test('placeholders of sample findings', () => {
  expect(
    ['i-99999999', 'arn:aws:ec2:eu-west-1:111122223333:instance/i-99999999', 'GeneratedFindingUserName', 'bucketName'].every(isPlaceholder),
  ).toBe(true);
  expect([INSTANCE, 'my-bucketName', 'ana'].some(isPlaceholder)).toBe(false);
  expect(resourceFrom('Instance', 'i-99999999', home).placeholder).toBe(true);
});

test('accounts, Regions and partitions', () => {
  expect(['111122223333'].every(isAccount) && !['11112222333', '1111222233334', 'abc', 111122223333].some(isAccount)).toBe(true);
  expect(['us-east-1', 'us-isob-east-1', 'us-gov-west-1', 'eusc-de-east-1'].every(isRegion)).toBe(true);
  expect(['', 'global', 'us-east', 'us east 1', undefined].some(isRegion)).toBe(false);
  expect(['us-east-1', 'cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'us-isob-east-1', 'eusc-de-east-1'].map(partitionOf)).toEqual([
    'aws',
    'aws-cn',
    'aws-us-gov',
    'aws-iso',
    'aws-iso-b',
    'aws-eusc',
  ]);
  expect(parseArn('not an arn')).toBeUndefined();
});
