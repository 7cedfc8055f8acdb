/** Doctor's question from a terminal: everything that can only be looked at from inside the hub, answered in remarks. */
import { hasProblem, type Remark, remarkLines } from '../domain/doctor/remark.ts';
import type { Services } from '../services/services.ts';
import { type ExamineServices, examineDeployment } from './examine-deployment.ts';
import { mayNowhere } from './person-rights.ts';
import { personOf, terminalDirectory } from './terminal-person.ts';

export interface ExamineRequest {
  examine: 'deployment';
}
export interface ExamineAnswer {
  /** False when something has to be changed. */
  ok: boolean;
  words: string;
  remarks: Remark[];
}

const refused = (words: string): ExamineAnswer => ({ ok: false, words, remarks: [] });

/** `arn`: who AWS says it is. Whoever may see a case anywhere may look. */
export async function examineAtTerminal(arn: string, services: ExamineServices & Pick<Services, 'directory'>): Promise<ExamineAnswer> {
  const { policy } = services;
  const user = personOf(arn, policy);
  if (!user) return refused(`You are ${arn}, and policy does not say who that is. An admin adds it under people in drawbridge.yaml.`);
  const directory = terminalDirectory(arn, services);
  const barred = await mayNowhere(await directory.person(policy.team, user), 'view', { policy, directory });
  if (barred) return refused(barred);
  const remarks = await examineDeployment(services);
  return { ok: !hasProblem(remarks), words: remarkLines(remarks).join('\n'), remarks };
}
