/** Trackers from the configuration: those that have their variables. */
import type { Tickets } from '../tickets.ts';
import { createTrackerCall, type TrackerCall } from './call.ts';
import { jiraProject } from './jira.ts';
import { serviceNowTable } from './servicenow.ts';

/** Where each tracker is, and as whom it is asked; absent: not configured. */
interface Access {
  jira?: { site: string; email: string; token: string };
  serviceNow?: { site: string; user: string; password: string };
}

interface Reached {
  call: TrackerCall;
  site: string;
}

const basic = (user: string, secret: string) => `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;

function reach(name: string, site: string, user: string, secret: string): Reached {
  const authorization = basic(user, secret);
  return { site, call: createTrackerCall({ name, site, authorization, secrets: [secret, authorization.slice('Basic '.length)] }) };
}

export function createTickets({ jira, serviceNow }: Access): Tickets {
  const toJira = jira && reach('Jira', jira.site, jira.email, jira.token);
  const toServiceNow = serviceNow && reach('ServiceNow', serviceNow.site, serviceNow.user, serviceNow.password);
  return {
    project(project) {
      if (project.in === 'jira') return toJira && jiraProject(toJira.call, toJira.site, project);
      return toServiceNow && serviceNowTable(toServiceNow.call, toServiceNow.site, project);
    },
  };
}
