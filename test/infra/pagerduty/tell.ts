/** As little as can be of a function that calls PagerDuty: what the client adds to a bundle. */
import { event } from '@pagerduty/pdjs';

export const tell = event;
