/** Responses in the hub on a moto server: the real workflow, journal and roles, with people who agree at once. */
import { readFileSync } from 'node:fs';
import { createRunDestroyHandler, createRunResponseHandler } from '../../handlers/run-response.ts';
import { createStepFunctions } from '../../infra/local/step-functions/step-functions.ts';
import type { CaseEvent, EventData } from '../../src/domain/events.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { factOf, subjectOf } from '../../src/domain/finding-fact.ts';
import { type Plan, planHash, undoOf } from '../../src/domain/plan.ts';
import { planTools } from '../../src/flows/plan-tools.ts';
import type { RunServices } from '../../src/flows/response-run.ts';
import { runWorkflows } from '../../src/flows/run-workflows.ts';
import type { Offer, Playbook } from '../../src/playbooks/define.ts';
import { createCaseLog } from '../../src/services/case-log.ts';
import { createLog } from '../../src/services/log.ts';
import { createVault } from '../../src/services/vault.ts';
import { policyWith } from '../fixtures/policy.ts';
import { ana, HUB, omar } from '../fixtures/response-rig.ts';
import type { MotoDeployment } from './moto-deployment.ts';

const definition = JSON.parse(readFileSync('infra/response.asl.json', 'utf8')) as object;
/** Longer than the last check of any playbook. */
const untilProved = 3600;

type Asked = EventData['response-asked'];

export function responsesOn({ clock, table, aws }: MotoDeployment) {
  const policy = policyWith();
  const cases = createCaseLog({ table, clock, policyVersion: 'test' });
  const services: RunServices = {
    clock,
    log: createLog(() => {}),
    policy,
    table,
    cases,
    vault: createVault(table),
    aws,
    directory: { person: async (team, id) => ({ team, id, name: id }), members: async () => [] },
    stepFunctions: {
      start: async (name, input) => {
        if (engine.executions().some((one) => one.name === name)) return 'exists';
        engine.startExecution({ stateMachineArn: machine, name, input });
        return 'started';
      },
      wake: async () => 'gone',
    },
    deployment: 'drawbridge',
    hubAccount: HUB,
  };
  const handlers = { RunResponse: createRunResponseHandler(services), RunDestroy: createRunDestroyHandler(services) };
  const machine = `arn:aws:states:us-east-1:${HUB}:stateMachine:response`;
  const engine = createStepFunctions({
    clock,
    machines: { response: definition },
    invoke: (name, input) => (name.includes('RunDestroy') ? handlers.RunDestroy(input) : handlers.RunResponse(input)),
    account: HUB,
    region: 'us-east-1',
  });

  async function openCase(caseId: string, finding: Finding): Promise<void> {
    const subject = subjectOf(finding, { caseKey: caseId, generation: 1, kind: 'finding', route: 'security', channel: 'C0123ABCD' });
    const data = { subject, findings: [factOf(finding, 'production', true)] };
    await cases.append(caseId, () => [{ id: 'open', actor: { kind: 'product', name: 'GuardDuty' }, kind: 'case-opened', data }], true);
  }

  /** Asked by ana and agreed to by omar before the workflow begins; answers once all checks are over. */
  async function carryOut(
    caseId: string,
    responseId: string,
    playbook: Playbook,
    offer: Offer,
    plan: Plan,
    undoes?: string,
  ): Promise<string> {
    const { kind, label, key, account, region } = plan.target;
    const hash = planHash(plan);
    const asked: Asked = {
      responseId,
      playbook: playbook.id,
      title: playbook.title,
      round: 1,
      target: { kind, label, key, account, region },
      risk: plan.risk,
      reason: 'seen on moto',
      planHash: hash,
      vault: await services.vault.put(`plan-${caseId}-${responseId}`, { plan, offer, requester: ana }),
      steps: plan.steps.map(({ id, why, call }) => ({ id, why, call, undo: 'its inverse' })),
      facts: plan.facts,
      warnings: plan.warnings,
      mode: 'approval',
      people: 2,
      because: 'the test asks for two',
      levels: [{ name: 'oncall-l1', seconds: 300 }],
      ...(undoes && { undoes }),
    };
    const decided = { responseId, decision: 'approved' as const, onePerson: false, planHash: hash };
    await cases.append(caseId, () => [
      { id: `asked:${responseId}`, actor: ana, kind: 'response-asked', data: asked },
      { id: `decided:${responseId}`, actor: omar, kind: 'approval-decided', data: decided },
    ]);
    await clock.run(() => runWorkflows(caseId, services));
    await clock.advance(untilProved);
    const outcome = (await cases.read(caseId))?.responses[responseId]?.outcome;
    return outcome ?? 'none';
  }

  return {
    services,
    /** Plans, carries out, undoes; `look` reads what the response is about, whenever it is asked. */
    async thereAndBack<T>(caseId: string, playbook: Playbook, finding: Finding, look: () => Promise<T>) {
      const [offer] = playbook.offers(finding).offers;
      if (!offer) throw new Error(`${playbook.id} offers nothing`);
      await openCase(caseId, finding);
      const plan = await playbook.plan(offer, planTools(caseId, offer.target, services));
      if ('refused' in plan) throw new Error(plan.refused);
      const before = await look();
      const outcome = await carryOut(caseId, 'r1', playbook, offer, plan);
      const during = await look();
      const undone = await carryOut(caseId, 'u1', playbook, offer, undoOf(plan), 'r1');
      return { before, outcome, during, undone, after: await look() };
    },
    eventsOf: async (caseId: string) => (await cases.events(caseId)).map(({ body }) => JSON.parse(body) as CaseEvent),
  };
}
