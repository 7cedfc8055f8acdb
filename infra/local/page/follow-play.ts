/** After a finding was played: finds the message of its case, wherever it was posted. */
import { listIn, read } from './doors.ts';
import type { Message, Outcome } from './shapes.ts';

export interface Found {
  channel: string;
  ts: string;
}

/** What a played finding came to: still on its way, its message, or nothing to show with the reason. */
export async function whereItWent(ids: string[], messages: Map<string, Message[]>): Promise<Found | string | undefined> {
  const rows = (await Promise.all(ids.slice(0, 3).map((id) => read<unknown>(`/_control/outcomes?id=${encodeURIComponent(id)}`)))).flatMap(
    (answer) => listIn<Outcome>(answer),
  );
  const [first] = rows;
  if (!first || rows.some(({ outcome }) => outcome === 'pending')) return undefined;
  const [named] = rows.filter(({ caseId }) => caseId);
  if (!named) return `${first.outcome}: ${first.reason ?? 'no reason given'}`;
  if (named.tier === 1) return `Recorded as case ${named.caseId}: tier 1 is not posted`;
  for (const [channel, list] of messages) {
    const card = list.find(({ blocks }) => JSON.stringify(blocks ?? []).includes(`case ${named.caseId}`));
    if (card) return { channel, ts: card.ts };
  }
  return undefined;
}
