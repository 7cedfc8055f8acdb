/** The member roles' permissions in words: who may do what, for which playbook, from the same data as the policies. */
import { enrichers } from '../../../src/enrichers/index.ts';
import type { Playbook } from '../../../src/playbooks/define.ts';
import { functions } from '../functions.ts';
import { actionOf } from './action-names.ts';
import { type MemberOptions, memberPolicies, roleClassOf } from './member-policies.ts';
import { neverCalled } from './never-called.ts';
import { type Scope, scopeOf } from './scopes.ts';

/** A playbook as the words need it. */
type Named = MemberOptions['enabled'][number] & Pick<Playbook, 'title'>;
export interface WordsOptions extends MemberOptions {
  enabled: readonly Named[];
}

function reachWords({ changes, also = [], only }: Scope): string {
  const kinds = changes.length > 0 ? changes : also.flatMap(({ on }) => (on === 'all' ? [] : on));
  const on = kinds.map((kind) => `any ${kind}`).join(', ');
  return only ? `${on} (only ${only})` : on;
}

/** One line for all calls with the same reach. */
function callLines({ id, writes }: Named): string[] {
  const lines = new Map<string, string[]>();
  const brought = new Set<string>();
  for (const call of writes) {
    const scope = scopeOf(call, id);
    const words = reachWords(scope);
    lines.set(words, [...(lines.get(words) ?? []), actionOf(call)]);
    for (const { action } of scope.also ?? []) if (action !== call) brought.add(action);
  }
  return [
    ...[...lines].map(([words, actions]) => `    on ${words}: ${[...new Set(actions)].join(', ')}`),
    ...(brought.size > 0 ? [`    and, because AWS asks for it within these: ${[...brought].join(', ')}`] : []),
  ];
}

function neverLines(roleClass: 'contain' | 'destroy', { deployment, neverTargets }: MemberOptions): string[] {
  const tags = Object.entries(neverTargets.tags).map(([key, value]) => (value === '*' ? key : `${key}=${value}`));
  return [
    '  Never',
    `    anything called ${[...new Set([`${deployment}-*`, ...neverTargets.names])].join(', ')}, and roles that AWS keeps`,
    ...(tags.length > 0 ? [`    anything tagged ${tags.join(', ')}`] : []),
    `    ${neverCalled(roleClass).join(', ')}`,
  ];
}

/** Who may use a role, by the names of the hub's functions. */
function whoLine(roleClass: 'read' | 'contain' | 'destroy'): string {
  const who = functions.filter(({ needs }) => needs.includes(`assume-${roleClass}`)).map(({ name }) => name);
  const signed = roleClass === 'read' ? '' : ', with the name of the person behind it in CloudTrail';
  return `  Who: ${who.length > 1 ? 'the hub’s functions' : 'one function of the hub,'} ${who.join(', ')}${signed}`;
}

function readLines({ deployment, enabled, workflows }: WordsOptions): string[] {
  const line = (name: string, reads: readonly string[]) => `  ${name}: ${reads.length > 0 ? reads.join(', ') : 'nothing'}`;
  return [
    `${deployment}-read changes nothing. It reads, in every Region:`,
    whoLine('read'),
    ...enrichers.map(({ id, reads }) => line(`To show ${id}`, reads)),
    ...enabled.map(({ title, reads }) => line(title, reads)),
    ...(workflows ? [line('Approvals for workflows', ['states:DescribeExecution'])] : []),
    '  The management account has this role and no other.',
  ];
}

function writeLines(roleClass: 'contain' | 'destroy', documents: number, options: WordsOptions): string[] {
  const own = options.enabled.filter((playbook) => roleClassOf(playbook) === roleClass);
  const tells = roleClass === 'contain' && options.workflows;
  return [
    '',
    `${options.deployment}-${roleClass} changes, as steps of an approved plan (${documents} ${documents === 1 ? 'policy' : 'policies'}):`,
    whoLine(roleClass),
    ...own.flatMap((playbook) => [`  ${playbook.title} (${playbook.id})`, ...callLines(playbook)]),
    ...(tells ? ['  Approvals for workflows', '    the task that asked: states:SendTaskFailure, states:SendTaskSuccess'] : []),
    ...neverLines(roleClass, options),
  ];
}

/** Lines of text. Throws as memberPolicies does. */
export function permissionWords(options: WordsOptions): string[] {
  const { contain, destroy } = memberPolicies(options);
  return [
    ...readLines(options),
    ...writeLines('contain', contain.length, options),
    ...(destroy
      ? writeLines('destroy', destroy.length, options)
      : ['', 'No playbook that cannot be undone is enabled: there is no destroy role.']),
  ];
}
