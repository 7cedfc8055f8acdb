/** Answers to one person: in the modal they have open, else ephemerally where they clicked. */
import type { ModalView } from '@slack/types';
import { messageModal } from '../../blocks/plan-modal.ts';
import { ephemeral } from '../../blocks/refusals.ts';
import type { Click } from '../domain/click.ts';
import type { Services } from '../services/services.ts';
import { type Message, SlackRefusal } from '../services/slack.ts';
import { slackSurface } from './show-on-slack.ts';

export interface Reply {
  /** The last thing that was said, or undefined when nothing was. */
  readonly said: string | undefined;
  /** A sentence, to this person only. */
  say(title: string, sentence: string): Promise<void>;
  /** Why not: in the modal that waits for it, and ephemerally too, where it can be read again. */
  refuse(title: string, sentence: string, message?: Message): Promise<void>;
  /** The modal they wait for; says so ephemerally when it is gone or was never opened. */
  show(view: ModalView): Promise<void>;
  /** More than a sentence, to this person only. */
  tell(message: Message): Promise<void>;
}

const submissionTries = 10;
const submissionMilliseconds = 150;
const gone = new Set(['not_found', 'view_not_found', 'view_expired', 'hash_conflict']);

export function replyTo(click: Click, caseId: string | undefined, services: Pick<Services, 'slack' | 'table' | 'log' | 'clock'>): Reply {
  let said: string | undefined;

  /** Where a command was typed, the bot may be no member: Slack takes the answer there all the same. */
  async function answered(message: Message): Promise<boolean> {
    if (!click.responseUrl) return false;
    try {
      await services.slack.respond(click.responseUrl, message);
      return true;
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      return false;
    }
  }

  async function tell(message: Message): Promise<void> {
    said = message.text;
    // The Home tab has no place for asides: what was said is shown in it, by whoever draws it anew.
    if (click.via === 'home' || (await answered(message))) return;
    const surface = click.channel || !caseId ? undefined : await slackSurface(caseId, services);
    const channel = click.channel ?? surface?.channel;
    if (!channel) {
      services.log.warn('nowhere to answer a person', { user: click.user, kind: click.kind });
      return;
    }
    const thread = click.threadTs ?? undefined;
    try {
      await services.slack.ephemeral(channel, click.user, message, thread);
    } catch (error) {
      // Somebody who is not in the channel cannot be told there; it is no reason to work the click again.
      if (!(error instanceof SlackRefusal)) throw error;
      services.log.warn('a person could not be answered', { user: click.user, because: error.code });
    }
  }

  const aside = (sentence: string) => tell(ephemeral(sentence));

  async function updated(which: Parameters<Services['slack']['updateView']>[0], view: ModalView): Promise<boolean> {
    try {
      await services.slack.updateView(which, view);
      return true;
    } catch (error) {
      if (error instanceof SlackRefusal && gone.has(error.code)) return false;
      throw error;
    }
  }

  async function inModal(view: ModalView): Promise<boolean> {
    if (!click.viewId) return false;
    if (click.kind !== 'submission') return updated({ viewId: click.viewId }, view);
    // Slack shows the door's "Working…" only after the door has answered; updating before would be overwritten by it.
    for (let tries = 0; tries < submissionTries; tries += 1) {
      if (await updated({ externalId: click.id }, view)) return true;
      await services.clock.pause(submissionMilliseconds);
    }
    return false;
  }

  return {
    get said() {
      return said;
    },
    tell,
    async say(title, sentence) {
      said = sentence;
      if (!(await inModal(messageModal(title, [sentence])))) await aside(sentence);
    },
    async refuse(title, sentence, message = ephemeral(sentence)) {
      await inModal(messageModal(title, [sentence]));
      await tell(message);
    },
    async show(view) {
      said = '';
      if (!(await inModal(view))) await aside('Slack closed the window before it could be filled. Press the button again.');
    },
  };
}
