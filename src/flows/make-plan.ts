/** Plan: read live, decide by the playbook, keep it in the vault, describe it for people. */
import { AwsCallError } from '../domain/aws-calls.ts';
import { referenceOf } from '../domain/case-id.ts';
import { type CaseState, type ResponseState, type StepState, watchedNow } from '../domain/case-state.ts';
import type { PlanView } from '../domain/case-view.ts';
import { type Plan, planHash, type Refusal, type Step, undoOf } from '../domain/plan.ts';
import { isListed, type Strategy, strategyFor } from '../domain/strategy.ts';
import type { Offer, Playbook } from '../playbooks/define.ts';
import { playbook as playbookOf } from '../playbooks/index.ts';
import type { Services } from '../services/services.ts';
import { breakerOpen } from './circuit-breaker.ts';
import { planTools } from './plan-tools.ts';
import { stoppedBecause } from './stops.ts';

/** A plan as the vault holds it while somebody looks at it, and as long as its response lives. */
export interface KeptPlan {
  playbook: string;
  plan: Plan;
  hash: string;
  offer: Pick<Offer, 'target' | 'secret'>;
  /** Of a plan for several targets: what each was planned from. */
  offers?: Pick<Offer, 'target' | 'secret'>[];
  /** Domain time; unsubmitted it lapses after ten minutes. */
  plannedAt: number;
  undoes?: string;
}

export const planLifeMilliseconds = 10 * 60_000;

type PlanServices = Pick<Services, 'aws' | 'cases' | 'clock' | 'policy' | 'table' | 'vault' | 'hubAccount' | 'deployment'>;

export function isRefusal(value: Plan | Refusal): value is Refusal {
  return 'refused' in value;
}

/** Every account that it changes something in. */
export function planAccounts({ target, parts = [], steps }: Plan): Set<string> {
  return new Set([target.account, ...parts.map(({ account }) => account), ...steps.flatMap(({ place }) => place?.account ?? [])]);
}

/** A role that is missing is said before anyone agrees to anything. It is looked at only: whoever plans is not let into it. */
async function seeRoles(plan: Plan, { aws }: Pick<PlanServices, 'aws'>): Promise<void> {
  const roleClass = plan.risk === 'irreversible' ? 'destroy' : 'contain';
  for (const account of planAccounts(plan)) await aws.seeRole({ account, roleClass });
}

/** Plans live; rejects with an AwsCallError when a read fails. */
export async function planLive(
  caseId: string,
  playbook: Playbook,
  offer: Pick<Offer, 'target' | 'secret'>,
  services: Omit<PlanServices, 'vault'>,
): Promise<Plan | Refusal> {
  const plan = await playbook.plan(offer, planTools(caseId, offer.target, services));
  if (!isRefusal(plan)) await seeRoles(plan, services);
  return plan;
}

/** Plans live. A read that fails is a refusal with the next step: nothing is agreed to blindly. */
export async function planNow(...[caseId, playbook, offer, services]: Parameters<typeof planLive>): Promise<Plan | Refusal> {
  try {
    return await planLive(caseId, playbook, offer, services);
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    return {
      refused: `Could not make a plan: ${error.message}`,
      nextStep: 'Give the role what it lacks or wait, then press the button again.',
    };
  }
}

/** The undo of a response: the steps it did, backwards. */
export async function undoPlan(response: ResponseState, vault: Services['vault']): Promise<KeptPlan> {
  const kept = await vault.get<KeptPlan>(response.vault);
  const isOurs = ({ status, already }: StepState) => status === 'done' && !already;
  const steps = kept.plan.steps.filter((_, index) => {
    const step = response.stepStates[index];
    return step !== undefined && isOurs(step);
  });
  const plan = undoOf({ ...kept.plan, steps });
  return { playbook: kept.playbook, plan, hash: planHash(plan), offer: kept.offer, plannedAt: 0, undoes: response.responseId };
}

/** Keeps a plan for the person who looks at it; the answer is the opaque reference its modal carries. */
export async function keepPlan(
  caseId: string,
  plan: Omit<KeptPlan, 'hash' | 'plannedAt'>,
  services: PlanServices,
  clickId: string,
): Promise<string> {
  const reference = referenceOf('plan', caseId, clickId);
  const kept: KeptPlan = { ...plan, hash: planHash(plan.plan), plannedAt: services.clock.now() };
  await services.vault.put(`plan-${caseId}-${reference}`, kept);
  return reference;
}

export async function keptPlan(caseId: string, reference: string, vault: Services['vault']): Promise<KeptPlan | undefined> {
  try {
    return await vault.get<KeptPlan>({ id: `plan-${caseId}-${reference}` });
  } catch {
    // Nobody was shown such a plan: for the person it lapsed.
    return undefined;
  }
}

