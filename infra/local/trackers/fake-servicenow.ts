/** The sandbox's ServiceNow: the calls the bot makes of the Table API, refused, and misunderstood, as the real one does. */
import { createHash } from 'node:crypto';
import { type HttpRequest, type HttpResponse, json } from '../http.ts';
import { bodyOf, type Json, Refusal, TrackerFront } from './types.ts';

type Row = Record<string, string>;

const states: Record<string, string> = { '1': 'New', '2': 'In Progress', '3': 'On Hold', '6': 'Resolved', '7': 'Closed', '8': 'Canceled' };
const prefixes: Record<string, string> = { incident: 'INC', sn_si_incident: 'SIR' };
/** What a record takes; anything else is left out without a word. */
const columns = [
  'short_description',
  'description',
  'correlation_id',
  'correlation_display',
  'assignment_group',
  'assigned_to',
  'work_notes',
  'state',
];

const sysId = (text: string) => createHash('md5').update(text).digest('hex');
const refused = (status: number, message: string, detail = '') => new Refusal(status, { error: { message, detail }, status: 'failure' });

function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

export class FakeServiceNow extends TrackerFront {
  readonly rows = new Map<string, Row & { table: string }>();

  route(request: HttpRequest, path: string): Promise<HttpResponse> {
    return this.answer(request, () => this.work(request, path));
  }

  change(number: string, { status, assignee }: { status?: string; assignee?: string }): Row {
    const row = [...this.rows.values()].find((each) => each.number === number);
    if (!row) throw refused(404, 'No Record found');
    const state = Object.entries(states).find(([, name]) => name === status)?.[0];
    if (status !== undefined && state === undefined) throw refused(400, 'there is no such state');
    const email = this.options.people.find(({ name }) => name === assignee)?.email;
    return this.write(row, { ...(state && { state }), ...(email && { assigned_to: sysId(email) }) });
  }

  private work(request: HttpRequest, path: string): HttpResponse {
    if (!this.isKnown(request)) throw refused(401, 'User Not Authenticated', 'Required to provide Auth information');
    const [, table = '', id] = /^\/api\/now\/table\/(\w+)(?:\/([^/]+))?$/.exec(path) ?? [];
    if (table === 'sys_user' && request.method === 'GET') return json(200, { result: this.users(request.query) });
    if (!Object.hasOwn(prefixes, table)) throw refused(400, `Invalid table ${table}`);
    if (request.method === 'GET' && !id) return json(200, { result: this.query(table, request.query) });
    if (request.method === 'POST' && !id) return json(201, { result: this.shown(this.insert(table, bodyOf(request)), request.query) });
    const row = this.rows.get(id ?? '');
    if (!row || row.table !== table) throw refused(404, 'No Record found', "Record doesn't exist or ACL restricts the record retrieval");
    if (request.method === 'PATCH') return json(200, { result: this.shown(this.write(row, bodyOf(request)), request.query) });
    return json(200, { result: this.shown(row, request.query) });
  }

  private write(row: Row & { table: string }, body: Json): Row & { table: string } {
    for (const name of columns) {
      const value = body[name];
      if (typeof value !== 'string') continue;
      // A journal keeps every entry.
      row[name] = name === 'work_notes' && row[name] ? `${row[name]}\n\n${value}` : value;
    }
    row.active = ['7', '8'].includes(row.state ?? '') ? 'false' : 'true';
    row.sys_updated_on = stamp(this.options.clock.now());
    return row;
  }

  private insert(table: string, body: Json): Row & { table: string } {
    const now = this.options.clock.now();
    const number = `${prefixes[table]}${String(10_001 + this.rows.size).padStart(7, '0')}`;
    const row = { table, sys_id: sysId(number), number, state: '1', sys_created_on: stamp(now) };
    this.rows.set(row.sys_id, row);
    return this.write(row, body);
  }

  /** Conditions on columns that do not exist are ignored, as ServiceNow ignores them unless told otherwise. */
  private query(table: string, query: URLSearchParams): Json[] {
    const now = this.options.clock.now();
    const clauses = (query.get('sysparm_query') ?? '').split('^').filter((each) => each !== '' && !each.startsWith('ORDERBY'));
    const tests = clauses.flatMap((clause) => {
      const [, past, minutes] = /^(\w+)RELATIVEGT@minute@ago@(\d+)$/.exec(clause) ?? [];
      if (past) return [(row: Row) => Date.parse(`${row[past]}Z`) > now - Number(minutes) * 60_000];
      const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(clause) ?? [];
      return [...columns, 'number', 'sys_id', 'active'].includes(name) ? [(row: Row) => row[name] === value] : [];
    });
    const found = [...this.rows.values()].filter((row) => row.table === table && tests.every((test) => test(row)));
    const offset = Number(query.get('sysparm_offset') ?? 0);
    return found.slice(offset, offset + Number(query.get('sysparm_limit') ?? 10_000)).map((row) => this.shown(row, query));
  }

  private users(query: URLSearchParams): Json[] {
    const email = /(?:^|\^)email=([^^]*)/.exec(query.get('sysparm_query') ?? '')?.[1];
    return this.options.people
      .filter((person) => !person.barred && (email === undefined || person.email === email))
      .map((person) => ({ sys_id: sysId(person.email), email: person.email }));
  }

  private display(name: string, value: string): string {
    if (name === 'state') return states[value] ?? value;
    if (name === 'assigned_to') return this.options.people.find(({ email }) => sysId(email) === value)?.name ?? value;
    return value;
  }

  private shown(row: Row, query: URLSearchParams): Json {
    const names = query.get('sysparm_fields')?.split(',') ?? [...columns, 'sys_id', 'number', 'active'];
    const all = query.get('sysparm_display_value') === 'all';
    const entry = (name: string): [string, unknown] => {
      const value = row[name] ?? '';
      return [name, all ? { value, display_value: this.display(name, value) } : value];
    };
    return Object.fromEntries(names.map(entry));
  }
}
