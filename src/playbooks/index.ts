/** The registry of playbooks: what is not listed here is never offered, planned or permitted. */
import { blockAddress } from './block-address.ts';
import { blockPublicBucket } from './block-public-bucket.ts';
import { closePort } from './close-port.ts';
import type { Playbook } from './define.ts';
import { disableAccessKeys } from './disable-access-keys.ts';
import { holdPolicyVersion } from './hold-policy-version.ts';
import { isolateInstance } from './isolate-instance.ts';
import { limitPolicy } from './limit-policy.ts';
import { makePrivate } from './make-private.ts';
import { quarantineRole } from './quarantine-role.ts';
import { quarantineUser } from './quarantine-user.ts';
import { restoreTrail } from './restore-trail.ts';
import { revokeSessions } from './revoke-sessions.ts';
import { stopInstance } from './stop-instance.ts';
import { terminateInstance } from './terminate-instance.ts';

export const playbooks: readonly Playbook[] = [
  isolateInstance,
  disableAccessKeys,
  quarantineUser,
  revokeSessions,
  quarantineRole,
  stopInstance,
  terminateInstance,
  blockAddress,
  closePort,
  blockPublicBucket,
  makePrivate,
  restoreTrail,
  holdPolicyVersion,
  limitPolicy,
];

export function playbook(id: string): Playbook | undefined {
  return playbooks.find((candidate) => candidate.id === id);
}
