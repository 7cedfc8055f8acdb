/** A control that opens a modal: what to show this person, with facts of this moment, or why not. */
import type { ModalView } from '@slack/types';
import { allActionsModal } from '../../blocks/all-actions-modal.ts';
import { detailsModal } from '../../blocks/details-modal.ts';
import {
  assignModal,
  breakGlassModal,
  denyModal,
  noteModal,
  reopenModal,
  resolveModal,
  snoozeModal,
  startModal,
  stopModal,
  suppressModal,
} from '../../blocks/forms.ts';
import { planModal } from '../../blocks/plan-modal.ts';
import { notHere, notOffered, targetBusy, unknownThing } from '../../blocks/refusals.ts';
import { respondModal } from '../../blocks/respond-modal.ts';
import { responseNoun } from '../../blocks/response-words.ts';
import { titleWords } from '../../blocks/words.ts';
import type { PersonFacts } from '../domain/authorize.ts';
import { type CaseState, openResponse, type ResponseState, standing } from '../domain/case-state.ts';
import type { CaseView } from '../domain/case-view.ts';
import type { Offer, Playbook } from '../playbooks/define.ts';
import { playbook, playbooks } from '../playbooks/index.ts';
import type { Services } from '../services/services.ts';
import { canUndo, describeCase, describeResponse } from './describe-case.ts';
import { allTargets, type CaseOffers, listOffers } from './list-offers.ts';
import { isRefusal, type KeptPlan, keepPlan, planAccounts, planNow, planView, strategyOf, undoPlan } from './make-plan.ts';
import { openChange, openRequest } from './open-request.ts';
import { planMany } from './plan-many.ts';
import { previewHidden } from './preview-hidden.ts';
import { agreementWords, decidesByAsking, mayBreakGlass, needsOthers, needsWords } from './qualify.ts';
import { barredIn } from './refuse.ts';
import { scopeWords, stops } from './stops.ts';
import { openTimeline } from './tell-story.ts';
import { type CaseVerb, caseVerbs, notNow } from './work-case.ts';

export type Opened = { view: ModalView } | { say: string };

export type OpenServices = Pick<
  Services,
  'aws' | 'cases' | 'clock' | 'policy' | 'vault' | 'hubAccount' | 'deployment' | 'table' | 'directory'
>;

async function formOf(verb: CaseVerb, view: CaseView, state: CaseState, services: OpenServices): Promise<ModalView | undefined> {
  const subject = { caseId: view.caseId, title: titleWords(view), privateMetadata: view.caseId };
  switch (verb) {
    case 'assign':
      return assignModal(subject, view.assignee?.id);
    case 'note':
      return noteModal(subject);
    case 'snooze':
      return snoozeModal(subject, await previewHidden(state, verb, services));
    case 'suppress':
      return suppressModal(subject, await previewHidden(state, verb, services));
    case 'resolve':
      return resolveModal(subject, standing(state).map(responseNoun));
    case 'reopen':
      return reopenModal(subject);
    case 'acknowledge':
      return undefined;
  }
}

async function showPlan(
  state: CaseState,
  plan: Omit<KeptPlan, 'hash' | 'plannedAt'>,
  person: PersonFacts,
  clickId: string,
  services: OpenServices,
): Promise<Opened> {
  const barred = await barredIn(planAccounts(plan.plan), plan.undoes ? 'undo' : 'respond', person, services);
  if (barred) return { say: barred };
  const strategy = await strategyOf(state, plan, 'person', services);
  if (strategy.decide === 'refuse' || strategy.decide === 'observe')
    return { say: notOffered({ refused: strategy.because, nextStep: strategy.nextStep }) };
  const reference = await keepPlan(state.caseId, plan, services, clickId);
  const people = strategy.decide === 'approval' ? strategy.people : 1;
  const itself = strategy.decide === 'auto';
  const targets = plan.plan.parts ?? [plan.plan.target];
  const needs = itself
    ? `nobody: policy lets it run by itself (${strategy.because})`
    : await needsWords(people, person, state, targets, strategy.because, services);
  const alone = itself || (people === 1 && decidesByAsking(person, state, targets, services.policy));
  const view = planView(state, { ...plan, hash: '', plannedAt: 0 }, needs, people, services);
  const callbackId = plan.undoes ? 'undo' : plan.playbook;
  return {
    view: planModal(view, { callbackId, privateMetadata: `${state.caseId}.${reference}` }, alone ? 'Run it now' : 'Ask for approval'),
  };
}

async function openPlaybook(
  state: CaseState,
  playbookId: string,
  reference: string,
  person: PersonFacts,
  clickId: string,
  services: OpenServices,
): Promise<Opened> {
  const offers = await listOffers(state, services.table, services.policy);
  const made = playbook(playbookId);
  if (made && reference === allTargets) return openTogether(state, made, offers, person, clickId, services);
  const chosen = offers.offers.find((each) => each.reference === reference && each.playbook.id === playbookId);
  if (!chosen) return { say: offers.refusal ? notOffered(offers.refusal) : unknownThing() };
  if (openResponse(state, chosen.offer.target.key)) return { say: targetBusy(state.caseId) };
  const plan = await planNow(state.caseId, chosen.playbook, chosen.offer, services);
  if (isRefusal(plan)) return { say: notOffered(plan) };
  const { target, secret } = chosen.offer;
  return showPlan(state, { playbook: playbookId, plan, offer: { target, secret } }, person, clickId, services);
}

