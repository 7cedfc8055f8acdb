/** Doctor's question from a terminal: everything that can only be looked at from inside the hub, answered in remarks. */
import { coverageLines, coverageRemarks } from '../domain/coverage.ts';
import { hasProblem, type Remark } from '../domain/doctor/remark.ts';
import { type ExamineServices, examineDeployment } from './examine-deployment.ts';
import { mayNowhere } from './person-rights.ts';
import { personOf, terminalDirectory } from './terminal-person.ts';
import { readCoverage } from './watch-coverage.ts';

export interface ExamineRequest {
  examine: 'deployment' | 'coverage';
}
export interface ExamineAnswer {
  /** False when something has to be changed. */
  ok: boolean;
  /** What is not in the remarks, as plain text. */
  words: string;
  remarks: Remark[];
}

const refused = (words: string): ExamineAnswer => ({ ok: false, words, remarks: [] });

/** Everything that was ever heard, a line each, and what is wrong with that. */
async function examineCoverage(services: ExamineServices): Promise<ExamineAnswer> {
  const now = services.clock.now();
  const coverage = await readCoverage(services);
  const remarks = coverageRemarks(coverage, services.deployment, now);
  return { ok: !hasProblem(remarks), words: coverageLines(coverage, now).join('\n'), remarks };
}

/** `arn`: who AWS says it is. Whoever may see a case anywhere may look. */
export async function examineAtTerminal({ examine }: ExamineRequest, arn: string, services: ExamineServices): Promise<ExamineAnswer> {
  const { policy } = services;
  const user = personOf(arn, policy);
  if (!user) return refused(`You are ${arn}, and policy does not say who that is. An admin adds it under people in drawbridge.yaml.`);
  const directory = terminalDirectory(arn, services);
  const barred = await mayNowhere(await directory.person(policy.team, user), 'view', { policy, directory });
  if (barred) return refused(barred);
  if (examine === 'coverage') return examineCoverage(services);
  const remarks = await examineDeployment(services);
  return { ok: !hasProblem(remarks), words: '', remarks };
}
