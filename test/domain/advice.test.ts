/** What is advised for which finding, and what must never be. */
import { expect, test } from 'vitest';
import { adviceFor } from '../../src/domain/advice.ts';
import { advice } from '../../src/domain/advice-words.ts';
import type { Finding, Resource, ResourceKind } from '../../src/domain/finding.ts';
import { instanceFinding } from '../fixtures/instance-finding.ts';

const account = '111122223333';
const longTerm: Partial<Finding> = {
  accessKeys: [{ id: 'AKIAIOSFODNN7EXAMPLE', kind: 'long-term' }],
  principal: { kind: 'user', name: 'ana', account },
};
const temporary: Partial<Finding> = {
  accessKeys: [{ id: 'ASIAIOSFODNN7EXAMPLE', kind: 'temporary' }],
  principal: { kind: 'role', name: 'web', session: 'i-0c10c2c7863d1a356', account },
};
const about = (kind: ResourceKind): { resources: Resource[] } => ({ resources: [{ kind, id: 'it', account, region: 'eu-west-1' }] });
const exposed = (kind: ResourceKind): Partial<Finding> => ({ threat: 'exposure', ...about(kind) });

type Name = keyof typeof advice;
test.each<[string, Partial<Finding>, Name[]]>([
  ['Backdoor:EC2/C&CActivity.B', {}, ['isolate', 'blockAddress', 'forensics']],
  ['Impact:EC2/WinRMBruteForce', { resourceRole: 'ACTOR', remoteAddresses: [] }, ['isolate', 'forensics']],
  ['UnauthorizedAccess:EC2/SSHBruteForce', { resourceRole: 'ACTOR' }, ['isolate', 'blockAddress', 'forensics']],
  ['UnauthorizedAccess:EC2/SSHBruteForce', { resourceRole: 'TARGET' }, ['closePort', 'blockAddress']],
  ['Recon:EC2/PortProbeUnprotectedPort', { resourceRole: 'TARGET' }, ['closePort', 'blockAddress']],
  ['Backdoor:EC2/C&CActivity.B!DNS', { remoteAddresses: [] }, ['isolateAndStopDns', 'dnsFirewall']],
  ['Trojan:EC2/DNSDataExfiltration', { remoteAddresses: [] }, ['isolateAndStopDns', 'dnsFirewall']],
  ['Execution:EC2/MaliciousFile', { resourceRole: 'TARGET', remoteAddresses: [] }, ['isolate', 'forensics']],
  ['Execution:Runtime/NewBinaryExecuted', { remoteAddresses: [] }, ['isolate', 'forensics']],
  ['Execution:Runtime/NewBinaryExecuted', about('cluster'), ['containWorkload']],
  ['Discovery:Kubernetes/MaliciousIPCaller', about('cluster'), ['containWorkload']],
  ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS', temporary, ['revokeInstanceSessions', 'isolateNamedInstance']],
  ['Exfiltration:IAMUser/AnomalousBehavior', longTerm, ['quarantineUser']],
  ['Exfiltration:IAMUser/AnomalousBehavior', temporary, ['revokeSessions', 'quarantineRole']],
  ['Exfiltration:S3/AnomalousBehavior', { ...temporary, ...about('bucket') }, ['revokeSessions', 'quarantineRole']],
  ['Discovery:IAMUser/AnomalousBehavior', { principal: { kind: 'sso', name: 'AWSReservedSSO_A_1', account } }, ['containSsoUser']],
  ['Recon:IAMUser/TorIPCaller', { ...temporary, principal: { kind: 'root', account } }, ['root']],
  [
    'prowler-ec2_instance_secrets_user_data',
    { ...exposed('instance'), title: 'Secrets found in the user data of web-1' },
    ['removeSecret'],
  ],
  ['trivy', { ...exposed('container'), title: 'Trivy found a secret in deploy.sh' }, ['removeSecret']],
  ['Policy:IAMUser/RootCredentialUsage', {}, ['root']],
  ['Stealth:IAMUser/CloudTrailLoggingDisabled', longTerm, ['restoreLogging', 'quarantineUser']],
  ['Stealth:cloudtrail/StopLogging', { ...longTerm, ...about('trail') }, ['restoreLogging', 'quarantineUser']],
  ['Persistence:iam/CreateAccessKey', { ...longTerm, threat: 'exposure', ...about('user') }, ['undoChange', 'quarantineUser']],
  ['Policy:iam/SignInWithoutMfa', { threat: 'exposure', ...about('user') }, ['secondFactor']],
  ['CloudTrail.1', { class: 'control', threat: 'hygiene', ...about('account') }, ['restoreLogging']],
  ['S3.8', exposed('bucket'), ['blockPublic']],
  ['Policy:S3/BucketAnonymousAccessGranted', exposed('bucket'), ['blockPublic']],
  ['Policy:IAMUser/S3BucketPublic', exposed('bucket'), ['blockPublic']],
  ['Policy:IAMUser/S3BucketSharedExternally', exposed('bucket'), ['removeStatement']],
  ['ExternalAccess:S3/Bucket', exposed('bucket'), ['removeStatement', 'blockPublic']],
  ['ExternalAccess:IAM/Role', exposed('role'), ['distrust']],
  ['EC2.19', exposed('security-group'), ['revokeRule']],
  ['EC2.21', exposed('network-acl'), ['networkAclTicket']],
  ['EC2.1', exposed('account'), ['makePrivate']],
  ['RDS.2', exposed('database'), ['databaseNotPublic']],
  ['CredentialAccess:RDS/AnomalousBehavior.SuccessfulLogin', about('database'), ['databaseNotPublic', 'databaseCredentials']],
  ['Backdoor:Lambda/C&CActivity.B', about('function'), ['throttleFunction', 'blockAddress']],
  ['Lambda.1', exposed('function'), ['closeFunction']],
  [
    'CVE-2026-1',
    { class: 'vulnerability', threat: 'vulnerability', vulnerability: { id: 'CVE-2026-1', fixAvailable: true, exploitAvailable: true } },
    ['patch', 'ticket'],
  ],
  [
    'CVE-2026-1',
    { class: 'vulnerability', threat: 'vulnerability', vulnerability: { id: 'CVE-2026-1', fixAvailable: false, exploitAvailable: true } },
    ['acceptRisk', 'ticket'],
  ],
  ['AttackSequence:EC2/CompromisedInstanceGroup', temporary, ['revokeSessions', 'quarantineRole', 'isolate', 'blockAddress', 'forensics']],
  ['IAM.7', { class: 'control', threat: 'hygiene', ...about('account') }, []],
  ['Backdoor:EC2/C&CActivity.B', { active: false }, []],
])('%s %o', (type, changes, expected) => {
  expect(adviceFor(instanceFinding({ type, ...changes }))).toEqual(expected.map((name) => advice[name]));
});
