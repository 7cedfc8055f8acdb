/** The trackers' part of the configuration: where Jira and ServiceNow are, and as whom they are asked. */
import * as z from 'zod';

const word = () => z.string().trim().min(1);
/** Without a path, so that nothing else is asked there. */
const site = () => word().transform((text) => text.replace(/\/+$/, ''));

export const ticketsShape = () => ({
  JIRA_SITE: site().optional(),
  JIRA_EMAIL: word().optional(),
  JIRA_TOKEN: word().optional(),
  SERVICENOW_SITE: site().optional(),
  SERVICENOW_USER: word().optional(),
  SERVICENOW_PASSWORD: word().optional(),
});
type Environment = z.output<z.ZodObject<ReturnType<typeof ticketsShape>>>;

export interface TicketsConfig {
  /** `email` and `token` are of the account that opens the issues. */
  jira?: { site: string; email: string; token: string };
  serviceNow?: { site: string; user: string; password: string };
}

const sets = [
  ['JIRA_SITE', 'JIRA_EMAIL', 'JIRA_TOKEN'],
  ['SERVICENOW_SITE', 'SERVICENOW_USER', 'SERVICENOW_PASSWORD'],
] as const;

/** Half of a tracker is a mistake, and so is one without TLS outside the sandbox. */
export function ticketsProblems(environment: Environment, sandbox: boolean): string[] {
  const halves = sets.flatMap((names) => {
    const missing = names.filter((name) => environment[name] === undefined);
    return missing.length === 0 || missing.length === names.length ? [] : [`to open tickets, ${missing.join(', ')} must be set too`];
  });
  const allowed = sandbox ? /^https?:\/\/[\w.-]+(?::\d+)?(?:\/[\w-]+)?$/ : /^https:\/\/[\w.-]+$/;
  const places = (['JIRA_SITE', 'SERVICENOW_SITE'] as const).flatMap((name) => {
    const given = environment[name];
    return given === undefined || allowed.test(given) ? [] : [`${name} is written like https://example.atlassian.net, without a path`];
  });
  return [...halves, ...places];
}

export function readTickets(e: Environment): TicketsConfig {
  return {
    ...(e.JIRA_SITE && e.JIRA_EMAIL && e.JIRA_TOKEN && { jira: { site: e.JIRA_SITE, email: e.JIRA_EMAIL, token: e.JIRA_TOKEN } }),
    ...(e.SERVICENOW_SITE &&
      e.SERVICENOW_USER &&
      e.SERVICENOW_PASSWORD && {
        serviceNow: { site: e.SERVICENOW_SITE, user: e.SERVICENOW_USER, password: e.SERVICENOW_PASSWORD },
      }),
  };
}
