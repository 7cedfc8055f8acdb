/** From a parsed Slack payload to a click, or nothing when it is not one of ours; every part is bounded and nothing is looked up. */
import { type Click, homeControls, menuAction } from './click.ts';

const OPAQUE = /^[0-9A-Z]{8}(?:\.[0-9a-f]{10})?$/;
const PERSON = /^[UW][A-Z0-9]{1,30}$/;
const PLACE = /^[A-Z][A-Z0-9]{1,30}$/;
const TIMESTAMP = /^\d{1,12}\.\d{1,9}$/;
const NAME = /^[a-z][a-z0-9_-]{0,79}$/;
const EVENT = /^Ev[A-Za-z0-9]{1,60}$/;
const URL_FORM = /^https?:\/\/[^\s<>|]{1,500}$/;
/** What the Home tab shows: a view, perhaps of one account (or of what stands for it where policy redacts), perhaps of one severity, and a page of it. */
const HOME = /^[a-z]{1,20}(?:-(?:\d{12}|account-[0-9a-f]{4}))?(?:~[a-z]{1,20})?\.\d{1,3}$/;
const COMMAND = /^\/[a-z0-9_-]{1,32}$/;
const MOST_INPUTS = 20;
const MOST_CHOICES = 50;
const MOST_TEXT = 4_000;

type Seen = Pick<Click, 'id' | 'at'>;
type Part = Record<string, unknown>;

function part(of: Part, name: string): Part {
  const value = Object.hasOwn(of, name) ? of[name] : undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Part) : {};
}

/** The field when it has the form it should have. */
function matching(of: Part, name: string, form: RegExp): string | undefined {
  const value = Object.hasOwn(of, name) ? of[name] : undefined;
  return typeof value === 'string' && value.length <= MOST_TEXT && form.test(value) ? value : undefined;
}

function filled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function defined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function bounded(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, MOST_TEXT) : undefined;
}

function enteredValue(entered: Part): string | string[] | undefined {
  const many = entered.selected_options ?? entered.selected_users;
  if (Array.isArray(many)) {
    return many
      .slice(0, MOST_CHOICES)
      .flatMap((one: unknown) => bounded(typeof one === 'string' ? one : (one as Part | null)?.value) ?? []);
  }
  const plain = [entered.value, entered.selected_user, entered.selected_date, entered.selected_time].find(filled);
  const moment = typeof entered.selected_date_time === 'number' ? String(entered.selected_date_time) : undefined;
  return bounded(plain) ?? bounded(part(entered, 'selected_option').value) ?? moment;
}

function inputs(view: Part): Record<string, string | string[]> {
  const all: [string, string | string[]][] = [];
  const values = part(part(view, 'state'), 'values');
  for (const blockId of Object.keys(values).slice(0, MOST_INPUTS)) {
    const block = part(values, blockId);
    const entered = enteredValue(part(block, Object.keys(block)[0] ?? ''));
    if (NAME.test(blockId) && entered !== undefined) all.push([blockId, entered]);
  }
  return Object.fromEntries(all);
}

type Person = Pick<Click, 'team' | 'user'>;
function person(team: string | undefined, user: string | undefined): Person | undefined {
  return team && user ? { team, user } : undefined;
}

function interactingPerson(payload: Part): Person | undefined {
  const user = part(payload, 'user');
  return person(matching(user, 'team_id', PLACE) ?? matching(part(payload, 'team'), 'id', PLACE), matching(user, 'id', PERSON));
}

/** A menu's option carries both; false when the value is not one of ours. */
function control(action: Part): { action: string; value?: string } | false {
  const name = matching(action, 'action_id', NAME);
  if (!name) return false;
  if (name === menuAction) {
    const [, verb, value] = /^([a-z][a-z0-9_-]{0,79}):(.{1,40})$/.exec(String(part(action, 'selected_option').value)) ?? [];
    return verb && value && OPAQUE.test(value) ? { action: verb, value } : false;
  }
  if (!filled(action.value)) return { action: name };
  const value = matching(action, 'value', OPAQUE);
  return value ? { action: name, value } : false;
}

/** What a modal says about itself; false when its metadata is not ours. */
function modalParts(view: Part): Pick<Click, 'callbackId' | 'privateMetadata' | 'viewId'> | false {
  const privateMetadata = matching(view, 'private_metadata', OPAQUE);
  if (filled(view.private_metadata) && !privateMetadata) return false;
  const open = view.type === 'home' ? undefined : matching(view, 'id', PLACE);
  return defined({ callbackId: matching(view, 'callback_id', NAME), privateMetadata, viewId: open });
}

/** What the Home tab is to show next; false when it is another control. */
function homeValue(view: Part, action: Part): { value?: string } | false {
  if (view.type !== 'home' || !homeControls.some((each) => each === action.action_id)) return false;
  return defined<{ value?: string }>({
    value: matching(action, 'value', HOME) ?? matching(part(action, 'selected_option'), 'value', HOME),
  });
}

function readAction(payload: Part, seen: Seen): Click | undefined {
  const first: unknown = Array.isArray(payload.actions) ? payload.actions[0] : undefined;
  const who = interactingPerson(payload);
  const view = part(payload, 'view');
  const next = homeValue(view, part({ first }, 'first'));
  if (who && next) return { ...seen, kind: 'home', ...who, ...next };
  const what = control(part({ first }, 'first'));
  const modal = modalParts(view);
  if (!who || !what || !modal) return undefined;
  const container = part(payload, 'container');
  const message = part(payload, 'message');
  const where = defined<Pick<Click, 'channel' | 'messageTs' | 'threadTs'>>({
    channel: matching(part(payload, 'channel'), 'id', PLACE) ?? matching(container, 'channel_id', PLACE),
    messageTs: matching(container, 'message_ts', TIMESTAMP) ?? matching(message, 'ts', TIMESTAMP),
    threadTs: matching(container, 'thread_ts', TIMESTAMP) ?? matching(message, 'thread_ts', TIMESTAMP),
  });
  return { ...seen, kind: 'action', ...who, ...where, ...what, ...modal, ...(view.type === 'home' && { via: 'home' as const }) };
}

