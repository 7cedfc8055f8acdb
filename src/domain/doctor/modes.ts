/** What each way of being connected to PagerDuty cannot do, in plain words. */
import type { Policy } from '../policy.ts';
import { levelsAsked } from './on-call-people.ts';
import { ok, problem, type Remark, warning } from './remark.ts';

type PagerDutyMode = 'none' | 'events' | 'full';

const cannot: Record<PagerDutyMode, readonly string[]> = {
  none: [
    'page anybody: a case of tier 3 is a message in Slack and nothing more',
    'know who is on call: approvals are by named groups only',
  ],
  events: [
    'know whether a page became an incident, or who was woken',
    'know who is on call: approvals are by named groups only',
    'hear what is done in PagerDuty: an acknowledgement there is not seen here',
    'escalate, add notes, snooze, or set a priority there',
  ],
  full: [],
};

const next: Record<PagerDutyMode, string> = {
  none: 'to page people, set PAGERDUTY_ROUTING_KEY',
  events: 'for both ways, set PAGERDUTY_TOKEN, PAGERDUTY_SERVICE, PAGERDUTY_ESCALATION_POLICY and PAGERDUTY_WEBHOOK_SECRETS',
  full: '',
};

export function checkMode(mode: PagerDutyMode, policy: Policy): Remark[] {
  if (mode === 'full') return [ok('mode', 'PagerDuty is asked and listened to: mode full')];
  const remarks = cannot[mode].map((what) => warning('mode', `in mode ${mode} Drawbridge cannot ${what}`, next[mode]));
  const levels = levelsAsked(policy);
  if (levels.length === 0) return remarks;
  const says = `policy asks whoever is on call at ${levels.map((level) => `level ${level}`).join(', ')}, and in mode ${mode} nobody knows who that is`;
  return [problem('mode', says, `${next[mode]}; or name groups in approvals.levels of drawbridge.yaml`), ...remarks];
}
