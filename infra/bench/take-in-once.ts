/** One finding through take-in without the store: read, claimed, judged and sealed; bundled as it is deployed before it is measured. */
import { seal } from '../../src/domain/apply-event.ts';
import { caseKeyOf } from '../../src/domain/case-key.ts';
import { firstPrev } from '../../src/domain/event-chain.ts';
import type { CaseEvent } from '../../src/domain/events.ts';
import { factOf, refOf, subjectOf, versionOf } from '../../src/domain/finding-fact.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { environmentOf, routeOf } from '../../src/domain/route.ts';
import { parseInput } from '../../src/sources/index.ts';

export { textOfFinding } from './guardduty-finding.ts';

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
