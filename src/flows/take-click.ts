/** The worker: takes each verified click once, authorises with live facts, decides, fills the modal or refuses to that person alone. */
import { buttonMessage } from '../../blocks/command-answers.ts';
import { dryRun, prefilled } from '../../blocks/prefill.ts';
import { noCaseHere, notHere, planLapsed, unknownThing } from '../../blocks/refusals.ts';
import { responseNoun } from '../../blocks/response-words.ts';
import type { PersonFacts } from '../domain/authorize.ts';
import type { CaseState } from '../domain/case-state.ts';
import { type Click, directActions } from '../domain/click.ts';
import type { Actor } from '../domain/events.ts';
import type { Changes } from '../domain/foreign-task.ts';
import { listed } from '../domain/limited-policy.ts';
import type { Verb } from '../domain/policy.ts';
import { playbook } from '../playbooks/index.ts';
import type { Services } from '../services/services.ts';
import { answerAffected, isAffectedControl } from './answer-affected.ts';
import { answerApproval } from './answer-approval.ts';
import { caseOfMessage } from './find-case.ts';
import { type KeptPlan, keptPlan, planAccounts, planLifeMilliseconds } from './make-plan.ts';
import { needsTyping, openModal } from './open-modal.ts';
import { pressPage } from './press-page.ts';
import { askForTicket } from './press-ticket.ts';
import { answerRefusal, barredIn } from './refuse.ts';
import { type Reply, replyTo } from './reply.ts';
import { requestResponse } from './request-response.ts';
import { stopAnywhere } from './stop-anywhere.ts';
import { stopOrStart } from './stop-or-start.ts';
import { accountsOfScope } from './stops.ts';
import { takeOnce } from './take-once.ts';
import { exportLog } from './tell-story.ts';
import { caseVerbs, workCase } from './work-case.ts';
import { acknowledgesIncident, isPageControl, unlinked } from './work-page.ts';

export type ClickServices = Omit<Services, 'securityHub' | 'stepFunctions' | 'bus' | 'locate' | 'hubRegion' | 'queues'>;

interface Work {
  click: Click;
  state: CaseState;
  reference: string;
  person: PersonFacts;
  reply: Reply;
}

/** What a control or a form asks for, as rights name it; undefined for what does not exist (I9). */
export function verbOf(control: string): Verb | undefined {
  // Besides: only whoever was asked.
  if (isAffectedControl(control)) return 'view';
  if (control === 'all' || control === 'details' || control === 'timeline' || control === 'export') return 'view';
  // Whoever may ask may stop; starting again takes two of them.
  if (control === 'respond' || control === 'stop' || control === 'start' || playbook(control)) return 'respond';
  if (control === 'change') return 'approve';
  if (control === 'keep_open') return 'resolve';
  if (control === 'ticket') return 'ticket';
  if (isPageControl(control)) return 'page';
  if (control === 'approve' || control === 'deny' || control === 'cancel' || control === 'undo' || control === 'breakglass') return control;
  return caseVerbs.find((verb) => verb === control);
}

export function personActor(person: PersonFacts): Extract<Actor, { kind: 'person' }> {
  return { kind: 'person', team: person.team, id: person.id, name: person.name, ...(person.aws && { aws: person.aws }) };
}

function textOf(values: Click['values'], name: string): string {
  const value = values?.[name];
  return typeof value === 'string' ? value.trim() : '';
}

function mistyped({ confirm }: KeptPlan['plan'], click: Click): string | undefined {
  if (confirm === undefined || textOf(click.values, 'confirm_id') === confirm) return undefined;
  return `You typed something other than ${confirm}. Nothing was recorded; press the button again.`;
}

