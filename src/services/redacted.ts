/** The ways out with redaction before them: each port as it was, and nothing that policy keeps goes through. */
import type { Notices } from './notices.ts';
import type { PagerDuty } from './pagerduty.ts';
import type { Redaction } from './redaction.ts';
import type { Slack } from './slack.ts';
import type { TicketProjectPort, Tickets } from './tickets.ts';

/** What remains of a port once the methods that carry no words are named: each of it has to be redacted here, or it does not compile. */
type Carrying<Port, Silent extends keyof Port> = Omit<Port, Silent>;

/** They ask for something by its id, and carry nothing that people read. */
type SlackSilent = 'find' | 'user' | 'userByEmail' | 'groupMembers' | 'channel' | 'grant' | 'markedCase' | 'direct' | 'permalink';

export function redactedSlack(slack: Slack, { leaving }: Redaction): Slack {
  const out = <T>(payload: T): Promise<T> => leaving('slack', payload);
  const carrying: Carrying<Slack, SlackSilent> = {
    post: async (channel, message, ...rest) => slack.post(channel, await out(message), ...rest),
    update: async (channel, ts, message, mark) => slack.update(channel, ts, await out(message), mark),
    ephemeral: async (channel, user, message, thread) => slack.ephemeral(channel, user, await out(message), thread),
    openView: async (trigger, view) => slack.openView(trigger, await out(view)),
    updateView: async (which, view) => slack.updateView(which, await out(view)),
    respond: async (url, message) => slack.respond(url, await out(message)),
    share: async (channel, message, thread) => slack.share(channel, await out(message), thread),
    publishHome: async (user, view) => slack.publishHome(user, await out(view)),
    sendFile: async (user, file, comment) => {
      const sent = await out({ file, comment });
      return slack.sendFile(user, { ...sent.file, name: file.name }, sent.comment);
    },
    picture: async (channel, ts, picture) => {
      const { title, words } = await out({ title: picture.title, words: picture.words });
      return slack.picture(channel, ts, { ...picture, title, words });
    },
  };
  return { ...slack, ...carrying };
}

/** Ids, addresses of people, numbers and states; the rest only reads. */
type PagerDutySilent =
  | 'mode'
  | 'acknowledge'
  | 'resolve'
  | 'snooze'
  | 'incidentOf'
  | 'incident'
  | 'alertKeys'
  | 'priorities'
  | 'onCall'
  | 'shifts'
  | 'person'
  | 'personByEmail'
  | 'service'
  | 'escalationPolicy'
  | 'subscriptions';
type Spare = NonNullable<PagerDuty['spare']>;
type SpareSilent = 'acknowledge' | 'resolve';

export function redactedPagerDuty(pagerDuty: PagerDuty, { leaving }: Redaction): PagerDuty {
  const out = <T>(payload: T): Promise<T> => leaving('pagerDuty', payload);
  const redactedSpare = (spare: Spare): Spare => {
    const carrying: Carrying<Spare, SpareSilent> = { trigger: async (alert) => spare.trigger(await out(alert)) };
    return { ...spare, ...carrying };
  };
  const carrying: Carrying<PagerDuty, PagerDutySilent> = {
    trigger: async (alert) => pagerDuty.trigger(await out(alert)),
    spare: pagerDuty.spare && redactedSpare(pagerDuty.spare),
    change: async (summary, details) => {
      const sent = await out({ summary, details });
      return pagerDuty.change(sent.summary, sent.details);
    },
    update: async (id, change, from) => {
      const { resolution } = await out({ resolution: change.resolution });
      return pagerDuty.update(id, { ...change, ...(resolution !== undefined && { resolution }) }, from);
    },
    note: async (id, content, from) => pagerDuty.note(id, await out(content), from),
  };
  return { ...pagerDuty, ...carrying };
}

export function redactedNotices(notices: Notices | undefined, { leaving }: Redaction): Notices | undefined {
  return notices && { publish: async (notice) => notices.publish(await leaving('email', notice)) };
}

/** A label, a key and an address of whom it is given to; the rest only reads. */
type TicketSilent = 'find' | 'assign' | 'changed';

export function redactedTickets(tickets: Tickets, { leaving }: Redaction): Tickets {
  const out = <T>(payload: T): Promise<T> => leaving('tickets', payload);
  const redacted = (port: TicketProjectPort): TicketProjectPort => {
    const carrying: Carrying<TicketProjectPort, TicketSilent> = {
      open: async ({ summary, lines, ...rest }) => port.open({ ...rest, ...(await out({ summary, lines })) }),
      tell: async (key, text) => port.tell(key, await out(text)),
    };
    return { ...port, ...carrying };
  };
  return {
    project(project) {
      const port = tickets.project(project);
      return port && redacted(port);
    },
  };
}