function readModal(payload: Part, seen: Seen, kind: 'submission' | 'closed'): Click | undefined {
  const who = interactingPerson(payload);
  const view = part(payload, 'view');
  const modal = modalParts(view);
  if (!who || modal === false || modal.callbackId === undefined) return undefined;
  return { ...seen, kind, ...who, ...modal, ...(kind === 'submission' && { values: inputs(view) }) };
}

/** A shortcut is a control without a value: its callback_id names what it asks for. */
function readShortcut(payload: Part, seen: Seen): Click | undefined {
  const who = interactingPerson(payload);
  const action = matching(payload, 'callback_id', NAME);
  if (!who || !action) return undefined;
  const message = part(payload, 'message');
  const where = defined<Pick<Click, 'channel' | 'messageTs' | 'threadTs'>>({
    channel: matching(part(payload, 'channel'), 'id', PLACE),
    messageTs: matching(payload, 'message_ts', TIMESTAMP) ?? matching(message, 'ts', TIMESTAMP),
    threadTs: matching(message, 'thread_ts', TIMESTAMP),
  });
  return { ...seen, kind: 'action', ...who, ...where, action };
}

function readCommand(payload: Part, seen: Seen): Click | undefined {
  const who = person(matching(payload, 'team_id', PLACE), matching(payload, 'user_id', PERSON));
  const command = matching(payload, 'command', COMMAND);
  if (!who || !command) return undefined;
  const about = defined<Pick<Click, 'channel' | 'responseUrl'>>({
    channel: matching(payload, 'channel_id', PLACE),
    responseUrl: matching(payload, 'response_url', URL_FORM),
  });
  return { ...seen, kind: 'command', ...who, ...about, command, text: bounded(payload.text) ?? '' };
}

/** What happened to a channel, by the type of the event. Of members only the bot itself is meant. */
const HAPPENED: Record<string, NonNullable<Click['happened']>> = {
  ...{ channel_left: 'left', group_left: 'left', member_left_channel: 'left', member_joined_channel: 'changed' },
  ...{ channel_archive: 'archived', group_archive: 'archived', channel_unarchive: 'changed', group_unarchive: 'changed' },
  ...{ channel_deleted: 'gone', group_deleted: 'gone', channel_rename: 'changed', group_rename: 'changed' },
};
/** Slack's own name for itself, where nobody did it. */
const SLACK_ITSELF = 'USLACKBOT';

/** Whoever is named in it, it is Slack's word about the channel and nobody's wish. */
function readChannelEvent(payload: Part, event: Part, seen: Seen): Click | undefined {
  const type = String(event.type);
  const happened = Object.hasOwn(HAPPENED, type) ? HAPPENED[type] : undefined;
  const channel = matching(event, 'channel', PLACE) ?? matching(part(event, 'channel'), 'id', PLACE);
  const team = matching(payload, 'team_id', PLACE);
  if (!happened || !channel || !team) return undefined;
  const [self] = Array.isArray(payload.authorizations) ? (payload.authorizations as unknown[]) : [];
  if (type.startsWith('member_') && event.user !== part({ self }, 'self').user_id) return undefined;
  return { ...seen, kind: 'channel', team, user: SLACK_ITSELF, channel, happened };
}

function readEvent(payload: Part, { id, at }: Seen): Click | undefined {
  const event = part(payload, 'event');
  if (Object.hasOwn(HAPPENED, String(event.type)))
    return readChannelEvent(payload, event, { id: matching(payload, 'event_id', EVENT) ?? id, at });
  const who = person(matching(event, 'team', PLACE) ?? matching(payload, 'team_id', PLACE), matching(event, 'user', PERSON));
  if (!who || filled(event.bot_id)) return undefined;
  const seen = { id: matching(payload, 'event_id', EVENT) ?? id, at };
  const channel = matching(event, 'channel', PLACE);
  const place = { ...who, ...(channel && { channel }) };
  if (event.type === 'app_home_opened') return event.tab === 'messages' ? undefined : { ...seen, kind: 'home', ...place };
  if (event.type !== 'app_mention') return undefined;
  const where = defined<Pick<Click, 'messageTs' | 'threadTs'>>({
    messageTs: matching(event, 'ts', TIMESTAMP),
    threadTs: matching(event, 'thread_ts', TIMESTAMP),
  });
  return { ...seen, kind: 'mention', ...place, ...where, text: bounded(event.text) ?? '' };
}

export function readClick(payload: unknown, seen: Seen): Click | undefined {
  const whole = part({ payload }, 'payload');
  switch (whole.type) {
    case 'block_actions':
      return readAction(whole, seen);
    case 'view_submission':
      return readModal(whole, seen, 'submission');
    case 'view_closed':
      return readModal(whole, seen, 'closed');
    case 'shortcut':
    case 'message_action':
      return readShortcut(whole, seen);
    case 'event_callback':
      return readEvent(whole, seen);
    case undefined:
      return readCommand(whole, seen);
    default:
      return undefined;
  }
}
