/** The accounts that somebody owns: what is open there, since when, and how many of Security Hub's controls pass. */
import type { OwnedAccount } from '../../blocks/owned-accounts.ts';
import { authorize, type PersonFacts } from '../domain/authorize.ts';
import type { CaseEntry } from '../domain/case-entry.ts';
import { percentOf } from '../domain/security-score.ts';
import type { Services } from '../services/services.ts';
import { storedScore } from './read-scores.ts';

/** By their numbers: those whose owner in policy is a group that this person is in, where they may see cases. */
export function accountsOwnedBy(person: PersonFacts, { policy }: Pick<Services, 'policy'>): string[] {
  return Object.entries(policy.accounts).flatMap(([account, { owner }]) =>
    owner !== undefined && owner in policy.groups && person.groups?.has(owner) && authorize(person, 'view', account, policy).ok
      ? [account]
      : [],
  );
}

/** `seen`: the open cases that this person may see. The one with the gravest and oldest cases first. */
export async function describeOwned(
  accounts: readonly string[],
  seen: readonly CaseEntry[],
  { clock, policy, table }: Pick<Services, 'clock' | 'policy' | 'table'>,
): Promise<OwnedAccount[]> {
  const now = clock.now();
  const described = accounts.map(async (account): Promise<OwnedAccount> => {
    const open = seen.filter((entry) => entry.account === account && !entry.baseline && (entry.quietUntil ?? 0) <= now);
    const stored = await storedScore(account, table);
    const percent = stored && percentOf(stored.score);
    return {
      account,
      name: policy.accounts[account]?.name ?? account,
      openByTier: ([3, 2, 1] as const).map((tier) => ({ tier, count: open.filter((entry) => entry.tier === tier).length })),
      ...(open.length > 0 && { oldest: Math.min(...open.map(({ openedAt }) => openedAt)) }),
      before: seen.filter((entry) => entry.account === account && entry.baseline).length,
      ...(stored && percent !== undefined && { score: { ...stored.score, percent, at: stored.at } }),
    };
  });
  const gravity = ({ openByTier }: OwnedAccount) => openByTier.reduce((sum, { tier, count }) => sum + count * 1_000 ** (tier - 1), 0);
  return (await Promise.all(described)).sort((a, b) => gravity(b) - gravity(a) || (a.oldest ?? 0) - (b.oldest ?? 0));
}
