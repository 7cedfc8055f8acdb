/** What snoozing or suppressing would have hidden, in a sentence for the modal that asks for it. */
import { type HiddenPreview, previewDays } from '../src/domain/hidden-preview.ts';
import { counted } from './time-words.ts';

export function previewWords(preview: HiddenPreview, what: 'snooze' | 'suppress'): string {
  const { findings, resources, cases, highest, wakes } = preview;
  const begin = `In the last ${previewDays} days this would have hidden`;
  if (findings === 0) return `${begin} nothing.`;
  const where = what === 'suppress' && cases > 1 ? ` in ${counted(cases, 'case')}` : '';
  const news = `${counted(findings, 'report')} about ${counted(resources, 'resource')}${where}, the highest of tier ${highest ?? 1}`;
  const woken = what === 'snooze' && wakes > 0 ? `; a higher tier would have woken it ${wakes === 1 ? 'once' : `${wakes} times`}` : '';
  return `${begin} ${news}${woken}.`;
}
