/** Reject an input: it is kept in the vault with the reason, so that somebody can look at it and nothing is lost silently. */
import { createHash } from 'node:crypto';
import { withinJsonBytes } from '../domain/within-bytes.ts';
import type { Services } from '../services/services.ts';

const mostBytes = 380_000;

/** `body` is kept as it is: whoever calls takes out what must not be kept. Again with the same id it is the same one. */
export async function rejectInput(
  inputId: string,
  body: string,
  reason: string,
  { vault, table, clock, log }: Pick<Services, 'vault' | 'table' | 'clock' | 'log'>,
): Promise<void> {
  const id = `rejected-${createHash('sha256').update(inputId).digest('hex').slice(0, 20)}`;
  const kept = await vault.put(id, { body: withinJsonBytes(body, mostBytes) });
  await table.putNew({ pk: 'REJECTED', sk: id, at: clock.now(), reason, vault: kept });
  log.warn('input rejected', { input: inputId, reason, kept: kept.id });
}
