/** Config rules: a resource began or ceased to break a rule; Security Hub's own rules arrive as its control findings instead. */
import type { Finding } from '../domain/finding.ts';
import { identityOf } from '../domain/identity.ts';
import { resourceFrom } from '../domain/resource-id.ts';
import { timestampFrom } from '../domain/timestamps.ts';
import { isOpenControl } from './asff-class.ts';
import type { Envelope, ParsedInput, Source } from './define.ts';
import { type Fields, isRecord, record, text } from './fields.ts';
import { declined, found, homeOf, nativeFinding, rejected } from './native.ts';

/** Rules about reachability whose names do not say "public". */
const openRules =
  /^(?:restricted-|incoming-|vpc-sg-open-only|vpc-default-security-group-closed|nacl-no-unrestricted|ec2-instance-no-public)/;
const rootRules = /(?:^|-)root-/;

export const configRuleSource: Source = {
  id: 'config-rule',
  reads: 'Changes of compliance with AWS Config rules.',
  accepts: ({ source, detailType }) => source === 'aws.config' && detailType === 'Config Rules Compliance Change',
  parse,
};

function parse(envelope: Envelope): ParsedInput {
  const { detail } = envelope;
  const qualifier = record(detail, 'newEvaluationResult', 'evaluationResultIdentifier', 'evaluationResultQualifier');
  const rule = text(detail, 'configRuleName') ?? text(qualifier, 'configRuleName');
  const resourceId = text(detail, 'resourceId') ?? text(qualifier, 'resourceId');
  if (!isRecord(detail) || rule === undefined || resourceId === undefined)
    return rejected('This Config event does not name its rule and resource.');
  const findingId = `${rule}/${resourceId}`;
  if (rule.startsWith('securityhub-'))
    return declined(`Rule ${rule} belongs to Security Hub, whose control finding says the same.`, findingId);
  const compliance = text(detail, 'newEvaluationResult', 'complianceType');
  if (compliance === 'NOT_APPLICABLE')
    return declined(`Rule ${rule} does not apply to this resource any more, or it was deleted.`, findingId);
  if (compliance === 'INSUFFICIENT_DATA') return declined(`Rule ${rule} could not be evaluated yet.`, findingId);
  if (compliance !== 'NON_COMPLIANT' && compliance !== 'COMPLIANT')
    return rejected('This Config event does not say whether the resource complies.', findingId);
  const type = text(detail, 'resourceType') ?? text(qualifier, 'resourceType');
  return found(findingOf(envelope, detail, { rule, resourceId, type, complies: compliance === 'COMPLIANT' }), detail);
}

interface Evaluation {
  rule: string;
  resourceId: string;
  type: string | undefined;
  complies: boolean;
}

function findingOf(envelope: Envelope, detail: Fields, { rule, resourceId, type, complies }: Evaluation): Finding {
  const home = homeOf(envelope, detail.awsAccountId, detail.awsRegion);
  const resource = resourceFrom(type, resourceId, home);
  const result = record(detail, 'newEvaluationResult');
  const recorded = timestampFrom(result.resultRecordedTime) ?? timestampFrom(detail.notificationCreationTime);
  const open = isOpenControl(rule) || openRules.test(rule);
  const root = rootRules.test(rule);
  const annotation = text(result, 'annotation');
  return nativeFinding(envelope, {
    identity: identityOf('config', { ...home, id: `${rule}/${resource.id}` }),
    findingId: text(detail, 'configRuleARN') ?? `${rule}/${resourceId}`,
    product: 'Config',
    class: 'control',
    threat: open || root ? 'exposure' : 'hygiene',
    type: rule,
    title: rule,
    description: annotation ?? `${type ?? 'Resource'} ${resource.id} ${complies ? 'complies with' : 'breaks'} Config rule ${rule}.`,
    severity: open || root ? 'high' : 'medium',
    home,
    createdAt: recorded,
    updatedAt: recorded,
    active: !complies,
    resources: [resource],
  });
}
