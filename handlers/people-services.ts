/** What a function is composed of that speaks to people: Slack, PagerDuty, and who is who and on call. */
import { checkPayload } from '../blocks/limits.ts';
import type { Config } from '../src/config.ts';
import { createDirectory } from '../src/services/directory.ts';
import { createOnCall } from '../src/services/on-call.ts';
import { createPagerDuty } from '../src/services/pagerduty/create-pagerduty.ts';
import { createPeople } from '../src/services/people.ts';
import { redactedPagerDuty, redactedSlack } from '../src/services/redacted.ts';
import type { Services } from '../src/services/services.ts';
import { createSlack } from '../src/services/slack.ts';
import type { Store } from './store-services.ts';

export function createPeopleServices(
  config: Config,
  { table, policy, clock, log, redaction }: Store,
): Pick<Services, 'slack' | 'pagerDuty' | 'people' | 'onCall' | 'directory'> {
  const { token, apiUrl } = config.slack;
  const slack = redactedSlack(createSlack({ token, log, check: checkPayload, ...(apiUrl && { apiUrl }) }), redaction);
  const pagerDuty = redactedPagerDuty(createPagerDuty(config.pagerDuty), redaction);
  const people = createPeople({ table, slack, policy, pagerDuty, clock });
  const onCall = createOnCall({ pagerDuty, people, clock, log });
  return { slack, pagerDuty, people, onCall, directory: createDirectory({ slack, policy, clock, log, onCall }) };
}
