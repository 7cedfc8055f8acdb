/** The registry of playbooks: what is not listed here is never offered, planned or permitted. */
import type { Playbook } from './define.ts';
import { disableAccessKeys } from './disable-access-keys.ts';
import { stopInstance } from './stop-instance.ts';
import { terminateInstance } from './terminate-instance.ts';

export const playbooks: readonly Playbook[] = [disableAccessKeys, stopInstance, terminateInstance];

export function playbook(id: string): Playbook | undefined {
  return playbooks.find((candidate) => candidate.id === id);
}
