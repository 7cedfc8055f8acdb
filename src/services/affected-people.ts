/** Whose credential it is, in Slack: by policy's map, else by an address that both sides say, pinned when first seen; a change needs an admin. */
import type { Suspect } from '../domain/affected.ts';
import type { Policy } from '../domain/policy.ts';
import type { Clock } from './clock.ts';
import { type Linked, type Unlinked, unfit } from './people.ts';
import type { Slack } from './slack.ts';
import type { Item, Table } from './table.ts';

export interface AffectedPeople {
  /** Never rejects; `unsure` when a look-up failed and may be tried again. */
  find(suspect: Suspect): Promise<Linked>;
}

interface Pin extends Item {
  slackId: string;
  email: string;
  at: number;
}

const refused = (because: string): Unlinked => ({ ok: false, because });

interface Parts {
  table: Table;
  slack: Pick<Slack, 'user' | 'userByEmail'>;
  policy: Pick<Policy, 'team' | 'people'>;
  clock: Pick<Clock, 'now'>;
}

export function createAffectedPeople({ table, slack, policy, clock }: Parts): AffectedPeople {
  async function member(id: string, email?: string): Promise<Linked> {
    const user = await slack.user(id);
    if (!user) return refused(`there is no ${id} in Slack`);
    const because = unfit(user, policy.team);
    if (because) return refused(because);
    return email === undefined || user.email === email
      ? { ok: true, id, name: user.name }
      : refused(`the address of @${user.name} in Slack has changed since they were linked`);
  }

  async function byAddress({ arn, label }: Suspect, email: string): Promise<Linked> {
    const key = { pk: `PERSON#principal/${arn}`, sk: 'PERSON' };
    const confirm = `an admin confirms it under people in drawbridge.yaml: "${arn}"`;
    const pin = (await table.get(key.pk, key.sk)) as Pin | undefined;
    // Whoever may write tags could otherwise have the question sent to somebody who says yes.
    if (pin && pin.email !== email) return refused(`the address of ${label} is not the one it was linked by; ${confirm}`);
    if (pin) return member(pin.slackId, pin.email);
    const user = await slack.userByEmail(email);
    if (!user || user.email !== email) return refused(`nobody in Slack has the address that ${label} has; ${confirm}`);
    const because = unfit(user, policy.team);
    if (because) return refused(because);
    await table.putNew({ ...key, slackId: user.id, email, at: clock.now() });
    return { ok: true, id: user.id, name: user.name };
  }

  return {
    async find(suspect) {
      const named = Object.entries(policy.people).find(([name]) => name === suspect.arn)?.[1];
      const [email] = suspect.emails;
      try {
        if (named) return await member(named);
        if (email) return await byAddress(suspect, email.toLowerCase());
        return refused(`nobody in Slack is known for ${suspect.label}`);
      } catch {
        return { ok: false, unsure: true, because: 'who that is could not be looked up just now' };
      }
    },
  };
}
