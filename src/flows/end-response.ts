/** End a response: whatever happened gets an outcome that a person understands, and the target is let go. Nothing is rolled back. */
import type { ResponseOutcome } from '../domain/events.ts';
import { playbook } from '../playbooks/index.ts';
import { dropContainment, holdContainment, releaseLease } from './lease-target.ts';
import { endWith, eventOf, type Run, type RunServices, record, storedPlan, type Turn, turn } from './response-run.ts';
import { settleCase } from './settle-case.ts';

interface Ending {
  outcome: ResponseOutcome;
  detail: string;
}

/** Calls that were begun and never recorded: a last look says whether they happened; what cannot be seen stays unclear. */
async function settle(run: Run, services: RunServices): Promise<{ run: Run; unclear: string[] }> {
  const begun = run.response.stepStates.flatMap((step, index) => (step?.vault && step.status !== 'done' && !step.goesOn ? [index] : []));
  if (begun.length === 0) return { run, unclear: [] };
  const unclear: string[] = [];
  let newest = run;
  for (const index of begun) {
    const why = run.response.steps[index]?.why ?? `step ${index + 1}`;
    try {
      const { plan } = await storedPlan(run, services);
      const step = plan.steps[index];
      const seen = step && (await playbook(run.response.playbook)?.observe(step, services.aws.reader(step.place ?? plan.target)));
      if (seen === undefined) unclear.push(why);
      if (seen !== undefined && seen === step?.after)
        newest = await record(newest, services, () => [eventOf(run, `step-${index}:done`, 'step-done', { step: index })]);
    } catch (error) {
      services.log.error('a step could not be looked at in the end', error, { responseId: run.responseId, step: index });
      unclear.push(why);
    }
  }
  return { run: newest, unclear };
}

function undecided({ response }: Run): Ending | undefined {
  const { decision, mode, levels } = response;
  if (decision?.decision === 'denied') return { outcome: 'DENIED', detail: decision.reason ?? '' };
  if (decision?.decision === 'cancelled') return { outcome: 'CANCELLED', detail: decision.reason ?? '' };
  if (decision?.decision === 'expired') {
    return { outcome: 'EXPIRED', detail: `nobody decided at ${levels.length === 1 ? 'the only level' : `any of ${levels.length} levels`}` };
  }
  return decision || mode === 'auto' ? undefined : { outcome: 'FAILED', detail: 'the workflow ended before anyone decided' };
}

function ran({ response }: Run, unclear: string[], trouble: string): Ending {
  const { steps, stepStates } = response;
  if (steps.length === 0) return { outcome: 'DONE', detail: trouble || 'there was nothing to do' };
  const missing = steps.filter((_, index) => stepStates[index]?.status !== 'done').map((step) => step.why);
  if (missing.length === 0) return { outcome: 'PARTIAL', detail: `all steps are done, but not checked${trouble && `: ${trouble}`}` };
  const why = stepStates.find((step) => step?.status === 'failed')?.error || trouble || 'the workflow stopped';
  if (unclear.length > 0)
    return { outcome: 'PARTIAL', detail: `${why}; not known whether this happened: ${unclear.join(', ')}. Look at it in AWS` };
  return missing.length === steps.length
    ? { outcome: 'FAILED', detail: why }
    : { outcome: 'PARTIAL', detail: `${why}; missing: ${missing.join(', ')}` };
}

/** Errors of the workflow itself, in words; what they say may hold secrets and goes no further than their name. */
function troubleOf(failed: boolean, error: string | undefined): string {
  if (!failed) return '';
  if (error === 'AwsCallError') return 'AWS did not answer, also when asked again';
  if (error === 'States.Timeout') return 'it took too long';
  return `an unexpected error stopped it (${(error ?? 'unknown').slice(0, 60)})`;
}

export async function endResponse(
  run: Run,
  { failed = false, error }: { failed?: boolean; error?: string },
  services: RunServices,
): Promise<Turn> {
  let last = run;
  if (run.response.outcome === undefined) {
    const settled = await settle(run, services);
    const { outcome, detail } = undecided(settled.run) ?? ran(settled.run, settled.unclear, troubleOf(failed, error));
    await endWith(settled.run, services, outcome, detail);
    last = await record(settled.run, services, () => []);
  }
  const { undoes, outcome } = last.response;
  if (undoes && outcome === 'UNDONE') await dropContainment(last, undoes, services);
  // Stopped half way: what holds is on record too.
  const { undoneBy, stepStates } = last.response;
  if (!undoes && !undoneBy && stepStates.some((step) => step?.status === 'done')) await holdContainment(last, services);
  await releaseLease(last, services);
  await settleCase(last, services);
  return turn('end');
}
