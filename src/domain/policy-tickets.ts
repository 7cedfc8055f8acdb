/** The part of policy that says where tickets are opened: projects by name, and which of them a route's cases go to. */
import * as z from 'zod';
import { name } from './policy-routing.ts';

const address = z.email('an e-mail address is written like payments@example.com');

/** A project of Jira or a table of ServiceNow. */
const project = z.discriminatedUnion('in', [
  z.strictObject({
    in: z.literal('jira'),
    project: z.string().regex(/^[A-Z][A-Z0-9_]{1,9}$/, 'a project of Jira is given by its key, such as SEC'),
    /** Of issue. */
    type: z.string().min(1).max(60).default('Task'),
  }),
  z.strictObject({
    in: z.literal('servicenow'),
    table: z
      .string()
      .regex(/^[a-z][a-z0-9_]{1,79}$/, 'a table of ServiceNow is given by its name, such as incident')
      .default('incident'),
    group: z
      .string()
      .regex(/^[0-9a-f]{32}$/, 'an assignment group of ServiceNow is given by its sys_id, 32 hexadecimal digits')
      .optional(),
  }),
]);
export type TicketProject = z.output<typeof project>;

export const tickets = z
  .strictObject({
    /** Where tickets can be opened, by the names that `routes` uses. */
    projects: z.record(name, project).default({}),
    /** By the name of a route: the project its cases' tickets are opened in. */
    routes: z.record(name, name).default({}),
    /** For all other routes. Without it their tickets are on the event bus only. */
    otherwise: name.optional(),
    /** By the name of an owner, as `accounts` and tags have it: who gets their tickets, by e-mail address. */
    owners: z.record(z.string().min(1).max(64), address).default({}),
  })
  .default({ projects: {}, routes: {}, owners: {} });
export type TicketPolicy = z.output<typeof tickets>;

/** Names that stand for nothing, each with its path. `routes` are those that policy has, the default one included. */
export function ticketProblems({ projects, routes, otherwise }: TicketPolicy, known: readonly string[]): string[] {
  const missing = (where: string, each: string) => (each in projects ? [] : [`${where}: there is no project "${each}"`]);
  return [
    ...Object.entries(routes).flatMap(([route, each]) => [
      ...(known.includes(route) ? [] : [`tickets.routes.${route}: there is no route "${route}"`]),
      ...missing(`tickets.routes.${route}`, each),
    ]),
    ...(otherwise === undefined ? [] : missing('tickets.otherwise', otherwise)),
  ];
}
