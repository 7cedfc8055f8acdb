/** Security Hub V2: OCSF findings. It has no custom actions. */
import type { Envelope, ParsedInput, Source } from './define.ts';
import { at } from './fields.ts';
import { declined, rejected } from './native.ts';
import { readOcsf } from './ocsf-finding.ts';

export const securityHubV2Source: Source = {
  id: 'security-hub-v2',
  reads: 'Security Hub V2 findings (OCSF 2002 vulnerability, 2003 compliance, 2004 detection)',
  accepts: ({ source, detailType }) => source === 'aws.securityhub' && detailType === 'Findings Imported V2',
  parse,
};

function parse(envelope: Envelope): ParsedInput {
  const findings = at(envelope.detail, 'findings');
  if (!Array.isArray(findings)) return rejected('the event has no list of findings in its detail');
  if (findings.length === 0) return declined('the event carries no findings');
  return { results: findings.map((finding) => readOcsf(finding, envelope)) };
}
