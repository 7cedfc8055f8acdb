/** Whether the bot's roles can be used in each of the accounts that policy lists. */
import { ok, problem, type Remark, warning } from './remark.ts';

export type RoleClass = 'read' | 'contain' | 'destroy';

export interface TriedRole {
  account: string;
  /** As policy calls the account. */
  name: string;
  role: RoleClass;
  /** Why not; absent when it can be used. */
  because?: string;
  /** There is no such role there. */
  absent?: boolean;
}

/** One remark per account. The roles that write are only looked at, for they trust the functions that carry out steps and nobody else. */
export function checkRoles(tried: readonly TriedRole[], deployment: string): Remark[] {
  const roles = [...new Set(tried.map(({ role }) => role))].join(', ');
  const accounts = new Map(tried.map(({ account, name }) => [account, name]));
  if (accounts.size === 0)
    return [warning('AWS', 'policy lists no account: which roles are there is not known', 'list yours under accounts in drawbridge.yaml')];
  const remarks = [...accounts].flatMap(([account, name]): Remark[] => {
    const failed = tried.filter((each) => each.account === account && each.because !== undefined);
    const names = failed.map(({ role }) => `${deployment}-${role}`).join(', ');
    const says = `${names} cannot be used in ${name} (${account}): ${failed[0]?.because}`;
    if (failed.length === 0) return [];
    // As in the management account, where that is meant: it has the role that reads, and no other.
    const onlyReads = failed.every(({ role, absent }) => role !== 'read' && absent);
    return onlyReads
      ? [
          warning(
            'AWS',
            `${name} (${account}) has no role that writes: nothing can be contained there`,
            `unless it is the management account, deploy ${deployment}-member-roles there`,
          ),
        ]
      : [problem('AWS', says, `deploy ${deployment}-member-roles there, or take the account out of drawbridge.yaml`)];
  });
  return remarks.length > 0 ? remarks : [ok('AWS', `roles ${roles} can be used in all ${accounts.size} accounts of policy`)];
}
