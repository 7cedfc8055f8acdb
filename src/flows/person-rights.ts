/** What a person may do and where, as help and whoami tell it: asked of the same function that decides every click. */
import type { HelpView } from '../../blocks/command-answers.ts';
import type { OnCallView, WhoAmIView } from '../../blocks/people-answers.ts';
import { authorize, type PersonFacts } from '../domain/authorize.ts';
import type { VerbWords } from '../domain/command/verb-words.ts';
import { verbWords } from '../domain/command/verbs.ts';
import { onCallLevel } from '../domain/on-call.ts';
import { type Policy, type Verb, verbs } from '../domain/policy.ts';
import { playbookIds } from '../playbooks/ids.ts';
import { playbook } from '../playbooks/index.ts';
import type { Services } from '../services/services.ts';
import { approverGroups } from './qualify.ts';
import { barredIn } from './refuse.ts';

/** Of an account that policy does not know: rights without accounts hold there, too. */
const anyAccount = 'unknown';

function accountsOf({ accounts, allow, deny }: Policy): string[] {
  return [...new Set([...Object.keys(accounts), ...[...allow, ...deny].flatMap((right) => right.accounts ?? []), anyAccount])];
}

function where(person: PersonFacts, verb: Verb, policy: Policy): string[] {
  return accountsOf(policy).filter((account) => authorize(person, verb, account, policy).ok);
}

/** Why this person has the right nowhere; undefined when they have it somewhere. */
export async function mayNowhere(
  person: PersonFacts,
  verb: Verb,
  services: Pick<Services, 'policy' | 'directory'>,
): Promise<string | undefined> {
  if (where(person, verb, services.policy).length > 0) return undefined;
  return barredIn(accountsOf(services.policy).slice(0, 1), verb, person, services);
}

const decides = new Set(['approve', 'deny', 'cancel', 'undo', 'breakglass', 'stop', 'start']);
const isResponse = ({ control = '' }: VerbWords) => playbook(control) !== undefined;
const isAsking = ({ control }: VerbWords) => control === undefined || control === 'timeline';

const groupsOfHelp: readonly [title: string, has: (verb: VerbWords) => boolean][] = [
  ['Ask', isAsking],
  ['Work a case', (verb) => !isAsking(verb) && !isResponse(verb) && verb.control !== 'respond' && !decides.has(verb.control ?? '')],
  ['Decide', ({ control = '' }) => decides.has(control)],
  ['Respond', ({ control }) => control === 'respond'],
];

/** Off everywhere: nobody can run it, whatever their rights. */
function isOff({ control = '' }: VerbWords, { playbooks }: Policy): boolean {
  if (!playbook(control)) return false;
  const modes = playbooks[control];
  return !modes || [modes.production, modes.staging, modes.development, modes.unknown].every((mode) => mode === 'off');
}

export function helpFor(person: PersonFacts, policy: Policy): HelpView {
  const all = verbWords(playbookIds);
  const may = ({ right }: VerbWords) => right === undefined || where(person, right, policy).length > 0;
  const groups = groupsOfHelp.map(([title, has]) => ({
    title,
    lines: all.filter((verb) => has(verb) && may(verb) && !isOff(verb, policy)).map(({ usage, what }) => ({ usage, what })),
  }));
  const barred = new Map<string, string[]>();
  for (const right of verbs) {
    if (where(person, right, policy).length > 0) continue;
    const because = whoWords(right, policy);
    const names = all.filter((verb) => verb.right === right && !isOff(verb, policy)).map(({ name }) => name);
    if (names.length > 0) barred.set(because, [...(barred.get(because) ?? []), ...names]);
  }
  const hidden: HelpView['hidden'] = [...barred].map(([because, names]) => ({ names, because }));
  const responses = all.filter((verb) => isResponse(verb) && may(verb) && !isOff(verb, policy)).map(({ name }) => name);
  const last = groups.at(-1);
  if (last && responses.length > 0)
    last.lines.push({
      usage: '<response> <case> [target]',
      what: `opens the plan of one, which you then ask for: ${responses.join(', ')}`,
    });
  const off = all.filter((verb) => isOff(verb, policy)).map(({ name }) => name);
  if (off.length > 0) hidden.push({ names: off, because: 'policy switches it off everywhere' });
  return { groups, hidden };
}

function whoWords(right: Verb, { allow }: Policy): string {
  const groups = [...new Set(allow.filter(({ verbs: named }) => named.includes(right)).flatMap((each) => each.groups))];
  return groups.length > 0 ? `for ${groups.join(', ')}` : 'policy gives this right to nobody';
}

/** Why this person may not run the verb anywhere. */
export async function helpForVerb(
  { right }: VerbWords,
  person: PersonFacts,
  services: Pick<Services, 'policy' | 'directory'>,
): Promise<string | undefined> {
  return right && mayNowhere(person, right, services);
}

export function whoIs(person: PersonFacts, policy: Policy): WhoAmIView {
  const { name, id, groups = new Set<string>() } = person;
  const every = accountsOf(policy).length;
  const by = new Map<string, { verbs: string[]; accounts?: string[] }>();
  const not: string[] = [];
  for (const verb of verbs) {
    const accounts = where(person, verb, policy);
    if (accounts.length === 0) not.push(verb);
    else {
      const key = accounts.length === every ? '' : accounts.join();
      const names = accounts.filter((account) => account !== anyAccount).map((account) => policy.accounts[account]?.name ?? account);
      const known = by.get(key) ?? { verbs: [], ...(key !== '' && { accounts: names }) };
      by.set(key, { ...known, verbs: [...known.verbs, verb] });
    }
  }
  const asked = approverGroups(policy).filter((group) => groups.has(group));
  return { name, id, groups: [...groups], asked, may: [...by.values()], not };
}

/** `wanted`: one group, or all of them. */
export async function onCallNow(
  wanted: string,
  { policy, directory, onCall }: Pick<Services, 'policy' | 'directory' | 'onCall'>,
): Promise<OnCallView> {
  const fits = (group: string) => wanted === '' || group.toLowerCase() === wanted.toLowerCase();
  const people = async (group: string) => {
    const found = await directory.members(group);
    return found && { people: found.map(({ name }) => name) };
  };
  const levels = policy.approvals.levels.filter(({ group }) => fits(group));
  const anytime = policy.approvals.approvers.filter(fits);
  const isPlanned = levels.some(({ group }) => onCallLevel(group) !== undefined);
  const planned = isPlanned ? ((await onCall.next()) ?? []) : [];
  const next = (group: string) => {
    const found = planned.find(({ level }) => level === onCallLevel(group));
    return found && { next: { at: found.at, people: found.names } };
  };
  return {
    levels: await Promise.all(levels.map(async (level) => ({ ...level, ...(await people(level.group)), ...next(level.group) }))),
    anytime: await Promise.all(anytime.map(async (group) => ({ group, ...(await people(group)) }))),
  };
}
