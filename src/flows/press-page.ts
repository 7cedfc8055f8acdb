/** A control or a form about the page, pressed or submitted: done, or refused to that person alone. */
import { notHere } from '../../blocks/refusals.ts';
import type { CaseState } from '../domain/case-state.ts';
import type { Click } from '../domain/click.ts';
import type { Actor } from '../domain/events.ts';
import type { Services } from '../services/services.ts';
import type { Reply } from './reply.ts';
import { openPageForm, type PageControl, workPage } from './work-page.ts';

interface Press {
  click: Click;
  state: CaseState;
  reply: Reply;
}

function valueIn(control: PageControl, { values }: Click): string {
  const value = values?.[control === 'priority' ? 'priority' : 'reason'];
  return typeof value === 'string' ? value.trim() : '';
}

export async function pressPage(
  { click, state, reply }: Press,
  control: PageControl,
  by: Extract<Actor, { kind: 'person' }>,
  services: Pick<Services, 'cases' | 'clock' | 'pagerDuty' | 'people'>,
): Promise<void> {
  if (click.kind !== 'submission' && (control === 'page' || control === 'priority')) {
    const opened = await openPageForm(control, state, services);
    if ('because' in opened) return reply.refuse('Not possible', notHere(opened.because));
    return reply.show(opened.view);
  }
  const worked = await workPage(state.caseId, control, valueIn(control, click), by, click.id, services);
  if (!worked.ok) await reply.refuse('Not done', notHere(worked.because));
}
