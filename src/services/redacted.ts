/** The ways out with redaction before them: each port as it was, and nothing that policy keeps goes through. */
import type { Notices } from './notices.ts';
import type { PagerDuty } from './pagerduty.ts';
import type { Redaction } from './redaction.ts';
import type { Slack } from './slack.ts';
import type { TicketProjectPort, Tickets } from './tickets.ts';

export function redactedSlack(slack: Slack, { leaving }: Redaction): Slack {
  const out = <T>(payload: T): Promise<T> => leaving('slack', payload);
  return {
    ...slack,
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
}

export function redactedPagerDuty(pagerDuty: PagerDuty, { leaving }: Redaction): PagerDuty {
  const out = <T>(payload: T): Promise<T> => leaving('pagerDuty', payload);
  const { spare } = pagerDuty;
  return {
    ...pagerDuty,
    trigger: async (alert) => pagerDuty.trigger(await out(alert)),
    spare: spare && { ...spare, trigger: async (alert) => spare.trigger(await out(alert)) },
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
}

export function redactedNotices(notices: Notices | undefined, { leaving }: Redaction): Notices | undefined {
  return notices && { publish: async (notice) => notices.publish(await leaving('email', notice)) };
}

export function redactedTickets(tickets: Tickets, { leaving }: Redaction): Tickets {
  const out = <T>(payload: T): Promise<T> => leaving('tickets', payload);
  const redacted = (port: TicketProjectPort): TicketProjectPort => ({
    ...port,
    open: async ({ summary, lines, ...rest }) => port.open({ ...rest, ...(await out({ summary, lines })) }),
    tell: async (key, text) => port.tell(key, await out(text)),
  });
  return {
    project(project) {
      const port = tickets.project(project);
      return port && redacted(port);
    },
  };
}
