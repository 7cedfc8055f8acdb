/** What people do outside modals: click, choose, type a command, write a message, open the Home tab. */
import { isJson } from './api-call.ts';
import { addEphemeral, draftOf, workspaceDomain } from './api-chat.ts';
import { available, enteredValue, findControl, type Wanted } from './controls.ts';
import { type Delivery, deliverCommand, deliverEvent, deliverInteraction } from './deliver.ts';
import { fill } from './forms.ts';
import { addMessage, asSent } from './messages.ts';
import { channelPart, viewPart, who } from './payloads.ts';
import type { SlackStore } from './store.ts';
import { type Channel, type Json, type OpenView, type Person, SlackRefusal } from './types.ts';

/** Something the person doing it cannot do: answered with 404. */
export class NotThere extends Error {
  override name = 'NotThere';
  readonly available: string[];
  constructor(message: string, offered: string[] = []) {
    super(message);
    this.available = offered;
  }
}

const NO_ANSWER = 'Something went wrong: the app did not respond. Please try again.';

export function personFor(slack: SlackStore, idOrName: unknown): Person {
  const person = slack.person(idOrName);
  if (!person)
    throw new NotThere(
      `there is no person ${JSON.stringify(idOrName)}`,
      slack.people.map(({ id }) => id),
    );
  return person;
}

export function channelFor(slack: SlackStore, idOrName: unknown): Channel {
  const channel = slack.channel(idOrName);
  if (!channel) throw new NotThere(`there is no channel ${JSON.stringify(idOrName)}`, [...slack.channels.keys()]);
  return channel;
}

function report(slack: SlackStore, person: Person, channel: string, delivery: Delivery): Json {
  if (!delivery.acknowledged) slack.tellError(person.id, channel, NO_ANSWER);
  return { ok: true, status: delivery.status, ms: delivery.ms, acknowledged: delivery.acknowledged };
}

interface Place {
  blocks: Json[];
  /** What the payload says about where the control is. */
  about: Json;
  channel: string;
  view?: OpenView;
}

function inMessage(slack: SlackStore, person: Person, channel: Channel, ts: string): Place {
  const message = channel.byTs.get(ts);
  const ephemeral = message
    ? undefined
    : slack.ephemeral.find((one) => one.ts === ts && one.channel === channel.id && one.user === person.id);
  if (!message && !ephemeral) throw new NotThere(`${person.name} sees no message ${ts} in ${channel.name}`);
  const thread = message?.thread_ts ?? ephemeral?.thread_ts;
  const about = {
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral: !message,
      ...(thread ? { thread_ts: thread } : {}),
    },
    channel: channelPart(channel),
    ...(message ? { message: asSent(message) } : {}),
    response_url: slack.issueResponseUrl({ channel: channel.id, user: person.id, ts }),
  };
  return { blocks: message?.blocks ?? ephemeral?.blocks ?? [], about, channel: channel.id };
}

function inView(slack: SlackStore, person: Person): Place {
  const view = slack.modals.get(person.id)?.at(-1) ?? slack.homes.get(person.id);
  if (!view) throw new NotThere(`${person.name} has no view open`);
  return { blocks: view.blocks, about: { container: { type: 'view', view_id: view.id } }, channel: person.id, view };
}

function actionPart(slack: SlackStore, blockId: string, element: Json, wanted: Wanted, option: Json | undefined): Json {
  const base = {
    type: element.type,
    action_id: element.action_id,
    block_id: blockId,
    action_ts: (slack.options.clock.wall() / 1000).toFixed(6),
  };
  if (option) return { ...base, selected_option: option };
  if (['button', 'workflow_button', 'icon_button'].includes(String(element.type))) {
    return { ...base, text: element.text, ...(element.value === undefined ? {} : { value: element.value }) };
  }
  return { ...base, ...enteredValue(element, wanted.value, (name) => slack.person(name)) };
}

export async function interact(slack: SlackStore, request: Json): Promise<Json> {
  const person = personFor(slack, request.user);
  const { action } = request;
  if (!isJson(action) || typeof action.action_id !== 'string') throw new NotThere('the request needs action.action_id');
  const wanted = action as unknown as Wanted;
  const byView = request.view === true || request.messageTs === undefined;
  const place = byView ? inView(slack, person) : inMessage(slack, person, channelFor(slack, request.channel), String(request.messageTs));
  const found = findControl(place.blocks, wanted);
  if (!found) throw new NotThere(`nothing there is called ${JSON.stringify(wanted.action_id)}`, available(place.blocks));
  const { blockId, element } = found.control;
  const done = actionPart(slack, blockId, element, wanted, found.option);
  const { view } = place;
  if (view && element.type !== 'button' && element.type !== 'overflow') {
    const entered = enteredValue(element, wanted.value, (name) => slack.person(name));
    view.state.values[blockId] = { ...view.state.values[blockId], [String(element.action_id)]: entered };
  }
  const values = view ? fill(view, {}, () => undefined) : {};
  const payload = {
    type: 'block_actions',
    ...who(slack, person),
    ...place.about,
    ...(view ? { view: viewPart(view, values) } : {}),
    trigger_id: slack.issueTrigger(person.id),
    state: { values },
    actions: [done],
  };
  return report(slack, person, place.channel, await deliverInteraction(slack, payload));
}

