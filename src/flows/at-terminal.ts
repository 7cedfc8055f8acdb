/** One request from a terminal: the same controls, forms, gates and log as in Slack, answered in words; nothing of Slack is needed. */
import type { ModalView } from '@slack/types';
import { caseCard } from '../../blocks/case-card.ts';
import { inWords, plainText, type Question, questionsOf } from '../../blocks/in-words.ts';
import { internal, unknownThing } from '../../blocks/refusals.ts';
import { responseNoun } from '../../blocks/response-words.ts';
import { threadLine } from '../../blocks/thread-lines.ts';
import type { CaseState } from '../domain/case-state.ts';
import type { Click } from '../domain/click.ts';
import { noFilters } from '../domain/command/filters.ts';
import { verbNamed } from '../domain/command/verbs.ts';
import type { CaseEvent } from '../domain/events.ts';
import { validateForm } from '../domain/validate-form.ts';
import { playbookIds } from '../playbooks/ids.ts';
import { valueFor } from './command-verb.ts';
import { describeCase } from './describe-case.ts';
import { offerViews } from './list-offers.ts';
import { barredIn } from './refuse.ts';
import type { Reply } from './reply.ts';
import { type ClickServices, decideClick } from './take-click.ts';
import { personOf, terminalDirectory } from './terminal-person.ts';

/** What a terminal may ask for: to see a case, to press one of its controls, to send in the form that a control opened. */
export type TerminalRequest =
  | { caseId: string }
  | { caseId: string; control: string; about: string }
  | { form: string; metadata: string; values: Record<string, string> };

export interface TerminalAnswer {
  ok: boolean;
  /** Plain text. */
  words: string;
  /** What to ask before it can be sent in. */
  form?: { id: string; metadata: string; submit: string; questions: Question[] };
}

/** Besides the playbooks; what Slack alone is for (assigning, snoozing…) is not here. */
const controls = new Set([
  'approve',
  'deny',
  'cancel',
  'undo',
  'breakglass',
  'acknowledge',
  'note',
  'resolve',
  'stop',
  'start',
  ...playbookIds,
]);
const storyLines = 15;

const refused = (words: string): TerminalAnswer => ({ ok: false, words: plainText(words) });

function formOf(view: ModalView): TerminalAnswer {
  const words = inWords(view.blocks);
  const { callback_id: id, private_metadata: metadata, submit } = view;
  if (!id || !submit || metadata === undefined) return { ok: true, words };
  const questions = questionsOf(view.blocks);
  return questions ? { ok: true, words, form: { id, metadata, submit: submit.text, questions } } : refused('This form needs Slack.');
}

/** Keeps what is said instead of sending it anywhere. */
function keepingReply(): Reply & { answer(): TerminalAnswer } {
  let kept: TerminalAnswer = { ok: true, words: '' };
  const keep = (answer: TerminalAnswer) => {
    kept = answer;
    return Promise.resolve();
  };
  return {
    get said() {
      return kept.words;
    },
    say: (_title, sentence) => keep({ ok: true, words: plainText(sentence) }),
    refuse: (_title, sentence) => keep(refused(sentence)),
    show: (view) => keep(formOf(view)),
    tell: ({ text, blocks }) => keep({ ok: true, words: inWords(blocks) || plainText(text) }),
    answer: () => kept,
  };
}

async function story(state: CaseState, { cases }: ClickServices): Promise<string[]> {
  const told: string[] = [];
  for (const { body } of await cases.events(state.caseId)) {
    const event = JSON.parse(body) as CaseEvent;
    const line = event.seq <= state.seq ? threadLine(event, state) : undefined;
    if (line) told.push(`${new Date(event.at).toISOString().slice(11, 19)}  ${plainText(line)}`);
  }
  return told.slice(-storyLines);
}

async function show(state: CaseState, services: ClickServices): Promise<TerminalAnswer> {
  const { view, offers } = await describeCase(state, services);
  const waiting = Object.values(state.responses).filter(({ status, decision }) => status === 'asked' && !decision);
  const possible = [
    ...waiting.map((response) => `${state.caseId} approve ${response.responseId}   (or deny, cancel) ${responseNoun(response)}`),
    ...offerViews(state, offers).map(({ actionId, target }) => `${state.caseId} ${actionId} "${target}"`),
  ];
  const sections = [inWords(caseCard(view, services.clock.now()).blocks), (await story(state, services)).join('\n')];
  if (possible.length > 0) sections.push(['You could ask for:', ...possible.map((each) => `  ${plainText(each)}`)].join('\n'));
  return { ok: true, words: sections.filter(Boolean).join('\n\n') };
}

async function press(
  state: CaseState,
  { control, about }: { control: string; about: string },
  click: Omit<Click, 'kind'>,
  services: ClickServices,
): Promise<TerminalAnswer> {
  const verb = verbNamed(control, playbookIds);
  if (!controls.has(control) || !verb) return refused(`There is no ${control} here. There are ${[...controls].sort().join(', ')}.`);
  const command = { verb, rest: about, filters: noFilters, page: 1, share: false, export: false, dryRun: false };
  const found = await valueFor(state, command, control, about || undefined, services);
  if (!found.ok) return refused(`${found.problem}.`);
  const reply = keepingReply();
  await decideClick({ ...click, kind: 'action', action: control, value: found.value }, services, reply);
  return reply.answer();
}

async function submit(
  { form, metadata, values }: Extract<TerminalRequest, { form: string }>,
  click: Omit<Click, 'kind'>,
  services: ClickServices,
): Promise<TerminalAnswer> {
  const sent: Click = { ...click, kind: 'submission', callbackId: form, privateMetadata: metadata, values };
  const problems = Object.entries(validateForm(sent, playbookIds)).map(([field, problem]) => `${field}: ${problem}`);
  if (!controls.has(form) || problems.length > 0) return refused(problems.join('\n') || unknownThing());
  const reply = keepingReply();
  await decideClick(sent, services, reply);
  return reply.answer();
}

/** `arn`: who AWS says it is. `id`: of this request, so that the same one again is no second one. */
export async function atTerminal(request: TerminalRequest, arn: string, id: string, all: ClickServices): Promise<TerminalAnswer> {
  const user = personOf(arn, all.policy);
  if (!user) return refused(`You are ${arn}, and policy does not say who that is. An admin adds it under people in drawbridge.yaml.`);
  const services: ClickServices = { ...all, directory: terminalDirectory(arn, all) };
  const { team } = services.policy;
  const click = { id, at: services.clock.wall(), team, user };
  try {
    if ('form' in request) return await submit(request, click, services);
    const state = await services.cases.read(request.caseId.toUpperCase());
    if (!state) return refused(`There is no case ${request.caseId}.`);
    const person = await services.directory.person(team, user);
    const barred = await barredIn([state.subject.account], 'view', person, services);
    if (barred) return refused(barred);
    return await ('control' in request ? press(state, request, click, services) : show(state, services));
  } catch (error) {
    return refused(internal(services.log.error('a request from a terminal could not be worked', error, { user, aws: arn })));
  }
}
