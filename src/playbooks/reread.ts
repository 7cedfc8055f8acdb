/** The configuration check most playbooks share: every step that was done is looked at again. */
import type { ReadName, WriteName } from '../domain/aws-calls.ts';
import type { Plan, Step } from '../domain/plan.ts';
import type { CheckResult, Playbook } from './define.ts';

const MOST_LINES = 3;

/** `settled` is what may be said when all of it holds: "i-0abc is stopped". */
export async function rereadSteps<Reads extends ReadName, Writes extends WriteName>(
  { steps }: Plan<Writes>,
  look: (step: Step<Writes>) => ReturnType<Playbook<Reads, Writes>['observe']>,
  settled: string,
): Promise<CheckResult> {
  if (steps.length === 0) return { unmeasurable: 'no step was done' };
  const wrong: string[] = [];
  for (const step of steps) {
    const seen = await look(step);
    if (seen !== step.after) wrong.push(`${step.why}: it is ${seen.toLowerCase()}, not ${step.after.toLowerCase()}`);
  }
  if (wrong.length === 0) return { ok: true, detail: settled };
  const more = wrong.length - MOST_LINES;
  return { ok: false, detail: wrong.slice(0, MOST_LINES).join('; ') + (more > 0 ? `; and ${more} more` : '') };
}

/** What is being verified is the way back. */
export function isUndo({ steps }: Pick<Plan, 'steps'>): boolean {
  return steps.some(({ id }) => id.startsWith('undo '));
}
