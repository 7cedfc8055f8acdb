/** One verified Slack request as the door hands it to the worker: who, where, what; nothing of it is trusted as authority. */

export interface Click {
  /** Hash of the request's signature, or Slack's own event id, which its retries keep: the worker takes each once. */
  id: string;
  /** Wall time of arrival, milliseconds since the epoch. */
  at: number;
  kind: 'action' | 'submission' | 'closed' | 'command' | 'home' | 'mention' | 'channel';
  /** The person's own workspace: for a stranger another one than ours. */
  team: string;
  user: string;
  channel?: string;
  /** The message that carried the control, and its thread if it is a reply. */
  messageTs?: string;
  threadTs?: string;
  /** For actions: the control's action_id ("disable_access_keys", "acknowledge", "approve"…); an overflow's chosen verb. */
  action?: string;
  /** Opaque value of the control: `<caseId>` or `<caseId>.<reference>`. */
  value?: string;
  /** For what happens in a modal: its callback_id and private_metadata (the same kind of opaque value). */
  callbackId?: string;
  privateMetadata?: string;
  /** Inputs by block_id; of words that open a window what they said for its fields. */
  values?: Record<string, string | string[]>;
  /** The modal that is open for the answer: the placeholder the door opened, or the one it came from. Absent when a submission closed it. */
  viewId?: string;
  /** Where it came from, if not from a message: from the Home tab, or from words that somebody wrote. */
  via?: 'home' | 'words';
  /** Only the plan is wanted: what is shown for it takes no answer. */
  dryRun?: true;
  /** Where Slack takes answers to a command, five times within half an hour. */
  responseUrl?: string;
  /** For what happened to a channel: what Slack says, which is a reason to look and nothing more. */
  happened?: 'left' | 'archived' | 'gone' | 'changed';
  /** For commands and mentions. */
  command?: string;
  text?: string;
}

/** Controls that open a modal; the door opens a placeholder for them with its one Slack call. */
export const modalActions = new Set([
  'assign',
  'note',
  'snooze',
  'suppress',
  'resolve',
  'reopen',
  'respond',
  'all',
  'details',
  'timeline',
  'approve',
  'deny',
  'change',
  'page',
  'priority',
  'undo',
  'breakglass',
  'affected_details',
  'stop',
  'start',
]);

/** Controls that are done at once. */
export const directActions = new Set([
  'acknowledge',
  'cancel',
  'export',
  'retry_page',
  'escalate',
  'keep_open',
  'ticket',
  'affected_yes',
  'affected_no',
]);

/** Controls of the Home tab that choose what it shows; they change nothing else. */
export const homeControls = ['home', 'severity', 'earlier', 'later'] as const;

/** The action_id of the menu, whose options hold `<action>:<value>`. */
export const menuAction = 'more';

/** Submissions that show a plan: what becomes of them is said in the same modal; every other form closes. */
const decidingForms = new Set(['approve', 'change', 'undo', 'breakglass']);

/** Stays open after submitting, so that a refusal can be said in place. */
export function staysOpen(callbackId: string, playbookIds: readonly string[]): boolean {
  return decidingForms.has(callbackId) || playbookIds.includes(callbackId);
}

/** Every control there is besides the menu itself, and every form: what is not listed is refused. */
export function knownControls(playbookIds: readonly string[]): ReadonlySet<string> {
  return new Set([...modalActions, ...directActions, ...playbookIds]);
}
