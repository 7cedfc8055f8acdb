/** Who is woken and who is not. */
import { expect, test } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { type TierFacts, tierOf } from '../../src/domain/tier.ts';
import { instanceFinding } from '../fixtures/instance-finding.ts';

const vulnerability = { id: 'CVE-2026-1234', fixAvailable: true, exploitAvailable: true };
const known: Partial<Finding> = { class: 'vulnerability', threat: 'vulnerability', type: 'CVE-2026-1234', severity: 'critical' };
const imported = { name: 'Prowler', genuine: false };

test.each<[string, Partial<Finding>, Partial<TierFacts>, 1 | 2 | 3, string]>([
  ['high active in production', {}, {}, 3, 'active threat, production'],
  ['high active where nobody knows', {}, { environment: 'unknown' }, 3, 'active threat, environment unknown, so production'],
  ['medium active', { severity: 'medium' }, {}, 2, 'active threat of medium severity, production'],
  ['low active', { severity: 'low' }, {}, 1, 'active, but of low severity, production'],
  ['a sample', { sample: true, severity: 'critical' }, {}, 1, 'sample finding, generated for practice'],
  ['archived', { active: false, severity: 'critical' }, {}, 1, 'no longer active'],
  ['root use, low', { type: 'Policy:IAMUser/RootCredentialUsage', severity: 'low' }, {}, 3, 'use of the root user'],
  [
    'attack sequence',
    { type: 'AttackSequence:S3/CompromisedData', severity: 'critical' },
    {},
    3,
    'attack sequence: several signs of one attack',
  ],
  [
    'trail tampering, low',
    { type: 'Stealth:IAMUser/CloudTrailLoggingDisabled', severity: 'low' },
    {},
    3,
    'the audit trail was tampered with',
  ],
  ['exposed credentials', { type: 'AWS_RISK_CREDENTIALS_EXPOSED', severity: 'high' }, {}, 3, 'credentials are exposed'],
  [
    'critical score alone',
    { ...known, vulnerability: { ...vulnerability, exploitAvailable: false } },
    { internetFacing: true },
    2,
    'critical vulnerability with a fix',
  ],
  ['exploit, not reachable', { ...known, vulnerability }, { internetFacing: false }, 2, 'vulnerability with a known exploit'],
  ['exploit, reach unknown', { ...known, vulnerability }, {}, 2, 'vulnerability with a known exploit; exposure not known'],
  [
    'exploit, reachable',
    { ...known, vulnerability },
    { internetFacing: true },
    3,
    'vulnerability with a known exploit, reachable from the internet',
  ],
  [
    'no fix',
    { ...known, vulnerability: { ...vulnerability, exploitAvailable: false, fixAvailable: false } },
    {},
    1,
    'vulnerability without a fix',
  ],
  ['sensitive and exposed', { threat: 'exposure', sensitive: true, severity: 'high' }, {}, 3, 'sensitive data is exposed'],
  ['sensitive, not exposed', { threat: 'hygiene', sensitive: true, severity: 'high' }, {}, 2, 'sensitive data, not known to be exposed'],
  ['a little sensitive', { threat: 'hygiene', sensitive: true, severity: 'medium' }, {}, 1, 'sensitive data, not exposed'],
  ['exposed', { threat: 'exposure', severity: 'low' }, { environment: 'development' }, 2, 'exposed, development'],
  ['hygiene', { threat: 'hygiene', severity: 'high' }, {}, 1, 'hygiene: no sign of a threat'],
  ['critical hygiene', { threat: 'hygiene', severity: 'critical' }, {}, 2, 'critical, though no sign of a threat'],
  ['informational', { threat: 'exposure', severity: 'informational' }, {}, 1, 'informational'],
  ['imported and active', { product: imported }, {}, 2, 'active threat, production; imported by Prowler, which is not a trusted product'],
  ['imported and trusted', { product: imported }, { trusted: true }, 3, 'active threat, production'],
])('%s', (_, changes, facts, tier, reason) => {
  expect(tierOf({ finding: instanceFinding(changes), environment: 'production', ...facts })).toEqual({ tier, reason });
});
