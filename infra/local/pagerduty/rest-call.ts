/** One call of the REST API as its methods see it: the path's parts, the query, the body, and in whose name it comes. */
import type { PagerDutyStore } from './store.ts';
import { isJson, type Json, type PagerDutyUser, Refusal } from './types.ts';

export interface RestCall {
  store: PagerDutyStore;
  /** What stood in the path's places, in order. */
  ids: string[];
  query: URLSearchParams;
  body: Json;
  /** The From header. */
  from: string | undefined;
}
export type RestMethod = (call: RestCall) => { status?: number; body?: Json };

const longestOffset = 10_000;

/** Every write names a person of the account. */
export function actorOf({ store, from }: RestCall): PagerDutyUser {
  if (!from) throw new Refusal(400, 2001, 'The From header is required');
  if (!/^[^@\s]+@[^@\s]+$/.test(from)) throw new Refusal(400, 1028, 'The From header is no e-mail address');
  const user = store.users.find(({ email }) => email.toLowerCase() === from.toLowerCase());
  if (!user) throw new Refusal(400, 1008, 'Requester User Not Found');
  return user;
}

/** The object under a name, which is how every body of the API comes. */
export function bodyOf({ body }: RestCall, name: string): Json {
  const inner = body[name];
  if (!isJson(inner)) throw new Refusal(400, 2001, `Invalid Input Provided: ${name} is missing`);
  return inner;
}

export function idsIn(query: URLSearchParams, name: string): string[] {
  return query.getAll(`${name}[]`);
}

/** One page of the rows, with classic paging. */
export function pageOf({ query }: RestCall, name: string, rows: Json[]): { body: Json } {
  const limit = Math.min(Number(query.get('limit') ?? 25), 100);
  const offset = Number(query.get('offset') ?? 0);
  if (!(limit >= 1) || !(offset >= 0) || offset + limit > longestOffset)
    throw new Refusal(400, 2001, 'Invalid Input Provided: limit or offset');
  return { body: { [name]: rows.slice(offset, offset + limit), limit, offset, more: rows.length > offset + limit, total: null } };
}
