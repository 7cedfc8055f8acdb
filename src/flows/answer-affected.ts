/** The affected person answers: recorded as their word, with what policy makes of a "no"; nobody else can, and nothing else comes of it. */
import { affectedModal } from '../../blocks/affected-dm.ts';
import { guest, notHere, unknownThing } from '../../blocks/refusals.ts';
import { answerProblem, consequences } from '../domain/affected.ts';
import type { PersonFacts } from '../domain/authorize.ts';
import type { CaseState } from '../domain/case-state.ts';
import type { Click } from '../domain/click.ts';
import type { Actor, NewEvent } from '../domain/events.ts';
import { withoutKeyIds } from '../domain/redaction.ts';
import type { Services } from '../services/services.ts';
import { affectedView } from './ask-affected.ts';
import type { Reply } from './reply.ts';

type AnswerServices = Pick<Services, 'cases' | 'clock' | 'policy'>;

const controls = new Set(['affected_yes', 'affected_no', 'affected_details']);

export function isAffectedControl(control: string): boolean {
  return controls.has(control);
}

interface Answering {
  click: Click;
  control: string;
  state: CaseState;
  reference: string;
  person: PersonFacts;
  reply: Reply;
}

/** Why this person may not say anything here. */
function barred({ state, reference, person }: Answering, { policy }: AnswerServices): string | undefined {
  const { asked } = state.affected ?? {};
  const place = policy.accounts[state.subject.account]?.name ?? state.subject.account;
  if (person.standing !== undefined && (person.standing !== 'member' || person.team !== policy.team)) return guest();
  if (asked && asked.ref !== reference) return unknownThing();
  if (asked?.person.id === person.id && person.standing === 'member') return undefined;
  return `You cannot answer for somebody else in ${place}: only whoever was asked can.`;
}

async function record(answering: Answering, what: 'yes' | 'no' | { text: string }, services: AnswerServices): Promise<string | undefined> {
  const { click, state, person } = answering;
  const actor: Actor = { kind: 'person', team: person.team, id: person.id, name: person.name };
  let because: string | undefined;
  await services.cases.append(state.caseId, (now) => {
    const { asked } = now?.affected ?? {};
    if (!now?.affected || !asked || now.eventIds.includes(`click:${click.id}`)) return [];
    const base = { id: `click:${click.id}`, actor };
    if (typeof what === 'object') return [{ ...base, kind: 'affected-told', data: { ref: asked.ref, text: withoutKeyIds(what.text) } }];
    because = answerProblem(now.affected, what);
    if (because) return [];
    const answered: NewEvent = { ...base, kind: 'affected-answered', data: { ref: asked.ref, answer: what } };
    const reason = `@${person.name} says that it was not them`;
    return what === 'no'
      ? [answered, ...consequences(now, services.policy.askAffected.no, reason, `affected-no:${asked.ref}`)]
      : [answered];
  });
  return because;
}

export async function answerAffected(answering: Answering, services: AnswerServices): Promise<void> {
  const { click, control, state, reference, reply } = answering;
  const why = barred(answering, services);
  if (why) return reply.refuse('Not recorded', why);
  if (control === 'affected_details') {
    const { affected = {} } = state;
    if (click.kind !== 'submission')
      return reply.show(affectedModal(affectedView(state, affected, services.policy), `${state.caseId}.${reference}`));
    const { text } = click.values ?? {};
    await record(answering, { text: typeof text === 'string' ? text.trim() : '' }, services);
    return;
  }
  const because = await record(answering, control === 'affected_yes' ? 'yes' : 'no', services);
  if (because) await reply.refuse('Not recorded', notHere(because));
}
