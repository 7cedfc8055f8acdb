/** Answers about one case: its card, what became of it on its way, and which route it takes. */
import { caseCard } from '../../blocks/case-card.ts';
import { problemMessage } from '../../blocks/command-answers.ts';
import { caseLineMessage } from '../../blocks/list-answer.ts';
import { routeMessage, traceMessage } from '../../blocks/trace-answers.ts';
import { entryOf } from '../domain/case-entry.ts';
import { type CaseState, standing } from '../domain/case-state.ts';
import type { Message } from '../services/slack.ts';
import type { Asking } from './answer-command.ts';
import { describeCase } from './describe-case.ts';
import { explainRoute } from './explain-route.ts';
import { findCase } from './find-case.ts';
import { barredIn } from './refuse.ts';
import { slackSurface } from './show-on-slack.ts';
import type { ClickServices } from './take-click.ts';
import { traceCase } from './trace-case.ts';

/** With its buttons for the person alone; for everybody a line that leads to the one card there is. */
async function shown(state: CaseState, isShared: boolean, services: ClickServices): Promise<Message> {
  const now = services.clock.now();
  const { view } = await describeCase(state, services);
  if (!isShared) return caseCard(view, now);
  const surface = await slackSurface(state.caseId, services);
  const link = surface?.ts && (await services.slack.permalink(surface.channel, surface.ts));
  const entry = entryOf(state, standing(state).length);
  return caseLineMessage({ entry, ...(view.accountName && { accountName: view.accountName }), ...(link && { link }) }, now);
}

/** Undefined when it has been said already why there is no answer. */
export async function answerAboutCase({ click, command, person, reply }: Asking, services: ClickServices): Promise<Message | undefined> {
  const found = await findCase(command.about, { channel: click.channel, threadTs: click.threadTs }, person, services);
  const state = found.ok ? await services.cases.read(found.caseId) : undefined;
  if (!found.ok || !state) {
    const problem = found.ok ? `There is no case ${found.caseId}` : found.problem;
    return void (await reply.refuse('Not found', problem, problemMessage(problem, command.verb)));
  }
  const barred = await barredIn([state.subject.account], 'view', person, services);
  if (barred) return void (await reply.refuse('Not allowed', barred));
  if (command.verb.name === 'trace') return traceMessage(await traceCase(state, services));
  if (command.verb.name === 'route') return routeMessage(await explainRoute(state, services));
  return shown(state, command.share, services);
}
