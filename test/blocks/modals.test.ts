/** Modals: every form, plan and list as people see it, within Slack's limits, in golden files. */
import { describe, expect, test } from 'vitest';
import { allActionsModal } from '../../blocks/all-actions-modal.ts';
import { detailsModal } from '../../blocks/details-modal.ts';
import {
  assignModal,
  breakGlassModal,
  denyModal,
  noteModal,
  reopenModal,
  resolveModal,
  snoozeModal,
  suppressModal,
} from '../../blocks/forms.ts';
import { messageModal, placeholderModal, planModal } from '../../blocks/plan-modal.ts';
import { respondModal } from '../../blocks/respond-modal.ts';
import { expectGolden } from './golden.ts';
import { keyOffer, keyView, minutesAgo, now, planView, responseView, rows, threatView } from './views.ts';

const subject = { caseId: '7K3QM2XA', title: 'Access key used from a known bad address', privateMetadata: '{"caseId":"7K3QM2XA"}' };
const ids = (callbackId: string) => ({ callbackId, privateMetadata: 'p-1' });
const asked = { by: '@ana', reason: 'key seen in a public repository', until: now + 240_000 };
const isolation = planView({
  title: 'Isolate instance',
  target: 'web-7 (i-0abc…)',
  steps: [
    { why: 'tag it and protect it from termination', undo: 'restores both' },
    { why: 'snapshot 2 volumes', undo: 'kept' },
    { why: 'detach from ASG web; a replacement starts', undo: 'not undone' },
    { why: 'move both interfaces to secops-quarantine', undo: 'sg-1, sg-2 / sg-3' },
    { why: 'deny 203.0.113.7 in the NACL of subnet-a', undo: 'removes rules 71' },
    { why: 'take its instance profile', undo: 'restores the profile' },
    { why: 'cut its sessions (this instance only)', undo: 'kept' },
    { why: 'stop a schedule', undo: 'not undone' },
  ],
});
const standing = responseView({ status: 'ended', outcome: 'CUT', undoable: true });

const modals = {
  plan: planModal(planView(), ids('disable_access_keys'), 'Ask for approval'),
  'plan-one-person': planModal(
    planView({ people: 1, needs: 'the on-call. That is you: your own confirmation is enough and is recorded as one person' }),
    ids('disable_access_keys'),
    'Run it now',
  ),
  'plan-long': planModal(isolation, ids('isolate_instance'), 'Ask for approval'),
  'plan-irreversible': planModal(
    planView({ risk: 'irreversible', title: 'Terminate instance' }),
    ids('terminate_instance'),
    'Ask for approval',
  ),
  approve: planModal(planView({ asked }), ids('approve'), 'Approve'),
  'approve-or-alone': planModal(planView({ asked, breakGlass: 'v-1' }), ids('approve'), 'Approve'),
  'break-glass': breakGlassModal(subject, 'Deactivation of key AKIA…WXYZ of ci-deploy'),
  'break-glass-typed': breakGlassModal(subject, 'Termination of web-7', 'i-0abc'),
  undo: planModal(
    planView({ undo: true, steps: [{ why: 'activate key AKIA…WXYZ again', undo: 'deactivates it' }], facts: [], warnings: [] }),
    ids('undo'),
    'Run it now',
  ),
  placeholder: placeholderModal('Disable access key'),
  message: messageModal('Not possible', ['You cannot disable access keys in prod-payments.', 'Who can: @omar (L1).']),
  assign: assignModal(subject, 'U0LI'),
  note: noteModal(subject),
  snooze: snoozeModal(subject),
  suppress: suppressModal(subject),
  resolve: resolveModal(subject, []),
  'resolve-with-containment': resolveModal(subject, ['Deactivation of key AKIA…WXYZ of ci-deploy']),
  reopen: reopenModal(subject),
  deny: denyModal(subject, 'Deactivation of key AKIA…WXYZ of ci-deploy'),
  respond: respondModal(
    keyView({ offers: [keyOffer, { ...keyOffer, value: 'o-2', target: 'key AKIA…MNOP of ci-deploy' }], responses: [standing] }),
    'p-1',
  ),
  'respond-advice': respondModal(
    threatView({ refusal: { refused: 'EKS manages it and AWS blocks the change', nextStep: 'cordon and drain it' } }),
    'p-1',
  ),
  'respond-nothing': respondModal(threatView({ advice: [] }), 'p-1'),
  'respond-closed': respondModal(keyView({ closedAt: minutesAgo(1) }), 'p-1'),
  all: allActionsModal(keyView(), 'p-1'),
  'all-closed': allActionsModal(keyView({ closedAt: minutesAgo(1) }), 'p-1'),
  details: detailsModal(keyView()),
  'details-rows': detailsModal(threatView({ rows: rows(30), rowCount: 30 })),
};

describe('modals', () => {
  test.each(Object.entries(modals))('%s', async (name, view) => {
    await expectGolden(`modal-${name}`, { view });
  });

  test('a plan fits a phone: at most twelve lines of plan', () => {
    const texts = modals['plan-long'].blocks.flatMap((block) =>
      'text' in block && block.type === 'section' ? [block.text?.text ?? ''] : [],
    );
    const planLines = texts.join('\n').split('\n');
    expect(planLines.filter((line) => !line.startsWith('*What will') && !line.startsWith('*Also know')).length).toBeLessThanOrEqual(12);
    expect(texts.join('\n')).toContain('stop a schedule · not undone');
  });

  test('nobody can agree to a plan that is not there yet', () => {
    expect(modals.placeholder.submit).toBeUndefined();
  });
});
