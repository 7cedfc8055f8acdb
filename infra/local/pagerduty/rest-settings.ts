/** REST: people, who is on call, and what is set up. */
import { policyReference, serviceReference, userOf, userReference } from './render.ts';
import { idsIn, pageOf, type RestCall, type RestMethod } from './rest-call.ts';
import { type PagerDutyStore, priorities } from './store.ts';
import { type Json, Refusal } from './types.ts';

function notFound(): never {
  throw new Refusal(404, 2100, 'Not Found');
}

const users: RestMethod = (call) => {
  const query = (call.query.get('query') ?? '').toLowerCase();
  const found = call.store.users.filter(({ realName, email }) => `${realName} ${email}`.toLowerCase().includes(query));
  return pageOf(
    call,
    'users',
    found.map(({ id }) => userOf(call.store, id)),
  );
};
const user: RestMethod = ({ store, ids: [id = ''] }) => {
  const found = store.users.find((one) => one.id === id) ?? notFound();
  return { body: { user: userOf(store, found.id) } };
};

/** `since` and `until` are of now when they are not given. */
function onCallRows({ store, query }: RestCall, isWhole: boolean): Json[] {
  const [since, until] = ['since', 'until'].map((name) => Date.parse(query.get(name) ?? store.iso()));
  return store.levels.flatMap((_, index) =>
    store.shifts(index + 1, since ?? 0, until ?? 0).map((shift) => ({
      user: isWhole ? userOf(store, shift.user) : userReference(store, shift.user),
      schedule:
        shift.until === undefined ? null : { id: `PSCHEDULE${index + 1}`, type: 'schedule_reference', summary: `Level ${index + 1}` },
      escalation_policy: policyReference(store),
      escalation_level: index + 1,
      start: shift.from ?? (shift.until === undefined ? null : store.iso()),
      end: shift.until ?? null,
    })),
  );
}

const onCalls: RestMethod = (call) => {
  const { store, query } = call;
  const policies = idsIn(query, 'escalation_policy_ids');
  const wanted = idsIn(query, 'user_ids');
  const seen = new Set<string>();
  const rows = onCallRows(call, idsIn(query, 'include').includes('users')).filter(({ user, escalation_level: level }) => {
    const { id } = user as Json;
    if (policies.length > 0 && !policies.includes(store.policy.id)) return false;
    if (wanted.length > 0 && !wanted.includes(String(id))) return false;
    const first = !seen.has(`${String(level)} ${String(id)}`);
    seen.add(`${String(level)} ${String(id)}`);
    return first || query.get('earliest') !== 'true';
  });
  return pageOf(call, 'oncalls', rows);
};

function serviceOf(store: PagerDutyStore): Json {
  return {
    ...serviceReference(store),
    ...store.service,
    type: 'service',
    escalation_policy: policyReference(store),
    alert_creation: 'create_alerts_and_incidents',
  };
}
function policyOf(store: PagerDutyStore): Json {
  const rules = store.levels.map(({ minutes, onCall }, index) => ({
    id: `PRULE${index + 1}`,
    escalation_delay_in_minutes: minutes,
    targets: onCall.map((shift) => userReference(store, shift.user)),
  }));
  return { ...policyReference(store), ...store.policy, type: 'escalation_policy', escalation_rules: rules };
}
function subscriptionOf({ webhooks, service, options }: PagerDutyStore): Json {
  const { id, active, events, description } = webhooks.subscription;
  return {
    id,
    type: 'webhook_subscription',
    active,
    description,
    events,
    filter: { type: 'service_reference', id: service.id },
    delivery_method: {
      id: 'PDELIVERY',
      type: 'http_delivery_method',
      url: options.deliver.url,
      secret: null,
      temporarily_disabled: webhooks.disabled,
      custom_headers: [],
    },
  };
}

/** Sends `pagey.ping`, which is about no incident. */
export function ping(store: PagerDutyStore): void {
  const agent = { id: store.users[0]?.id ?? 'PNOBODY', type: 'user_reference' };
  const data = { message: 'Hello from your friend Pagey!', type: 'ping' };
  store.webhooks.emit('pagey.ping', 'ping', { resource_type: 'pagey', agent, data });
}

function ours({ store, ids: [id = ''] }: RestCall): void {
  if (id !== store.webhooks.subscription.id) notFound();
}

export const settingMethods: Record<string, RestMethod> = {
  'GET users': users,
  'GET users/*': user,
  'GET oncalls': onCalls,
  'GET priorities': (call) =>
    pageOf(
      call,
      'priorities',
      priorities.map((each) => ({ ...each, type: 'priority', summary: each.name })),
    ),
  'GET services': (call) => pageOf(call, 'services', [serviceOf(call.store)]),
  'GET services/*': ({ store, ids: [id] }) => (id === store.service.id ? { body: { service: serviceOf(store) } } : notFound()),
  'GET escalation_policies': (call) => pageOf(call, 'escalation_policies', [policyOf(call.store)]),
  'GET escalation_policies/*': ({ store, ids: [id] }) =>
    id === store.policy.id ? { body: { escalation_policy: policyOf(store) } } : notFound(),
  'GET webhook_subscriptions': (call) => {
    const { delivery_method: method, ...rest } = subscriptionOf(call.store);
    const { temporarily_disabled: _, ...listed } = method as Json;
    return pageOf(call, 'webhook_subscriptions', [{ ...rest, delivery_method: listed }]);
  },
  'GET webhook_subscriptions/*': (call) => {
    ours(call);
    return { body: { webhook_subscription: subscriptionOf(call.store) } };
  },
  'POST webhook_subscriptions/*/ping': (call) => {
    ours(call);
    ping(call.store);
    return { status: 202 };
  },
  'POST webhook_subscriptions/*/enable': (call) => {
    ours(call);
    call.store.webhooks.enable();
    return { body: { webhook_subscription: subscriptionOf(call.store) } };
  },
};
