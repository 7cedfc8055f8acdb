/** The sandbox's two trackers under one address, doors for the people who work there, and the environment that leads the bot to them. */
import { randomBytes } from 'node:crypto';
import type { VirtualClock } from '../../../src/services/clock.ts';
import { type HttpResponse, json, type Route } from '../http.ts';
import { people } from '../workspace.ts';
import { FakeJira } from './fake-jira.ts';
import { FakeServiceNow } from './fake-servicenow.ts';
import { bodyOf, type FaultMode, type Json, Refusal } from './types.ts';

export interface Trackers {
  jira: FakeJira;
  serviceNow: FakeServiceNow;
  /** /jira/* and /servicenow/*, as the bot and a browser ask, and /trackers/*, as people do. */
  route: Route;
  fault(system: 'jira' | 'servicenow', mode: FaultMode, count: number): void;
  /** Call it once the sandbox's address is known. */
  environment(): Record<string, string>;
}

/** A ticket as somebody sees it who follows its link. */
function page(about: unknown): HttpResponse {
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${JSON.stringify(about, null, 2)}\n` };
}

export function startTrackers(clock: VirtualClock, address: () => string): Trackers {
  const known = people
    .filter(({ teamId, guest }) => !teamId && !guest)
    .map(({ realName, email, name }) => ({ name: realName, email, ...(name === 'zed' && { barred: true }) }));
  const token = randomBytes(12).toString('hex');
  const password = randomBytes(12).toString('hex');
  const jira = new FakeJira({ clock, people: known, user: 'drawbridge@acme.example', secret: token }, () => `${address()}/jira`);
  const serviceNow = new FakeServiceNow({ clock, people: known, user: 'drawbridge', secret: password });

  /** What somebody does at a ticket: {tracker, id, status?, assignee?}. */
  function change(body: Json): HttpResponse {
    const { id = '', status, assignee } = body as { id?: string; status?: string; assignee?: string };
    const wanted = { ...(status && { status }), ...(assignee && { assignee }) };
    try {
      return json(200, { ok: true, ticket: body.tracker === 'servicenow' ? serviceNow.change(id, wanted) : jira.change(id, wanted) });
    } catch (error) {
      if (error instanceof Refusal) return json(error.status, error.body);
      throw error;
    }
  }

  return {
    jira,
    serviceNow,
    async route(request) {
      const [, system, path = ''] = /^\/(jira|servicenow)(\/.*)$/.exec(request.path) ?? [];
      if (system === 'jira' && path.startsWith('/browse/')) return page(jira.issues.get(path.slice('/browse/'.length)) ?? null);
      if (system === 'servicenow' && path === '/nav_to.do') {
        const id = /sys_id=([0-9a-f]{32})/.exec(request.query.get('uri') ?? '')?.[1] ?? '';
        return page(serviceNow.rows.get(id) ?? null);
      }
      if (system === 'jira') return jira.route(request, path);
      if (system === 'servicenow') return serviceNow.route(request, path);
      if (request.path === '/trackers/tickets' && request.method === 'GET')
        return json(200, { jira: [...jira.issues.values()], servicenow: [...serviceNow.rows.values()] });
      if (request.path === '/trackers/_control/change' && request.method === 'POST') return change(bodyOf(request));
      return undefined;
    },
    fault(system, mode, count) {
      (system === 'jira' ? jira : serviceNow).fault(mode, count);
    },
    environment: () => ({
      JIRA_SITE: `${address()}/jira`,
      JIRA_EMAIL: jira.options.user,
      JIRA_TOKEN: token,
      SERVICENOW_SITE: `${address()}/servicenow`,
      SERVICENOW_USER: serviceNow.options.user,
      SERVICENOW_PASSWORD: password,
    }),
  };
}
