/** Native GuardDuty findings: what they are about, whose credentials, whom they talked to, and how bad it is. */
import { describe, expect, it } from 'vitest';
import { tierOf } from '../../src/domain/tier.ts';
import { guarddutySource } from '../../src/sources/guardduty.ts';
import { account, findingBy, region } from '../fixtures/native/envelope.ts';
import {
  accessKeyDetails,
  actions,
  attackSequence,
  bucketDetails,
  guardDuty,
  instanceDetails,
  instanceId,
  keyId,
  roleSession,
} from '../fixtures/native/guardduty.ts';

const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
const kubernetes = {
  resourceType: 'EKSCluster',
  eksClusterDetails: { name: 'prod', arn: arn('eks', 'cluster/prod'), createdAt: 1636625755.218 },
  kubernetesDetails: {
    kubernetesUserDetails: { username: 'system:anonymous' },
    kubernetesWorkloadDetails: { name: 'api', namespace: 'shop', type: 'pods', containers: [{ name: 'app', image: 'app:1' }] },
  },
};
const ecs = {
  resourceType: 'ECSCluster',
  ecsClusterDetails: {
    name: 'jobs',
    arn: arn('ecs', 'cluster/jobs'),
    taskDetails: { arn: arn('ecs', 'task/jobs/0123'), containers: [{ id: 'c1', name: 'worker' }] },
  },
};

const types: [type: string, resource: object, expected: string[]][] = [
  ['Backdoor:EC2/C&CActivity.B', { resourceType: 'Instance', instanceDetails }, [`instance ${instanceId}`]],
  ['Exfiltration:IAMUser/AnomalousBehavior', { resourceType: 'AccessKey', accessKeyDetails }, ['access-key AKIA…KED1', 'user ci-deploy']],
  [
    'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
    { resourceType: 'AccessKey', accessKeyDetails: roleSession, instanceDetails },
    ['access-key ASIA…SION', 'role web-app', `instance ${instanceId}`],
  ],
  [
    'Policy:IAMUser/RootCredentialUsage',
    { resourceType: 'AccessKey', accessKeyDetails: { accessKeyId: null, userType: 'Root', userName: 'Root', principalId: account } },
    ['root root'],
  ],
  [
    'Discovery:S3/AnomalousBehavior',
    { resourceType: 'S3Bucket', accessKeyDetails, s3BucketDetails: bucketDetails },
    ['bucket payroll', 'access-key AKIA…KED1', 'user ci-deploy'],
  ],
  ['Discovery:Kubernetes/SuccessfulAnonymousAccess', kubernetes, ['cluster prod', 'container shop/api', 'container app']],
  ['Execution:Runtime/NewBinaryExecuted', ecs, ['cluster jobs', 'container 0123', 'container c1']],
  [
    'Execution:Container/MaliciousFile',
    { resourceType: 'Container', containerDetails: { id: 'c9', name: 'app', image: 'x' }, instanceDetails },
    ['container c9', `instance ${instanceId}`],
  ],
  [
    'CredentialAccess:RDS/AnomalousBehavior.SuccessfulLogin',
    { resourceType: 'RDSDBInstance', rdsDbInstanceDetails: { dbInstanceIdentifier: 'orders', dbInstanceArn: arn('rds', 'db:orders') } },
    ['database orders'],
  ],
  [
    'Backdoor:Lambda/C&CActivity.B',
    {
      resourceType: 'Lambda',
      lambdaDetails: { functionArn: arn('lambda', 'function:f:1'), functionName: 'f', role: `arn:aws:iam::${account}:role/f-role` },
    },
    ['function f', 'role f-role'],
  ],
  [
    'Execution:EC2/MaliciousFile',
    {
      resourceType: 'Instance',
      instanceDetails,
      ebsVolumeDetails: { scannedVolumeDetails: [{ volumeArn: arn('ec2', 'volume/vol-0a1b2c3d') }] },
    },
    [`instance ${instanceId}`, 'volume vol-0a1b2c3d'],
  ],
  ['Some:New/Kind', { resourceType: 'Unheard', unheardDetails: { id: 'x' } }, [`account ${account}`]],
];

describe('resources', () => {
  it.each(types)('%s', (type, resource, expected) => {
    const finding = findingBy(guarddutySource, guardDuty(type, resource));
    expect(finding.resources.map(({ kind, id }) => `${kind} ${id}`)).toEqual(expected);
    expect(finding).toMatchObject({ type, account, region, class: 'threat', count: 14, active: true, sample: false });
  });

  it('knows the name, tags and public addresses of an instance', () => {
    const [instance] = findingBy(
      guarddutySource,
      guardDuty('Backdoor:EC2/C&CActivity.B', { resourceType: 'Instance', instanceDetails }),
    ).resources;
    expect(instance).toMatchObject({
      name: 'web-7',
      tags: { env: 'prod' },
      publicAddresses: ['198.51.100.4'],
      arn: arn('ec2', `instance/${instanceId}`),
    });
  });
});

