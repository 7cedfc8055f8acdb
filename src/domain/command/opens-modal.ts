/** Whether a command opens a window or is complete in words; the door and the worker ask the same question. */
import { directActions } from '../click.ts';
import type { Command } from './parse-command.ts';

const complete: Record<string, (command: Command) => boolean> = {
  assign: ({ rest }) => rest !== '',
  note: ({ rest }) => rest !== '',
  snooze: ({ rest, reason }) => rest !== '' && reason !== undefined,
  suppress: ({ rest, reason }) => rest !== '' && reason !== undefined,
  resolve: ({ code, reason }) => code !== undefined && reason !== undefined,
  reopen: ({ reason }) => reason !== undefined,
  page: ({ reason }) => reason !== undefined,
  deny: ({ reason }) => reason !== undefined,
  stop: ({ rest, reason }) => rest !== '' && reason !== undefined,
  start: ({ rest, reason }) => rest !== '' && reason !== undefined,
};

export function opensModal(command: Command): boolean {
  const { control } = command.verb;
  if (!control || directActions.has(control) || command.export) return false;
  const isComplete = Object.hasOwn(complete, control) ? complete[control] : undefined;
  return !isComplete?.(command);
}
