/** A command or a mention: understood, then done by the flow that the same button has; what is not understood does nothing. */
import { doneMessage, problemMessage, sentenceMessage } from '../../blocks/command-answers.ts';
import type { PersonFacts } from '../domain/authorize.ts';
import type { Click } from '../domain/click.ts';
import { type Command, parseCommand } from '../domain/command/parse-command.ts';
import { validateForm } from '../domain/validate-form.ts';
import { playbookIds } from '../playbooks/ids.ts';
import { answerCommand } from './answer-command.ts';
import { valueFor, valuesFor } from './command-verb.ts';
import { findCase } from './find-case.ts';
import { barredIn, outsideBecause } from './refuse.ts';
import { type Reply, replyTo } from './reply.ts';
import { type ClickServices, decideClick, verbOf } from './take-click.ts';

/** What follows the bot's name; before it people may say what they like. */
function wordsOf({ kind, text = '' }: Click): string {
  return kind === 'mention' ? text.replace(/^.*?<@[UW][A-Z0-9]+(?:\|[^>]*)?>/s, '').replace(/^\s*[,:]/, '') : text;
}

/** A window shows plain sentences. */
const withoutCode = (sentence: string) => sentence.replaceAll('`', '');

interface Asked {
  click: Click;
  command: Command;
  person: PersonFacts;
  reply: Reply;
}

async function tellProblem({ command, reply }: Pick<Asked, 'command' | 'reply'>, problem: string): Promise<void> {
  await reply.refuse('Not done', withoutCode(problem), problemMessage(problem, command.verb));
}

/** The case the command is about: undefined when it has said already why there is none. */
async function caseFor(asked: Asked, services: ClickServices): Promise<{ caseId: string; value: string } | undefined> {
  const { click, command, person, reply } = asked;
  const control = command.export ? 'export' : (command.verb.control ?? '');
  const found = await findCase(command.about, { channel: click.channel, threadTs: click.threadTs }, person, services);
  if (!found.ok) return void (await tellProblem(asked, found.problem));
  const state = await services.cases.read(found.caseId);
  const verb = verbOf(control);
  if (!state || !verb) return void (await tellProblem(asked, `There is no case ${found.caseId}`));
  const barred = await barredIn([state.subject.account], verb, person, services);
  if (barred) return void (await reply.refuse('Not allowed', barred));
  const value = await valueFor(state, command, control, found.response, services);
  if (!value.ok) return void (await reply.refuse('Not possible', withoutCode(value.problem), sentenceMessage(value.problem)));
  return { caseId: found.caseId, value: value.value };
}

/** Rights are asked again where the button asks them. */
async function work(asked: Asked, services: ClickServices): Promise<void> {
  const { click, command, reply } = asked;
  const control = command.export ? 'export' : (command.verb.control ?? '');
  const everywhere = command.verb.about === 'a case, if any' && !command.about;
  const about = everywhere ? { caseId: '', value: '' } : await caseFor(asked, services);
  if (!about) return;
  const filled = await valuesFor(command, click, services);
  if (!filled.ok) return tellProblem(asked, filled.problem);
  const { values, begun } = filled;
  const { text: _text, command: _command, ...rest } = click;
  const base: Click = { ...rest, via: 'words' };
  if (!values) {
    const wanted = {
      ...(about.value && { value: about.value }),
      ...(begun && { values: begun }),
      ...(command.dryRun && { dryRun: true as const }),
    };
    await decideClick({ ...base, kind: 'action', action: control, ...wanted }, services, reply);
  } else {
    const [problem] = Object.values(validateForm({ callbackId: control, values }, playbookIds));
    if (problem) return tellProblem(asked, problem.replace(/\.$/, ''));
    await decideClick(
      { ...base, kind: 'submission', callbackId: control, ...(about.value && { privateMetadata: about.value }), values },
      services,
      reply,
    );
  }
  if (reply.said === undefined) await reply.tell(doneMessage(command.verb.name, about.caseId));
}

export async function takeCommand(click: Click, services: ClickServices): Promise<void> {
  const reply = replyTo(click, undefined, services);
  const person = await services.directory.person(click.team, click.user);
  const outside = outsideBecause(person, services.policy);
  if (outside) return reply.refuse('Not allowed', outside);
  const parsed = parseCommand(wordsOf(click), playbookIds);
  if (!parsed.ok) return reply.refuse('Not understood', withoutCode(parsed.problem), problemMessage(parsed.problem, parsed.verb));
  const asked = { click, command: parsed.command, person, reply };
  if (parsed.command.verb.control) return work(asked, services);
  return answerCommand(asked, services);
}