describe('credentials', () => {
  it.each([
    ['of a user', accessKeyDetails, { id: keyId, kind: 'long-term' }, { kind: 'user', name: 'ci-deploy', account }],
    [
      'of a session',
      roleSession,
      { id: roleSession.accessKeyId, kind: 'temporary' },
      { kind: 'role', name: 'web-app', session: instanceId, account },
    ],
    [
      'written as null',
      { ...accessKeyDetails, accessKeyId: null },
      { id: 'null', kind: 'none' },
      { kind: 'user', name: 'ci-deploy', account },
    ],
  ])('%s, also when the resource is a bucket', (_name, details, key, principal) => {
    const resource = { resourceType: 'S3Bucket', accessKeyDetails: details, s3BucketDetails: bucketDetails };
    expect(findingBy(guarddutySource, guardDuty('Exfiltration:S3/AnomalousBehavior', resource))).toMatchObject({
      accessKeys: [key],
      principal,
    });
  });

  it('never shows a whole key id in words', () => {
    const envelope = guardDuty(
      'Recon:IAMUser/X',
      { resourceType: 'AccessKey', accessKeyDetails },
      { title: `${keyId} used`, description: keyId },
    );
    expect(findingBy(guarddutySource, envelope)).toMatchObject({ title: 'AKIA…KED1 used', description: 'AKIA…KED1' });
  });
});

describe('whom it talked to', () => {
  it.each([
    ['network', ['203.0.113.7'], []],
    ['call', ['203.0.113.8'], ['evil.example']],
    ['dns', [], ['c2.example']],
    ['probe', ['203.0.113.9', '203.0.113.10'], []],
    ['kubernetes', ['203.0.113.11', '203.0.113.12'], []],
    ['login', ['203.0.113.13'], []],
  ] as const)('%s', (name, addresses, domains) => {
    const finding = findingBy(
      guarddutySource,
      guardDuty('A:B/C', { resourceType: 'Instance', instanceDetails }, {}, { action: actions[name] }),
    );
    expect(finding).toMatchObject({ remoteAddresses: addresses, remoteDomains: domains });
  });
});

describe('how bad', () => {
  it.each([
    [2, 'low'],
    [5.3, 'medium'],
    ['8', 'high'],
    ['9.0', 'critical'],
    ['High', 'high'],
    [80, 'high'],
    [null, 'medium'],
  ])('severity %s is %s', (severity, expected) => {
    expect(findingBy(guarddutySource, guardDuty('A:B/C', {}, { severity })).severity).toBe(expected);
  });

  it.each([
    ['Policy:S3/BucketAnonymousAccessGranted', 'exposure'],
    ['Policy:IAMUser/RootCredentialUsage', 'active'],
    ['UnauthorizedAccess:EC2/SSHBruteForce', 'active'],
  ])('%s is %s', (type, threat) => {
    expect(findingBy(guarddutySource, guardDuty(type, {})).threat).toBe(threat);
  });

  it.each([
    ['marked by GuardDuty', { additionalInfo: { sample: true } }, {}],
    ['marked in text', { additionalInfo: { value: '{"sample":true}' } }, {}],
    ['by its title', {}, { title: '[SAMPLE] Something' }],
    ['by its made-up instance', {}, { resource: { resourceType: 'Instance', instanceDetails: { instanceId: 'i-99999999' } } }],
  ])('a sample %s never pages', (_name, service, more) => {
    const finding = findingBy(guarddutySource, guardDuty('Backdoor:EC2/X', { resourceType: 'Instance', instanceDetails }, more, service));
    expect(finding.sample).toBe(true);
    expect(tierOf({ finding, environment: 'unknown' }).tier).toBe(1);
  });
});

describe('attack sequences', () => {
  const finding = findingBy(guarddutySource, attackSequence());

  it('put identities first and keep every resource', () => {
    expect(finding.resources.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'access-key AKIA…KED1',
      'user ci-deploy',
      'bucket payroll',
      `instance ${instanceId}`,
    ]);
    expect(finding).toMatchObject({
      accessKeys: [{ id: keyId, kind: 'long-term' }],
      principal: { kind: 'user', name: 'ci-deploy', account },
    });
  });

  it('are critical, page, and tell endpoints and the story as it is', () => {
    expect(finding).toMatchObject({
      severity: 'critical',
      threat: 'active',
      remoteAddresses: ['203.0.113.7'],
      remoteDomains: ['c2.example'],
    });
    expect(finding.description).toBe('A story\nin\nmany lines');
    expect(tierOf({ finding, environment: 'unknown' }).tier).toBe(3);
  });
});
