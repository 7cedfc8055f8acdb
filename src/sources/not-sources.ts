/** Events people send here that are not security findings, each with the sentence that says what it is instead. */
import { heartbeat } from '../domain/coverage.ts';
import type { Envelope } from './define.ts';

const reasons: [detailType: RegExp, reason: string][] = [
  [/^Security Hub/, 'this kind of Security Hub event carries no findings'],
  [/^Step Functions/, 'the status of a Step Functions execution is about operations, not a security finding'],
  [/^Macie Alert$/, 'Macie Classic alerts ended in 2020; Macie sends "Macie Finding" now'],
  [/^Access Preview/, 'an access preview is a question about a change nobody has made yet, not a finding'],
  [/^EC2 |^EBS |^Spot |^Instance/, 'it tells about the life of an instance or volume, not about security'],
  [
    /^(?:Inspector2 (?:Scan|Coverage)|ECR Image (?:Scan|Action))/,
    'it tells that a scan ran; what the scan found arrives as Inspector findings',
  ],
  [/^Tag Change/, 'a changed tag is not a security finding'],
  [/^KMS /, 'rotation and deletion of KMS keys are announced here, not security findings'],
  [/^Support Case/, 'support cases are not security findings'],
  [/^Config /, 'only changes of rule compliance are read from AWS Config'],
  [/^GuardDuty /, 'only GuardDuty findings and malware scan results are read from GuardDuty'],
];

export function whyNot({ source, detailType }: Envelope): string {
  if (source === heartbeat.source) return 'a sign of life of a member account: that it came is noted (npm run doctor -- --coverage)';
  const partner = source.startsWith('aws.partner/');
  const known =
    (source.startsWith('aws.') && !partner) || source === '' ? reasons.find(([pattern]) => pattern.test(detailType)) : undefined;
  if (known) return `not a security finding: ${known[1]}`;
  if (partner || (source !== '' && !source.startsWith('aws.')))
    return `not a source: "${detailType}" events from "${source}" are sent by somebody other than AWS`;
  return `not a security finding: "${detailType}" events from ${source || 'an unnamed source'} are not a source`;
}
