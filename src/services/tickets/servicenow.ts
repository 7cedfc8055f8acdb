/** ServiceNow (Table API): records with a correlation id, found by it before one is created. */
import * as z from 'zod';
import type { TicketProject } from '../../domain/policy-tickets.ts';
import type { TicketPhase } from '../../domain/ticket.ts';
import type { Answer } from '../pagerduty.ts';
import type { TicketFound, TicketProjectPort } from '../tickets.ts';
import { shaped, type TrackerCall } from './call.ts';

type ServiceNowTable = Extract<TicketProject, { in: 'servicenow' }>;

/** All of ours say so, so that one query finds what changed. */
const ours = 'Drawbridge';
const shownFields = 'sys_id,number,state,active,assigned_to,correlation_id';
const perPage = 100;
const mostPages = 10;
const mostSummary = 160;

const field = z.object({ value: z.string(), display_value: z.string().nullish() });
const record = z.object({
  sys_id: z.object({ value: z.string().regex(/^[0-9a-f]{32}$/) }),
  number: z.object({ value: z.string().min(1).max(40) }),
  state: field,
  active: field.optional(),
  assigned_to: field.optional(),
  correlation_id: z.object({ value: z.string() }),
});
const one = z.object({ result: record });
const many = z.object({ result: z.array(record) });
const people = z.object({ result: z.array(z.object({ sys_id: z.string().regex(/^[0-9a-f]{32}$/), email: z.string().default('') })) });

/** Text in a journal may switch HTML on with its own bracket words: it cannot any more. */
function harmless(text: string): string {
  return text.replace(/\[(\/?)code\]/gi, '($1code)');
}

/** What closes it differs between tables; that it is over is a field of its own. */
function phaseOf({ state, active }: Pick<z.output<typeof record>, 'state' | 'active'>): TicketPhase {
  if (active?.value === 'false') return 'done';
  return state.value === '1' ? 'open' : /^(?:resolved|closed)/i.test(state.display_value ?? '') ? 'done' : 'active';
}

export function serviceNowTable(call: TrackerCall, site: string, { table, group }: ServiceNowTable): TicketProjectPort {
  const path = `/api/now/table/${table}`;
  const shown = { sysparm_display_value: 'all', sysparm_exclude_reference_link: 'true', sysparm_fields: shownFields };

  function ticketOf(each: z.output<typeof record>): TicketFound {
    const { sys_id, number, state, assigned_to, correlation_id } = each;
    const uri = encodeURIComponent(`${table}.do?sys_id=${sys_id.value}`);
    const assignee = assigned_to?.display_value;
    return {
      id: number.value,
      key: sys_id.value,
      url: `${site}/nav_to.do?uri=${uri}`,
      label: correlation_id.value,
      status: state.display_value || state.value,
      phase: phaseOf(each),
      ...(assignee && { assignee }),
    };
  }

  /** ServiceNow leaves out the parts of a query that it does not understand and answers with more: every record is looked at again. */
  async function query(words: string, more: Record<string, string>): Promise<Answer<TicketFound[]>> {
    const asked = new URLSearchParams({ sysparm_query: words, ...shown, ...more });
    return shaped(await call('GET', `${path}?${asked}`), many, ({ result }) => result.map(ticketOf));
  }

  async function personOf(email: string): Promise<Answer<string | undefined>> {
    if (/[\^=\s]/.test(email)) return { ok: true, value: undefined };
    const asked = new URLSearchParams({ sysparm_query: `email=${email}^active=true`, sysparm_fields: 'sys_id,email', sysparm_limit: '5' });
    return shaped(
      await call('GET', `/api/now/table/sys_user?${asked}`),
      people,
      ({ result }) => result.find((each) => each.email.toLowerCase() === email.toLowerCase())?.sys_id,
    );
  }
  const unknown = (email: string) => `ServiceNow knows nobody with the address ${email}`;

  return {
    async find(label) {
      const answer = await query(`correlation_id=${label}^ORDERBYsys_created_on`, { sysparm_limit: '5' });
      return answer.ok ? { ok: true, value: answer.value.find((each) => each.label === label) } : answer;
    },
    async open({ label, summary, lines, email }) {
      const person = email === undefined ? undefined : await personOf(email);
      if (person && !person.ok && person.retryable) return person;
      const assigned = person?.ok ? person.value : undefined;
      const unassigned = email === undefined || assigned ? undefined : person && !person.ok ? person.because : unknown(email);
      const wanted = {
        short_description: [...summary.replace(/\s+/g, ' ')].slice(0, mostSummary).join(''),
        description: harmless(lines.join('\n\n')),
        correlation_id: label,
        correlation_display: ours,
        ...(group && { assignment_group: group }),
        ...(assigned && { assigned_to: assigned }),
      };
      const answer = shaped(await call('POST', `${path}?${new URLSearchParams(shown)}`, wanted), one, ({ result }) => ticketOf(result));
      return answer.ok ? { ok: true, value: { ...answer.value, ...(unassigned && { unassigned }) } } : answer;
    },
    async tell(key, text) {
      const answer = await call('PATCH', `${path}/${encodeURIComponent(key)}?sysparm_fields=sys_id`, { work_notes: harmless(text) });
      return answer.ok ? { ok: true, value: undefined } : answer;
    },
    async assign(key, email) {
      const person = await personOf(email);
      if (!person.ok) return person;
      if (person.value === undefined) return { ok: true, value: { unassigned: unknown(email) } };
      const answer = await call('PATCH', `${path}/${encodeURIComponent(key)}?sysparm_fields=sys_id`, { assigned_to: person.value });
      return answer.ok ? { ok: true, value: {} } : answer;
    },
    async changed(minutes) {
      // Relative, for a moment would be read in the time zone of the user that asks.
      const since = `sys_updated_onRELATIVEGT@minute@ago@${Math.max(1, Math.ceil(minutes))}`;
      const all: TicketFound[] = [];
      for (let page = 0; page < mostPages; page += 1) {
        const paging = { sysparm_limit: String(perPage), sysparm_offset: String(page * perPage) };
        const answer = await query(`correlation_display=${ours}^${since}^ORDERBYsys_updated_on`, paging);
        if (!answer.ok) return answer;
        all.push(...answer.value);
        if (answer.value.length < perPage) break;
      }
      return { ok: true, value: all };
    },
  };
}
