/** The sandbox's Jira Cloud: the calls the bot makes of REST v3, refused as the real one refuses them, with a search that is late. */
import { type HttpRequest, type HttpResponse, json } from '../http.ts';
import { bodyOf, isJson, type Json, Refusal, TrackerFront, type TrackerOptions } from './types.ts';

interface Issue {
  key: string;
  project: string;
  type: string;
  summary: string;
  description: string[];
  labels: string[];
  status: string;
  assignee?: string;
  comments: string[];
  created: number;
  updated: number;
}

const projects: Record<string, string[]> = { PAY: ['Task', 'Bug'], SEC: ['Task', 'Bug', 'Incident'] };
const categories: Record<string, string> = { 'To Do': 'new', 'In Progress': 'indeterminate', 'In Review': 'indeterminate', Done: 'done' };
const mostSummary = 255;
const mostLabel = 255;

const bad = (errors: Json, errorMessages: string[] = []) => new Refusal(400, { errorMessages, errors });
const missing = () => new Refusal(404, { errorMessages: ['Issue does not exist or you do not have permission to see it.'], errors: {} });

/** Only a document of paragraphs is one. */
function textOf(value: unknown, field: string): string[] {
  if (!isJson(value) || value.type !== 'doc' || value.version !== 1 || !Array.isArray(value.content))
    throw bad({ [field]: 'Operation value must be an Atlassian Document' });
  return value.content.filter(isJson).map((node) => {
    const texts = Array.isArray(node.content) ? node.content.filter(isJson) : [];
    if (texts.some((each) => typeof each.text !== 'string' || each.text === '')) throw bad({}, ['INVALID_INPUT']);
    return texts.map(({ text }) => String(text)).join('');
  });
}

export class FakeJira extends TrackerFront {
  readonly issues = new Map<string, Issue>();
  /** How long the search does not know of what is new. */
  lagSeconds = 5;
  private readonly site: () => string;

  constructor(options: TrackerOptions, site: () => string) {
    super(options);
    this.site = site;
  }

  route(request: HttpRequest, path: string): Promise<HttpResponse> {
    return this.answer(request, () => this.work(request, path));
  }

  change(key: string, change: { status?: string; assignee?: string }): Issue {
    const issue = this.issue(key);
    if (change.status !== undefined && !Object.hasOwn(categories, change.status)) throw bad({ status: 'there is no such status' });
    Object.assign(issue, change, { updated: this.options.clock.now() });
    return issue;
  }

  private work(request: HttpRequest, path: string): HttpResponse {
    if (!this.isKnown(request))
      throw new Refusal(401, { errorMessages: ['Client must be authenticated to access this resource.'], errors: {} });
    const [, key = '', part] = /^\/rest\/api\/3\/issue\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    switch (`${request.method} ${key ? `/issue/*${part ? `/${part}` : ''}` : path}`) {
      case 'POST /rest/api/3/issue':
        return json(201, this.create(bodyOf(request)));
      case 'POST /rest/api/3/search/jql':
        return json(200, this.search(bodyOf(request)));
      case 'GET /rest/api/3/search':
        throw new Refusal(410, { errorMessages: ['The requested API has been removed.'] });
      case 'GET /rest/api/3/user/assignable/search':
        return json(200, this.assignable(request.query));
      case 'GET /issue/*':
        return json(200, this.shown(this.issue(decodeURIComponent(key))));
      case 'PUT /issue/*/assignee':
        this.change(decodeURIComponent(key), { assignee: this.account(bodyOf(request).accountId) });
        return { status: 204 };
      case 'POST /issue/*/comment': {
        const issue = this.issue(decodeURIComponent(key));
        issue.comments.push(...textOf(bodyOf(request).body, 'comment'));
        issue.updated = this.options.clock.now();
        return json(201, { id: String(10_000 + issue.comments.length) });
      }
      default:
        throw new Refusal(404, { errorMessages: ['null for uri'] });
    }
  }

  private issue(key: string): Issue {
    const found = this.issues.get(key);
    if (!found) throw missing();
    return found;
  }

  private account(id: unknown): string {
    const person = this.options.people.find(({ email, barred }) => `account:${email}` === id && !barred);
    if (!person) throw bad({ assignee: 'The assignee cannot be assigned issues.' });
    return person.name;
  }

