/** What a finding's type says by itself, for types that exist today and those to come. */
import { describe, expect, it } from 'vitest';
import {
  isAttackSequence,
  isExposedCredentials,
  isInbound,
  isRootUse,
  isTrailTampering,
  threatOfType,
} from '../../src/domain/threat-type.ts';

describe('threat', () => {
  it.each([
    ['UnauthorizedAccess:EC2/SSHBruteForce', 'active'],
    ['CryptoCurrency:Runtime/BitcoinTool.B!DNS', 'active'],
    ['Policy:IAMUser/RootCredentialUsage', 'active'],
    ['Policy:S3/BucketAnonymousAccessGranted', 'exposure'],
    ['Policy:S3/AccountBlockPublicAccessDisabled', 'exposure'],
    ['Policy:IAMUser/S3BlockPublicAccessDisabled', 'exposure'],
    ['Policy:IAMUser/S3BucketSharedExternally', 'exposure'],
    ['Policy:Kubernetes/ExposedDashboard', 'exposure'],
    ['Policy:Kubernetes/AdminAccessToDefaultServiceAccount', 'exposure'],
    ['Policy:IAMUser/S3BucketEncryptionDisabled', 'hygiene'],
    ['SomethingNew:Planet/NeverSeen', 'active'],
    ['', 'active'],
  ])('%s is %s', (type, threat) => expect(threatOfType(type)).toBe(threat));
});

const types = {
  root: ['Policy:IAMUser/RootCredentialUsage', 'TTPs/RootUse', 'ConsoleLogin.Root'],
  tampering: ['Stealth:IAMUser/CloudTrailLoggingDisabled', 'Stealth:CloudTrail/StopLogging', 'DefenseEvasion:CloudTrail/DeleteTrail'],
  exposed: ['AWS_RISK_CREDENTIALS_EXPOSED', 'AWS_RISK_CREDENTIALS_COMPROMISED', 'AWS_RISK_IAM_QUARANTINE'],
  sequence: ['AttackSequence:IAM/CompromisedCredentials', 'AttackSequence:S3/CompromisedData'],
  none: [
    'UnauthorizedAccess:EC2/SSHBruteForce',
    'Stealth:IAMUser/PasswordPolicyChange',
    'Policy:S3/BucketPublicAccessGranted',
    '',
    'xAttackSequence:',
  ],
};
const questions = { root: isRootUse, tampering: isTrailTampering, exposed: isExposedCredentials, sequence: isAttackSequence };

describe.each(Object.entries(questions))('%s', (name, question) => {
  it.each(Object.entries(types).flatMap(([kind, all]) => all.map((type) => [type, kind === name] as const)))('%s: %s', (type, expected) =>
    expect(question(type)).toBe(expected),
  );
});

describe('somebody knocks from outside', () => {
  it.each([
    ['UnauthorizedAccess:EC2/SSHBruteForce', 'TARGET', true],
    ['UnauthorizedAccess:EC2/SSHBruteForce', 'ACTOR', false],
    ['UnauthorizedAccess:EC2/RDPBruteForce', undefined, false],
    ['Recon:EC2/PortProbeUnprotectedPort', 'TARGET', true],
    ['Recon:EC2/Portscan', 'ACTOR', false],
    ['CredentialAccess:RDS/AnomalousBehavior.SuccessfulAnonymousLogin', 'TARGET', true],
    ['CryptoCurrency:EC2/BitcoinTool.B', 'TARGET', false],
  ] as const)('%s as %s: %s', (type, role, expected) => expect(isInbound(type, role)).toBe(expected));
});
