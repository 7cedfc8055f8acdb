/** This deployment's PagerDuty, in the mode its configuration allows; what a mode cannot do is refused in words. */
import type { PagerDuty } from '../pagerduty.ts';
import { createAlerts, createChange } from './alerts.ts';
import { refused } from './call.ts';
import { type ConnectionOptions, createConnection } from './connection.ts';
import { createIncidents } from './incidents.ts';
import { createPeople } from './people.ts';
import { createSettings } from './settings.ts';

export interface PagerDutyOptions extends ConnectionOptions {
  /** Both are needed to ask PagerDuty anything. */
  service?: string;
  escalationPolicy?: string;
}

/** A port whose every answer is a refusal with this reason. */
function refusing(mode: PagerDuty['mode'], because: string): PagerDuty {
  const answer = async () => refused(because);
  return {
    mode,
    spare: undefined,
    trigger: answer,
    acknowledge: answer,
    resolve: answer,
    change: answer,
    incidentOf: answer,
    incident: answer,
    alertKeys: answer,
    update: answer,
    note: answer,
    snooze: answer,
    priorities: answer,
    onCall: answer,
    shifts: answer,
    person: answer,
    personByEmail: answer,
    service: answer,
    escalationPolicy: answer,
    subscriptions: answer,
  };
}

/** Undefined: no PagerDuty at all. */
export function createPagerDuty(options: PagerDutyOptions | undefined): PagerDuty {
  const [routingKey, spareKey] = options?.routingKeys ?? [];
  if (!options || !routingKey) return refusing('none', 'PagerDuty is not configured');
  const connection = createConnection(options);
  const alerting = {
    ...createAlerts(connection, routingKey),
    change: createChange(connection, routingKey),
    spare: spareKey ? createAlerts(connection, spareKey) : undefined,
  };
  const { token, service, escalationPolicy } = options;
  if (!token || !service || !escalationPolicy)
    return { ...refusing('events', 'PagerDuty can be told but not asked: only a routing key is configured'), ...alerting };
  return {
    mode: 'full',
    ...alerting,
    ...createIncidents(connection, service),
    ...createPeople(connection, escalationPolicy),
    ...createSettings(connection, { service, escalationPolicy }),
  };
}
