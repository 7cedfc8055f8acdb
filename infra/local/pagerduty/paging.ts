/** Who is woken, and who next when nobody answers: levels by the sandbox's clock, for incidents of high urgency only. */
import { agentOf, webhookData } from './render.ts';
import type { PagerDutyStore } from './store.ts';
import type { Agent, FakeIncident } from './types.ts';

export function note(store: PagerDutyStore, incident: FakeIncident, what: string, agent: Agent): void {
  const who = agent === null ? 'PagerDuty' : agent === 'events' ? 'Events API' : (store.user(agent.user)?.name ?? agent.user);
  incident.log.push({ at: store.clock.now(), what, who });
  store.revision += 1;
}

export function tell(store: PagerDutyStore, type: string, incident: FakeIncident, agent: Agent, more: object = {}): void {
  store.webhooks.emit(`incident.${type}`, incident.id, {
    agent: agentOf(store, agent),
    data: webhookData(store, incident),
    ...more,
  });
}

/** A timer of an incident; a second one for the same purpose replaces the first. */
export function setTimer(store: PagerDutyStore, incident: FakeIncident, purpose: string, seconds: number, fire: () => void): void {
  stopTimer(incident, purpose);
  incident.timers.set(
    purpose,
    store.clock.schedule(store.clock.now() + seconds * 1000, () => {
      incident.timers.delete(purpose);
      fire();
    }),
  );
}

export function stopTimer(incident: FakeIncident, ...purposes: string[]): void {
  for (const purpose of purposes) {
    incident.timers.get(purpose)?.();
    incident.timers.delete(purpose);
  }
}

/** From this level on, the first that has somebody: a gap is skipped at once. */
export function staffedFrom(store: PagerDutyStore, level: number): number | undefined {
  for (let next = level; next <= store.levels.length; next += 1) if (store.onCallAt(next).length > 0) return next;
  return undefined;
}

export function page(store: PagerDutyStore, incident: FakeIncident, level: number): void {
  const users = store.onCallAt(level);
  Object.assign(incident, { level, assignees: users });
  incident.pages.push({ at: store.clock.now(), level, users });
  waitForAnswer(store, incident);
}

/** Low urgency never escalates. */
export function waitForAnswer(store: PagerDutyStore, incident: FakeIncident): void {
  stopTimer(incident, 'escalate');
  const level = store.levels[incident.level - 1];
  if (incident.status !== 'triggered' || incident.urgency === 'low' || !level) return;
  setTimer(store, incident, 'escalate', level.minutes * 60, () => escalateBySelf(store, incident));
}

function escalateBySelf(store: PagerDutyStore, incident: FakeIncident): void {
  if (incident.status !== 'triggered') return;
  let next = staffedFrom(store, incident.level + 1);
  if (next === undefined && incident.loop < store.policy.num_loops) {
    incident.loop += 1;
    next = staffedFrom(store, 1);
  }
  if (next === undefined) return;
  page(store, incident, next);
  note(store, incident, `escalated to level ${next}: nobody answered`, null);
  tell(store, 'escalated', incident, null);
}
