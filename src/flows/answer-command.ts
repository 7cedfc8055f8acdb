/** Commands that only answer: to the person alone, or with --share to a channel that policy names. */
import { helpMessage, sentenceMessage, verbHelpMessage } from '../../blocks/command-answers.ts';
import { onCallMessage, whoAmIMessage } from '../../blocks/people-answers.ts';
import { statusMessage } from '../../blocks/trace-answers.ts';
import type { PersonFacts } from '../domain/authorize.ts';
import type { Click } from '../domain/click.ts';
import type { Command } from '../domain/command/parse-command.ts';
import { verbNamed } from '../domain/command/verbs.ts';
import { playbookIds } from '../playbooks/ids.ts';
import { type Message, SlackRefusal } from '../services/slack.ts';
import { answerAboutCase } from './answer-about-case.ts';
import { describeStatus } from './describe-status.ts';
import { digestAnswer } from './digest-answer.ts';
import { listAnswer } from './list-answer.ts';
import { helpFor, helpForVerb, mayNowhere, onCallNow, whoIs } from './person-rights.ts';
import type { Reply } from './reply.ts';
import type { ClickServices } from './take-click.ts';

export interface Asking {
  click: Click;
  command: Command;
  person: PersonFacts;
  reply: Reply;
}

async function share({ click, reply }: Asking, message: Message, services: ClickServices): Promise<void> {
  const { channel } = click;
  // Drawbridge posts nowhere but where policy says: whoever reads there may see cases.
  if (!channel || !Object.values(services.policy.channels).includes(channel)) {
    await reply.tell(message);
    return reply.say('Not shared', 'Only you see this: --share works in the channels that policy names.');
  }
  try {
    await services.slack.share(channel, message, click.threadTs);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    services.log.warn('an answer could not be shared', { user: click.user, because: error.code });
    await reply.tell(message);
  }
}

/** Undefined when it has been said already why there is no answer. */
async function answerOf(asking: Asking, services: ClickServices): Promise<Message | undefined> {
  const { command, person } = asking;
  switch (command.verb.name) {
    case 'help': {
      const verb = command.rest === '' ? undefined : verbNamed(command.rest, playbookIds);
      if (command.rest !== '' && !verb)
        return sentenceMessage(`There is no “${command.rest.slice(0, 40)}”. \`/sechub help\` lists what you may run.`);
      return verb ? verbHelpMessage(verb, await helpForVerb(verb, person, services)) : helpMessage(helpFor(person, services.policy));
    }
    case 'whoami':
      return whoAmIMessage(whoIs(person, services.policy));
    case 'oncall':
      return onCallMessage(await onCallNow(command.rest, services));
    case 'status':
      return statusMessage(await describeStatus(person, services));
    case 'list':
      return listAnswer(asking, services);
    case 'digest':
      return digestAnswer(asking, services);
    default:
      return answerAboutCase(asking, services);
  }
}

export async function answerCommand(asking: Asking, services: ClickServices): Promise<void> {
  const { command, person, reply } = asking;
  const { right } = command.verb;
  const barred = right && (await mayNowhere(person, right, services));
  if (barred) return reply.refuse('Not allowed', barred);
  const message = await answerOf(asking, services);
  if (!message) return;
  if (command.share) await share(asking, message, services);
  else await reply.tell(message);
}
