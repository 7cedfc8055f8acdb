/** One plan for several targets: each planned live; what cannot be planned is left out and said. */
import { mergePlans } from '../domain/merge-plans.ts';
import { type Plan, planHash, type Refusal } from '../domain/plan.ts';
import type { Offer, Playbook } from '../playbooks/define.ts';
import type { Services } from '../services/services.ts';
import { isRefusal, type KeptPlan, planNow } from './make-plan.ts';

type Chosen = Pick<Offer, 'target' | 'secret'>;
export interface LeftOut {
  target: Offer['target'];
  refusal: Refusal;
}

/** What Security Hub's console lets people select, and as much as one approval can list. */
export const mostTargets = 20;

/** A refusal when nothing is left to do for any of them. The targets are taken in this order. */
export async function planMany(
  caseId: string,
  playbook: Playbook,
  offers: readonly Chosen[],
  services: Parameters<typeof planNow>[3] & Pick<Services, 'clock'>,
): Promise<{ kept: KeptPlan; leftOut: LeftOut[] } | Refusal> {
  const plans: Plan[] = [];
  const chosen: Chosen[] = [];
  const leftOut: LeftOut[] = [];
  for (const { target, secret } of offers.slice(0, mostTargets)) {
    const plan = await planNow(caseId, playbook, { target, secret }, services);
    if (isRefusal(plan)) {
      leftOut.push({ target, refusal: plan });
      continue;
    }
    plans.push(plan);
    chosen.push({ target, secret });
  }
  const [first] = chosen;
  if (!first)
    return leftOut[0]?.refusal ?? { refused: 'There is nothing to act on', nextStep: 'Look at the case for what can be done instead' };
  if (plans.length > 1 && plans.some(({ confirm }) => confirm !== undefined))
    return { refused: `${playbook.title} cannot be undone, so it is asked for one target at a time`, nextStep: 'Select a single finding' };
  const merged = mergePlans(plans);
  const facts = leftOut.map(({ target, refusal }) => `not included: ${target.label}: ${refusal.refused}`);
  const plan = { ...merged, facts: [...facts, ...merged.facts] };
  const several = chosen.length > 1 && { offers: chosen };
  return {
    kept: { playbook: playbook.id, plan, hash: planHash(plan), offer: first, ...several, plannedAt: services.clock.now() },
    leftOut,
  };
}
