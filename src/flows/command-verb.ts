/** From a command to the click that would do the same: the control, what it is about, and a form's values where all of them were written. */
import { responseNoun } from '../../blocks/response-words.ts';
import type { CaseState, ResponseState } from '../domain/case-state.ts';
import type { Click } from '../domain/click.ts';
import type { Command } from '../domain/command/parse-command.ts';
import { verbNamed } from '../domain/command/verbs.ts';
import { playbookIds } from '../playbooks/ids.ts';
import { playbook } from '../playbooks/index.ts';
import type { Services } from '../services/services.ts';
import { canUndo } from './describe-case.ts';
import { listOffers } from './list-offers.ts';

type Value = { ok: true; value: string } | { ok: false; problem: string };
/** `values`: all that the form asks for; `begun`: what was said of it, for the form that is shown. */
type Values = { ok: true; values?: Record<string, string>; begun?: Record<string, string> } | { ok: false; problem: string };

/** The one response that is meant; when there are several, each is named with how to write it. */
function oneOf(state: CaseState, found: readonly ResponseState[], asked: string | undefined, verb: string, none: string): Value {
  const named = asked ? found.filter(({ responseId }) => responseId === asked) : found;
  const [first] = named;
  if (!first) return { ok: false, problem: none };
  if (named.length === 1) return { ok: true, value: `${state.caseId}.${first.responseId}` };
  const each = named.slice(0, 6).map((response) => `\`${verb} ${state.caseId}.${response.responseId}\` for ${responseNoun(response)}`);
  return { ok: false, problem: `There are several, so say which: ${each.join('; ')}` };
}

/** A target by its label or key; without one, the only one there is. */
async function offered(
  state: CaseState,
  { rest, verb }: Command,
  control: string,
  services: Pick<Services, 'table' | 'policy'>,
): Promise<Value> {
  const { offers, refusal } = await listOffers(state, services.table, services.policy);
  const of = offers.filter(({ playbook: each }) => each.id === control);
  const wanted = rest.trim().toLowerCase();
  const found = of.filter(
    ({ offer: { target } }) => wanted === '' || [target.label, target.key].some((name) => name.toLowerCase().includes(wanted)),
  );
  const [first] = found;
  if (found.length === 1 && first) return { ok: true, value: `${state.caseId}.${first.reference}` };
  if (found.length > 1) {
    const targets = found.slice(0, 8).map(({ offer }) => `\`${verb.name} ${state.caseId} ${offer.target.label}\``);
    return { ok: false, problem: `There are several targets, so say which: ${targets.join(', ')}, or look at \`respond ${state.caseId}\`` };
  }
  if (of.length > 0) return { ok: false, problem: `“${rest}” is no target of it here; \`respond ${state.caseId}\` shows all` };
  const why =
    refusal?.playbook === control
      ? `${refusal.refused}. ${refusal.nextStep}`
      : `it is not offered for this case; \`respond ${state.caseId}\` shows what is`;
  return { ok: false, problem: `${playbook(control)?.title ?? control} is not possible: ${why}` };
}

/** The opaque value that the button of this case would have. */
export async function valueFor(
  state: CaseState,
  command: Command,
  control: string,
  response: string | undefined,
  services: Pick<Services, 'table' | 'policy'>,
): Promise<Value> {
  const { caseId } = state;
  const all = Object.values(state.responses);
  if (['approve', 'deny', 'cancel', 'breakglass'].includes(control)) {
    const waiting = all.filter(({ status, decision }) => status === 'asked' && !decision);
    return oneOf(state, waiting, response, command.verb.name, `Nothing waits for a decision in case ${caseId}`);
  }
  if (control === 'undo') {
    const standing = all.filter((each) => canUndo(state, each));
    return oneOf(state, standing, response, 'undo', `There is nothing to undo in case ${caseId}, or an undo is on its way`);
  }
  if (playbook(control)) return offered(state, command, control, services);
  return { ok: true, value: caseId };
}

/** `everything`, an account by name or number, a response by any of its names. */
function scopeOf(words: string, { policy }: Pick<Services, 'policy'>): string | undefined {
  const [, kind, rest = ''] = /^(?:(account|playbook|response)\s+)?(.*)$/i.exec(words.trim()) ?? [];
  const name = rest.toLowerCase();
  if (!kind && (name === 'everything' || name === 'all')) return 'everything';
  const account = Object.entries(policy.accounts).find(([id, { name: called }]) => id === name || called.toLowerCase() === name);
  if (account && kind !== 'playbook' && kind !== 'response') return `account/${account[0]}`;
  const control = kind === 'account' ? undefined : verbNamed(name, playbookIds)?.control;
  return control && playbook(control) ? `playbook/${control}` : undefined;
}

async function personNamed(
  words: string,
  click: Click,
  { policy, directory }: Pick<Services, 'policy' | 'directory'>,
): Promise<string | undefined> {
  const [, id] = /^<@([UW][A-Z0-9]{1,30})(?:\|[^>]*)?>$/.exec(words) ?? [];
  if (id) return id;
  const name = words.replace(/^@/, '').toLowerCase();
  if (name === 'me') return click.user;
  const [first] = policy.approvals.levels;
  if (name === 'oncall' || name === 'on-call') return first && (await directory.members(first.group))?.[0]?.id;
  for (const group of Object.keys(policy.groups)) {
    const found = (await directory.members(group))?.find((member) => member.name.toLowerCase() === name);
    if (found) return found.id;
  }
  return undefined;
}

/** All of a form's values, or those that were said. */
function whole(said: Record<string, string | undefined>): Values {
  const begun = Object.fromEntries(Object.entries(said).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return Object.keys(begun).length === Object.keys(said).length ? { ok: true, values: begun } : { ok: true, begun };
}

/** The form's values when nothing of it is left to ask; otherwise the form has to be shown. */
export async function valuesFor(
  { verb, rest, reason, code }: Command,
  click: Click,
  services: Pick<Services, 'policy' | 'directory'>,
): Promise<Values> {
  switch (verb.control) {
    case 'note':
      return whole({ text: rest });
    case 'snooze':
    case 'suppress':
      return whole({ until: rest, reason });
    case 'resolve':
      return whole({ code, reason });
    case 'reopen':
    case 'page':
    case 'deny':
      return whole({ reason });
    case 'assign': {
      if (rest === '') return { ok: true };
      const assignee = await personNamed(rest, click, services);
      return assignee
        ? { ok: true, values: { assignee } }
        : { ok: false, problem: `I do not know a person called “${rest}”; write @ and choose them` };
    }
    case 'stop':
    case 'start': {
      if (rest === '') return { ok: true };
      const scope = scopeOf(rest, services);
      if (!scope)
        return {
          ok: false,
          problem: `There is nothing called “${rest}” to ${verb.name}: write everything, account and its name, or a response`,
        };
      return whole({ scope, reason });
    }
    default:
      // The window shows what will be done first: words alone do nothing.
      return reason === undefined ? { ok: true } : { ok: true, begun: { reason } };
  }
}
