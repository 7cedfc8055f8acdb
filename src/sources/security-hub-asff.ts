/** Security Hub CSPM: ASFF findings as imported, or as selected with a custom action in the console. */
import { readAsff } from './asff-finding.ts';
import { actionOf } from './custom-action.ts';
import type { Envelope, ParsedInput, Source } from './define.ts';
import { at } from './fields.ts';
import { declined, rejected } from './native.ts';

const IMPORTED = 'Security Hub Findings - Imported';
const CUSTOM_ACTION = 'Security Hub Findings - Custom Action';

export const securityHubAsffSource: Source = {
  id: 'security-hub-asff',
  reads:
    'Security Hub CSPM findings (ASFF) from GuardDuty, Inspector, Macie, Access Analyzer, Config, its own controls and every product that imports into it',
  accepts: ({ source, detailType }) => source === 'aws.securityhub' && (detailType === IMPORTED || detailType === CUSTOM_ACTION),
  parse,
};

function parse(envelope: Envelope): ParsedInput {
  const customAction = envelope.detailType === CUSTOM_ACTION ? { customAction: actionOf(envelope) } : {};
  const findings = at(envelope.detail, 'findings');
  if (!Array.isArray(findings)) return { ...rejected('the event has no list of findings in its detail'), ...customAction };
  if (findings.length === 0) return { ...declined('the event carries no findings: there is nothing to show or act on'), ...customAction };
  return { results: findings.map((finding) => readAsff(finding, envelope)), ...customAction };
}
