/** The buttons in the Security Hub console, from the same registries as the buttons in Slack. */
import { CfnActionTarget } from 'aws-cdk-lib/aws-securityhub';
import { sendActions } from '../../../src/domain/send-action.ts';
import { playbooks } from '../../../src/playbooks/index.ts';
import type { Hub } from './hub.ts';

/** A playbook that is off everywhere has no button. They exist once per account and Region, so that they can be left out. */
export function makeCustomActions({ stack, settings }: Hub, enabled: ReadonlySet<string>): void {
  if (!settings.customActions) return;
  const responses = playbooks
    .filter(({ id }) => enabled.has(id))
    .map(({ id, actionName, title }) => ({ id, name: actionName, description: `${title}, planned and approved in Slack` }));
  const sends = Object.entries(sendActions).map(([id, { actionName, to }]) => ({
    id,
    name: actionName,
    description: `Hands the finding on: ${to}`,
  }));
  for (const action of [...responses, ...sends]) new CfnActionTarget(stack, `action-${action.id}`, action);
}