type StrategyServices = Pick<Services, 'policy' | 'table' | 'clock'>;

function freezeAt(now: number, account: string, policy: Services['policy']): string | undefined {
  const on = policy.freezes.find(
    ({ from, until, accounts }) => Date.parse(from) <= now && now < Date.parse(until) && (!accounts || accounts.includes(account)),
  );
  return on && `${on.name}: nothing runs by itself until ${on.until}`;
}

const CONFIDENT_SIGHTINGS = 3;

/** Taking back what was done is possible whatever mode the playbook is in by now, and never by itself. */
export async function strategyOf(
  state: CaseState,
  { plan, undoes }: Pick<KeptPlan, 'plan' | 'undoes'>,
  requester: 'person' | 'console' | 'policy',
  services: StrategyServices,
): Promise<Strategy> {
  const { policy, table, clock } = services;
  const { environment, subject, severity, sightings, tier } = state;
  const modes = policy.playbooks[plan.playbook];
  const mode = modes?.[environment] ?? 'off';
  const { account } = plan.target;
  const automatic = mode === 'auto' && isListed(subject.type, modes?.types);
  const watched = !undoes && plan.playbook === 'hold_policy_version' && watchedNow(state, plan.target.key)?.held === true;
  return strategyFor({
    mode: undoes ? 'ask' : watched && mode === 'ask' ? 'auto' : mode === 'auto' && !automatic && !watched ? 'ask' : mode,
    environment,
    risk: plan.risk,
    threat: subject.threat,
    tier,
    credential: plan.credential,
    accounts: planAccounts(plan).size,
    requester,
    confident: (severity === 'high' || severity === 'critical') && sightings >= CONFIDENT_SIGHTINGS,
    harmsOthers: plan.harmsOthers === true,
    unknown: (plan.unknown ?? []).length > 0,
    watched,
    breaker: automatic || watched ? await breakerOpen(account, plan.risk, services) : undefined,
    freeze: freezeAt(clock.now(), account, policy),
    stopped: undoes ? undefined : await stoppedBecause(table, account, plan.playbook),
    people: modes?.people,
  });
}

export function undoWords(step: Plan['steps'][number]): string {
  if ('kept' in step.undo) return `kept: ${step.undo.kept}`;
  if ('notUndone' in step.undo) return `not undone: ${step.undo.notUndone}`;
  return step.undo.words ?? `back to ${step.before}`;
}

/** Neighbours of the same stage together; a step without one stands for itself. */
function stages(steps: readonly Step[]): Step[][] {
  const found: Step[][] = [];
  for (const step of steps) {
    const last = found.at(-1);
    if (step.stage !== undefined && last?.[0]?.stage === step.stage && last[0].part === step.part) last.push(step);
    else found.push([step]);
  }
  return found;
}

/** What cannot be taken back is never left out; what is kept is, beside something that is undone. */
function stageLine(steps: readonly Step[]): PlanView['steps'][number] {
  const [first] = steps;
  if (!first) return { why: '', undo: '' };
  if (steps.length === 1 || first.stage === undefined) return { why: first.stage ?? first.why, undo: undoWords(first) };
  const words = (wanted: (undo: Step['undo']) => boolean) => [...new Set(steps.filter(({ undo }) => wanted(undo)).map(undoWords))];
  const lost = words((undo) => 'notUndone' in undo);
  const back = words((undo) => 'call' in undo);
  const kept = words((undo) => 'kept' in undo);
  const undone = back.length > mostUndoWords ? ['restores each'] : back;
  return { why: first.stage, undo: [...lost, ...(back.length > 0 ? undone : kept)].join('; ') };
}

const mostUndoWords = 2;

export function planView(state: CaseState, kept: KeptPlan, needs: string, people: 1 | 2, services: Pick<Services, 'policy'>): PlanView {
  const { plan } = kept;
  const accountName = services.policy.accounts[plan.target.account]?.name;
  const title = playbookOf(plan.playbook)?.title ?? plan.playbook;
  return {
    title,
    caseId: state.caseId,
    target: plan.target.label,
    account: plan.target.account,
    ...(accountName && { accountName }),
    environment: state.environment,
    steps: stages(plan.steps).map((steps) => (kept.undoes ? { ...stageLine(steps), undo: '' } : stageLine(steps))),
    facts: plan.facts,
    warnings: plan.warnings.map((warning) => warning.text),
    needs,
    risk: plan.risk,
    people,
    undo: kept.undoes !== undefined,
    ...(plan.confirm !== undefined && { confirm: plan.confirm }),
  };
}