async function pressed({ click, state, reference, person, reply }: Work, control: string, services: ClickServices): Promise<void> {
  if (isPageControl(control)) return pressPage({ click, state, reply }, control, personActor(person), services);
  if (control === 'acknowledge') {
    const stranger = acknowledgesIncident(state) ? await unlinked(person.id, services) : undefined;
    if (stranger) return reply.refuse('Not acknowledged', notHere(stranger));
    const worked = await workCase(state.caseId, 'acknowledge', {}, personActor(person), click.id, services);
    if (!worked.ok) await reply.refuse('Not done', notHere(worked.because));
    return;
  }
  if (control === 'cancel') {
    const answered = await answerApproval(state.caseId, reference, { verb: 'cancel' }, person, services);
    if (!answered.ok) await reply.refuse('Not cancelled', answerRefusal(answered, services.clock.now()));
    return;
  }
  if (control === 'export') {
    const sent = await exportLog(state.caseId, person.id, services);
    return sent.ok ? reply.say('Exported', sent.words) : reply.refuse('Not exported', notHere(sent.because));
  }
  if (control === 'ticket') {
    const asked = await askForTicket(state, personActor(person), click.id, services);
    return asked.ok ? reply.say('Ticket', asked.words) : reply.refuse('No ticket', notHere(asked.because));
  }
  const opened = await openModal(state, control, reference, person, click.id, services);
  if ('say' in opened) await reply.refuse('Not possible', opened.say);
  else await reply.show(click.dryRun ? dryRun(opened.view) : prefilled(opened.view, click.values));
}

async function submittedPlan({ click, state, reference, person, reply }: Work, form: string, services: ClickServices): Promise<void> {
  const kept = await keptPlan(state.caseId, reference, services.vault);
  if (!kept || services.clock.now() - kept.plannedAt > planLifeMilliseconds) return reply.refuse('Plan lapsed', planLapsed());
  // The right that was checked is the form's: it must be the one that this plan needs.
  if (form !== (kept.undoes ? 'undo' : kept.playbook)) return reply.refuse('Not known', unknownThing());
  const barred = await barredIn(planAccounts(kept.plan), kept.undoes ? 'undo' : 'respond', person, services);
  if (barred) return reply.refuse('Not allowed', barred);
  const wrong = mistyped(kept.plan, click);
  if (wrong) return reply.refuse('Not asked', wrong);
  const asked = await requestResponse(state.caseId, kept, textOf(click.values, 'reason'), personActor(person), person, click.id, services);
  if (!asked.ok) return reply.refuse('Not asked', `${asked.because}. ${asked.nextStep}`);
  const next = asked.response.decision
    ? 'You decided alone; it starts now. The card shows each step.'
    : 'It waits for an approver now. The card shows who, until when, and what becomes of it.';
  await reply.say('Asked', `${responseNoun(asked.response)}. ${next}`);
}

async function submittedAnswer(
  { click, state, reference, person, reply }: Work,
  verb: 'approve' | 'deny' | 'breakglass',
  services: ClickServices,
  changes?: Changes,
): Promise<void> {
  const comment = textOf(click.values, 'comment');
  const response = state.responses[reference];
  if (verb !== 'deny' && response && !response.decision && !response.foreign && needsTyping(response)) {
    const { plan } = await services.vault.get<KeptPlan>(response.vault);
    const wrong = mistyped(plan, click);
    if (wrong) return reply.refuse('Not approved', wrong);
  }
  const answer =
    verb === 'approve'
      ? { verb, ...(comment && { comment }), ...(changes && { changes }) }
      : { verb, reason: textOf(click.values, 'reason') };
  const answered = await answerApproval(state.caseId, reference, answer, person, services);
  if (!answered.ok) return reply.refuse(verb === 'deny' ? 'Not denied' : 'Not approved', answerRefusal(answered, services.clock.now()));
  if (verb !== 'deny')
    await reply.say(
      'Approved',
      answered.waitsForSecond
        ? 'Your approval is recorded. One more person has to agree.'
        : answered.response.foreign
          ? 'Recorded. The workflow is told now.'
          : 'Recorded. It starts now; the card shows each step.',
    );
}