/** A command may answer with words in its acknowledgement. */
function showAnswer(slack: SlackStore, channel: Channel, person: Person, body: string): void {
  if (body.trim() === '') return;
  let answer: unknown = body;
  try {
    answer = JSON.parse(body);
  } catch {
    // Plain words are an answer as well.
  }
  const reply = isJson(answer) ? answer : { text: String(answer) };
  if (reply.text === undefined && reply.blocks === undefined) return;
  try {
    if (reply.response_type === 'in_channel') addMessage(slack, channel, draftOf(reply), { user: slack.bot.userId, bot: true });
    else addEphemeral(slack, { channel: channel.id, user: person.id }, draftOf(reply));
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    slack.tellError(person.id, channel.id, `The app's answer was refused: ${error.message}`);
  }
}

/** What people typed, as Slack sends it on: three characters escaped, and people by id where the manifest asks for that. */
function written(slack: SlackStore, name: string, text: string): string {
  const plain = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  if (!slack.options.escapes?.includes(name)) return plain;
  return plain.replace(/(?<=^|\s)@([a-z][a-z0-9._-]*)/gi, (typed, handle: string) => {
    const person = slack.people.find((one) => one.name === handle);
    return person ? `<@${person.id}|${person.name}>` : typed;
  });
}

export async function command(slack: SlackStore, request: Json): Promise<Json> {
  const person = personFor(slack, request.user);
  const channel = channelFor(slack, request.channel);
  const { team } = slack.options;
  const delivery = await deliverCommand(slack, {
    token: 'unused',
    team_id: person.teamId ?? team.id,
    team_domain: workspaceDomain(slack),
    channel_id: channel.id,
    channel_name: channel.direct ? 'directmessage' : channel.name,
    user_id: person.id,
    user_name: person.name,
    command: String(request.command ?? ''),
    text: written(slack, String(request.command ?? ''), String(request.text ?? '')),
    api_app_id: slack.bot.appId,
    is_enterprise_install: 'false',
    response_url: slack.issueResponseUrl({ channel: channel.id, user: person.id }),
    trigger_id: slack.issueTrigger(person.id),
  });
  if (delivery.acknowledged) showAnswer(slack, channel, person, delivery.body);
  return report(slack, person, channel.id, delivery);
}

/** A person uses a shortcut on a message. */
export async function shortcut(slack: SlackStore, request: Json): Promise<Json> {
  const person = personFor(slack, request.user);
  const channel = channelFor(slack, request.channel);
  const message = channel.byTs.get(String(request.messageTs));
  if (!message) throw new NotThere(`${person.name} sees no message ${String(request.messageTs)} in ${channel.name}`);
  const payload = {
    type: 'message_action',
    ...who(slack, person),
    callback_id: String(request.callback_id ?? ''),
    trigger_id: slack.issueTrigger(person.id),
    response_url: slack.issueResponseUrl({ channel: channel.id, user: person.id }),
    action_ts: (slack.options.clock.wall() / 1000).toFixed(6),
    message_ts: message.ts,
    channel: channelPart(channel),
    message: asSent(message),
  };
  return report(slack, person, channel.id, await deliverInteraction(slack, payload));
}

export async function openHome(slack: SlackStore, request: Json): Promise<Json> {
  const person = personFor(slack, request.user);
  const channel = channelFor(slack, person.id);
  const home = slack.homes.get(person.id);
  const eventTs = (slack.options.clock.wall() / 1000).toFixed(6);
  const event = {
    type: 'app_home_opened',
    user: person.id,
    channel: channel.id,
    tab: 'home',
    event_ts: eventTs,
    ...(home ? { view: home } : {}),
  };
  const { status, ms, acknowledged } = await deliverEvent(slack, event);
  return { ok: true, status, ms, acknowledged };
}

/** A person writes; the bot hears of it when it is mentioned. */
export async function say(slack: SlackStore, request: Json): Promise<Json> {
  const person = personFor(slack, request.user);
  const channel = channelFor(slack, request.channel);
  const text = String(request.text ?? '').replace(new RegExp(`@${slack.bot.name}\\b`, 'g'), `<@${slack.bot.userId}>`);
  const thread = typeof request.thread_ts === 'string' ? { thread_ts: request.thread_ts } : {};
  const message = addMessage(slack, channel, { text, parse: 'full', ...thread }, { user: person.id, bot: false });
  const written = { ok: true, channel: channel.id, ts: message.ts };
  if (!text.includes(`<@${slack.bot.userId}>`)) return written;
  const event = {
    type: 'app_mention',
    user: person.id,
    text,
    ts: message.ts,
    channel: channel.id,
    event_ts: message.ts,
    team: person.teamId ?? slack.options.team.id,
    ...thread,
  };
  const { status, ms, acknowledged } = await deliverEvent(slack, event);
  return { ...written, status, ms, acknowledged };
}
