/** Custom actions that change nothing in an account: they hand a case on, to Slack, by e-mail or to the security workflow. */

/** Where a case can be handed on to. */
export type Destination = 'slack' | 'email' | 'workflow';

/** By the custom action's id; names are what the console shows, at most 20 characters. */
export const sendActions: Readonly<Record<string, { to: Destination; actionName: string }>> = {
  send_to_slack: { to: 'slack', actionName: 'Send to Slack' },
  send_to_email: { to: 'email', actionName: 'Send by e-mail' },
  send_to_sec_wf: { to: 'workflow', actionName: 'Send to workflow' },
};

export function destinationOf(actionId: string): Destination | undefined {
  return Object.hasOwn(sendActions, actionId) ? sendActions[actionId]?.to : undefined;
}
