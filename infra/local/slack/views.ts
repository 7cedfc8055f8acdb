/** Views that are open: made from what the bot sent, stacked three high, replaced and closed. */
import { randomBytes } from 'node:crypto';
import { checkPayload, LIMITS } from '../../../blocks/limits.ts';
import { details, withBlockIds } from './messages.ts';
import type { SlackStore } from './store.ts';
import { type FormValues, type Json, type OpenView, SlackRefusal } from './types.ts';

export function refuseBrokenView(view: unknown, type: 'modal' | 'home'): Json {
  const problems = checkPayload({ view });
  if (problems.some((problem) => problem.includes('view_too_large'))) throw new SlackRefusal('view_too_large', details(problems));
  if (problems.length > 0) throw new SlackRefusal('invalid_arguments', details(problems));
  const given = view as Json;
  if (given.type !== type) throw new SlackRefusal('invalid_arguments', details([`/view/type: must be ${type} here`]));
  return given;
}

function newHash(slack: SlackStore): string {
  return `${Math.floor(slack.options.clock.wall() / 1000)}.${randomBytes(4).toString('hex')}`;
}

/** What was typed stays where block_id and action_id stay. */
function keptValues(blocks: Json[], values: FormValues): FormValues {
  const text = JSON.stringify(blocks);
  const kept: FormValues = {};
  for (const [blockId, actions] of Object.entries(values)) {
    if (!blocks.some((block) => block.block_id === blockId)) continue;
    for (const [actionId, value] of Object.entries(actions)) {
      if (text.includes(`"action_id":${JSON.stringify(actionId)}`)) kept[blockId] = { ...kept[blockId], [actionId]: value };
    }
  }
  return kept;
}

function makeView(slack: SlackStore, given: Json, before?: OpenView): OpenView {
  const id = before?.id ?? slack.newId('V');
  const blocks = withBlockIds(given.blocks as Json[]);
  return {
    title: null,
    submit: null,
    close: null,
    clear_on_close: false,
    notify_on_close: false,
    ...given,
    id,
    type: String(given.type),
    team_id: slack.options.team.id,
    app_id: slack.bot.appId,
    bot_id: slack.bot.botId,
    app_installed_team_id: slack.options.team.id,
    blocks,
    callback_id: String(given.callback_id ?? ''),
    external_id: String(given.external_id ?? ''),
    private_metadata: String(given.private_metadata ?? ''),
    state: { values: before ? keptValues(blocks, before.state.values) : {} },
    hash: newHash(slack),
    root_view_id: before?.root_view_id ?? id,
    previous_view_id: before?.previous_view_id ?? null,
  };
}

function refuseSameExternalId(slack: SlackStore, given: Json, except?: OpenView): void {
  if (!given.external_id) return;
  const open = [...[...slack.modals.values()].flat(), ...slack.homes.values()];
  if (open.some((view) => view !== except && view.external_id === given.external_id)) throw new SlackRefusal('duplicate_external_id');
}

export function openModal(slack: SlackStore, user: string, given: Json): OpenView {
  slack.modals.delete(user);
  refuseSameExternalId(slack, given);
  const view = makeView(slack, given);
  slack.modals.set(user, [view]);
  slack.viewErrors.delete(user);
  return view;
}

export function pushModal(slack: SlackStore, user: string, given: Json): OpenView {
  const stack = slack.modals.get(user) ?? [];
  const below = stack.at(-1);
  if (!below) throw new SlackRefusal('not_found');
  if (stack.length >= LIMITS.viewStack) throw new SlackRefusal('push_limit_reached');
  refuseSameExternalId(slack, given);
  const made = makeView(slack, given);
  const view = { ...made, root_view_id: below.root_view_id, previous_view_id: below.id };
  stack.push(view);
  slack.viewErrors.delete(user);
  return view;
}

/** Finds a modal that is open somewhere, or a Home tab, by its id or the bot's own name for it. */
export function findView(slack: SlackStore, call: Json): { user: string; view: OpenView } | undefined {
  const fits = (view: OpenView) =>
    call.view_id ? view.id === call.view_id : view.external_id !== '' && view.external_id === call.external_id;
  for (const [user, stack] of slack.modals) {
    const view = stack.find(fits);
    if (view) return { user, view };
  }
  for (const [user, view] of slack.homes) if (fits(view)) return { user, view };
  return undefined;
}

export function replaceView(slack: SlackStore, user: string, before: OpenView, given: Json): OpenView {
  refuseSameExternalId(slack, given, before);
  const view = makeView(slack, given, before);
  if (before.type === 'home') slack.homes.set(user, view);
  else {
    const stack = slack.modals.get(user) ?? [];
    stack.splice(stack.indexOf(before), 1, view);
    slack.viewErrors.delete(user);
  }
  return view;
}

export function publishHome(slack: SlackStore, user: string, given: Json): OpenView {
  const before = slack.homes.get(user);
  if (before) return replaceView(slack, user, before, given);
  refuseSameExternalId(slack, given);
  const view = makeView(slack, given);
  slack.homes.set(user, view);
  return view;
}

export function closeTop(slack: SlackStore, user: string): OpenView | undefined {
  slack.viewErrors.delete(user);
  return slack.modals.get(user)?.pop();
}
