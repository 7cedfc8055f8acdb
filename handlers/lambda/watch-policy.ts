/** Lambda entry behind the tasks of the policy watch. */
import { createWatchPolicyHandler } from '../watch-policy.ts';
import { started } from './start.ts';

export const handler = started(createWatchPolicyHandler);
