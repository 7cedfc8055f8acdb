/** The worker's way in: every verified request of a person, to the flow that it is for. */
import type { Click } from '../domain/click.ts';
import { type ClickServices, takeClick } from './take-click.ts';
import { takeCommand } from './take-command.ts';
import { takeOnce } from './take-once.ts';

/** `messageId` is the queue's: the same message again finishes what it began. */
export async function takeRequest(click: Click, messageId: string, services: ClickServices): Promise<void> {
  if (click.kind === 'command' || click.kind === 'mention') return takeOnce(click, messageId, () => takeCommand(click, services), services);
  return takeClick(click, messageId, services);
}
