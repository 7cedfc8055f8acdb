/** Findings of one batch by the case they belong to; a row that is tier 3 gets a case of its own besides. */
import { caseKeyOf, rowKeyOf } from '../domain/case-key.ts';
import type { FindingFact } from '../domain/events.ts';
import type { Finding } from '../domain/finding.ts';
import { factOf } from '../domain/finding-fact.ts';
import type { Policy } from '../domain/policy.ts';
import { environmentOf } from '../domain/route.ts';

export interface Taken {
  /** As it is to be recorded (newest content, with Security Hub's reference if known). */
  finding: Finding;
  /** As it came with this input. */
  incoming: Finding;
  news: boolean;
  /** Workflow or note differ from what was last seen in Security Hub. */
  edited: boolean;
  /** Of the case it is in; set from the start when there is nothing new. */
  caseId?: string;
  failed?: unknown;
}

export interface Group {
  key: string;
  first: Finding;
  taken: Taken[];
  facts: FindingFact[];
  /** The caseKey of the case this row was promoted from. */
  promotedFrom?: string;
}

export function isTrusted(finding: Finding, policy: Policy): boolean {
  return (
    finding.product.genuine ||
    policy.trustedProducts.some((each) => each.product === finding.product.name && each.account === finding.account)
  );
}

export const promotedKey = (caseKey: string, rowKey: string) => `promoted|${caseKey}|${rowKey}`;

/** Parents come before the rows promoted from them, so that each can name the other. */
export function groupFindings(taken: readonly Taken[], policy: Policy): Group[] {
  const groups = new Map<string, Group>();
  const add = (key: string, one: Taken, fact: FindingFact, promotedFrom?: string) => {
    const known = groups.get(key) ?? { key, first: one.finding, taken: [], facts: [], ...(promotedFrom && { promotedFrom }) };
    known.taken.push(one);
    if (!known.facts.some(({ ref, contentHash, inHub }) => ref === fact.ref && contentHash === fact.contentHash && inHub === fact.inHub)) {
      known.facts.push(fact);
    }
    groups.set(key, known);
  };
  for (const one of taken) {
    if (!one.news) continue;
    const { finding } = one;
    const fact = factOf(finding, environmentOf(finding.account, policy), isTrusted(finding, policy));
    const key = caseKeyOf(finding);
    if (fact.tier < 3 || finding.class === 'threat') {
      add(key, one, fact);
      continue;
    }
    add(key, one, { ...fact, tier: 2 });
    add(promotedKey(key, rowKeyOf(finding)), one, fact, key);
  }
  return [...groups.values()].sort((a, b) => Number(a.promotedFrom !== undefined) - Number(b.promotedFrom !== undefined));
}
