/** Incidents over REST: found by alert, read, and changed in the name of a person. */
import * as z from 'zod';
import type { Answer, PagerDuty } from '../pagerduty.ts';
import { refused, shaped } from './call.ts';
import type { Connection } from './connection.ts';
import { readAll } from './paging.ts';
import { incident, toIncident } from './shapes.ts';
import { cut } from './text.ts';

const longestNote = 20_000;
const longestSnooze = 604_800;
const alreadyResolved = 1001;
const alreadyAcknowledged = 1002;

/** An id goes into a path, and webhooks carry ids that anybody may have written. */
export function isId(id: string): boolean {
  return /^[A-Z0-9]{6,20}$/.test(id);
}

export function missing<T>(answer: Answer<T>): Answer<T | undefined> {
  return !answer.ok && !answer.retryable && answer.status === 404 ? { ok: true, value: undefined } : answer;
}

function done(answer: Answer<unknown>): Answer<undefined> {
  return answer.ok ? { ok: true, value: undefined } : answer;
}

type Incidents = Pick<PagerDuty, 'incidentOf' | 'incident' | 'alertKeys' | 'update' | 'note' | 'snooze'>;

export function createIncidents(connection: Connection, serviceId: string): Incidents {
  function write(method: 'POST' | 'PUT', id: string, rest: string, data: object, from: string): Promise<Answer<unknown>> {
    if (!isId(id)) return Promise.resolve(refused('this is no id of a PagerDuty incident'));
    return connection.ask({ method, path: `incidents/${id}${rest}`, data, from });
  }
  return {
    async incidentOf(dedupKey) {
      const query = { incident_key: dedupKey, 'service_ids[]': [serviceId], date_range: 'all', sort_by: 'created_at:desc' };
      const found = await readAll(connection, { path: 'incidents', rows: 'incidents', shape: incident, query });
      if (!found.ok) return found;
      const newest = found.value.find(({ status }) => status !== 'resolved') ?? found.value[0];
      return { ok: true, value: newest && toIncident(newest) };
    },
    async incident(id) {
      if (!isId(id)) return refused('this is no id of a PagerDuty incident');
      const answer = await connection.ask({ method: 'GET', path: `incidents/${id}` });
      return missing(shaped(answer, z.object({ incident }), (value) => toIncident(value.incident)));
    },
    async alertKeys(id) {
      if (!isId(id)) return refused('this is no id of a PagerDuty incident');
      const shape = z.object({ alert_key: z.string().nullish() });
      const alerts = await readAll(connection, { path: `incidents/${id}/alerts`, rows: 'alerts', shape });
      return alerts.ok ? { ok: true, value: alerts.value.flatMap(({ alert_key: key }) => key ?? []) } : alerts;
    },
    async update(id, { status, resolution, escalationLevel, priorityId, assignees }, from) {
      const change = {
        type: 'incident_reference',
        ...(status && { status }),
        ...(resolution && { resolution: cut(resolution, longestNote) }),
        ...(escalationLevel !== undefined && { escalation_level: escalationLevel }),
        ...(priorityId && { priority: { id: priorityId, type: 'priority_reference' } }),
        ...(assignees && { assignments: assignees.map((each) => ({ assignee: { id: each, type: 'user_reference' } })) }),
      };
      const answer = await write('PUT', id, '', { incident: change }, from);
      const code = answer.ok || answer.retryable ? undefined : answer.code;
      const already = (code === alreadyResolved && status === 'resolved') || (code === alreadyAcknowledged && status === 'acknowledged');
      return already ? { ok: true, value: undefined } : done(answer);
    },
    async note(id, content, from) {
      if (content.trim() === '') return refused('a note has words');
      return done(await write('POST', id, '/notes', { note: { content: cut(content, longestNote) } }, from));
    },
    async snooze(id, seconds, from) {
      if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestSnooze)
        return refused(`PagerDuty snoozes from 1 to ${longestSnooze} seconds`);
      return done(await write('POST', id, '/snooze', { duration: seconds }, from));
    },
  };
}
