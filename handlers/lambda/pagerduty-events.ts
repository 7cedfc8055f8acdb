/** Lambda entry of the webhook queue. */
import { createPagerDutyEventsHandler } from '../pagerduty-events.ts';
import { started } from './start.ts';

export const handler = started(createPagerDutyEventsHandler);
