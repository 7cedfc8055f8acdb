/** What people and tests do to the fake PagerDuty through its control door. */
import { acknowledge, annotate, escalate, merge, reassign, reopen, resolve, setPriority, snooze, unacknowledge } from './incidents.ts';
import { ping } from './rest-settings.ts';
import type { PagerDutyStore } from './store.ts';
import { type FakeIncident, type FaultMode, faultModes, isJson, type Json, Refusal } from './types.ts';
import { signatures } from './webhooks.ts';

type Verb = (store: PagerDutyStore, request: Json) => unknown;

function userNamed(store: PagerDutyStore, name: unknown): string {
  const user = store.user(name);
  if (!user)
    throw new Refusal(
      404,
      2100,
      `there is nobody called ${JSON.stringify(name)}; there are ${store.users.map((one) => one.name).join(', ')}`,
    );
  return user.id;
}
function usersNamed(store: PagerDutyStore, names: unknown): string[] {
  return (Array.isArray(names) ? names : [names]).map((name) => userNamed(store, name));
}

type Deed = (store: PagerDutyStore, incident: FakeIncident, actor: { user: string }, request: Json) => unknown;

/** By a person: `user` as name, id or e-mail; without, whoever is assigned. */
function byPerson(deed: Deed): Verb {
  return (store, request) => {
    const incident = store.incident(request.incident);
    const user = request.user === undefined ? (incident.assignees[0] ?? '') : userNamed(store, request.user);
    return deed(store, incident, { user }, request);
  };
}

/** On call at a level from now on, nobody is a gap; with `from`, after those who are. */
const shift: Verb = (store, { level = 1, users = [], from, until }) => {
  const found = store.levels[Number(level) - 1];
  if (!found) throw new Refusal(404, 2100, `there are levels 1 to ${store.levels.length}`);
  const times = { ...(typeof from === 'string' && { from }), ...(typeof until === 'string' && { until }) };
  const shifts = usersNamed(store, users).map((user) => ({ user, ...times }));
  found.onCall = times.from === undefined ? shifts : [...found.onCall, ...shifts];
};

/** Any envelope, signed or not; answers what the bot answered. */
async function event(store: PagerDutyStore, { body, secret, headers = {}, signature }: Json): Promise<unknown> {
  const { webhooks } = store;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const sent = webhooks.headers(text, store.newId('w').toLowerCase());
  if (typeof secret === 'string') sent['x-pagerduty-signature'] = signatures(text, [secret]);
  if (typeof signature === 'string') sent['x-pagerduty-signature'] = signature;
  return store.clock.runApart(() => webhooks.sendRaw(text, { ...sent, ...(headers as Record<string, string>) }));
}

/** Which secrets sign from now on, by their places in the configuration: [0], [1], or both. */
const rotate: Verb = (store, { secrets }) => {
  const places = Array.isArray(secrets) ? secrets.map(Number) : [0];
  store.webhooks.signing = places.flatMap((place) => store.options.webhookSecrets[place] ?? []);
};

/** Settings of the service, the policy and the subscription, for what doctor looks at. */
const settings: Verb = (store, { service, policy, subscription, minutes, levels }) => {
  if (isJson(service)) Object.assign(store.service, service);
  if (isJson(policy)) Object.assign(store.policy, policy);
  if (isJson(subscription)) {
    const { disabled, ...rest } = subscription;
    Object.assign(store.webhooks.subscription, rest);
    if (disabled === true) store.webhooks.disabledUntil = store.clock.now() + 86_400_000;
    if (disabled === false) store.webhooks.enable();
  }
  if (Array.isArray(minutes)) for (const [index, level] of store.levels.entries()) level.minutes = Number(minutes[index] ?? level.minutes);
  if (typeof levels === 'number') store.levels.splice(levels);
};

const person: Verb = (store, { user, email, realName }) => {
  const found = store.user(userNamed(store, user));
  if (found && typeof email === 'string') found.email = email;
  if (found && typeof realName === 'string') found.realName = realName;
};

/** Every request goes wrong until `on` is false. */
const outage: Verb = (store, { on = true, mode = '5xx' }) => {
  if (!faultModes.some((each) => each === mode)) throw new Refusal(400, 2001, `mode is one of ${faultModes.join(', ')}`);
  store.outage = on === true ? (mode as FaultMode) : undefined;
};

export const verbs: Record<string, Verb> = {
  acknowledge: byPerson((store, incident, actor) => acknowledge(store, incident, actor)),
  unacknowledge: (store, request) => unacknowledge(store, store.incident(request.incident), null),
  resolve: byPerson((store, incident, actor, { resolution }) =>
    resolve(store, incident, actor, typeof resolution === 'string' ? resolution : undefined),
  ),
  /** As a time-out does: nobody's deed. */
  'resolve-by-itself': (store, request) => resolve(store, store.incident(request.incident), null),
  reopen: byPerson(reopen),
  escalate: byPerson((store, incident, actor, { level }) =>
    escalate(store, incident, actor, level === undefined ? undefined : Number(level)),
  ),
  reassign: byPerson((store, incident, actor, { to }) => reassign(store, incident, actor, usersNamed(store, to))),
  note: byPerson((store, incident, { user }, { content }) => annotate(store, incident, user, String(content ?? ''))),
  snooze: byPerson((store, incident, { user }, { seconds }) => snooze(store, incident, user, Number(seconds ?? 3600))),
  priority: byPerson((store, incident, actor, { priority }) => setPriority(store, incident, actor, priority)),
  /** `incident` is merged into `into`. */
  merge: byPerson((store, incident, actor, { into }) => merge(store, store.incident(into), [incident], actor)),
  shift,
  /** Events are taken and make no incident. */
  maintenance: (store, { on = true }) => void Object.assign(store, { maintenance: on === true }),
  /** The same, but the alerts are kept. */
  suppress: (store, { on = true }) => void Object.assign(store, { suppress: on === true }),
  ping: (store) => ping(store),
  event,
  rotate,
  settings,
  person,
  outage,
};
