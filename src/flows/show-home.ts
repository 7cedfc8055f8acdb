/** Publishes the Home tab of one person: only what they may see, as it is at this moment. */
import { closedHome, type HomeChoice, type HomeData, homeView } from '../../blocks/home-view.ts';
import { responseNoun } from '../../blocks/response-words.ts';
import { duration } from '../../blocks/time-words.ts';
import { authorize, type PersonFacts } from '../domain/authorize.ts';
import type { CaseEntry } from '../domain/case-entry.ts';
import { targetsOf } from '../domain/case-state.ts';
import type { Click } from '../domain/click.ts';
import { filtersOf } from '../domain/command/filters.ts';
import { type Severity, severities } from '../domain/finding.ts';
import { redactedChoice } from '../domain/redact-fields.ts';
import type { Services } from '../services/services.ts';
import { SlackRefusal } from '../services/slack.ts';
import type { Item } from '../services/table.ts';
import { linkOf } from './case-link.ts';
import { current, noteCase } from './case-list.ts';
import { describeStatus } from './describe-status.ts';
import { fitting, seenBy } from './list-answer.ts';
import { accountsOwnedBy, describeOwned } from './owned-accounts.ts';
import { mayNowhere, onCallNow } from './person-rights.ts';
import { accountsOf, decidingGroups, mayApprove } from './qualify.ts';
import { outsideBecause } from './refuse.ts';

type HomeServices = Pick<Services, 'cases' | 'clock' | 'directory' | 'log' | 'onCall' | 'policy' | 'slack' | 'table'>;

interface HomeItem extends Item {
  value: string;
  at: number;
}
const homeKey = (user: string) => ({ pk: `HOME#${user}`, sk: 'HOME' });

const ofPage = 20;
const mostApprovals = 5;
const mostAccounts = 60;
/** As many values as a filter takes. */
const mostOwned = 20;

const views: readonly [name: string, words: string, filters: string][] = [
  ['fire', 'On fire: tier 3', 'tier:3'],
  ['mine', 'Mine', 'mine'],
  ['approvals', 'Waits for a decision', 'approvals'],
  ['unassigned', 'Nobody has it', 'unassigned'],
  ['production', 'Production', 'env:production,unknown'],
  ['snoozed', 'Quiet', 'snoozed'],
  ['open', 'Everything open', 'open'],
];

interface View extends HomeChoice {
  entries: CaseEntry[];
}

function viewsOf(seen: CaseEntry[], owned: readonly string[], person: PersonFacts, services: HomeServices): View[] {
  const made = (name: string, words: string, filters: string): View[] => {
    const read = filtersOf(filters.split(' '));
    const entries = read.ok ? fitting(seen, read.filters, person, services) : [];
    return [{ name, words, entries, count: entries.length }];
  };
  const mine = owned.slice(0, mostOwned);
  const others = seen.filter(({ baseline }) => !baseline).map(({ account }) => account);
  const accounts = [...new Set([...mine, ...others.sort()])].slice(0, mostAccounts);
  return [
    ...views.flatMap(([name, words, filters]) => made(name, words, filters)),
    ...(mine.length > 0 ? made('owned', 'My accounts', `acct:${mine.join(',')}`) : []),
    ...accounts.flatMap((account) => made(`account-${account}`, services.policy.accounts[account]?.name ?? account, `acct:${account}`)),
  ];
}

function ofSeverity(view: View, severity: Severity): View {
  const entries = view.entries.filter((entry) => entry.severity === severity);
  return { ...view, entries, count: entries.length };
}

/** The first that has something in it, unless they chose one. */
function chosenOf(every: View[], value: string | undefined): { all: View[]; chosen: View; severity?: Severity; page: number } {
  const [place = '', page = '1'] = value?.split('.') ?? [];
  const [name = '', wanted] = place.split('~');
  const severity = severities.find((each) => each === wanted);
  const all = severity ? every.map((view) => ofSeverity(view, severity)) : every;
  const fallback = all.find(({ count }) => count > 0) ?? all.at(-1);
  const chosen = all.find((view) => view.name === name || redactedChoice(view.name) === name) ?? fallback;
  if (!chosen) throw new Error('there is a view of everything');
  const pages = Math.max(1, Math.ceil(chosen.count / ofPage));
  return { all, chosen, ...(severity && { severity }), page: Math.min(Math.max(1, Number(page)), pages) };
}

async function rowsOf(entries: readonly CaseEntry[], services: HomeServices): Promise<HomeData['rows']> {
  return Promise.all(
    (await current(entries, services)).map(async ({ entry }) => {
      const accountName = services.policy.accounts[entry.account]?.name;
      const link = await linkOf(entry.caseId, services);
      return { entry, ...(accountName && { accountName }), ...(link && { link }) };
    }),
  );
}

