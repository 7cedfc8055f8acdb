/** One finding through take-in without the store: read, claimed, judged and sealed; bundled as it is deployed before it is measured. */
import { seal } from '../../src/domain/apply-event.ts';
import { caseKeyOf } from '../../src/domain/case-key.ts';
import { type CaseEvent, firstPrev } from '../../src/domain/events.ts';
import { factOf, refOf, subjectOf, versionOf } from '../../src/domain/finding-fact.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { environmentOf, routeOf } from '../../src/domain/route.ts';
import { parseInput } from '../../src/sources/index.ts';
import { accessKey, asff, imported } from './asff.ts';

const bytes = 6_000;

/** A finding of GuardDuty in Security Hub, filled up with product fields to the size such findings have. */
export function textOfFinding(): string {
  const place = { account: '111122223333', region: 'us-east-1' };
  const fields: Record<string, string> = { 'aws/guardduty/service/resourceRole': 'ACTOR', 'aws/guardduty/service/count': '3' };
  const text = () => {
    const finding = asff({
      place,
      product: 'guardduty',
      id: 'detector/d1/finding/f1',
      generator: 'arn:aws:guardduty:us-east-1:111122223333:detector/d1',
      title: 'User ci-deploy called an API commonly used to collect data in an unusual way',
      types: ['Exfiltration:IAMUser-AnomalousBehavior'],
      label: 'HIGH',
      createdAt: Date.UTC(2026, 10, 20),
      updatedAt: Date.UTC(2026, 10, 20, 3),
      resources: [accessKey(place, 'ci-deploy', 'AKIAIOSFODNN7EXAMPLE')],
      more: { ProductFields: fields },
    });
    return JSON.stringify(imported(finding, place, '0a1b2c3d'));
  };
  for (let index = 0; text().length < bytes; index += 1) {
    fields[`aws/guardduty/service/additionalInfo/unusualBehavior/apis.${index}`] = `s3.amazonaws.com:GetObject, caller ${index}`;
  }
  return text();
}

export function takeInOnce(text: string, policy: Policy): string {
  const [parsed] = parseInput(text).results;
  if (parsed?.outcome !== 'finding') throw new Error('the bench finding is not taken for a finding');
  const { finding } = parsed;
  const environment = environmentOf(finding.account, policy);
  const caseKey = caseKeyOf(finding);
  const { route, channel } = routeOf(finding, environment, policy);
  const subject = subjectOf(finding, { caseKey, generation: 1, kind: 'finding', route, channel });
  const event: CaseEvent = {
    v: 1,
    seq: 1,
    at: finding.updatedAt,
    actor: { kind: 'product', name: finding.product.name },
    kind: 'case-opened',
    data: { subject, findings: [factOf(finding, environment, finding.product.genuine)] },
    policyVersion: policy.version,
    id: `${refOf(finding.identity)}#${versionOf(finding)}`,
  };
  return seal(event, firstPrev).hash;
}
