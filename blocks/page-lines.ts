/** The page on a card: a banner when nobody is paged or PagerDuty says it is over, and who is asked otherwise; with the buttons for it. */
import type { Button } from '@slack/types';
import type { CaseView } from '../src/domain/case-view.ts';
import type { Page } from '../src/domain/page.ts';
import { button } from './kit.ts';
import { at } from './names.ts';
import { peopleWords } from './page-thread.ts';
import { bold, bounded, dot, join, type Part, raw } from './text.ts';
import { duration, moment } from './time-words.ts';

type Paged = Pick<CaseView, 'page' | 'resolution' | 'closedAt' | 'caseId' | 'paging'>;

function isOpen({ resolution, closedAt }: Paged): boolean {
  return resolution === undefined && closedAt === undefined;
}

function troubleLine({ trouble, since }: Page): Part[][] {
  if (!trouble) return [];
  const next = { overdue: 'it is tried again', failed: 'it is not tried again by itself', unverified: 'somebody has to look there' }[
    trouble.kind
  ];
  const other = trouble.otherWay ? 'told by e-mail and text message instead' : 'no other way to tell anybody is set up';
  const waiting: Part[] = since === undefined ? [] : [' since ', moment(since)];
  return [[bold('⚠ NOT PAGED'), ...waiting, `: ${bounded(trouble.because, 160)} · ${next} · ${other}`]];
}

/** First of all on the card. */
export function pageBanner(view: Paged): Part[][] {
  const { page } = view;
  if (!page || !isOpen(view)) return [];
  if (page.closedBy)
    return [[bold('Closed in PagerDuty'), ` by ${at(page.closedBy.by)} `, moment(page.closedBy.at), ': is it over here, too?']];
  return troubleLine(page);
}

/** Leads to PagerDuty and nowhere else. */
function incidentLink({ incident }: Page): Part[] {
  if (!incident) return [];
  const words = incident.number === undefined ? 'the incident' : `incident ${incident.number}`;
  const isSafe = /^https:\/\/[a-z0-9-]+(?:\.eu)?\.pagerduty\.com\/[\w/-]{1,200}$/.test(incident.url);
  return [isSafe ? raw(`<${incident.url}|${words}>`) : words];
}

/** "paged @omar (L1) Friday 03:00 · incident 37 · P1". */
export function pageWords(view: Paged): Part[] {
  const { page, paging } = view;
  if (paging === 'none' && page?.since !== undefined && isOpen(view)) return ['nobody is paged: PagerDuty is not set up'];
  if (!page?.alert || page.trouble) return [];
  if (page.alert === 'resolved') return join([['page closed'], incidentLink(page)], dot);
  const late = page.lateSeconds === undefined ? '' : `, ${duration(page.lateSeconds * 1000)} late`;
  const when: Part[] = page.sentAt === undefined ? [] : [' ', moment(page.sentAt)];
  return join(
    [
      [`paged ${peopleWords(page.people)}`, ...when, late],
      paging === 'events' ? ['whether it woke anybody is not seen from here'] : incidentLink(page),
      page.priority ? [bounded(page.priority, 30)] : [],
    ],
    dot,
  );
}

/** What has to be answered before anything else. */
export function pageButtons(view: Paged): Button[] {
  const { page, caseId: value } = view;
  if (!page || !isOpen(view)) return [];
  if (page.closedBy)
    return [
      button({ actionId: 'resolve', value, label: 'Mark resolved', accessibilityLabel: `Mark case ${value} resolved` }),
      button({ actionId: 'keep_open', value, label: 'Keep open', accessibilityLabel: `Keep case ${value} open and page again` }),
    ];
  if (!page.trouble) return [];
  return [
    button({
      actionId: 'retry_page',
      value,
      label: 'Retry page',
      accessibilityLabel: `Try again to page the people on call for case ${value}`,
    }),
  ];
}
