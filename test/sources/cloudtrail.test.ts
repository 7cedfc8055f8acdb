/** Which CloudTrail calls become findings, how bad they are, and why the others do not. */
import { describe, expect, it } from 'vitest';
import { cloudtrailSource } from '../../src/sources/cloudtrail.ts';
import { identities, policy, session, trailCall } from '../fixtures/native/cloudtrail.ts';
import { account, findingBy, otherAccount, reasonBy, region } from '../fixtures/native/envelope.ts';

const admin = policy([{ Effect: 'Allow', Action: '*', Resource: '*' }]);
const bounded = policy({ Effect: 'Allow', Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::reports/*' });
const adminArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
const readOnlyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const trust = (principal: unknown, more: object = {}) =>
  policy({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...more });
const allManagement = { eventSelectors: [{ includeManagementEvents: true, readWriteType: 'All', excludeManagementEventSources: [] }] };
const item = (value: object) => ({ add: { items: [value] } });
const grant = (value: object) => ({ snapshotId: 'snap-0a1b2c3d', createVolumePermission: item(value) });

const found: [call: string, parameters: unknown, severity: string, threat: string, title: RegExp][] = [
  ['cloudtrail:StopLogging', { name: 'main' }, 'high', 'active', /logging stopped: main$/],
  ['cloudtrail:DeleteTrail', { name: `arn:aws:cloudtrail:${region}:${account}:trail/main` }, 'high', 'active', /trail deleted: main$/],
  ['cloudtrail:UpdateTrail', { name: 'main', isMultiRegionTrail: false }, 'high', 'active', /weakened/],
  ['cloudtrail:UpdateTrail', { name: 'main', snsTopicName: 'x' }, 'low', 'hygiene', /changed/],
  [
    'cloudtrail:PutEventSelectors',
    { trailName: 'main', eventSelectors: [{ includeManagementEvents: false }] },
    'high',
    'active',
    /no longer records/,
  ],
  [
    'cloudtrail:PutEventSelectors',
    { trailName: 'main', advancedEventSelectors: [{ fieldSelectors: [{ field: 'eventCategory', equals: ['Data'] }] }] },
    'high',
    'active',
    /no longer records/,
  ],
  ['cloudtrail:PutInsightSelectors', { trailName: 'main', insightSelectors: [] }, 'medium', 'active', /Insights/],
  ['guardduty:DeleteDetector', { detectorId: 'd1' }, 'high', 'active', /GuardDuty switched off/],
  ['guardduty:UpdateDetector', { detectorId: 'd1', enable: false }, 'high', 'active', /suspended/],
  [
    'guardduty:UpdateDetector',
    { detectorId: 'd1', features: [{ name: 'S3_DATA_EVENTS', status: 'DISABLED' }] },
    'medium',
    'active',
    /protection/,
  ],
  ['config:StopConfigurationRecorder', { configurationRecorderName: 'default' }, 'high', 'active', /Config recorder/],
  ['securityhub:DisableSecurityHub', null, 'high', 'active', /Security Hub/],
  ['macie2:UpdateMacieSession', { status: 'PAUSED' }, 'high', 'active', /Macie paused/],
  ['ec2:DeleteFlowLogs', { DeleteFlowLogsRequest: { FlowLogId: { content: 'fl-1' } } }, 'high', 'active', /flow logs/],
  ['organizations:LeaveOrganization', null, 'high', 'active', /organization/],
  ['iam:CreateUser', { userName: 'eve' }, 'medium', 'exposure', /New IAM user eve/],
  ['iam:CreateAccessKey', { userName: 'eve' }, 'medium', 'exposure', /New access key for IAM user eve/],
  ['iam:CreateAccessKey', null, 'medium', 'exposure', /New access key for IAM user dana/],
  ['iam:CreateLoginProfile', { userName: 'eve' }, 'medium', 'exposure', /password set/],
  ['iam:UpdateLoginProfile', { userName: 'eve' }, 'medium', 'exposure', /password changed/],
  ['iam:AttachUserPolicy', { userName: 'eve', policyArn: adminArn }, 'high', 'exposure', /AdministratorAccess attached to user eve/],
  ['iam:AttachRolePolicy', { roleName: 'ci', policyArn: 'arn:aws:iam::aws:policy/IAMFullAccess' }, 'high', 'exposure', /role ci/],
  ['iam:AttachRolePolicy', { roleName: 'ci', policyArn: readOnlyArn }, 'low', 'hygiene', /ReadOnlyAccess/],
  ['iam:AttachRolePolicy', { roleName: 'ci', policyArn: `arn:aws:iam::${account}:policy/own` }, 'medium', 'exposure', /own/],
  [
    'iam:AttachUserPolicy',
    { userName: 'eve', policyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3' },
    'high',
    'active',
    /quarantined user eve/,
  ],
  ['iam:PutUserPolicy', { userName: 'eve', policyName: 'p', policyDocument: admin }, 'high', 'exposure', /Inline policy p/],
  ['iam:PutRolePolicy', { roleName: 'ci', policyName: 'p', policyDocument: bounded }, 'low', 'hygiene', /Inline policy p/],
  [
    'iam:CreatePolicy',
    { policyName: 'p', policyDocument: policy({ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }) },
    'high',
    'exposure',
    /Policy p created/,
  ],
  [
    'iam:CreatePolicy',
    { policyName: 'p', policyDocument: policy({ Effect: 'Allow', Action: ['s3:*'], Resource: '*' }) },
    'medium',
    'exposure',
    /Policy p/,
  ],
  ['iam:CreatePolicy', { policyName: 'p', policyDocument: "{'Statement': []}" }, 'medium', 'exposure', /Policy p/],
  [
    'iam:CreatePolicy',
    { policyName: 'p', policyDocument: { Statement: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } } },
    'high',
    'exposure',
    /Policy p/,
  ],
  [
    'iam:CreatePolicyVersion',
    { policyArn: `arn:aws:iam::${account}:policy/p`, policyDocument: encodeURIComponent(admin) },
    'high',
    'exposure',
    /new version/,
  ],
  ['iam:SetDefaultPolicyVersion', { policyArn: `arn:aws:iam::${account}:policy/p`, versionId: 'v1' }, 'medium', 'exposure', /policy p/],
  [
    'iam:UpdateAssumeRolePolicy',
    { roleName: 'ci', policyDocument: trust({ AWS: `arn:aws:iam::${otherAccount}:root` }) },
    'high',
    'exposure',
    /trusts account 444455556666/,
  ],
  ['iam:UpdateAssumeRolePolicy', { roleName: 'ci', policyDocument: trust({ AWS: '*' }) }, 'critical', 'exposure', /trusts everyone/],
  [
    'iam:UpdateAssumeRolePolicy',
    { roleName: 'ci', policyDocument: trust('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }) },
    'low',
    'hygiene',
    /Trust of role ci/,
  ],
  ['iam:CreateRole', { roleName: 'ci', assumeRolePolicyDocument: trust({ AWS: otherAccount }) }, 'high', 'exposure', /New role ci/],
  [
    'lambda:AddPermission20150331v2',
    { functionName: 'f', principal: '*', action: 'lambda:InvokeFunction' },
    'high',
    'exposure',
    /everyone/,
  ],
  ['lambda:AddPermission20150331v2', { functionName: 'f', principal: otherAccount }, 'medium', 'exposure', /account 444455556666/],
  [
    's3:PutBucketPolicy',
    { bucketName: 'b', bucketPolicy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject' }] } },
    'high',
    'exposure',
    /bucket b to everyone/,
  ],
  ['s3:PutBucketAcl', { bucketName: 'b', 'x-amz-acl': ['public-read'] }, 'high', 'exposure', /bucket b/],
  ['s3:DeleteBucketPublicAccessBlock', { bucketName: 'b' }, 'medium', 'exposure', /bucket b/],
  ['ec2:ModifySnapshotAttribute', grant({ group: 'all' }), 'critical', 'exposure', /made public/],
  ['ec2:ModifySnapshotAttribute', grant({ userId: otherAccount }), 'high', 'exposure', /shared with account/],
  ['ec2:ModifyImageAttribute', { imageId: 'ami-0a1b2c3d', launchPermission: item({ userId: otherAccount }) }, 'high', 'exposure', /Image/],
  ['rds:ModifyDBSnapshotAttribute', { dBSnapshotIdentifier: 's', valuesToAdd: ['all'] }, 'critical', 'exposure', /Database snapshot/],
  [
    'ec2:AuthorizeSecurityGroupIngress',
    { groupId: 'sg-0a1b2c3d', cidrIp: '0.0.0.0/0', fromPort: 22, toPort: 22, ipProtocol: 'tcp' },
    'medium',
    'exposure',
    /SSH/,
  ],
  [
    'ec2:AuthorizeSecurityGroupIngress',
    { groupId: 'sg-0a1b2c3d', ipPermissions: { items: [{ ipProtocol: '-1', ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] } }] } },
    'high',
    'exposure',
    /All ports/,
  ],
];

describe('calls that matter', () => {
  it.each(found)('%s %j', (call, parameters, severity, threat, title) => {
    const finding = findingBy(cloudtrailSource, trailCall(call, parameters));
    expect({ severity: finding.severity, threat: finding.threat }).toEqual({ severity, threat });
    expect(finding.title).toMatch(title);
    expect(finding).toMatchObject({ account, region, class: 'threat', active: true, product: { name: 'CloudTrail', genuine: true } });
    expect(finding.description).toMatch(/^User dana called .* from 203\.0\.113\.7 with aws-cli/);
  });
});

const declined: [call: string, parameters: unknown, reason: RegExp, more?: { [key: string]: unknown }][] = [
  ['organizations:CreatePolicy', { content: admin }, /only shares its name with iam:CreatePolicy/],
  ['verifiedpermissions:CreatePolicy', {}, /only shares its name/],
  ['iam:GetUser', { userName: 'eve' }, /only reads/, { readOnly: true }],
  ['sts:AssumeRole', {}, /only reads/, { readOnly: true }],
  ['ec2:RunInstances', {}, /does not matter by itself/],
  ['iam:CreateUser', { userName: 'eve' }, /failed with EntityAlreadyExists/, { errorCode: 'EntityAlreadyExists' }],
  ['cloudtrail:UpdateTrail', { name: 'x' }, /failed with TrailNotFoundException/, { errorCode: 'TrailNotFoundException' }],
  ['cloudtrail:PutEventSelectors', allManagement, /still records all management events/],
  ['guardduty:UpdateDetector', { enable: true }, /switches nothing off/],
  ['iam:CreateRole', { roleName: 'ci', assumeRolePolicyDocument: trust({ Service: 'ec2.amazonaws.com' }) }, /trusts nobody outside/],
  ['lambda:AddPermission', { functionName: 'f', principal: 's3.amazonaws.com' }, /nobody outside/],
  ['lambda:AddPermission', { functionName: 'f', principal: '*', sourceAccount: account }, /nobody outside/],
  ['s3:PutBucketPolicy', { bucketName: 'b', bucketPolicy: bounded }, /nobody outside/],
  ['ec2:ModifySnapshotAttribute', { snapshotId: 's', createVolumePermission: { remove: { items: [{ group: 'all' }] } } }, /shares nothing/],
  ['ec2:AuthorizeSecurityGroupIngress', { groupId: 'sg-1', cidrIp: '0.0.0.0/0', fromPort: 443, toPort: 443 }, /opens no port/],
  ['ec2:AuthorizeSecurityGroupIngress', { groupId: 'sg-1', cidrIp: '10.0.0.0/8', fromPort: 22, toPort: 22 }, /opens no port/],
  ['ec2:DeleteFlowLogs', {}, /as part of the service/, { userIdentity: identities.service }],
  [
    'iam:PutUserPolicy',
    { userName: 'eve', policyDocument: admin },
    /Drawbridge made this call itself/,
    { userIdentity: session('drawbridge-contain', 'ana') },
  ],
  ['iam:UpdateAssumeRolePolicy', {}, /Drawbridge made this call itself/, { userIdentity: session('SecChatOps-Contain', 'ana') }],
];

describe('calls that do not', () => {
  it.each(declined)('%s %j', (call, parameters, reason, more = {}) => {
    expect(reasonBy(cloudtrailSource, trailCall(call, parameters, more))).toMatch(/^declined: /);
    expect(reasonBy(cloudtrailSource, trailCall(call, parameters, more))).toMatch(reason);
  });

  it('reports tampering even by a role of ours, and by whoever only calls the session like ours', () => {
    const ours = trailCall('cloudtrail:StopLogging', { name: 'main' }, { userIdentity: session('drawbridge-contain', 'ana') });
    const posing = trailCall('iam:CreateUser', { userName: 'eve' }, { userIdentity: session('developer', 'drawbridge-contain') });
    expect(findingBy(cloudtrailSource, ours).type).toBe('Stealth:cloudtrail/StopLogging');
    expect(findingBy(cloudtrailSource, posing).title).toBe('New IAM user eve');
  });
});
