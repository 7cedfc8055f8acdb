/** Demo findings for the event player: believable, and about the resources of the simulated accounts. */
import { trailFindings } from './audit-trail.ts';
import { controlFindings } from './controls.ts';
import { credentialFindings } from './credentials.ts';
import { dataFindings } from './data.ts';
import type { DemoFinding } from './demo-finding.ts';
import { instanceFindings } from './instances.ts';
import { oddOnes } from './odd-ones.ts';
import { vulnerabilityFindings } from './vulnerabilities.ts';

/** Dated from `now`; the same problem played twice is the same finding, seen again. */
export function demoFindings(now: number): DemoFinding[] {
  return [
    ...credentialFindings(now),
    ...instanceFindings(now),
    ...dataFindings(now),
    ...trailFindings(now),
    ...controlFindings(now),
    ...vulnerabilityFindings(now),
    ...oddOnes(now),
  ];
}
