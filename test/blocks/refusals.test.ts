/** Refusals: each says why and who could or what to do instead. */
import { expect, test } from 'vitest';
import * as refusals from '../../blocks/refusals.ts';
import { expectGolden } from './golden.ts';

const onCall = [refusals.personAt('omar', 'L1'), refusals.personAt('li', 'L2')];

const all: Record<string, string> = {
  'not-allowed': refusals.notAllowed('disable access keys in prod-payments', onCall),
  'not-allowed-nobody': refusals.notAllowed('approve', []),
  guest: refusals.guest(),
  'own-approval': refusals.ownApproval('this termination', 'it cannot be undone', onCall),
  'own-credential': refusals.ownCredential(onCall),
  'agreed-already': refusals.agreedAlready('the deactivation of key AKIA…WXYZ of ci-deploy', onCall),
  'no-case-here': refusals.noCaseHere(),
  'already-decided': refusals.alreadyDecided('@omar', 'denied', 12, 'wrong host'),
  expired: refusals.expired(600),
  'unknown-thing': refusals.unknownThing(),
  'not-offered': refusals.notOffered({
    refused: 'Isolation is not offered for eks-node-3: EKS manages it and AWS blocks the change',
    nextStep: 'cordon and drain it',
  }),
  'target-busy': refusals.targetBusy('8M2XT0QP'),
  'plan-lapsed': refusals.planLapsed(),
  'plan-changed': refusals.planChanged(),
  'not-here': refusals.notHere('the case is resolved'),
  internal: refusals.internal('7f3a'),
  accepted: refusals.accepted('Deactivation of key AKIA…WXYZ', 'Waiting for @omar (L1).'),
};

test.each(Object.entries(all))('%s', async (name, sentence) => {
  await expectGolden(`refusal-${name}`, refusals.ephemeral(sentence));
});

test('a refusal names people without pinging them', () => {
  expect(all['own-approval']).toBe(
    'You cannot approve this termination: you asked for it, and it cannot be undone. Who can: @omar (L1), @li (L2).',
  );
  expect(all['already-decided']).toBe('This was decided 12 s ago: @omar denied it (“wrong host”).');
});
