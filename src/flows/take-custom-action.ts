/** A custom action clicked in the Security Hub console: the same response as the button, asked for by somebody AWS does not name. */
import { createHash } from 'node:crypto';
import type { Actor, EventData, NewEvent } from '../domain/events.ts';
import { refOf } from '../domain/finding-fact.ts';
import { planHash } from '../domain/plan.ts';
import { playbook } from '../playbooks/index.ts';
import type { Services } from '../services/services.ts';
import type { CustomAction } from '../sources/define.ts';
import { storedFinding } from './claim-finding.ts';
import { listOffers, offersOf } from './list-offers.ts';
import { isRefusal, type KeptPlan, planNow } from './make-plan.ts';
import { requestResponse } from './request-response.ts';

const someone: Actor = { kind: 'console', name: 'someone in the Security Hub console' };
const reason = 'asked in the Security Hub console';

type ActionServices = Pick<Services, 'cases' | 'clock' | 'vault' | 'policy' | 'table' | 'aws' | 'hubAccount' | 'deployment'>;

/**
 * Who clicked is unknown, so nobody decides by asking. `inputId` makes a redelivery no second request; `identity` is the finding
 * that was selected: the case may hold others, about other targets. Answers what a person should know.
 */
export async function takeCustomAction(
  action: CustomAction,
  caseId: string,
  inputId: string,
  identity: string | undefined,
  services: ActionServices,
): Promise<string> {
  const chosen = playbook(action.id);
  if (!chosen) return `there is no response named "${action.id}" yet`;
  const state = await services.cases.read(caseId);
  if (!state) throw new Error(`case ${caseId} is not there yet`);
  const clickId = createHash('sha256')
    .update(`${inputId}\n${caseId}\n${identity ?? ''}`)
    .digest('hex');
  const selected = identity === undefined ? undefined : await storedFinding(services.table, refOf(identity));
  const offers = selected ? offersOf([selected.finding], services.policy) : await listOffers(state, services.table, services.policy);
  const fitting = offers.offers.filter((each) => each.playbook.id === action.id);
  const refuse = async (label: string, because: string, nextStep: string): Promise<string> => {
    const data: EventData['response-refused'] = { playbook: action.id, label, because, nextStep };
    const event: NewEvent = { id: `console:${clickId}`, actor: someone, kind: 'response-refused', data };
    await services.cases.append(caseId, (current) => (current ? [event] : []));
    return `${because}. ${nextStep}`;
  };
  const [offer] = fitting;
  if (!offer) {
    const { refused, nextStep } = offers.refusal ?? {
      refused: 'This finding names nothing that it could act on',
      nextStep: 'Look at the case for what can be done instead.',
    };
    return refuse(chosen.title, refused, nextStep);
  }
  const plan = await planNow(caseId, chosen, offer.offer, services);
  if (isRefusal(plan)) return refuse(offer.offer.target.label, plan.refused, plan.nextStep);
  const { target, secret } = offer.offer;
  const kept: KeptPlan = { playbook: chosen.id, plan, hash: planHash(plan), offer: { target, secret }, plannedAt: services.clock.now() };
  const asked = await requestResponse(caseId, kept, reason, someone, undefined, clickId, services);
  if (!asked.ok && asked.busy?.vault.id !== undefined) return asked.because;
  return asked.ok ? 'asked for; it waits for an approval in Slack' : refuse(target.label, asked.because, asked.nextStep);
}
