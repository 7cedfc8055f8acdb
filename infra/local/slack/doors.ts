/** The doors for people: what each of them sees in Slack, and what they do there. */
import { type HttpResponse, json, type Route } from '../http.ts';
import { isJson, parseJson } from './api-call.ts';
import { channelDeed } from './channel-deeds.ts';
import { UnknownOption } from './controls.ts';
import { channelFor, command, interact, NotThere, openHome, personFor, say, shortcut } from './interactions.ts';
import { isInChannel } from './messages.ts';
import { closeView, submitView } from './modals.ts';
import type { SlackStore } from './store.ts';
import { type Json, SlackRefusal } from './types.ts';

type Look = (slack: SlackStore, name: string, query: URLSearchParams) => Json;
type Act = (slack: SlackStore, request: Json) => Promise<Json>;

const messages: Look = (slack, name, query) => {
  const channel = channelFor(slack, name);
  const thread = query.get('thread_ts');
  const shown = channel.messages.filter((message) =>
    thread ? message.ts === thread || message.thread_ts === thread : isInChannel(message),
  );
  return { ok: true, channel: channel.id, messages: shown };
};

const view: Look = (slack, name) => {
  const { id } = personFor(slack, name);
  const stack = slack.modals.get(id) ?? [];
  return { ok: true, view: stack.at(-1) ?? null, stack, home: slack.homes.get(id) ?? null, errors: slack.viewErrors.get(id) ?? null };
};

const ephemeral: Look = (slack, name) => {
  const { id } = personFor(slack, name);
  return { ok: true, messages: slack.ephemeral.filter((message) => message.user === id) };
};

const files: Look = (slack, name) => {
  const file = slack.files.get(name);
  if (!file) throw new NotThere(`there is no file ${JSON.stringify(name)}`, [...slack.files.keys()]);
  return { ok: true, name: file.name, title: file.title, text: file.text ?? '', base64: file.base64 ?? '' };
};

const LOOKS: Record<string, Look> = { messages, view, ephemeral, files };
/** Changes who is in a user group: the next shift comes on call. */
const usergroup: Act = async (slack, request) => {
  const group = slack.usergroups.find(({ id, handle }) => id === request.usergroup || handle === request.usergroup);
  if (!group)
    throw new NotThere(
      `there is no user group ${JSON.stringify(request.usergroup)}`,
      slack.usergroups.map(({ id }) => id),
    );
  group.users = (Array.isArray(request.users) ? request.users : []).map((user) => personFor(slack, user).id);
  return { ok: true, usergroup: group };
};

const ACTS: Record<string, Act> = {
  interact,
  command,
  shortcut,
  'view-submit': submitView,
  'view-close': closeView,
  'open-home': openHome,
  message: say,
  usergroup,
  channel: channelDeed,
};

function refused(error: unknown): HttpResponse {
  if (error instanceof NotThere) return json(404, { ok: false, error: error.message, available: error.available });
  if (error instanceof UnknownOption || error instanceof SlackRefusal) return json(400, { ok: false, error: error.message });
  throw error;
}

export function doors(slack: SlackStore): Route {
  return async (request) => {
    const [, root, kind = '', name = '', ...more] = request.path.split('/');
    if (root !== 'slack' || more.length > 0) return undefined;
    try {
      if (request.method === 'GET' && kind === 'log' && !name) return json(200, { ok: true, log: slack.log });
      const look = Object.hasOwn(LOOKS, kind) ? LOOKS[kind] : undefined;
      if (request.method === 'GET' && look && name) return json(200, look(slack, name, request.query));
      const act = kind === '_control' && Object.hasOwn(ACTS, name) ? ACTS[name] : undefined;
      if (request.method !== 'POST' || !act) return undefined;
      const body = parseJson(request.body.toString('utf8'));
      if (!isJson(body)) return json(400, { ok: false, error: 'the body must be a JSON object' });
      return json(200, await act(slack, body));
    } catch (error) {
      return refused(error);
    }
  };
}
