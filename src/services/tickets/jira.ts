/** Jira Cloud (REST v3): issues with a label of their own, found by it before one is created. */
import * as z from 'zod';
import type { TicketProject } from '../../domain/policy-tickets.ts';
import type { TicketPhase } from '../../domain/ticket.ts';
import type { Answer } from '../pagerduty.ts';
import type { NewTicket, TicketFound, TicketProjectPort } from '../tickets.ts';
import { shaped, type TrackerCall } from './call.ts';

type JiraProject = Extract<TicketProject, { in: 'jira' }>;

const fields = ['status', 'assignee', 'labels'];
const mostPages = 10;
/** All of ours have it, so that one search finds what changed. */
const ours = 'drawbridge';
/** Characters of a summary. */
const mostSummary = 250;

const issue = z.object({
  key: z.string().regex(/^[A-Z][A-Z0-9_]+-\d+$/),
  fields: z.object({
    status: z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }).optional() }),
    assignee: z.object({ displayName: z.string() }).nullish(),
    labels: z.array(z.string()).default([]),
  }),
});
const found = z.object({ issues: z.array(issue), nextPageToken: z.string().nullish() });
const created = z.object({ key: issue.shape.key });
const users = z.array(z.object({ accountId: z.string().min(1), emailAddress: z.string().optional(), active: z.boolean().default(true) }));

const phases: Record<string, TicketPhase> = { new: 'open', indeterminate: 'active', done: 'done' };

/** Atlassian's document format: text nodes are never parsed. */
function documentOf(lines: readonly string[]): object {
  const content = lines.filter((line) => line !== '').map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] }));
  return { type: 'doc', version: 1, content };
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '')}"`;

export function jiraProject(call: TrackerCall, site: string, { project, type }: JiraProject): TicketProjectPort {
  function ticketOf({ key, fields: { status, assignee, labels } }: z.output<typeof issue>): TicketFound {
    return {
      id: key,
      key,
      url: `${site}/browse/${key}`,
      label: labels.find((each) => each.toLowerCase() !== ours && /-[0-9a-z]{8}$/i.test(each)) ?? '',
      status: status.name,
      phase: phases[status.statusCategory?.key ?? ''] ?? 'open',
      ...(assignee && { assignee: assignee.displayName }),
    };
  }

  const search = async (jql: string, more: object): Promise<Answer<z.output<typeof found>>> =>
    shaped(await call('POST', '/rest/api/3/search/jql', { jql, fields, ...more }), found, (value) => value);

  async function read(key: string): Promise<Answer<TicketFound>> {
    return shaped(await call('GET', `/rest/api/3/issue/${encodeURIComponent(key)}?fields=${fields.join(',')}`), issue, ticketOf);
  }

  /** Only somebody the project may give an issue to; addresses may be hidden, then the only one found is meant. */
  async function accountOf(email: string): Promise<Answer<string | undefined>> {
    const path = `/rest/api/3/user/assignable/search?project=${project}&query=${encodeURIComponent(email)}&maxResults=5`;
    return shaped(await call('GET', path), users, (all) => {
      const active = all.filter((each) => each.active);
      const [only, second] = active;
      const named = active.find(({ emailAddress }) => emailAddress?.toLowerCase() === email.toLowerCase());
      return named?.accountId ?? (only && !second && only.emailAddress === undefined ? only.accountId : undefined);
    });
  }
  const unknown = (email: string) => `Jira knows nobody with the address ${email} to whom ${project} may give an issue`;

  async function create(ticket: NewTicket, accountId: string | undefined): Promise<Answer<string>> {
    const { label, summary, lines } = ticket;
    const wanted = {
      project: { key: project },
      issuetype: { name: type },
      // Jira refuses a summary with a line break.
      summary: [...summary.replace(/\s+/g, ' ')].slice(0, mostSummary).join(''),
      description: documentOf(lines),
      labels: [ours, label],
      ...(accountId && { assignee: { accountId } }),
    };
    return shaped(await call('POST', '/rest/api/3/issue', { fields: wanted }), created, ({ key }) => key);
  }

  return {
    async find(label) {
      const jql = `project = ${quoted(project)} AND labels = ${quoted(label)} ORDER BY created ASC`;
      const answer = await search(jql, { maxResults: 5 });
      if (!answer.ok) return answer;
      return { ok: true, value: answer.value.issues.map(ticketOf).find((each) => each.label.toLowerCase() === label) };
    },
    async open(ticket) {
      const account = ticket.email === undefined ? undefined : await accountOf(ticket.email);
      if (account && !account.ok && account.retryable) return account;
      const accountId = account?.ok ? account.value : undefined;
      let unassigned = ticket.email !== undefined && accountId === undefined ? unknown(ticket.email) : undefined;
      if (account && !account.ok) unassigned = account.because;
      let made = await create(ticket, accountId);
      if (!made.ok && !made.retryable && made.status === 400 && accountId && /assign/i.test(made.because)) {
        unassigned = made.because;
        made = await create(ticket, undefined);
      }
      if (!made.ok) return made;
      const key = made.value;
      const seen = await read(key);
      // It exists: what cannot be read of it now comes with the next look.
      const known: TicketFound = seen.ok ? seen.value : { id: key, key, url: `${site}/browse/${key}`, label: ticket.label, phase: 'open' };
      return { ok: true, value: { ...known, ...(unassigned && { unassigned }) } };
    },
    async tell(key, text) {
      const answer = await call('POST', `/rest/api/3/issue/${encodeURIComponent(key)}/comment`, { body: documentOf([text]) });
      return answer.ok ? { ok: true, value: undefined } : answer;
    },
    async assign(key, email) {
      const account = await accountOf(email);
      if (!account.ok) return account;
      if (account.value === undefined) return { ok: true, value: { unassigned: unknown(email) } };
      const answer = await call('PUT', `/rest/api/3/issue/${encodeURIComponent(key)}/assignee`, { accountId: account.value });
      return answer.ok ? { ok: true, value: {} } : answer;
    },
    async changed(minutes) {
      // Relative, for a moment would be read in the time zone of whoever owns the token.
      const jql = `project = ${quoted(project)} AND labels = ${quoted(ours)} AND updated >= "-${Math.max(1, Math.ceil(minutes))}m" ORDER BY updated ASC`;
      const all: TicketFound[] = [];
      let nextPageToken: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const answer = await search(jql, { maxResults: 100, ...(nextPageToken && { nextPageToken }) });
        if (!answer.ok) return answer;
        all.push(...answer.value.issues.map(ticketOf));
        nextPageToken = answer.value.nextPageToken ?? undefined;
        if (!nextPageToken) break;
      }
      return { ok: true, value: all };
    },
  };
}
