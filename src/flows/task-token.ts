/** Task tokens of approvals: in the vault only, and only the newest, since a task that is retried gets a new one. */
import type { Services } from '../services/services.ts';

const tokenItem = (approvalId: string) => `token-${approvalId}`;

export async function keepToken(approvalId: string, taskToken: string, { vault }: Pick<Services, 'vault'>): Promise<void> {
  await vault.replace(tokenItem(approvalId), { taskToken });
}

/** Undefined while the workflow does not wait yet. */
export async function latestToken(approvalId: string, { table, vault }: Pick<Services, 'table' | 'vault'>): Promise<string | undefined> {
  const id = tokenItem(approvalId);
  if (!(await table.get(`VAULT#${id}`, 'VAULT'))) return undefined;
  return (await vault.get<{ taskToken: string }>({ id })).taskToken;
}
