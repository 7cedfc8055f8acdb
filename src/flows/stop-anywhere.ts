/** Stop and start where no case is looked at: by a command or in the Home tab; the same question of rights, the same record. */
import { startModal, stopModal } from '../../blocks/forms.ts';
import { prefilled } from '../../blocks/prefill.ts';
import { notHere } from '../../blocks/refusals.ts';
import { authorize, type PersonFacts } from '../domain/authorize.ts';
import type { Click } from '../domain/click.ts';
import { playbooks } from '../playbooks/index.ts';
import type { Services } from '../services/services.ts';
import { barredIn } from './refuse.ts';
import type { Reply } from './reply.ts';
import { stopOrStart } from './stop-or-start.ts';
import { accountsOfScope, isScope, scopeWords, stops } from './stops.ts';

type StopServices = Pick<Services, 'cases' | 'table' | 'clock' | 'policy' | 'hubAccount' | 'directory'>;

/** Anybody who may ask somewhere may stop everything; what runs again, runs everywhere that it names. */
async function barred(
  control: 'stop' | 'start',
  scope: string | undefined,
  person: PersonFacts,
  services: StopServices,
): Promise<string | undefined> {
  const all = accountsOfScope('everything', services.policy);
  const wanted = scope === undefined ? all : accountsOfScope(scope, services.policy);
  const accounts = wanted.length > 0 ? wanted : ['unknown'];
  const isWide = scope === undefined || (control === 'stop' && accounts.length > 1);
  if (isWide && accounts.some((account) => authorize(person, 'respond', account, services.policy).ok)) return undefined;
  return barredIn(accounts, 'respond', person, services);
}

const MOST_SCOPES = 100;

/** What can be stopped, or what is stopped now: value and words. */
async function scopesFor(control: 'stop' | 'start', { policy, table }: StopServices): Promise<[string, string][]> {
  const every = [
    'everything',
    ...playbooks.map(({ id }) => `playbook/${id}`),
    ...Object.keys(policy.accounts).map((account) => `account/${account}`),
  ];
  const scopes = control === 'stop' ? every : (await stops(table)).map(({ sk }) => sk);
  return scopes.slice(0, MOST_SCOPES).map((scope) => [scope, scopeWords(scope, policy.accounts[scope.split('/')[1] ?? '']?.name)]);
}

function valueIn(values: Click['values'], name: string): string {
  const value = values?.[name];
  return typeof value === 'string' ? value.trim() : '';
}

export async function stopAnywhere(click: Click, control: 'stop' | 'start', reply: Reply, services: StopServices): Promise<void> {
  const person = await services.directory.person(click.team, click.user);
  const given = click.kind === 'submission' ? valueIn(click.values, 'scope') : undefined;
  const because = await barred(control, given !== undefined && isScope(given) ? given : undefined, person, services);
  if (because) return reply.refuse('Not allowed', because);
  if (given !== undefined) {
    const actor = { kind: 'person' as const, team: person.team, id: person.id, name: person.name };
    const told = await stopOrStart(control, undefined, given, valueIn(click.values, 'reason'), actor, click.id, services);
    return reply.say(told.title, told.words);
  }
  const scopes = await scopesFor(control, services);
  if (scopes.length === 0) return reply.refuse('Not possible', notHere('nothing is stopped'));
  if (click.via === 'words' && !click.viewId)
    return reply.say(
      'Not done',
      `Say what: ${scopes
        .slice(0, 12)
        .map(([, words]) => words)
        .join(', ')}. And why: --reason "…"`,
    );
  const subject = { caseId: '', title: control === 'stop' ? 'Stop responses' : 'Start responses again', privateMetadata: '' };
  await reply.show(prefilled(control === 'stop' ? stopModal(subject, scopes) : startModal(subject, scopes), click.values));
}
