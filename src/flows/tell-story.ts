/** The story of a case for one person: as a window, and as a file of the whole log that can be verified. */
import type { ModalView } from '@slack/types';
import { threadLine } from '../../blocks/thread-lines.ts';
import { timelineModal } from '../../blocks/timeline-modal.ts';
import { exportOf } from '../domain/audit-export.ts';
import type { CaseState } from '../domain/case-state.ts';
import { verifyChain } from '../domain/event-chain.ts';
import type { CaseEvent } from '../domain/events.ts';
import type { Services } from '../services/services.ts';
import { SlackRefusal } from '../services/slack.ts';

/** What the thread leaves out because the card says it. */
function storyLine(event: CaseEvent, state: CaseState): string | undefined {
  if (event.kind === 'case-opened') return `Opened, tier ${event.data.findings[0]?.tier ?? state.tier}`;
  if (event.kind === 'enriched') return event.data.failures.length > 0 ? 'Looked up; not all of it could be' : 'Looked up';
  return threadLine(event, state);
}

/** `reference`: the page, in digits, as the window's own buttons have it; the newest without one. */
export async function openTimeline(
  state: CaseState,
  title: string,
  reference: string,
  { cases }: Pick<Services, 'cases'>,
): Promise<ModalView> {
  const stored = await cases.events(state.caseId);
  const entries = stored.flatMap(({ body }) => {
    const event = JSON.parse(body) as CaseEvent;
    const line = event.seq <= state.seq ? storyLine(event, state) : undefined;
    return line === undefined ? [] : [{ at: event.at, line }];
  });
  const brokenAt = verifyChain(stored);
  const lastHash = stored.at(-1)?.hash ?? '';
  const events = stored.length;
  const page = /^\d{10}$/.test(reference) ? Number(reference) : undefined;
  const story = { caseId: state.caseId, title, entries, events, lastHash };
  return timelineModal({ ...story, ...(brokenAt !== undefined && { brokenAt }), ...(page !== undefined && { page }) });
}

export type Sent = { ok: true; words: string } | { ok: false; because: string };

/** To the person's own direct messages: a file in a channel would be everybody's. */
export async function exportLog(
  caseId: string,
  user: string,
  { cases, slack, log }: Pick<Services, 'cases' | 'slack' | 'log'>,
): Promise<Sent> {
  const events = await cases.events(caseId);
  const last = events.at(-1)?.hash.slice(0, 12) ?? '';
  const file = { name: `drawbridge-${caseId}.ndjson`, title: `Log of case ${caseId}`, text: exportOf(caseId, events) };
  try {
    await slack.sendFile(
      user,
      file,
      `The log of case ${caseId}: ${events.length} events, last hash ${last}. npm run audit:verify checks it.`,
    );
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    log.warn('a log could not be sent', { user, because: error.code });
    return { ok: false, because: `Slack refused the file (${error.code})` };
  }
  return {
    ok: true,
    words: `The log of case ${caseId} is in your direct messages with Drawbridge: ${events.length} events, last hash ${last}.`,
  };
}
