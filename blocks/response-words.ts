/** A response in words: what it is called while it is asked for, under way and undone. */
import type { ResponseAsked } from '../src/domain/events.ts';
import { bounded } from './text.ts';

const NOUNS: Record<string, [noun: string, doing: string, back: string, goingBack: string]> = {
  disable_access_keys: ['Deactivation', 'Deactivating', 'Reactivation', 'Reactivating'],
  isolate_instance: ['Isolation', 'Isolating', 'Release', 'Releasing'],
  terminate_instance: ['Termination', 'Terminating', 'Restoration', 'Restoring'],
  stop_instance: ['Stop', 'Stopping', 'Start', 'Starting'],
  quarantine_user: ['Quarantine', 'Quarantining', 'Release', 'Releasing'],
  revoke_sessions: ['Revocation', 'Revoking', 'Restoration', 'Restoring'],
  quarantine_role: ['Quarantine', 'Quarantining', 'Release', 'Releasing'],
  block_public_bucket: ['Block of public access', 'Blocking public access to', 'Reopening', 'Reopening'],
  restore_trail: ['Restoration', 'Restoring', 'Undo', 'Undoing'],
  hold_policy_version: ['Hold', 'Holding', 'Restoration', 'Restoring'],
  limit_policy: ['Limitation', 'Limiting', 'Holding again', 'Holding again'],
  block_address: ['Block', 'Blocking', 'Unblocking', 'Unblocking'],
  close_port: ['Closure of open ports', 'Closing open ports of', 'Reopening of ports', 'Reopening ports of'],
  answer_workflow: ['Request', 'Answering', 'Request', 'Answering'],
  make_private: ['Unsharing', 'Unsharing', 'Renewed sharing', 'Sharing again'],
};

type Named = Pick<ResponseAsked, 'playbook' | 'title' | 'undoes'> & { target: Pick<ResponseAsked['target'], 'label'> };

function nounsOf(response: Named): (typeof NOUNS)[string] | undefined {
  return Object.hasOwn(NOUNS, response.playbook) ? NOUNS[response.playbook] : undefined;
}

function titled(response: Named): string {
  const title = bounded(response.title, 80);
  const label = bounded(response.target.label, 120);
  return title.includes(label) ? title : `${title}: ${label}`;
}

/** "Deactivation of key AKIA…WXYZ of ci-deploy". */
export function responseNoun(response: Named): string {
  const nouns = nounsOf(response);
  if (nouns) return `${response.undoes ? nouns[2] : nouns[0]} of ${bounded(response.target.label, 120)}`;
  return response.undoes ? `Undo of ${titled(response)}` : titled(response);
}

/** In the middle of a sentence: "the deactivation of key AKIA…WXYZ of ci-deploy". */
export function theResponse(response: Named): string {
  const noun = responseNoun(response);
  return nounsOf(response) ? `the ${noun.charAt(0).toLowerCase()}${noun.slice(1)}` : noun;
}

/** "Deactivating key AKIA…WXYZ of ci-deploy". */
export function responseDoing(response: Named): string {
  const nouns = nounsOf(response);
  if (nouns) return `${response.undoes ? nouns[3] : nouns[1]} ${bounded(response.target.label, 120)}`;
  return `${response.undoes ? 'Undoing' : 'Running'} ${titled(response)}`;
}
