/** Which custom action of the Security Hub console an event is from. */
import type { CustomAction, Envelope } from './define.ts';
import { text } from './fields.ts';

/** The ARN in `resources` has the action's id; `actionName` is only what people call it. */
export function actionOf(envelope: Envelope): CustomAction {
  const name = text(envelope.detail, 'actionName') ?? '';
  const arn = envelope.resources.find((resource) => resource.includes(':action/'));
  const id = arn?.split('/').at(-1) || name;
  return { id, name: name || id };
}
