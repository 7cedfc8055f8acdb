/** One verified Slack request as the door hands it to the worker: who, where, what; nothing of it is trusted as authority. */

export interface Click {
  /** Hash of the request's signature: the worker takes each once. */
  id: string;
  /** Wall time of arrival, milliseconds since the epoch. */
  at: number;
  kind: 'action' | 'submission' | 'closed' | 'command' | 'home' | 'mention';
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
  /** For submissions: the modal's callback_id and private_metadata (the same kind of opaque value). */
  callbackId?: string;
  privateMetadata?: string;
  /** Inputs by block_id. */
  values?: Record<string, string | string[]>;
  /** The placeholder the door opened, or the modal the click or submission came from. */
  viewId?: string;
  /** For commands and mentions. */
  command?: string;
  text?: string;
}

/** Controls that open a modal; the door opens a placeholder for them with its one Slack call. */
export const modalActions = new Set(['assign', 'note', 'snooze', 'suppress', 'resolve', 'reopen', 'respond', 'all', 'details', 'approve', 'deny', 'undo']);
