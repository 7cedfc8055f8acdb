/** A function that raises one alert with our whole client, for a process of its own. */
import { createPagerDuty, type PagerDutyOptions } from '../../../src/services/pagerduty/create-pagerduty.ts';
import { alert } from './account.ts';

export async function handler(options: PagerDutyOptions): Promise<unknown> {
  const pagerDuty = createPagerDuty(options);
  return { told: await pagerDuty.trigger(alert()), asked: await pagerDuty.onCall() };
}
