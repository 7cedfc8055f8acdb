/** The open cases that a person may see and asked for, one page of them. */
import { listMessage } from '../../blocks/list-answer.ts';
import { authorize, type PersonFacts } from '../domain/authorize.ts';
import type { CaseEntry } from '../domain/case-entry.ts';
import { type Filters, fitsFilters } from '../domain/command/filters.ts';
import type { Services } from '../services/services.ts';
import type { Message } from '../services/slack.ts';
import type { Asking } from './answer-command.ts';
import { caseEntries, current } from './case-list.ts';
import { decidingGroups, mayApprove } from './qualify.ts';

type ListServices = Pick<Services, 'cases' | 'clock' | 'policy' | 'table'>;

/** Could this person answer something that waits in this case? */
export function mayDecide(entry: CaseEntry, person: PersonFacts, { policy }: Pick<Services, 'policy'>): boolean {
  return entry.waiting.some((waiting) => mayApprove(person, waiting.accounts, policy, decidingGroups(waiting, policy, person)));
}

/** Without those of accounts in which this person may not see cases. */
export async function seenBy(person: PersonFacts, services: Pick<ListServices, 'policy' | 'table'>): Promise<CaseEntry[]> {
  const entries = await caseEntries(services.table);
  return entries.filter(({ account, kind }) => kind !== 'stop' && authorize(person, 'view', account, services.policy).ok);
}

export function fitting(
  entries: readonly CaseEntry[],
  filters: Filters,
  person: PersonFacts,
  services: Pick<ListServices, 'clock' | 'policy'>,
): CaseEntry[] {
  const now = services.clock.now();
  return entries.filter((entry) => {
    const accountName = services.policy.accounts[entry.account]?.name;
    return fitsFilters(entry, filters, { now, person, accountName, mayDecide: mayDecide(entry, person, services) });
  });
}

const ofPage = 8;

/** How it was asked for, without the page. */
function wordsOf(text: string | undefined): string {
  return (text ?? 'list')
    .replace(/(?:--|—|–)page[\s=]+\S+/g, '')
    .replace(/^.*<@[^>]*>/s, '')
    .replace(/\s+/g, ' ')
    .trim();
}

export async function listAnswer({ click, command, person }: Asking, services: ListServices): Promise<Message> {
  const all = fitting(await seenBy(person, services), command.filters, person, services);
  const pages = Math.max(1, Math.ceil(all.length / ofPage));
  const page = Math.min(command.page, pages);
  const shown = await current(all.slice((page - 1) * ofPage, page * ofPage), services);
  const rows = shown.map(({ entry }) => {
    const accountName = services.policy.accounts[entry.account]?.name;
    return { entry, ...(accountName && { accountName }) };
  });
  return listMessage({
    rows,
    total: all.length,
    page,
    pages,
    words: wordsOf(click.text),
    now: services.clock.now(),
    shared: command.share,
  });
}
