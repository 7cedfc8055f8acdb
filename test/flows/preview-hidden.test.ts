/** The preview in the modal: a suppression looks at earlier generations of the same problem, too; a snooze at this case only. */
import { expect, it } from 'vitest';
import type { NewEvent } from '../../src/domain/events.ts';
import { previewHidden } from '../../src/flows/preview-hidden.ts';
import { factWith, subjectWith } from '../fixtures/case-events.ts';
import { createSlackRig } from '../fixtures/slack-rig.ts';

const bot = { kind: 'drawbridge' } as const;
const opening = (previous?: string): NewEvent => ({
  id: 'open:1',
  actor: bot,
  kind: 'case-opened',
  data: { subject: subjectWith(previous === undefined ? {} : { previous }), findings: [factWith()] },
});

it('is read from the logs there are', async () => {
  const rig = createSlackRig();
  await rig.cases.append('FIRST111', () => [opening()]);
  await rig.clock.advance(30 * 24 * 3600);
  await rig.cases.append('SECOND22', () => [opening('FIRST111')]);
  await rig.clock.advance(10 * 24 * 3600);
  const { state } = await rig.cases.append('THIRD333', () => [opening('SECOND22')]);
  if (!state) throw new Error('the case is open');
  const words = (what: 'snooze' | 'suppress') => previewHidden(state, what, rig.services);
  expect(await words('suppress')).toBe(
    'In the last 90 days this would have hidden 3 reports about 1 resource in 3 cases, the highest of tier 2.',
  );
  expect(await words('snooze')).toBe('In the last 90 days this would have hidden 1 report about 1 resource, the highest of tier 2.');
  await rig.clock.advance(70 * 24 * 3600);
  expect(await words('suppress')).toMatch(/2 reports about 1 resource in 2 cases/);
});
