/** Reads what a preview of snoozing or suppressing is made from: the case's log, and those of its earlier generations. */
import { previewWords } from '../../blocks/preview-words.ts';
import type { CaseState } from '../domain/case-state.ts';
import type { Story } from '../domain/case-story.ts';
import { hiddenPreview } from '../domain/hidden-preview.ts';
import type { Services } from '../services/services.ts';

/** A problem that comes back more often than this is told from its last cases. */
const mostGenerations = 12;

export async function previewHidden(
  state: CaseState,
  what: 'snooze' | 'suppress',
  { cases, clock }: Pick<Services, 'cases' | 'clock'>,
): Promise<string> {
  const stories: Story[] = [];
  let current: CaseState | undefined = state;
  while (current && stories.length < (what === 'suppress' ? mostGenerations : 1)) {
    stories.push({ caseId: current.caseId, events: await cases.events(current.caseId) });
    const { previous }: CaseState['subject'] = current.subject;
    current = previous === undefined ? undefined : await cases.read(previous);
  }
  return previewWords(hiddenPreview(stories, clock.now()), what);
}
