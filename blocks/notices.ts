/** E-mails: plain text about a case that somebody sent, and about the outcome of a response. */
import type { CaseState, ResponseState } from '../src/domain/case-state.ts';
import { withoutKeyIds } from '../src/domain/redaction.ts';
import { actorName } from './names.ts';
import { responseNoun } from './response-words.ts';

const MOST_SUBJECT = 100;
const MOST_ROWS = 20;

interface Place {
  accountName?: string;
  /** Milliseconds since the epoch. */
  now: number;
}

interface Words {
  subject: string;
  body: string;
  attributes: Record<string, string>;
}

/** SNS refuses line breaks and anything but ASCII in a subject. */
function subjectOf(words: string): string {
  return withoutKeyIds(words)
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, MOST_SUBJECT);
}

function line(name: string, value: string | undefined): string[] {
  return value ? [`${name}: ${withoutKeyIds(value).replace(/\s+/g, ' ').slice(0, 1_000)}`] : [];
}

function whereOf({ subject }: CaseState, { accountName }: Place): string {
  return `${accountName ? `${accountName} (${subject.account})` : subject.account}, ${subject.region}`;
}

function attributesOf(state: CaseState, about: 'case' | 'outcome' | 'page'): Record<string, string> {
  const { caseId, tier, severity, environment, subject } = state;
  return {
    about,
    case: caseId,
    tier: String(tier),
    severity,
    environment,
    account: subject.account,
    region: subject.region,
    type: subject.type || 'none',
  };
}

export function findingNotice(state: CaseState, place: Place): Words {
  const { caseId, subject, severity, tier, tierReason, rows, rowCount } = state;
  const named = rows.slice(0, MOST_ROWS).flatMap((row) => line('  -', `${row.resource.name ?? row.resource.id}: ${row.title}`));
  return {
    subject: subjectOf(`${severity.toUpperCase()} - ${subject.title}`),
    body: [
      ...line('Finding', subject.title),
      ...line('Where', whereOf(state, place)),
      ...line('Severity', severity),
      ...line('Tier', `${tier}, ${tierReason}`),
      ...line('Product', `${subject.product}, ${subject.type}`),
      ...line('What it says', subject.description),
      'About:',
      ...named,
      ...(rowCount > MOST_ROWS ? [`  and ${rowCount - MOST_ROWS} more`] : []),
      ...line('Case', caseId),
    ].join('\n'),
    attributes: attributesOf(state, 'case'),
  };
}

export function outcomeNotice(state: CaseState, response: ResponseState, place: Place): Words {
  const { outcome = 'FAILED', outcomeDetail, decision, askedBy, reason } = response;
  const decided = decision ? `${decision.decision} by ${actorName(decision.by)}` : undefined;
  return {
    subject: subjectOf(`${outcome} - ${responseNoun(response)}`),
    body: [
      ...line('Response', responseNoun(response)),
      ...line('Outcome', outcome),
      ...line('Detail', outcomeDetail),
      ...line('Where', whereOf(state, place)),
      ...line('Asked by', `${actorName(askedBy)}${reason ? `: ${reason}` : ''}`),
      ...line('Decision', decided),
      'Steps:',
      ...response.steps.flatMap(({ why }, index) => line('  -', `${why}: ${response.stepStates[index]?.status ?? 'not begun'}`)),
      ...line('Finding', state.subject.title),
      ...line('Case', state.caseId),
    ].join('\n'),
    attributes: { ...attributesOf(state, 'outcome'), outcome, playbook: response.playbook },
  };
}

/** Instead of the page: whoever reads it first takes it. */
export function pageNotice(state: CaseState, because: string, place: Place): Words {
  const { caseId, subject, tier, tierReason } = state;
  return {
    subject: subjectOf(`NOT PAGED - ${subject.title}`),
    body: [
      ...line('Nobody is paged', because),
      ...line('Finding', subject.title),
      ...line('Where', whereOf(state, place)),
      ...line('Tier', `${tier}, ${tierReason}`),
      'PagerDuty is tried again. Whoever reads this: acknowledge the case in Slack, so that others know.',
      ...line('Case', caseId),
    ].join('\n'),
    attributes: attributesOf(state, 'page'),
  };
}
