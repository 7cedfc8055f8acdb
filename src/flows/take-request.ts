/** The worker's way in: every verified request of a person, to the flow that it is for. */
import type { Click } from '../domain/click.ts';
import { replyTo } from './reply.ts';
import { refreshHome, showHome } from './show-home.ts';
import { type ClickServices, decideClick } from './take-click.ts';
import { takeCommand } from './take-command.ts';
import { takeOnce } from './take-once.ts';
import { lookAtChannel } from './watch-channels.ts';

async function work(click: Click, services: ClickServices): Promise<void> {
  switch (click.kind) {
    case 'command':
    case 'mention':
      return takeCommand(click, services);
    case 'home':
      return showHome(click, services);
    case 'closed':
      return;
    case 'channel':
      return lookAtChannel(click.channel ?? '', click.happened === 'changed' ? undefined : click.happened, services);
    default: {
      const [caseId = ''] = (click.privateMetadata ?? click.value ?? '').split('.');
      const reply = replyTo(click, caseId, services);
      await decideClick(click, services, reply);
      // Where there is neither a channel nor a case, the Home tab is the only place to say it.
      const isHeard = click.via !== 'home' && (click.channel ?? caseId) !== '';
      await refreshHome(click, services, isHeard ? undefined : reply.said);
    }
  }
}

/** `messageId` is the queue's: the same message again finishes what it began. */
export async function takeRequest(click: Click, messageId: string, services: ClickServices): Promise<void> {
  await takeOnce(click, messageId, () => work(click, services), services);
}
