/** Who a PagerDuty person is in Slack and back: by confirmed address, pinned when first seen; policy's map wins; a change needs an admin. */
import type { Policy } from '../domain/policy.ts';
import type { Clock } from './clock.ts';
import type { PagerDuty, PagerDutyPerson } from './pagerduty.ts';
import { remember } from './remember.ts';
import type { Slack, SlackUser } from './slack.ts';
import type { Item, Table } from './table.ts';

/** `unsure`: a look-up failed, so that nothing is known; otherwise the answer stands until somebody changes something. */
export type Unlinked = { ok: false; because: string; unsure?: true };
export type Linked = { ok: true; id: string; name: string } | Unlinked;

export interface People {
  /** Who this is in Slack; asked of both sides, and pinned when both say the same. Never rejects. */
  slackOf(person: PagerDutyPerson): Promise<Linked>;
  /** The same by what is pinned or in policy, without asking Slack: for when it is down. Never rejects. */
  pinned(person: PagerDutyPerson): Promise<Linked>;
  /** Whom PagerDuty records when this person of Slack acts. Never rejects. */
  pagerDutyOf(slackId: string): Promise<{ ok: true; id: string; email: string } | Unlinked>;
}

interface Pin extends Item {
  slackId: string;
  name: string;
  /** What both sides said. */
  email: string;
  /** Domain time. */
  at: number;
  /** Why it counts no more. */
  invalid?: string;
}

const keyOf = (kind: 'pagerduty' | 'slack', id: string) => ({ pk: `PERSON#${kind}/${id}`, sk: 'PERSON' });
const refused = (because: string): Unlinked => ({ ok: false, because });
const unsure = (because: string): Unlinked => ({ ok: false, because, unsure: true });
const confirm = (pagerDutyId: string, slackId: string) =>
  `an admin confirms it under people in drawbridge.yaml: ${pagerDutyId}: ${slackId}`;

/** Why somebody found in Slack cannot stand for a person on call; undefined when they can. */
export function unfit(user: SlackUser, team: string): string | undefined {
  if (user.deleted) return `@${user.name} is deactivated in Slack`;
  if (user.bot) return `@${user.name} is a bot in Slack`;
  if (user.stranger || user.team !== team) return `@${user.name} is of another Slack workspace`;
  return user.guest ? `@${user.name} is a guest in Slack` : undefined;
}

export interface PeopleParts {
  table: Table;
  slack: Pick<Slack, 'user' | 'userByEmail'>;
  policy: Pick<Policy, 'team' | 'people'>;
  pagerDuty: Pick<PagerDuty, 'person' | 'personByEmail'>;
  clock: Pick<Clock, 'now'>;
}

