/** What a native type such as `UnauthorizedAccess:EC2/SSHBruteForce` says by itself. The list of types is open, so rules go by its parts. */
import type { Threat } from './finding.ts';

/** GuardDuty's Policy types (and Macie's) are settings that somebody changed; all other purposes are somebody acting. */
export function threatOfType(type: string): Threat {
  if (isRootUse(type)) return 'active';
  if (/^Policy:/i.test(type))
    return /Public|Anonymous|SharedExternally|SharedWithCloudFront|BlockPublicAccess|ExposedDashboard|AdminAccess/i.test(type)
      ? 'exposure'
      : 'hygiene';
  return 'active';
}

export function isAttackSequence(type: string): boolean {
  return type.startsWith('AttackSequence:');
}

/** Use of the root user, or of its credentials. */
export function isRootUse(type: string): boolean {
  return /RootCredentialUsage|RootUse|RootLogin|ConsoleLogin\.Root/i.test(type);
}

/** Logging was switched off, deleted or narrowed: the attacker's first move. */
export function isTrailTampering(type: string): boolean {
  return /CloudTrailLoggingDisabled|^(?:Stealth|DefenseEvasion):CloudTrail\//i.test(type);
}

/** Keys published or used by somebody outside. */
export function isExposedCredentials(type: string): boolean {
  return /CREDENTIALS_(?:EXPOSED|COMPROMISED)|ExposedCredentials|IAM_QUARANTINE/i.test(type);
}

/** Somebody knocks from outside: the instance is the victim, and isolating it would do the attacker's work. */
export function isInbound(type: string, resourceRole: 'ACTOR' | 'TARGET' | undefined): boolean {
  return resourceRole === 'TARGET' && /BruteForce|PortProbe|PortSweep|Portscan|SuccessfulAnonymousLogin/i.test(type);
}
