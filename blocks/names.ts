/** How people, accounts and resources are called in a message. */
import type { CaseView, Person } from '../src/domain/case-view.ts';
import type { Actor } from '../src/domain/events.ts';
import type { Resource, ResourceKind } from '../src/domain/finding.ts';
import { bounded, type Part, raw } from './text.ts';

/** "@ana", as plain text: it names a person and pings nobody. */
export function at(name: string): string {
  const words = bounded(name, 80);
  if (words === '') return 'someone';
  return words.includes('@') ? words : `@${words}`;
}

/** A real mention, for people who are asked to do something. */
export function mention(person: Person): Part {
  return /^[UW][A-Z0-9]{1,30}$/.test(person.id) ? raw(`<@${person.id}>`) : at(person.name);
}

export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'person':
      return `${at(actor.name)}${actor.aws ? ' (at a terminal)' : ''}`;
    case 'console':
      return 'someone in the Security Hub console';
    case 'product':
      return bounded(actor.name, 60);
    case 'pagerduty':
      return `${bounded(actor.name, 60)} in PagerDuty`;
    case 'policy':
      return 'policy';
    case 'drawbridge':
      return 'Drawbridge';
  }
}

/** "prod-payments (111122223333)", or the number alone. */
export function accountWords(account: string, name?: string): string {
  const id = bounded(account, 20);
  return name ? `${bounded(name, 60)} (${id})` : `account ${id}`;
}

const KINDS: Partial<Record<ResourceKind, string>> = {
  'access-key': 'access key',
  user: 'user',
  role: 'role',
  bucket: 'bucket',
  'security-group': 'security group',
  'network-acl': 'network ACL',
  trail: 'trail',
  snapshot: 'snapshot',
  image: 'image',
  volume: 'volume',
  database: 'database',
  function: 'function',
  cluster: 'cluster',
  container: 'container',
  policy: 'policy',
  key: 'KMS key',
};
const PLURALS: Partial<Record<ResourceKind, string>> = { policy: 'policies', account: 'accounts', instance: 'instances' };

/** "web-7 (i-0abc…)", "bucket logs", "root user". */
export function resourceWords(resource: Resource): string {
  const id = bounded(resource.id, 80);
  if (resource.kind === 'root') return 'root user';
  if (resource.kind === 'account') return 'the whole account';
  if (resource.name && resource.name !== resource.id) return `${bounded(resource.name, 60)} (${id})`;
  const kind = KINDS[resource.kind];
  return kind ? `${kind} ${id}` : id;
}

/** The shortest name people know it by. */
export function shortResource(resource: Resource): string {
  if (resource.kind === 'root' || resource.kind === 'account') return resourceWords(resource);
  return bounded(resource.name ?? resource.id, 40);
}

/** "25 instances"; mixed kinds are resources. */
export function resourcesWords(count: number, kinds: readonly ResourceKind[]): string {
  const [kind] = kinds;
  const same = kind !== undefined && kind !== 'other' && kinds.every((other) => other === kind);
  const one = same ? (KINDS[kind] ?? kind) : 'resource';
  const many = same ? (PLURALS[kind] ?? `${one}s`) : 'resources';
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** "prod-payments (111122223333), us-east-1". */
export function placeWords(view: Pick<CaseView, 'account' | 'accountName' | 'region'>): string {
  const account = accountWords(view.account, view.accountName);
  return view.region ? `${account}, ${bounded(view.region, 30)}` : account;
}
