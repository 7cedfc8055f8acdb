/** Take in a workflow's request to people: checked against policy and against the workflow itself, then a case that asks. */
import { createHash } from 'node:crypto';
import type { ApprovalRequest } from '../domain/approval-request.ts';
import { partitionOf } from '../domain/arn.ts';
import { AwsCallError } from '../domain/aws-calls.ts';
import { referenceOf } from '../domain/case-id.ts';
import type { CaseState } from '../domain/case-state.ts';
import type { Actor, CaseSubject, NewEvent, ResponseAsked } from '../domain/events.ts';
import { environmentOf, routeOf } from '../domain/route.ts';
import { allowedWorkflow, levelsUntil } from '../domain/workflow-policy.ts';
import type { Services } from '../services/services.ts';
import { callFailure } from './call-failure.ts';
import { claimCase, knownKey, rehash } from './claim-case.ts';

/** What the vault keeps of a request until it is answered. */
export interface KeptTask {
  taskToken: string;
  onAllow?: ApprovalRequest['onAllow'];
  onDeny?: ApprovalRequest['onDeny'];
}

export type TakenApproval = { ok: true; caseId: string; news: boolean } | { ok: false; because: string };

type ApprovalServices = Pick<Services, 'aws' | 'cases' | 'clock' | 'log' | 'policy' | 'table' | 'vault'>;

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** Why the execution cannot be waiting for people; undefined when it runs. Throws what trying again may cure. */
async function notRunning(
  { executionArn, account, region, execution }: ApprovalRequest,
  { aws }: ApprovalServices,
): Promise<string | undefined> {
  try {
    const { status } = await aws.reader({ account, region })('states:DescribeExecution', { executionArn });
    return status === 'RUNNING' ? undefined : `execution ${execution} is ${status}, so nothing waits for an answer: start it again`;
  } catch (error) {
    if (!(error instanceof AwsCallError) || callFailure(error).again) throw error;
    if (error.code === 'ExecutionDoesNotExist') return `there is no execution ${execution} in ${account}, ${region}: give $$.Execution.Id`;
    return `execution ${execution} could not be looked at: ${callFailure(error, `read role in ${account}`).words}`;
  }
}

function subjectOf(request: ApprovalRequest, caseKey: string, { policy, clock }: ApprovalServices): CaseSubject {
  const { account, region, title } = request;
  const environment = environmentOf(account, policy);
  const product = 'Step Functions';
  return {
    caseKey,
    generation: 1,
    kind: 'approval',
    class: 'control',
    threat: 'hygiene',
    type: 'Approval Requested',
    title,
    description: '',
    product,
    genuine: true,
    sample: false,
    account,
    region,
    partition: partitionOf(region),
    createdAt: clock.now(),
    accessKeys: [],
    remoteAddresses: [],
    environment,
    ...routeOf({ severity: 'medium', account, product: { name: product, genuine: true }, resources: [] }, environment, policy),
  };
}

async function askedOf(
  request: ApprovalRequest,
  responseId: string,
  group: string | undefined,
  services: ApprovalServices,
): Promise<ResponseAsked> {
  const { taskToken, onAllow, onDeny, changes, executionArn, stateMachine, execution, account, region, title, details, expiresAt } =
    request;
  const kept: KeptTask = { taskToken, ...(onAllow !== undefined && { onAllow }), ...(onDeny !== undefined && { onDeny }) };
  return {
    responseId,
    playbook: 'answer_workflow',
    title,
    round: 1,
    foreign: {
      executionArn,
      stateMachine,
      execution,
      details,
      expiresAt,
      ...(changes && { changes: true as const }),
      ...(group !== undefined && { group }),
    },
    target: { kind: 'execution', label: stateMachine, key: `execution/${executionArn}`, account, region },
    risk: 'nondestructive',
    reason: '',
    planHash: hashOf(JSON.stringify([executionArn, hashOf(taskToken), title, details, onAllow ?? null, onDeny ?? null])),
    vault: await services.vault.put(`task-${responseId}`, kept),
    steps: [],
    facts: [],
    warnings: [],
    mode: 'approval',
    people: 1,
    because: 'a workflow asks',
    levels: levelsUntil(expiresAt, group, services.policy, services.clock.now()),
  };
}

class CaseIdTaken extends Error {}

/** One case per execution and token: the same request again, also after the workflow ended, is that case. */
export async function takeApproval(request: ApprovalRequest, services: ApprovalServices): Promise<TakenApproval> {
  const { executionArn, taskToken, stateMachine, expiresAt } = request;
  const caseKey = `approval|${executionArn}|${hashOf(taskToken)}`;
  const responseId = referenceOf('task', executionArn, hashOf(taskToken));
  const known = await knownCase(caseKey, responseId, services);
  if (known) return { ok: true, caseId: known, news: false };
  const allowed = allowedWorkflow(request, services.policy);
  if (!allowed.ok) return { ok: false, because: allowed.because };
  if (expiresAt - services.clock.now() < 1000) return { ok: false, because: 'expiresAt is over already: give people some minutes' };
  const because = await notRunning(request, services);
  if (because) return { ok: false, because };

  const asked = await askedOf(request, responseId, allowed.group, services);
  const actor: Actor = { kind: 'product', name: `workflow ${stateMachine}` };
  const decide = (state: CaseState | undefined): NewEvent[] => {
    if (state && state.subject.caseKey !== caseKey) throw new CaseIdTaken();
    const ask: NewEvent = { id: `${responseId}:asked`, actor, kind: 'response-asked', data: asked };
    if (state) return [ask];
    return [{ id: 'open:1', actor, kind: 'case-opened', data: { subject: subjectOf(request, caseKey, services), findings: [] } }, ask];
  };
  let claim = await claimCase(services.table, caseKey, services.clock.now());
  for (;;) {
    try {
      await services.cases.append(claim.caseId, decide, claim.fresh);
      return { ok: true, caseId: claim.caseId, news: true };
    } catch (error) {
      if (!(error instanceof CaseIdTaken)) throw error;
      claim = await rehash(services.table, caseKey, claim);
    }
  }
}

async function knownCase(caseKey: string, responseId: string, { table, cases, clock }: ApprovalServices): Promise<string | undefined> {
  const key = await knownKey(table, caseKey, clock.now());
  const state = key && (await cases.read(key.caseId));
  return state?.responses[responseId] ? state.caseId : undefined;
}