export function createPeople({ table, slack, policy, pagerDuty, clock }: PeopleParts): People {
  const user = remember(clock, (id) => slack.user(id));
  const byEmail = remember(clock, (email) => slack.userByEmail(email));
  const inPolicy = Object.entries(policy.people).map(([name, id]): [string, string] => [name.toLowerCase(), id]);

  const fromPolicy = ({ id, email }: PagerDutyPerson): string | undefined =>
    inPolicy.find(([name]) => name === id.toLowerCase() || name === normal(email))?.[1];

  async function member(id: string): Promise<Linked & { email?: string }> {
    const found = await user(id);
    if (!found) return refused(`there is no ${id} in Slack`);
    const because = unfit(found, policy.team);
    return because ? refused(because) : { ok: true, id, name: found.name, ...(found.email && { email: found.email }) };
  }

  async function invalidate(pin: Pin, pagerDutyId: string, what: string): Promise<Unlinked> {
    const invalid = `the address of @${pin.name} in ${what} has changed since they were linked; ${confirm(pagerDutyId, pin.slackId)}`;
    await table.put({ ...pin, invalid });
    return refused(invalid);
  }

  /** A pin holds while both sides say the address it was made with; that one of them says nothing is no change. */
  async function held(pin: Pin, person: PagerDutyPerson): Promise<Linked> {
    if (pin.invalid) return refused(pin.invalid);
    const email = normal(person.email);
    if (email === undefined) return unsure(`PagerDuty does not say the address of ${person.name}`);
    if (email !== pin.email) return invalidate(pin, person.id, 'PagerDuty');
    const found = await member(pin.slackId);
    if (!found.ok) return found;
    if (found.email === undefined) return unsure(`Slack does not say the address of @${found.name}`);
    return found.email === pin.email ? found : invalidate(pin, person.id, 'Slack');
  }

  async function pin(person: PagerDutyPerson): Promise<Linked> {
    const email = normal(person.email);
    if (email === undefined) return refused(`PagerDuty does not say the address of ${person.name}`);
    const found = await byEmail(email);
    if (!found || found.email !== email) return refused(`nobody in Slack has the address that ${person.name} has in PagerDuty`);
    const because = unfit(found, policy.team);
    if (because) return refused(because);
    const { id: slackId, name } = found;
    const back = keyOf('slack', slackId);
    const other = (await table.get(back.pk, back.sk))?.pagerDutyId;
    if (other !== undefined && other !== person.id)
      return refused(`@${name} is linked to another person of PagerDuty (${String(other)}); ${confirm(person.id, slackId)}`);
    await table.putNew({ ...back, pagerDutyId: person.id, email });
    const made: Pin = { ...keyOf('pagerduty', person.id), slackId, name, email, at: clock.now() };
    if (await table.putNew(made)) return { ok: true, id: slackId, name };
    const first = await pinOf(person.id);
    return first ? held(first, person) : unsure(`${person.name} could not be linked just now`);
  }

  async function pinOf(pagerDutyId: string): Promise<Pin | undefined> {
    const { pk, sk } = keyOf('pagerduty', pagerDutyId);
    return (await table.get(pk, sk)) as Pin | undefined;
  }

  async function slackOf(person: PagerDutyPerson): Promise<Linked> {
    const named = fromPolicy(person);
    if (named) return member(named);
    const known = await pinOf(person.id);
    return known ? held(known, person) : pin(person);
  }

  async function pinned(person: PagerDutyPerson): Promise<Linked> {
    const known = await pinOf(person.id);
    const named = fromPolicy(person);
    if (named) return { ok: true, id: named, name: known?.slackId === named ? known.name : person.name };
    if (!known) return refused(`${person.name} was never linked to anybody in Slack`);
    if (known.invalid) return refused(known.invalid);
    return normal(person.email) === known.email
      ? { ok: true, id: known.slackId, name: known.name }
      : refused(`the address of ${person.name} is not the one they were linked by`);
  }

  /** Whom PagerDuty knows behind somebody in Slack: by policy, by the pin, else by the address. */
  async function candidate(slackId: string): Promise<PagerDutyPerson | Unlinked> {
    const named = Object.entries(policy.people).find(([name, id]) => id === slackId && !name.startsWith('arn:'))?.[0];
    const { pk, sk } = keyOf('slack', slackId);
    const pagerDutyId = named ? (named.includes('@') ? undefined : named) : (await table.get(pk, sk))?.pagerDutyId;
    const email = named?.includes('@') ? named.toLowerCase() : undefined;
    const own = pagerDutyId === undefined ? (email ?? (await user(slackId))?.email) : undefined;
    if (pagerDutyId === undefined && own === undefined) return refused('Slack does not say the address of that person');
    const asked = await (own === undefined ? pagerDuty.person(String(pagerDutyId)) : pagerDuty.personByEmail(own));
    if (!asked.ok) return unsure(`PagerDuty did not say who that is: ${asked.because}`);
    return asked.value ?? refused('PagerDuty knows nobody by that address');
  }

  async function pagerDutyOf(slackId: string): ReturnType<People['pagerDutyOf']> {
    const person = await candidate(slackId);
    if ('ok' in person) return person;
    const linked = await slackOf(person);
    if (!linked.ok) return linked;
    const email = normal(person.email);
    if (linked.id !== slackId) return refused(`${person.name} of PagerDuty is @${linked.name} in Slack`);
    return email ? { ok: true, id: person.id, email } : refused(`PagerDuty does not say the address of ${person.name}`);
  }

  return { slackOf: sure(slackOf), pinned: sure(pinned), pagerDutyOf: sure(pagerDutyOf) };
}

function normal(email: string | undefined): string | undefined {
  return email?.trim().toLowerCase() || undefined;
}

/** What throws is not known; why is the log's business, and its words may hold a secret. */
function sure<Asked, Told>(look: (asked: Asked) => Promise<Told>): (asked: Asked) => Promise<Told | Unlinked> {
  return async (asked) => {
    try {
      return await look(asked);
    } catch {
      return unsure('who that is could not be looked up just now');
    }
  };
}
