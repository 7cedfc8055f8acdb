/** One simulated object with what changed in it, and one recorded call. */
import type { Touched } from '../aws-changes.ts';
import { type AwsObject, type Difference, leavesOf } from '../aws-objects.ts';
import { h } from '../element.ts';
import type { Call } from '../shapes.ts';
import { timeOfDay } from '../slack-date.ts';

const SINGULAR: Record<string, string> = { policies: 'policy', addresses: 'address' };

function kindWords(kind: string): string {
  const words = kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return SINGULAR[words] ?? words.replace(/s$/, '');
}

function where(object: AwsObject): string {
  return object.region ? `${object.account} · ${object.region}` : object.account;
}

function nameTag(object: AwsObject): string {
  const { name, tags } = object.value;
  if (typeof name === 'string' && name !== object.id) return name;
  const tag = typeof tags === 'object' && tags !== null && 'Name' in tags ? tags.Name : undefined;
  return typeof tag === 'string' ? tag : '';
}

function head(object: AwsObject): HTMLElement {
  return h(
    'div',
    { class: 'card-head' },
    h('span', { class: 'kind' }, kindWords(object.kind)),
    h('strong', { class: 'machine' }, object.id),
    nameTag(object) ? h('span', {}, nameTag(object)) : undefined,
    h('small', {}, where(object)),
  );
}

function change(difference: Difference): HTMLElement {
  const side = (value: string | undefined, tag: 'del' | 'ins') =>
    h(tag, { class: 'machine' }, value === undefined || value === '' ? 'none' : value);
  return h(
    'div',
    { class: 'change' },
    h('span', { class: 'change-path' }, difference.path),
    h(
      'span',
      { class: 'change-sides' },
      side(difference.before, 'del'),
      h('span', { 'aria-label': 'became' }, ' → '),
      side(difference.after, 'ins'),
    ),
  );
}

function leaves(object: AwsObject): HTMLElement {
  const rows = [...leavesOf(object.value)].map(([path, value]) =>
    h('div', {}, h('dt', {}, path), h('dd', { class: 'machine' }, value || '—')),
  );
  return h('dl', { class: 'leaves' }, ...rows);
}

const NOTES: Record<Touched['state'], string> = {
  changed: '',
  created: 'New.',
  gone: 'Gone.',
  same: '',
};

export function objectCard({ object, state, changes }: Touched): HTMLElement {
  const note = NOTES[state] ? h('p', { class: 'card-note' }, NOTES[state]) : undefined;
  return h(
    'article',
    { class: `card card-${state}`, 'data-object': object.id },
    head(object),
    note,
    ...changes.map(change),
    h('details', {}, h('summary', {}, 'Everything about it'), leaves(object)),
  );
}

export function objectLine(object: AwsObject): HTMLElement {
  return h('details', { class: 'line', 'data-object': object.id }, h('summary', {}, head(object)), leaves(object));
}

/** The last two parts of an assumed role's ARN say who acted. */
function shortPrincipal(principal: string): string {
  return principal.replace(/^arn:aws[\w-]*:(?:sts|iam)::(\d{12}):/, '$1 ');
}

export function isReading(call: Call): boolean {
  return /:(?:Describe|Get|List|Head|Lookup|BatchGet)/.test(call.call);
}

export function callCard(call: Call): HTMLElement {
  const [service = '', action = ''] = call.call.split(':');
  const at = Date.parse(call.at);
  return h(
    'article',
    { class: `card call${call.error ? ' call-failed' : ''}${isReading(call) ? ' call-read' : ''}`, 'data-call': call.call },
    h(
      'div',
      { class: 'card-head' },
      h('span', { class: 'kind' }, service),
      h('strong', { class: 'machine' }, action || call.call),
      h('small', {}, `${Number.isNaN(at) ? call.at : timeOfDay(at, undefined, true)} · ${call.account} · ${call.region}`),
    ),
    h('p', { class: 'call-who' }, h('span', { class: 'machine', title: call.principal }, shortPrincipal(call.principal))),
    call.sourceIdentity ? h('p', { class: 'call-who' }, 'SourceIdentity ', h('b', { class: 'machine' }, call.sourceIdentity)) : undefined,
    call.error ? h('p', { class: 'call-error' }, call.error) : undefined,
    h('details', {}, h('summary', {}, 'Input'), h('pre', {}, JSON.stringify(call.input ?? {}, undefined, 2))),
  );
}
