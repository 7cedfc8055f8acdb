/** Answer the workflows that asked: the log decides, their task is told once, and what came of that is how the request ends. */
import { AwsCallError } from '../domain/aws-calls.ts';
import type { ResponseState } from '../domain/case-state.ts';
import type { Actor, ResponseOutcome } from '../domain/events.ts';
import { casePartition } from '../services/case-log.ts';
import type { Services } from '../services/services.ts';
import { nameOf } from './describe-case.ts';
import type { KeptTask } from './take-approval.ts';

type AnswerServices = Pick<Services, 'aws' | 'cases' | 'clock' | 'deployment' | 'table' | 'vault'>;
type Decision = NonNullable<ResponseState['decision']>;

const settled = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);
const mostCause = 1000;
/** Whoever began so long ago died on the way. */
const telling = 60_000;

const outcomes: Record<Decision['decision'], ResponseOutcome> = {
  approved: 'ALLOWED',
  denied: 'DENIED',
  cancelled: 'CANCELLED',
  expired: 'EXPIRED',
};

function identityOf(by: Actor, deployment: string): string {
  return by.kind === 'person' ? `${by.team}-${by.id}` : `${deployment}-auto`;
}

/** What a workflow gets that says nothing about it itself. */
function plainAnswer({ decision, by, at, reason, changes }: Decision, caseId: string): object {
  const over = decision === 'expired';
  return {
    decision: changes ? 'change' : decision === 'approved' ? 'allow' : 'deny',
    ...changes,
    by: over ? 'nobody' : nameOf(by),
    at: new Date(at).toISOString(),
    reason: over ? 'nobody decided in time' : (reason ?? ''),
    caseId,
  };
}

/** False when the task waits no more. Throws when it is not known whether it was told. */
async function tell(
  caseId: string,
  { foreign, target, vault }: ResponseState,
  decision: Decision,
  services: AnswerServices,
): Promise<boolean> {
  const { taskToken, onAllow, onDeny } = await services.vault.get<KeptTask>(vault);
  const { account, region } = target;
  const write = services.aws.writer({
    account,
    region,
    roleClass: 'contain',
    sourceIdentity: identityOf(decision.by, services.deployment),
  });
  const allows = decision.decision === 'approved';
  const plain = plainAnswer(decision, caseId);
  try {
    if (!allows && onDeny === 'fail') {
      const cause = JSON.stringify(plain).slice(0, mostCause);
      await write('states:SendTaskFailure', { taskToken, error: 'Drawbridge.Denied', cause });
    } else {
      // What was agreed to in part has no answer that the workflow could have written before.
      const given = decision.changes ? undefined : allows ? onAllow : onDeny;
      await write('states:SendTaskSuccess', { taskToken, output: JSON.stringify(given === undefined ? plain : given) });
    }
    return true;
  } catch (error) {
    if (error instanceof AwsCallError && settled.has(error.code)) return false;
    throw new Error(`the workflow ${foreign?.stateMachine} could not be told the decision`, { cause: error });
  }
}

/** One at a time: whoever is second would hear that the task waits no more, and say so. */
async function claimed(caseId: string, responseId: string, { table, clock }: AnswerServices): Promise<boolean> {
  const item = { pk: casePartition(caseId), sk: `TELLING#${responseId}`, at: clock.now() };
  if (await table.putNew(item)) return true;
  const known = await table.get(item.pk, item.sk);
  return typeof known?.at === 'number' && item.at - known.at >= telling && (await table.replace(item, 'at', known.at));
}

/** Run again it tells nobody twice: what was told is in the log, and a task takes one answer. */
export async function answerWorkflows(caseId: string, services: AnswerServices): Promise<void> {
  const state = await services.cases.read(caseId);
  for (const response of Object.values(state?.responses ?? {})) {
    const { responseId, foreign, decision, outcome } = response;
    if (!foreign || !decision || outcome || !(await claimed(caseId, responseId, services))) continue;
    const told = await tell(caseId, response, decision, services).catch(async (error: unknown) => {
      await services.table.remove(casePartition(caseId), `TELLING#${responseId}`);
      throw error;
    });
    const detail = told
      ? ''
      : `it was ${decision.decision}${decision.decision === 'expired' ? '' : ` by ${nameOf(decision.by)}`}, too late`;
    const data = { responseId, outcome: told ? outcomes[decision.decision] : ('GONE' as const), detail };
    await services.cases.append(caseId, (now) =>
      now && !now.responses[responseId]?.outcome
        ? [{ id: `${responseId}:ended`, actor: { kind: 'drawbridge' }, kind: 'response-ended', data }]
        : [],
    );
  }
}
