/** Lambda entry of the installation's baseline; invoked once, by hand or by the deployment. */
import { createBaselineHandler } from '../baseline.ts';
import { started } from './start.ts';

export const handler = started(createBaselineHandler);
