/** What a function is composed of that speaks to people: Slack, PagerDuty, and who is who and on call. */
import { checkPayload } from '../blocks/limits.ts';
import type { Config } from '../src/config.ts';
import { createDirectory } from '../src/services/directory.ts';
import { createOnCall } from '../src/services/on-call.ts';
import { createPagerDuty } from '../src/services/pagerduty/create-pagerduty.ts';
import { createPeople } from '../src/services/people.ts';
import type { Services } from '../src/services/services.ts';
import { createSlack } from '../src/services/slack.ts';
import type { Store } from './store-services.ts';

export function createPeopleServices(
  config: Config,
  { table, policy, clock, log }: Store,
): Pick<Services, 'slack' | 'pagerDuty' | 'people' | 'onCall' | 'directory'> {
  const { token, apiUrl } = config.slack;
  const slack = createSlack({ token, log, check: checkPayload, ...(apiUrl && { apiUrl }) });
  const pagerDuty = createPagerDuty(config.pagerDuty);
  const people = createPeople({ table, slack, policy, pagerDuty, clock });
  const onCall = createOnCall({ pagerDuty, people, clock, log });
  return { slack, pagerDuty, people, onCall, directory: createDirectory({ slack, policy, clock, log, onCall }) };
}
