/** The alert that PagerDuty gets about a case: what is wrong, where, how grave, and from an allow-list what helps on a phone at 03:00. */
import type { CaseState } from '../src/domain/case-state.ts';
import { alertSeverity } from '../src/domain/desired-alert.ts';
import { deepWithoutKeyIds } from '../src/domain/redaction.ts';
import { accountWords, resourceWords, shortResource } from './names.ts';
import { bounded } from './text.ts';
import { duration } from './time-words.ts';
import { titleWords } from './words.ts';

const MOST_SUMMARY = 1_024;
const MOST_TITLE = 160;
const MOST_ROWS = 20;
const MOST_DETAIL = 1_000;

export interface AlertPlace {
  /** Of the Slack workspace. */
  team: string;
  accountName?: string;
  /** How late this is, where it is. */
  lateSeconds?: number;
  runbook?: string;
}

export function dedupKeyOf(caseId: string): string {
  return `drawbridge:${caseId}`;
}

/** The channel in Slack, with the case in the address: it comes back with the incident and tells that it is ours. */
export function clientUrlOf({ caseId, subject }: Pick<CaseState, 'caseId' | 'subject'>, team: string): string {
  return `https://app.slack.com/client/${encodeURIComponent(team)}/${encodeURIComponent(subject.channel)}?drawbridge=${caseId}`;
}

/** The case in an address that `clientUrlOf` made; undefined for any other. The address is read, never fetched. */
export function caseInClientUrl(url: string): string | undefined {
  return /^https:\/\/app\.slack\.com\/client\/[^?#]*\?drawbridge=([0-9A-HJKMNP-TV-Z]{8})$/.exec(url)?.[1];
}

/** "[CRITICAL] Title — web-7 (prod-payments/us-east-1)". */
function summaryOf(state: CaseState, { accountName, lateSeconds }: AlertPlace): string {
  const { subject, rows, rowCount, severity } = state;
  const title = bounded(titleWords({ ...subject, rows, rowCount }), MOST_TITLE);
  const first = rows[0]?.resource;
  const where = first && rowCount <= 1 && subject.kind !== 'storm' ? ` — ${shortResource(first)}` : '';
  const late = lateSeconds === undefined ? '' : `[${duration(lateSeconds * 1000)} LATE] `;
  const place = [bounded(accountName ?? subject.account, 60), bounded(subject.region, 30)].filter((each) => each !== '').join('/');
  const grave = severity === 'critical' ? 'CRITICAL' : severity === 'high' ? 'HIGH' : severity.toUpperCase();
  return [...`${late}[${grave}] ${title}${where} (${place})`].slice(0, MOST_SUMMARY).join('');
}

/** Nothing of a finding goes out that is not listed here. */
function detailsOf(state: CaseState, { accountName, lateSeconds }: AlertPlace): Record<string, unknown> {
  const { caseId, subject, severity, tier, tierReason, environment, rows, rowCount, openRows, context, page } = state;
  const owner = context.owner?.owner;
  return deepWithoutKeyIds({
    case: caseId,
    finding: bounded(subject.title, MOST_DETAIL),
    description: bounded(subject.description, MOST_DETAIL),
    severity,
    tier: `${tier}: ${bounded(tierReason, 200)}`,
    environment,
    account: accountWords(subject.account, accountName),
    region: subject.region,
    product: bounded(subject.product, 60),
    type: bounded(subject.type, 200),
    ...(owner && { owner: bounded(owner, 60) }),
    ...(rowCount > 1 && { resources: rowCount, open: openRows }),
    about: rows.slice(0, MOST_ROWS).map(({ resource }) => resourceWords(resource)),
    ...(subject.remoteAddresses.length > 0 && { addresses: subject.remoteAddresses.slice(0, MOST_ROWS) }),
    ...(page?.asked && { 'asked for by': `${bounded(page.asked.by, 80)}: ${bounded(page.asked.reason, 500)}` }),
    ...(lateSeconds !== undefined && { late: `${duration(lateSeconds * 1000)}: PagerDuty did not answer before` }),
  });
}

/** Shaped as the service takes it. */
export function alertOf(state: CaseState, place: AlertPlace) {
  const { caseId, subject, rows } = state;
  const first = rows[0]?.resource;
  const clientUrl = clientUrlOf(state, place.team);
  return {
    dedupKey: dedupKeyOf(caseId),
    summary: summaryOf(state, place),
    source: bounded(first?.arn ?? first?.id ?? subject.account, 500),
    severity: alertSeverity(state),
    component: first?.kind ?? 'account',
    group: subject.account,
    class: bounded(subject.type || subject.class, 200),
    details: detailsOf(state, place),
    clientUrl,
    links: [{ href: clientUrl, text: 'The case in Slack' }, ...(place.runbook ? [{ href: place.runbook, text: 'Runbook' }] : [])],
  };
}
