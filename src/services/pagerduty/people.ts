/** Who is on call now, level by level, and who somebody is, by id or e-mail. */
import * as z from 'zod';
import type { OnCallShift } from '../../domain/next-on-call.ts';
import type { OnCallPerson, PagerDuty, PagerDutyPerson } from '../pagerduty.ts';
import { refused, shaped } from './call.ts';
import type { Connection } from './connection.ts';
import { isId, missing } from './incidents.ts';
import { readAll } from './paging.ts';
import { onCallRow, person, toPerson } from './shapes.ts';

/** Somebody waits for the answer with a finger on the button. */
const authorisationMilliseconds = 2000;

/** A person may have several shifts at one level: the one that ends last counts, and no end at all counts as never. */
function later(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return undefined;
  return Date.parse(one) >= Date.parse(other) ? one : other;
}

export function onCallFrom(rows: z.output<typeof onCallRow>[]): OnCallPerson[] {
  const found = new Map<string, OnCallPerson>();
  for (const { user, escalation_level: level, end } of rows) {
    const key = `${level} ${user.id}`;
    const known = found.get(key);
    const until = known ? later(known.until, end ?? undefined) : (end ?? undefined);
    found.set(key, { ...toPerson(user), level, ...(until && { until }) });
  }
  return [...found.values()].sort((one, other) => one.level - other.level || one.name.localeCompare(other.name));
}

/** Rows with times nobody can read are left out: they say nothing of when. */
function shiftsFrom(rows: z.output<typeof onCallRow>[]): OnCallShift<PagerDutyPerson>[] {
  return rows.flatMap(({ user, escalation_level: level, start, end }) => {
    const [from, until] = [start, end].map((time) => (time ? Date.parse(time) : undefined));
    if (Number.isNaN(from) || Number.isNaN(until)) return [];
    return [{ level, person: toPerson(user), ...(from !== undefined && { from }), ...(until !== undefined && { until }) }];
  });
}

type People = Pick<PagerDuty, 'onCall' | 'shifts' | 'person' | 'personByEmail'>;

export function createPeople(connection: Connection, escalationPolicyId: string): People {
  const query = { 'escalation_policy_ids[]': [escalationPolicyId], 'include[]': ['users'] };
  const wanted = { path: 'oncalls', rows: 'oncalls', shape: onCallRow, query, timeoutMilliseconds: authorisationMilliseconds };
  return {
    async onCall() {
      const rows = await readAll(connection, wanted);
      return rows.ok ? { ok: true, value: onCallFrom(rows.value) } : rows;
    },
    async shifts(since, until) {
      const rows = await readAll(connection, { ...wanted, query: { ...query, since, until } });
      return rows.ok ? { ok: true, value: shiftsFrom(rows.value) } : rows;
    },
    async person(id) {
      if (!isId(id)) return refused('this is no id of a PagerDuty person');
      const answer = await connection.ask({ method: 'GET', path: `users/${id}` });
      return missing(shaped(answer, z.object({ user: person }), ({ user }) => toPerson(user)));
    },
    async personByEmail(email) {
      const wanted = email.trim().toLowerCase();
      if (!wanted.includes('@')) return refused('this is no e-mail address');
      // The query matches parts of names and addresses.
      const users = await readAll(connection, { path: 'users', rows: 'users', shape: person, query: { query: wanted } });
      return users.ok ? { ok: true, value: users.value.map(toPerson).find((each) => each.email === wanted) } : users;
    },
  };
}
