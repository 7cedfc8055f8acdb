/** A custom action clicked in the Security Hub console on 1 to 20 findings: the same as the button, asked for by somebody AWS does not name. */
import { createHash } from 'node:crypto';
import type { ResponseState } from '../domain/case-state.ts';
import type { Actor, EventData, NewEvent } from '../domain/events.ts';
import { refOf } from '../domain/finding-fact.ts';
import type { Refusal } from '../domain/plan.ts';
import { type Destination, destinationOf } from '../domain/send-action.ts';
import type { Playbook } from '../playbooks/define.ts';
import { playbook } from '../playbooks/index.ts';
import type { Services } from '../services/services.ts';
import type { CustomAction } from '../sources/define.ts';
import { storedFinding } from './claim-finding.ts';
import { type CaseOffer, type CaseOffers, listOffers, offersOf } from './list-offers.ts';
import { planMany } from './plan-many.ts';
import { requestResponse } from './request-response.ts';

const someone: Actor = { kind: 'console', name: 'someone in the Security Hub console' };
const reason = 'no reason can be given there';

type ActionServices = Pick<Services, 'cases' | 'clock' | 'vault' | 'policy' | 'table' | 'aws' | 'hubAccount' | 'deployment' | 'notices'>;

/** A finding that was selected: the case may hold others, about other targets. */
export interface Selected {
  caseId: string;
  identity?: string | undefined;
}
interface Chosen {
  one: Selected;
  clickId: string;
  offer: CaseOffer;
}

const noOffer: Refusal = {
  refused: 'This finding names nothing that it could act on',
  nextStep: 'Look at the case for what can be done instead.',
};

const told: Record<Destination, string> = {
  slack: 'sent to Slack',
  email: 'sent by e-mail',
  workflow: 'sent to the security workflow',
};

function clickIdOf(inputId: string, { caseId, identity }: Selected): string {
  return createHash('sha256')
    .update(`${inputId}\n${caseId}\n${identity ?? ''}`)
    .digest('hex');
}

async function send(to: Destination, { caseId }: Selected, inputId: string, { cases, notices }: ActionServices): Promise<string> {
  if (to === 'email' && !notices) return 'no topic for e-mail is configured';
  const event: NewEvent = { id: `sent:${to}:${inputId}`, actor: someone, kind: 'sent', data: { to } };
  await cases.append(caseId, (state) => (state && !state.eventIds.includes(event.id) ? [event] : []));
  return told[to];
}

async function refuse(
  one: Selected,
  clickId: string,
  of: Playbook,
  label: string,
  why: Refusal,
  { cases }: ActionServices,
): Promise<string> {
  const data: EventData['response-refused'] = { playbook: of.id, label, because: why.refused, nextStep: why.nextStep };
  const event: NewEvent = { id: `console:${clickId}`, actor: someone, kind: 'response-refused', data };
  await cases.append(one.caseId, (current) => (current ? [event] : []));
  return `${why.refused}. ${why.nextStep}`;
}

async function offersFor(one: Selected, services: ActionServices): Promise<CaseOffers> {
  const state = await services.cases.read(one.caseId);
  if (!state) throw new Error(`case ${one.caseId} is not there yet`);
  const stored = one.identity === undefined ? undefined : await storedFinding(services.table, refOf(one.identity));
  return stored ? offersOf([stored.finding], services.policy) : listOffers(state, services.table, services.policy);
}

/** One request for all targets, in the case of the first; the other cases say where it is. */
async function ask(of: Playbook, chosen: readonly Chosen[], services: ActionServices): Promise<Map<Selected, string>> {
  const answers = new Map<Selected, string>();
  const [host] = chosen;
  if (!host) return answers;
  const targets = new Map(chosen.map((one) => [one.offer.offer.target.key, one]));
  const planned = await planMany(
    host.one.caseId,
    of,
    [...targets.values()].map(({ offer }) => offer.offer),
    services,
  );
  if ('refused' in planned) {
    for (const { one, clickId, offer } of chosen)
      answers.set(one, await refuse(one, clickId, of, offer.offer.target.label, planned, services));
    return answers;
  }
  const left = new Map(planned.leftOut.map(({ target, refusal }) => [target.key, refusal]));
  const asked = await requestResponse(host.one.caseId, planned.kept, reason, someone, undefined, host.clickId, services);
  for (const { one, clickId, offer } of chosen) {
    const { target } = offer.offer;
    const refusal = left.get(target.key);
    if (refusal) answers.set(one, await refuse(one, clickId, of, target.label, refusal, services));
    else if (!asked.ok && asked.busy) answers.set(one, asked.because);
    else if (!asked.ok)
      answers.set(one, await refuse(one, clickId, of, target.label, { refused: asked.because, nextStep: asked.nextStep }, services));
    else answers.set(one, await join(one, target.label, host.one.caseId, asked.response, services));
  }
  return answers;
}

async function join(
  one: Selected,
  label: string,
  host: string,
  { responseId, playbook: id }: ResponseState,
  { cases }: ActionServices,
): Promise<string> {
  const words = 'asked for; it waits for an approval in Slack';
  if (one.caseId === host) return words;
  const data: EventData['response-joined'] = { caseId: host, responseId, label, playbook: id };
  const event: NewEvent = { id: `joined:${responseId}`, actor: someone, kind: 'response-joined', data };
  await cases.append(one.caseId, (current) => (current ? [event] : []));
  return `${words}, in case ${host}`;
}

/**
 * Who clicked is unknown, so nobody decides by asking. `inputId` makes a redelivery no second request. Answers what a person should
 * know about each of the findings, in their order.
 */
export async function takeCustomAction(
  action: CustomAction,
  selected: readonly Selected[],
  inputId: string,
  services: ActionServices,
): Promise<string[]> {
  const to = destinationOf(action.id);
  const of = playbook(action.id);
  const answers = new Map<Selected, string>();
  const chosen: Chosen[] = [];
  for (const one of selected) {
    if (to) answers.set(one, await send(to, one, inputId, services));
    else if (!of) answers.set(one, `there is no response named "${action.id}" yet`);
    else {
      const clickId = clickIdOf(inputId, one);
      const { offers, refusal } = await offersFor(one, services);
      const offer = offers.find((each) => each.playbook.id === of.id);
      if (offer) chosen.push({ one, clickId, offer });
      else answers.set(one, await refuse(one, clickId, of, of.title, refusal ?? noOffer, services));
    }
  }
  if (of) {
    for (const [one, words] of await ask(of, chosen, services)) answers.set(one, words);
  }
  return selected.map((one) => answers.get(one) ?? '');
}
