/** Whether policy has anything to do about a case by itself: begin a response, or say what it would have done. */
import { type CaseState, isOpen } from './case-state.ts';
import type { Policy } from './policy.ts';
import { isListed } from './strategy.ts';

/** For one playbook; what is not listed by type is asked for by people only. */
export function isAutomatic(
  playbookId: string,
  { environment, subject }: Pick<CaseState, 'environment' | 'subject'>,
  policy: Policy,
): boolean {
  const modes = policy.playbooks[playbookId];
  const mode = modes?.[environment];
  return (mode === 'auto' || mode === 'observe') && isListed(subject.type, modes?.types);
}

/** What was open before the installation is people's business. */
export function mayRunByItself(state: CaseState, policy: Policy): boolean {
  if (!isOpen(state) || state.subject.quiet === 'baseline') return false;
  return Object.keys(policy.playbooks).some((id) => isAutomatic(id, state, policy));
}
