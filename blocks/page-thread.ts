/** Thread lines of the page: who is asked by PagerDuty, what happened to the incident there, and that nobody could be asked. */
import type { PageEvent } from '../src/domain/apply-page.ts';
import type { PagedPerson } from '../src/domain/page.ts';
import { actorName, at } from './names.ts';
import { bounded, type Part, quoted, raw } from './text.ts';
import { duration } from './time-words.ts';

const MOST_PEOPLE = 5;

/** "@omar (L1), @li (L2)"; "the people on call" where nobody is named. */
export function peopleWords(people: readonly PagedPerson[]): string {
  if (people.length === 0) return 'the people on call';
  const named = people.slice(0, MOST_PEOPLE).map(({ name, level }) => `${at(name)}${level === undefined ? '' : ` (L${level})`}`);
  return [...named, ...(people.length > MOST_PEOPLE ? [`${people.length - MOST_PEOPLE} more`] : [])].join(', ');
}

/** Real mentions: somebody has to know now. */
function mentions(tell: readonly string[]): Part[] {
  return tell.flatMap((id): Part[] => {
    if (/^S[A-Z0-9]{1,30}$/.test(id)) return [' ', raw(`<!subteam^${id}>`)];
    return /^[UW][A-Z0-9]{1,30}$/.test(id) ? [' ', raw(`<@${id}>`)] : [];
  });
}

/** "<@U0LI> (L2)": whoever is asked now has to know now; nobody in Slack is only named. */
function askedNow(people: readonly PagedPerson[]): Part[] {
  if (people.length === 0) return [peopleWords([])];
  const shown = people.slice(0, MOST_PEOPLE).flatMap(({ name, level, slackId }): Part[] => {
    const who = slackId && /^[UW][A-Z0-9]{1,30}$/.test(slackId) ? raw(`<@${slackId}>`) : at(name);
    return [', ', who, ...(level === undefined ? [] : [` (L${level})`])];
  });
  return [...shown.slice(1), ...(people.length > MOST_PEOPLE ? [`, ${people.length - MOST_PEOPLE} more`] : [])];
}

function otherWayWords(otherWay: boolean): string {
  return otherWay ? 'Told by e-mail and text message instead.' : 'There is no other way set up to tell anybody.';
}

function changedLine({ actor, data }: Extract<PageEvent, { kind: 'incident-changed' }>): Part[] {
  const by = data.byPerson ? actorName(actor) : 'PagerDuty';
  const people = askedNow(data.people ?? []);
  switch (data.what) {
    case 'acknowledged':
      return [`${by} acknowledged`];
    case 'unacknowledged':
      return [
        data.byPerson ? `${by} took the acknowledgement back` : '⚠ The acknowledgement in PagerDuty has expired: it pages again',
        ...(data.people && data.people.length > 0 ? [': ', ...people] : []),
      ];
    case 'resolved':
      return data.byPerson
        ? [`${by} closed the incident; the case is open until somebody here says how it ended`]
        : ['PagerDuty closed the incident by itself, which settles nothing'];
    case 'merged':
      return [`${by} merged the incident into ${data.into?.number === undefined ? 'another one' : `incident ${data.into.number}`}`];
    case 'reopened':
      return [`${by} opened the incident again`];
    case 'escalated':
      return [`${by} escalated: now `, ...people];
    case 'reassigned':
      return [`${by} reassigned it to `, ...people];
    case 'delegated':
      return [`${by} handed it to another escalation policy: now `, ...people];
    case 'prioritised':
      return [data.priority ? `${by} set the priority to ${bounded(data.priority, 40)}` : `${by} took the priority away`];
  }
}

function pagedLine({ data }: Extract<PageEvent, { kind: 'paged' }>): Part[] | undefined {
  // Whom it reached is told by the incident, where there is a way to know.
  if (data.update || (!data.unseen && data.lateSeconds === undefined && !data.secondKey)) return undefined;
  const late = data.lateSeconds === undefined ? '' : `, ${duration(data.lateSeconds * 1000)} late`;
  return [`Paged the people on call${late}${data.secondKey ? ', by the second routing key' : ''}`];
}

export function pageThreadLine(event: PageEvent): Part[] | undefined {
  const by = actorName(event.actor);
  switch (event.kind) {
    case 'page-asked':
      return [`${by} wants the people on call: ${quoted(event.data.reason, 500)}`];
    case 'page-retried':
      return [`${by} has the page tried again`];
    case 'paged':
      return pagedLine(event);
    case 'page-overdue':
      return [
        `⚠ NOT PAGED: ${bounded(event.data.because, 200)}. It is tried again. ${otherWayWords(event.data.otherWay)}`,
        ...mentions(event.data.tell),
      ];
    case 'page-failed':
      return [`✖ NOT PAGED: ${bounded(event.data.because, 200)}. ${otherWayWords(event.data.otherWay)}`, ...mentions(event.data.tell)];
    case 'page-unverified':
      return [
        `⚠ NOT PAGED: PagerDuty accepted the page and made no incident (maintenance, suppression or another service’s key). ${otherWayWords(event.data.otherWay)}`,
        ...mentions(event.data.tell),
      ];
    case 'page-verified':
      return [`Paged ${peopleWords(event.data.people)}${event.data.incident.number ? ` · incident ${event.data.incident.number}` : ''}`];
    case 'incident-refused':
      return [`PagerDuty was not told (${bounded(event.data.what, 60)}): ${bounded(event.data.because, 300)}`];
    case 'incident-changed':
      return changedLine(event);
    case 'page-kept':
      return [`${by} keeps it open: the people on call are paged again`];
    case 'escalation-asked':
      return [`${by} asks PagerDuty for the next level`];
    case 'priority-asked':
      return [`${by} sets the priority to ${bounded(event.data.name, 40)}`];
    case 'alert-told':
      return undefined;
  }
}