async function submitted(work: Work, form: string, services: ClickServices): Promise<void> {
  const { click, state, person, reply } = work;
  if (form === 'approve' || form === 'deny' || form === 'breakglass') return submittedAnswer(work, form, services);
  if (form === 'change') {
    if (!work.state.responses[work.reference]?.foreign?.changes) return reply.refuse('Not known', unknownThing());
    const changes = { actions: listed(textOf(click.values, 'actions')), resources: listed(textOf(click.values, 'resources')) };
    return submittedAnswer(work, 'approve', services, changes);
  }
  if (isPageControl(form)) return pressPage(work, form, personActor(person), services);
  if (form === 'undo' || playbook(form)) return submittedPlan(work, form, services);
  if (form === 'stop' || form === 'start') {
    const scope = textOf(click.values, 'scope');
    // Anybody who may ask somewhere may stop everything; what runs again, runs everywhere that it names.
    const barred = form === 'start' ? await barredIn(accountsOfScope(scope, services.policy), 'respond', person, services) : undefined;
    if (barred) return reply.refuse('Not allowed', barred);
    const told = await stopOrStart(form, state, scope, textOf(click.values, 'reason'), personActor(person), click.id, services);
    return reply.say(told.title, told.words);
  }
  const verb = caseVerbs.find((each) => each === form);
  if (!verb) return reply.refuse('Not known', unknownThing());
  const worked = await workCase(state.caseId, verb, click.values ?? {}, personActor(person), click.id, services);
  if (!worked.ok) await reply.refuse('Not done', notHere(worked.because));
}

/** Without a value a shortcut is about the message it was used on. */
async function subjectOf(click: Click, services: ClickServices): Promise<string> {
  const value = click.kind === 'submission' ? click.privateMetadata : click.value;
  if (value !== undefined || click.kind === 'submission' || !click.channel || !click.messageTs) return value ?? '';
  return (await caseOfMessage(click.channel, click.threadTs ?? click.messageTs, services)) ?? '';
}

/** What a control, a form or a command asks for: the one place where rights are asked. `given`: whoever asks wants to know what was said. */
export async function decideClick(click: Click, services: ClickServices, given?: Reply): Promise<void> {
  const control = click.kind === 'submission' ? click.callbackId : click.action;
  const verb = control ? verbOf(control) : undefined;
  const [caseId = '', reference = ''] = verb ? (await subjectOf(click, services)).split('.') : [];
  const reply = given ?? replyTo(click, caseId || undefined, services);
  if ((control === 'stop' || control === 'start') && caseId === '') return stopAnywhere(click, control, reply, services);
  const state = caseId ? await services.cases.read(caseId) : undefined;
  if (!control || !verb || !state) return reply.refuse('Not known', click.messageTs && caseId === '' ? noCaseHere() : unknownThing());
  const person = await services.directory.person(click.team, click.user);
  // Rights are for the team; this is for the one who was asked, whatever their rights.
  if (isAffectedControl(control)) return answerAffected({ click, control, state, reference, person, reply }, services);
  const barred = await barredIn([state.subject.account], verb, person, services);
  if (barred) return reply.refuse('Not allowed', barred);
  // Words have no window to fill: the button that they are answered with opens it.
  if (click.kind === 'action' && click.via === 'words' && !click.viewId && !directActions.has(control))
    return reply.tell(buttonMessage(control, [caseId, reference].filter(Boolean).join('.'), titleOf(control)));
  const work: Work = { click, state, reference, person, reply };
  if (click.kind === 'submission') await submitted(work, control, services);
  else await pressed(work, control, services);
}

function titleOf(control: string): string {
  const { title = control.replaceAll('_', ' ') } = playbook(control) ?? {};
  return `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`;
}

/** `messageId` is the queue's: the same message again finishes what it began, another one with the same signature is a replay. */
export async function takeClick(click: Click, messageId: string, services: ClickServices): Promise<void> {
  if (click.kind !== 'action' && click.kind !== 'submission') return;
  await takeOnce(click, messageId, () => decideClick(click, services), services);
}
