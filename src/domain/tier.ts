/** Tier: 1 routine, 2 worth a decision, 3 page someone; always with its reason. Pure. */
import type { Environment } from './context.ts';
import type { Finding } from './finding.ts';
import { isAttackSequence, isExposedCredentials, isRootUse, isTrailTampering } from './threat-type.ts';

export interface TierFacts {
  finding: Finding;
  environment: Environment;
  /** Known to be reachable from the internet; undefined while nobody has looked. */
  internetFacing?: boolean;
  /** Policy lists this product under `trustedProducts` for this account. */
  trusted?: boolean;
}

export interface TierDecision {
  tier: 1 | 2 | 3;
  reason: string;
}

export function tierOf(facts: TierFacts): TierDecision {
  const { finding } = facts;
  if (!finding.active) return { tier: 1, reason: 'no longer active' };
  if (finding.sample) return { tier: 1, reason: 'sample finding, generated for practice' };
  const alarm = alarmOf(facts);
  if (!alarm) return decisionOf(facts);
  if (finding.product.genuine || facts.trusted === true) return { tier: 3, reason: alarm };
  return { tier: 2, reason: `${alarm}; imported by ${finding.product.name}, which is not a trusted product` };
}

/** Why somebody must be woken, if at all. A CRITICAL score alone never is a reason. */
function alarmOf({ finding, environment, internetFacing }: TierFacts): string | undefined {
  const { type, threat, severity } = finding;
  if (isRootUse(type)) return 'use of the root user';
  if (isAttackSequence(type)) return 'attack sequence: several signs of one attack';
  if (isTrailTampering(type)) return 'the audit trail was tampered with';
  if (isExposedCredentials(type)) return 'credentials are exposed';
  if (threat === 'active' && (severity === 'high' || severity === 'critical')) return `active threat, ${place(environment)}`;
  if (threat === 'vulnerability' && finding.vulnerability?.exploitAvailable && internetFacing) {
    return 'vulnerability with a known exploit, reachable from the internet';
  }
  if (finding.sensitive && threat === 'exposure') return 'sensitive data is exposed';
  return undefined;
}

function decisionOf({ finding, environment, internetFacing }: TierFacts): TierDecision {
  const { threat, severity, vulnerability } = finding;
  if (severity === 'informational') return { tier: 1, reason: 'informational' };
  if (threat === 'active') {
    if (severity === 'low') return { tier: 1, reason: `active, but of low severity, ${place(environment)}` };
    return { tier: 2, reason: `active threat of ${severity} severity, ${place(environment)}` };
  }
  if (threat === 'exposure') return { tier: 2, reason: `exposed, ${place(environment)}` };
  if (threat === 'vulnerability') return vulnerabilityTier();
  if (finding.sensitive && (severity === 'high' || severity === 'critical'))
    return { tier: 2, reason: 'sensitive data, not known to be exposed' };
  if (severity === 'critical') return { tier: 2, reason: 'critical, though no sign of a threat' };
  return { tier: 1, reason: finding.sensitive ? 'sensitive data, not exposed' : 'hygiene: no sign of a threat' };

  function vulnerabilityTier(): TierDecision {
    if (vulnerability?.exploitAvailable)
      return { tier: 2, reason: `vulnerability with a known exploit${internetFacing === undefined ? '; exposure not known' : ''}` };
    if ((severity === 'high' || severity === 'critical') && vulnerability?.fixAvailable)
      return { tier: 2, reason: `${severity} vulnerability with a fix` };
    return { tier: 1, reason: vulnerability?.fixAvailable ? `vulnerability of ${severity} severity` : 'vulnerability without a fix' };
  }
}

/** Nobody has said otherwise, so it is production. */
function place(environment: Environment): string {
  return environment === 'unknown' ? 'environment unknown, so production' : environment;
}
