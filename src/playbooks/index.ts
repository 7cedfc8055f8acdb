/** The registry of playbooks: what is not listed here is never offered, planned or permitted. */
import { blockAddress } from './block-address.ts';
import { closePort } from './close-port.ts';
import type { Playbook } from './define.ts';
import { disableAccessKeys } from './disable-access-keys.ts';
import { isolateInstance } from './isolate-instance.ts';
import { makePrivate } from './make-private.ts';
import { stopInstance } from './stop-instance.ts';
import { terminateInstance } from './terminate-instance.ts';

export const playbooks: readonly Playbook[] = [
  isolateInstance,
  disableAccessKeys,
  stopInstance,
  terminateInstance,
  blockAddress,
  closePort,
  makePrivate,
];

export function playbook(id: string): Playbook | undefined {
  return playbooks.find((candidate) => candidate.id === id);
}
