/** Lists over REST, page by page: the client's own paging stops after the first page or falls over. */
import * as z from 'zod';
import type { Answer } from '../pagerduty.ts';
import { shaped } from './call.ts';
import type { Connection } from './connection.ts';

const pageSize = 100;
const mostPages = 50;

interface Wanted<S extends z.ZodType> {
  path: string;
  /** Under which name the rows stand. */
  rows: string;
  shape: S;
  query?: Record<string, string | string[]>;
  /** For all pages together. */
  timeoutMilliseconds?: number;
}

/** All rows, or the first thing that went wrong: half a list would be mistaken for a whole one. */
export async function readAll<S extends z.ZodType>(connection: Connection, wanted: Wanted<S>): Promise<Answer<z.output<S>[]>> {
  const { path, rows, shape, query = {}, timeoutMilliseconds } = wanted;
  const page = z.object({ [rows]: z.array(shape), more: z.boolean().nullish() });
  const all: z.output<S>[] = [];
  for (let index = 0; index < mostPages; index += 1) {
    const place = { limit: String(pageSize), offset: String(index * pageSize) };
    const asked = { method: 'GET', path, query: { ...query, ...place }, ...(timeoutMilliseconds && { timeoutMilliseconds }) } as const;
    const read = shaped(await connection.ask(asked), page, (value) => value as Record<string, unknown>);
    if (!read.ok) return read;
    all.push(...(read.value[rows] as z.output<S>[]));
    if (read.value.more !== true) return { ok: true, value: all };
  }
  return { ok: false, retryable: false, status: 200, because: `PagerDuty has more than ${mostPages * pageSize} ${rows}` };
}