async function openTogether(
  state: CaseState,
  made: Playbook,
  { offers }: CaseOffers,
  person: PersonFacts,
  clickId: string,
  services: OpenServices,
): Promise<Opened> {
  const targets = new Map<string, Offer>();
  for (const { playbook: of, offer } of offers)
    if (of.id === made.id && !targets.has(offer.target.key)) targets.set(offer.target.key, offer);
  const free = [...targets.values()].filter(({ target }) => !openResponse(state, target.key));
  const planned = await planMany(state.caseId, made, free, services);
  if ('refused' in planned) return { say: notOffered(planned) };
  const { hash: _, plannedAt: __, ...plan } = planned.kept;
  return showPlan(state, plan, person, clickId, services);
}

async function openUndo(
  state: CaseState,
  responseId: string,
  person: PersonFacts,
  clickId: string,
  services: OpenServices,
): Promise<Opened> {
  const response = state.responses[responseId];
  if (!response) return { say: unknownThing() };
  if (!canUndo(state, response))
    return { say: notHere(response.undoneBy ? 'this was undone already' : 'there is nothing to undo, or an undo is on its way') };
  const { hash: _, plannedAt: __, ...plan } = await undoPlan(response, services.vault);
  if (plan.plan.steps.length === 0) return { say: notHere('nothing was changed, so there is nothing to undo') };
  return showPlan(state, plan, person, clickId, services);
}

/** In the console nobody could type what is to be gone: whoever approves does. */
export function needsTyping({ askedBy }: ResponseState): boolean {
  return askedBy.kind !== 'person';
}

async function openApproval(state: CaseState, responseId: string, person: PersonFacts, services: OpenServices): Promise<Opened> {
  const response = state.responses[responseId];
  if (!response) return { say: unknownThing() };
  if (response.foreign) return openRequest(state, response, person, services);
  const kept = await services.vault.get<KeptPlan>(response.vault);
  const needs = await agreementWords(response, person, state, services);
  const described = describeResponse(state, response);
  const asked = { by: described.askedBy, reason: response.reason, until: described.waiting?.until ?? services.clock.now() };
  const { confirm, ...shown } = planView(state, kept, needs, response.people, services);
  const typed = confirm !== undefined && needsTyping(response) && { confirm };
  const value = `${state.caseId}.${responseId}`;
  const needed = !response.decision && needsOthers(person, response, state, services.policy);
  const alone = needed && mayBreakGlass(person, state, response, services.policy) && { breakGlass: value };
  const view = { ...shown, ...typed, ...alone, asked };
  return { view: planModal(view, { callbackId: 'approve', privateMetadata: value }, 'Approve') };
}

async function openBreakGlass(state: CaseState, responseId: string, title: string, services: OpenServices): Promise<Opened> {
  const response = state.responses[responseId];
  if (!response) return { say: unknownThing() };
  const subject = { caseId: state.caseId, title, privateMetadata: `${state.caseId}.${responseId}` };
  const typed = !response.foreign && needsTyping(response);
  const { plan } = typed ? await services.vault.get<KeptPlan>(response.vault) : {};
  return { view: breakGlassModal(subject, responseNoun(response), plan?.confirm) };
}

function accountNames(scopes: readonly string[], { policy }: Pick<OpenServices, 'policy'>): [string, string][] {
  return scopes.map((scope) => [scope, scopeWords(scope, policy.accounts[scope.split('/')[1] ?? '']?.name)]);
}

function stopScopes(state: CaseState, services: OpenServices): [string, string][] {
  return accountNames([`account/${state.subject.account}`, 'everything', ...playbooks.map(({ id }) => `playbook/${id}`)], services);
}

async function openStart(state: CaseState, title: string, services: OpenServices): Promise<Opened> {
  const own = state.subject.kind === 'stop' ? state.subject.caseKey : undefined;
  const stopped = (await stops(services.table)).map(({ sk }) => sk).filter((scope) => own === undefined || own === `stop/${scope}`);
  if (stopped.length === 0) return { say: notHere('nothing is stopped') };
  return { view: startModal({ caseId: state.caseId, title, privateMetadata: state.caseId }, accountNames(stopped, services)) };
}

/** `reference` is what follows the case id in the control's value: an offer's or a response's. */
export async function openModal(
  state: CaseState,
  action: string,
  reference: string,
  person: PersonFacts,
  clickId: string,
  services: OpenServices,
): Promise<Opened> {
  const { view } = await describeCase(state, services);
  const verb = caseVerbs.find((each) => each === action);
  if (verb) {
    const because = notNow(verb, state);
    const form = because ? undefined : await formOf(verb, view, state, services);
    return form ? { view: form } : { say: notHere(because ?? 'this has no form') };
  }
  switch (action) {
    case 'respond':
      return { view: respondModal(view, state.caseId) };
    case 'all':
      return { view: allActionsModal(view, state.caseId) };
    case 'details':
      return { view: detailsModal(view) };
    case 'timeline':
      return { view: await openTimeline(state, titleWords(view), reference, services) };
    case 'approve':
      return openApproval(state, reference, person, services);
    case 'deny': {
      const response = state.responses[reference];
      const subject = { caseId: state.caseId, title: titleWords(view), privateMetadata: `${state.caseId}.${reference}` };
      return response ? { view: denyModal(subject, responseNoun(response)) } : { say: unknownThing() };
    }
    case 'change':
      return openChange(state, reference, titleWords(view), services);
    case 'breakglass':
      return openBreakGlass(state, reference, titleWords(view), services);
    case 'stop':
      return {
        view: stopModal({ caseId: state.caseId, title: titleWords(view), privateMetadata: state.caseId }, stopScopes(state, services)),
      };
    case 'start':
      return openStart(state, titleWords(view), services);
    case 'undo':
      return openUndo(state, reference, person, clickId, services);
    default:
      return openPlaybook(state, action, reference, person, clickId, services);
  }
}
