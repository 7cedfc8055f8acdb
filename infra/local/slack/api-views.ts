/** The views.* methods of the Web API. */
import { type Method, needs, textOf } from './api-call.ts';
import { type Json, type OpenView, SlackRefusal } from './types.ts';
import { findView, openModal, publishHome, pushModal, refuseBrokenView, replaceView } from './views.ts';

const open: Method = (call, slack) => {
  needs(call, 'trigger_id', 'view');
  const given = refuseBrokenView(call.view, 'modal');
  return { view: openModal(slack, slack.redeemTrigger(call.trigger_id), given) };
};

const push: Method = (call, slack) => {
  needs(call, 'trigger_id', 'view');
  const given = refuseBrokenView(call.view, 'modal');
  return { view: pushModal(slack, slack.redeemTrigger(call.trigger_id), given) };
};

function refuseOldHash(call: Json, view: OpenView | undefined): void {
  const hash = textOf(call, 'hash');
  if (hash && hash !== view?.hash) throw new SlackRefusal('hash_conflict');
}

const update: Method = (call, slack) => {
  needs(call, 'view');
  if (!call.view_id && !call.external_id) needs(call, 'view_id');
  const found = findView(slack, call);
  if (!found) throw new SlackRefusal('not_found');
  const given = refuseBrokenView(call.view, found.view.type === 'home' ? 'home' : 'modal');
  refuseOldHash(call, found.view);
  return { view: replaceView(slack, found.user, found.view, given) };
};

const publish: Method = (call, slack) => {
  needs(call, 'user_id', 'view');
  const person = slack.people.find((one) => one.id === call.user_id);
  if (!person) throw new SlackRefusal('user_not_found');
  const given = refuseBrokenView(call.view, 'home');
  refuseOldHash(call, slack.homes.get(person.id));
  return { view: publishHome(slack, person.id, given) };
};

export const VIEWS: Record<string, Method> = { 'views.open': open, 'views.push': push, 'views.update': update, 'views.publish': publish };
