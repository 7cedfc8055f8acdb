/** What people do inside a modal: send it, and close it. */
import { isJson, parseJson } from './api-call.ts';
import { deliverInteraction } from './deliver.ts';
import { clientProblems, fill, inputNames } from './forms.ts';
import { NotThere, personFor } from './interactions.ts';
import { viewPart, who } from './payloads.ts';
import type { SlackStore } from './store.ts';
import { type Json, type OpenView, type Person, SlackRefusal } from './types.ts';
import { closeTop, pushModal, refuseBrokenView, replaceView } from './views.ts';

const NO_ANSWER = 'We had some trouble connecting. Try again?';

type Entered = Record<string, string | string[]>;

function enteredBy(request: Json, view: OpenView): Entered {
  const values = isJson(request.values) ? (request.values as Entered) : {};
  const names = inputNames(view);
  const unknown = Object.keys(values).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new NotThere(`the modal has no input ${unknown.join(', ')}`, names);
  return values;
}

function tell(slack: SlackStore, person: Person, text: string): void {
  slack.tellError(person.id, person.id, text);
}

/** Does what the bot answered; returns what it was, and the errors it showed. */
function obey(slack: SlackStore, person: Person, view: OpenView, answer: Json): Json {
  const action = answer.response_action;
  if (action === undefined) {
    closeTop(slack, person.id);
    return {};
  }
  if (action === 'errors') {
    const errors = isJson(answer.errors) ? (answer.errors as Record<string, string>) : {};
    const names = inputNames(view);
    const lost = Object.keys(errors).filter((name) => !names.includes(name));
    if (lost.length > 0 || Object.keys(errors).length === 0)
      throw new SlackRefusal(`errors for inputs that are not there: ${lost.join(', ')}`);
    slack.viewErrors.set(person.id, errors);
    return { response_action: action, errors };
  }
  if (action === 'clear') {
    slack.modals.delete(person.id);
    slack.viewErrors.delete(person.id);
  } else if (action === 'update') replaceView(slack, person.id, view, refuseBrokenView(answer.view, 'modal'));
  else if (action === 'push') pushModal(slack, person.id, refuseBrokenView(answer.view, 'modal'));
  else throw new SlackRefusal(`unknown response_action ${JSON.stringify(action)}`);
  return { response_action: action };
}

export async function submitView(slack: SlackStore, request: Json): Promise<Json> {
  const person = personFor(slack, request.user);
  const view = slack.modals.get(person.id)?.at(-1);
  if (!view) throw new NotThere(`${person.name} has no modal open`);
  if (!view.submit) throw new NotThere('the modal has no submit button');
  const values = fill(view, enteredBy(request, view), (name) => slack.person(name));
  view.state = { values };
  const problems = clientProblems(view, values);
  if (Object.keys(problems).length > 0) {
    slack.viewErrors.set(person.id, problems);
    return { ok: true, status: 0, ms: 0, acknowledged: false, sent: false, response_action: 'errors', errors: problems };
  }
  slack.viewErrors.delete(person.id);
  const delivery = await deliverInteraction(slack, {
    type: 'view_submission',
    ...who(slack, person),
    trigger_id: slack.issueTrigger(person.id),
    view: viewPart(view, values),
    response_urls: [],
  });
  const base = { ok: true, status: delivery.status, ms: delivery.ms, acknowledged: delivery.acknowledged };
  if (!delivery.acknowledged) {
    tell(slack, person, NO_ANSWER);
    return base;
  }
  const answer = delivery.body.trim() === '' ? {} : parseJson(delivery.body);
  try {
    // The bot may have replaced the modal while it was answering.
    const current = slack.modals.get(person.id)?.find((open) => open.id === view.id);
    return { ...base, ...(current ? obey(slack, person, current, isJson(answer) ? answer : {}) : {}) };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    tell(slack, person, `${NO_ANSWER} (${error.message})`);
    return { ...base, acknowledged: false, error: error.message, ...error.more };
  }
}

/** The close button closes the modal on top; the bot hears of it when it asked to. */
export async function closeView(slack: SlackStore, request: Json): Promise<Json> {
  const person = personFor(slack, request.user);
  const view = closeTop(slack, person.id);
  if (!view) throw new NotThere(`${person.name} has no modal open`);
  if (view.clear_on_close === true) slack.modals.delete(person.id);
  if (view.notify_on_close !== true) return { ok: true, notified: false };
  const payload = { type: 'view_closed', ...who(slack, person), view: viewPart(view, view.state.values), is_cleared: false };
  const { status, ms, acknowledged } = await deliverInteraction(slack, payload);
  return { ok: true, notified: true, status, ms, acknowledged };
}