  private create({ fields }: Json): Json {
    if (!isJson(fields)) throw bad({}, ['INVALID_INPUT']);
    const project = isJson(fields.project) ? String(fields.project.key) : '';
    const types = Object.hasOwn(projects, project) ? projects[project] : undefined;
    if (!types) throw bad({ project: 'valid project is required' });
    const type = isJson(fields.issuetype) ? String(fields.issuetype.name) : '';
    if (!types.includes(type)) throw bad({ issuetype: 'Specify a valid issue type' });
    const summary = typeof fields.summary === 'string' ? fields.summary : '';
    if (summary.trim() === '') throw bad({ summary: 'You must specify a summary of the issue.' });
    if (/[\r\n]/.test(summary)) throw bad({ summary: 'The summary is invalid because it contains newline characters.' });
    if (summary.length > mostSummary) throw bad({ summary: `Summary must be less than ${mostSummary} characters.` });
    const labels = Array.isArray(fields.labels) ? fields.labels.map(String) : [];
    const wrong = labels.find((label) => /\s/.test(label) || label.length > mostLabel);
    if (wrong !== undefined) throw bad({ labels: `The label '${wrong}' contains spaces which is invalid.` });
    const description = fields.description === undefined ? [] : textOf(fields.description, 'description');
    const assignee = isJson(fields.assignee) ? this.account(fields.assignee.accountId) : undefined;
    const now = this.options.clock.now();
    const number = 1 + [...this.issues.values()].filter((each) => each.project === project).length;
    const key = `${project}-${number}`;
    const made = { key, project, type, summary, description, labels, status: 'To Do', comments: [], created: now, updated: now };
    this.issues.set(key, { ...made, ...(assignee && { assignee }) });
    return { id: String(10_000 + this.issues.size), key, self: `${this.site()}/rest/api/3/issue/${10_000 + this.issues.size}` };
  }

  /** Part of JQL: equality of project and labels, and how long ago something changed. */
  private search({ jql, fields = [] }: Json): Json {
    const words = String(jql ?? '').replace(/\s+ORDER BY .*$/i, '');
    const now = this.options.clock.now();
    const tests = words.split(/\s+AND\s+/i).map((clause) => {
      const [, name, operator, value = ''] = /^(\w+)\s*(=|>=)\s*"([^"]*)"$/.exec(clause) ?? [];
      if (name === 'project' && operator === '=') return (issue: Issue) => issue.project === value;
      if (name === 'labels' && operator === '=')
        return (issue: Issue) => issue.labels.some((each) => each.toLowerCase() === value.toLowerCase());
      const minutes = /^-(\d+)m$/.exec(value)?.[1];
      if (name === 'updated' && operator === '>=' && minutes) return (issue: Issue) => issue.updated >= now - Number(minutes) * 60_000;
      throw bad({}, [`Error in the JQL Query: '${clause}'`]);
    });
    const visible = [...this.issues.values()].filter((issue) => issue.created <= now - this.lagSeconds * 1000);
    const found = visible.filter((issue) => tests.every((test) => test(issue)));
    // Without `fields` only ids come back.
    return {
      issues: found.map((issue) => (Array.isArray(fields) && fields.length > 0 ? this.shown(issue) : { id: issue.key })),
      isLast: true,
    };
  }

  private shown({ key, status, assignee, labels, summary }: Issue): Json {
    const statusCategory = { key: categories[status] };
    return {
      key,
      fields: { summary, status: { name: status, statusCategory }, assignee: assignee ? { displayName: assignee } : null, labels },
    };
  }

  private assignable(query: URLSearchParams): Json[] {
    if (!Object.hasOwn(projects, query.get('project') ?? '')) throw new Refusal(404, { errorMessages: ['No project could be found'] });
    const wanted = (query.get('query') ?? '').toLowerCase();
    const fitting = this.options.people.filter(({ email, barred }) => !barred && email.toLowerCase().startsWith(wanted));
    return fitting.map(({ email, name }) => ({ accountId: `account:${email}`, displayName: name, emailAddress: email, active: true }));
  }
}
