/** The thread is the story: at most one line per event, none for counts and our own bookkeeping. */
import { isAffectedEvent } from '../src/domain/apply-affected.ts';
import { isPageEvent } from '../src/domain/apply-page.ts';
import { isTicketEvent } from '../src/domain/apply-ticket.ts';
import type { CaseState } from '../src/domain/case-state.ts';
import type { CaseEvent } from '../src/domain/events.ts';
import { affectedThreadLine } from './affected-lines.ts';
import { actorName, at } from './names.ts';
import { pageThreadLine } from './page-thread.ts';
import { askedLine, responseThreadLine } from './response-thread.ts';
import { codeWords } from './status-lines.ts';
import { bold, bounded, compose, type Part, quoted } from './text.ts';
import { ticketThreadLine } from './ticket-lines.ts';
import { counted, until } from './time-words.ts';
import { grantedWords, watchedWhat } from './watched-lines.ts';

const SENT = { slack: 'here', email: 'by e-mail', workflow: 'to the security workflow' } as const;
const MOST_LINE = 2_000;
const MOST_REASON = 500;

function resolvedLine(event: Extract<CaseEvent, { kind: 'resolved' }>): Part[] {
  const { code, text } = event.data;
  return [`✔ ${actorName(event.actor)} resolved it as ${codeWords(code)}${text ? `: ${quoted(text, MOST_REASON)}` : ''}`];
}

const WORKFLOWS = { NEW: 'new', NOTIFIED: 'notified', RESOLVED: 'resolved', SUPPRESSED: 'suppressed' } as const;

function consoleLine({ data }: Extract<CaseEvent, { kind: 'console-edited' }>): Part[] | undefined {
  const who = data.by ? `${at(data.by)} in the Security Hub console` : 'Someone in the Security Hub console';
  const changes = [
    data.workflow ? `set it to ${WORKFLOWS[data.workflow]}` : '',
    data.note ? `noted ${quoted(data.note, MOST_REASON)}` : '',
  ];
  const words = changes.filter((change) => change !== '').join(' and ');
  return words === '' ? undefined : [`${who} ${words}`];
}

/** Only the end of it is news: the rest is counts, which the card shows. */
function receivedLine(event: Extract<CaseEvent, { kind: 'findings-received' }>, state: CaseState): Part[] | undefined {
  const over = state.closedAt !== undefined && event.data.findings.every((finding) => !finding.active);
  return over ? [`✔ Closed by ${bounded(state.subject.product, 40)}: nothing in this case is active any more`] : undefined;
}

function watchedLine({ data }: Extract<CaseEvent, { kind: 'policy-watched' }>): Part[] {
  const what = watchedWhat(data);
  if (data.verdict === 'clear') return [`– Looked at ${what}: it allows nothing that is restricted`];
  return [`⚠ Looked at ${what}: ${grantedWords(data)}${data.held ? ' · policy holds it until people agree' : ''}`];
}

function workLine(event: CaseEvent, state: CaseState): Part[] | undefined {
  const by = actorName(event.actor);
  switch (event.kind) {
    case 'findings-received':
      return receivedLine(event, state);
    case 'tier-set':
      return [`Tier is now ${event.data.tier}: ${bounded(event.data.reason, 200)}`];
    case 'acknowledged':
      return [`${by} acknowledged`];
    case 'assigned': {
      const self = event.actor.kind === 'person' && event.actor.id === event.data.to.id;
      return [self ? `${by} took it` : `${by} assigned it to ${at(event.data.to.name)}`];
    }
    case 'noted':
      return [`${by} noted: ${quoted(event.data.text, MOST_REASON)}`];
    case 'snoozed':
      return [`${by} snoozed it `, ...until(event.data.until), `: ${quoted(event.data.reason, MOST_REASON)}`];
    case 'woke':
      if (event.actor.kind === 'person') return [`${by} ended its snooze: `, quoted(event.data.because, MOST_REASON)];
      return [`Awake again: ${bounded(event.data.because, 200)}`];
    case 'suppressed':
      return [`${by} suppressed it `, ...until(event.data.until), `: ${quoted(event.data.reason, MOST_REASON)}`];
    case 'suppression-ended':
      return [`No longer suppressed: ${bounded(event.data.because, 200)}`];
    case 'resolved':
      return resolvedLine(event);
    case 'reopened':
      return [`Reopened by ${by}: ${quoted(event.data.because, MOST_REASON)}`];
    case 'console-edited':
      return consoleLine(event);
    case 'sent':
      return [`Sent ${SENT[event.data.to]} by ${by}`];
    case 'row-promoted':
      return [`${bounded(event.data.label, 120)} has its own case: `, bold(event.data.to)];
    case 'promoted-from':
      return ['Taken out of case ', bold(event.data.from), ' because it is more urgent'];
    case 'storm-joined':
      return ['Further cases like this one are rows of case ', bold(event.data.storm)];
    case 'response-asked':
      return askedLine(event.data, by);
    case 'response-refused':
      return [
        `${bounded(event.data.label, 120)} is not possible: ${bounded(event.data.because, 300)}. Instead: ${bounded(event.data.nextStep, 300)}`,
      ];
    case 'response-observed':
      return [
        `Would have been done to ${bounded(event.data.label, 120)} (${bounded(event.data.because, 200)}): ${bounded(event.data.steps.join('; '), 400)}`,
      ];
    case 'policy-watched':
      return watchedLine(event);
    case 'stopped':
      return [`✖ ${by} stopped ${bounded(event.data.scope, 60)}: ${quoted(event.data.reason, MOST_REASON)}`];
    case 'start-asked':
      return [
        `${by} wants ${bounded(event.data.scope, 60)} started again; a second person has to agree: ${quoted(event.data.reason, MOST_REASON)}`,
      ];
    case 'started':
      return [`✔ ${by} started ${bounded(event.data.scope, 60)} again: ${quoted(event.data.reason, MOST_REASON)}`];
    case 'response-joined':
      return [
        `Asked for together with others, by ${by}: ${bounded(event.data.label, 120)} · it is decided in case `,
        bold(event.data.caseId),
      ];
    case 'case-opened':
    case 'enriched':
      return undefined;
    default:
      if (isAffectedEvent(event)) return affectedThreadLine(event, state);
      if (isTicketEvent(event)) return ticketThreadLine(event, state);
      return isPageEvent(event) ? pageThreadLine(event) : responseThreadLine(event, state);
  }
}

/** mrkdwn for the thread, or undefined when the event is no news. `state` may be later than the event. */
export function threadLine(event: CaseEvent, state: CaseState): string | undefined {
  const parts = workLine(event, state);
  return parts && compose(parts, MOST_LINE);
}

/** Stands for what a thread does not tell line by line after an outage. */
export function digestLine(count: number): string {
  return `… and ${counted(count, 'more event')}; the card above shows where things stand`;
}