async function approvalsOf(entries: readonly CaseEntry[], person: PersonFacts, services: HomeServices): Promise<HomeData['approvals']> {
  const found = await current(entries, services);
  return found.flatMap(({ entry, state }) =>
    Object.values(state.responses)
      .filter(({ status, decision, mode }) => status === 'asked' && !decision && mode !== 'auto')
      .map((response) => {
        const { policy } = services;
        const accounts = accountsOf(state, targetsOf(response));
        const groups = decidingGroups(response, policy, person);
        const isAsker = response.askedBy.kind === 'person' && response.askedBy.id === person.id;
        const may = mayApprove(person, accounts, policy, groups);
        const every = (verb: 'deny' | 'cancel') => accounts.every((account) => authorize(person, verb, account, policy).ok);
        const accountName = policy.accounts[entry.account]?.name;
        return {
          row: { entry, ...(accountName && { accountName }) },
          noun: responseNoun(response),
          value: `${state.caseId}.${response.responseId}`,
          mayApprove: may && !(isAsker && response.people === 2),
          mayDeny: may && every('deny'),
          mayCancel: isAsker && every('cancel'),
        };
      }),
  );
}

const mostSilent = 5;
const more = (count: number) => (count > mostSilent ? ` and ${count - mostSilent} more` : '');
/** A few are always on their way. */
const fewBehind = 20;

async function healthOf(person: PersonFacts, services: HomeServices): Promise<string[]> {
  const { tickAgo, behind, stopped, silent, channels = [] } = await describeStatus(person, services);
  const late = (tickAgo ?? 0) > 180_000;
  return [
    late
      ? `⚠ The clock ticked last ${duration(tickAgo ?? 0)} ago: what is shown may be old.`
      : 'Well: it looks at everything once a minute.',
    ...(behind.some(({ count }) => count > fewBehind)
      ? [`Still to be shown: ${behind.map(({ surface, count }) => `${surface} ${count}`).join(', ')}`]
      : []),
    ...(silent.length > 0 ? [`⚠ Nothing comes any more: ${silent.slice(0, mostSilent).join('; ')}${more(silent.length)}`] : []),
    ...channels.slice(0, mostSilent).map((line) => `⚠ ${line}`),
    ...(stopped.length > 0 ? [`✖ Stopped: ${stopped.join('; ')}`] : []),
  ];
}

async function barredView(person: PersonFacts, services: HomeServices): Promise<{ barred?: string }> {
  const barred = await mayNowhere(person, 'view', services);
  return barred ? { barred } : {};
}

async function dataFor(person: PersonFacts, value: string | undefined, services: HomeServices): Promise<HomeData> {
  const seen = await seenBy(person, services);
  const owned = accountsOwnedBy(person, services);
  const every = viewsOf(seen, owned, person, services);
  const { all, chosen, severity, page } = chosenOf(every, value);
  // What waits for them is not left out by what they look at.
  const waiting = every.find(({ name }) => name === 'approvals')?.entries ?? [];
  const asked = seen.filter((entry) => entry.waiting.length > 0 && entry.assignee?.id === person.id && !waiting.includes(entry));
  const mine = [...waiting, ...asked];
  const { levels } = await onCallNow('', services);
  return {
    now: services.clock.now(),
    approvals: await approvalsOf(mine.slice(0, mostApprovals), person, services),
    moreApprovals: Math.max(0, mine.length - mostApprovals),
    owned: await describeOwned(owned, seen, services),
    choices: all.map(({ name, words, count }) => ({ name, words, count })),
    chosen: { name: chosen.name, words: chosen.words, count: chosen.count },
    ...(severity && { severity }),
    page,
    pages: Math.max(1, Math.ceil(chosen.count / ofPage)),
    rows: await rowsOf(chosen.entries.slice((page - 1) * ofPage, page * ofPage), services),
    onCall: levels.map(({ group, people = [], next }) => ({ group, people: people.map((name) => `@${name}`), ...(next && { next }) })),
    ...(await barredView(person, services)),
    health: await healthOf(person, services),
    mayStop: (await mayNowhere(person, 'respond', services)) === undefined,
  };
}

/** `value`: what they chose to look at; without one what they looked at last. `notice`: what was said to what they did here. */
export async function showHome(
  { team, user, value }: Pick<Click, 'team' | 'user' | 'value'>,
  services: HomeServices,
  notice?: string,
): Promise<void> {
  const person = await services.directory.person(team, user);
  const outside = outsideBecause(person, services.policy);
  const last = (await services.table.get(homeKey(user).pk, homeKey(user).sk)) as HomeItem | undefined;
  const shown = value ?? last?.value;
  try {
    const data = outside ? undefined : await dataFor(person, shown, services);
    const view = data ? homeView({ ...data, ...(notice && { notice }) }) : closedHome(outside ?? '');
    await services.slack.publishHome(user, view);
    if (data)
      await services.table.put({
        ...homeKey(user),
        value: `${data.chosen.name}${data.severity ? `~${data.severity}` : ''}.${data.page}`,
        at: services.clock.now(),
      });
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    services.log.warn('a Home tab could not be shown', { user, because: error.code });
  }
}

const keptMilliseconds = 15 * 60_000;

/** After something was done: for whoever looked at their Home tab lately it is drawn anew. */
export async function refreshHome(click: Click, services: HomeServices, notice?: string): Promise<void> {
  const last = (await services.table.get(homeKey(click.user).pk, homeKey(click.user).sk)) as HomeItem | undefined;
  if (!last || services.clock.now() - last.at > keptMilliseconds) return;
  const [caseId] = (click.privateMetadata ?? click.value ?? '').split('.');
  const state = caseId ? await services.cases.read(caseId) : undefined;
  // The list is kept up by pokes, which come a moment later.
  if (state) await noteCase(state, services.table);
  await showHome({ team: click.team, user: click.user }, services, notice);
}
