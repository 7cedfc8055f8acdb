/** The TARGET# item: who works on a target now, and which containments of it stand. One response at a time works on a target. */
import { type CaseState, type ResponseState, targetsOf } from '../domain/case-state.ts';
import type { Target, TargetKind } from '../domain/plan.ts';
import type { Standing } from '../playbooks/define.ts';
import type { Item } from '../services/table.ts';
import { endWith, type Run, type RunServices, stepsOver, type Turn, turn } from './response-run.ts';

export interface Containment {
  caseId: string;
  responseId: string;
}
interface TargetContent {
  lease?: Containment & { until: number };
  standing: Containment[];
}
interface TargetItem extends Item, TargetContent {
  version: number;
}
type TargetServices = Pick<RunServices, 'table' | 'cases' | 'clock'>;

/** Longer than any run of steps; a holder that died is not waited for beyond it. */
const leaseMilliseconds = 15 * 60_000;
const mostTries = 10;

/** IAM and bucket names are global: findings of two Regions about one key are about the same target. */
const globalKinds: ReadonlySet<string> = new Set<TargetKind>(['access-key', 'user', 'role', 'policy', 'bucket']);

function keyOf({ kind, account, region, key }: ResponseState['target']): { pk: string; sk: string } {
  return { pk: `TARGET#${account}/${globalKinds.has(kind) ? 'global' : region}/${key}`, sk: 'TARGET' };
}

async function readTarget(target: ResponseState['target'], { table }: Pick<TargetServices, 'table'>): Promise<TargetItem | undefined> {
  const { pk, sk } = keyOf(target);
  return (await table.get(pk, sk)) as TargetItem | undefined;
}

type Change = (content: TargetContent) => Promise<TargetContent | undefined> | TargetContent | undefined;

/** Writes what `change` makes of the item; undefined leaves it as it is. Tried again when somebody else was first. */
async function changeTarget(target: ResponseState['target'], { table }: Pick<TargetServices, 'table'>, change: Change): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const known = await readTarget(target, { table });
    const content = await change({ ...(known?.lease && { lease: known.lease }), standing: known?.standing ?? [] });
    if (!content) return;
    const item: TargetItem = { ...keyOf(target), version: (known?.version ?? 0) + 1, ...content };
    if (known ? await table.replace(item, 'version', known.version) : await table.putNew(item)) return;
  }
  throw new Error(`the target ${target.key} changes all the time`);
}

async function changeTargets({ response }: Run, services: Pick<TargetServices, 'table'>, change: Change): Promise<void> {
  for (const target of targetsOf(response)) await changeTarget(target, services, change);
}

const isMine = (run: Run) => (other: Containment) => other.caseId === run.caseId && other.responseId === run.responseId;

async function isBusy(lease: TargetContent['lease'], { cases, clock }: TargetServices): Promise<boolean> {
  if (!lease || lease.until <= clock.now()) return false;
  const holder = (await cases.read(lease.caseId))?.responses[lease.responseId];
  return holder !== undefined && holder.status !== 'ended';
}

/** Undefined when this run may work on the target; else who does. */
async function lease(run: Run, target: ResponseState['target'], services: TargetServices): Promise<Containment | undefined> {
  let holder: Containment | undefined;
  await changeTarget(target, services, async (content) => {
    const other = content.lease && !isMine(run)(content.lease) && (await isBusy(content.lease, services)) ? content.lease : undefined;
    holder = other;
    const { caseId, responseId } = run;
    const until = services.clock.now() + leaseMilliseconds;
    return other ? undefined : { standing: content.standing, lease: { caseId, responseId, until } };
  });
  return holder;
}

export async function takeLease(run: Run, services: TargetServices): Promise<Turn> {
  // An execution that starts again after the steps only proves: an undo may hold the target by now.
  if (stepsOver(run.response)) return turn('on');
  for (const target of targetsOf(run.response)) {
    const holder = await lease(run, target, services);
    if (!holder) continue;
    const where = holder.caseId === run.caseId ? 'by another response of this case' : `in case ${holder.caseId}`;
    return endWith(run, services, 'REFUSED', `${target.label} is being worked on ${where}; ask again when that has ended`);
  }
  return turn('on');
}

/** For as long as there are steps: many of them, or slow ones, take longer than one lease. False when somebody else has the target now. */
export async function renewLease(run: Run, services: TargetServices): Promise<boolean> {
  for (const target of targetsOf(run.response)) {
    const held = (await readTarget(target, services))?.lease;
    const lasts = held && isMine(run)(held) && held.until - services.clock.now() > leaseMilliseconds / 2;
    if (!lasts && (await lease(run, target, services))) return false;
  }
  return true;
}

export async function releaseLease(run: Run, services: Pick<TargetServices, 'table'>): Promise<void> {
  await changeTargets(run, services, (content) =>
    content.lease && isMine(run)(content.lease) ? { standing: content.standing } : undefined,
  );
}

function isStanding(state: CaseState | undefined, { responseId }: Containment): boolean {
  const response = state?.responses[responseId];
  return response !== undefined && !response.undoneBy && response.stepStates.some((step) => step?.status === 'done');
}

/** Lets go of the target after the last step, so that an undo need not wait for the checks; the containment stays on record. */
export async function holdContainment(run: Run, services: Pick<TargetServices, 'table'>): Promise<void> {
  const { caseId, responseId, response, state } = run;
  await changeTargets(run, services, ({ lease, standing }) => {
    const kept = standing.filter((other) => !isMine(run)(other));
    const mine = !response.undoes && isStanding(state, run) ? [{ caseId, responseId }] : [];
    return { standing: [...kept, ...mine], ...(lease && !isMine(run)(lease) && { lease }) };
  });
}

/** After an undo: what it undid no longer stands. */
export async function dropContainment(run: Run, undone: string, services: Pick<TargetServices, 'table'>): Promise<void> {
  await changeTargets(run, services, ({ lease, standing }) => ({
    standing: standing.filter((other) => other.caseId !== run.caseId || other.responseId !== undone),
    ...(lease && { lease }),
  }));
}

/** The responses that changed this target and were not undone, as their own logs say. */
export async function standingOn(target: Target, services: Pick<TargetServices, 'table' | 'cases'>): Promise<Standing[]> {
  const found: Standing[] = [];
  for (const other of (await readTarget(target, services))?.standing ?? []) {
    const state = await services.cases.read(other.caseId);
    const response = state?.responses[other.responseId];
    if (!response || !isStanding(state, other)) continue;
    const part = response.parts?.findIndex(({ key }) => key === target.key);
    const steps = response.stepStates.flatMap((step, index) =>
      step?.status === 'done' && !step.already && response.steps[index]?.part === part ? [step.id] : [],
    );
    found.push({ ...other, playbook: response.playbook, steps });
  }
  return found;
}

/** The case that contains this target already, as its own log says. */
export async function containedBy(run: Run, services: TargetServices): Promise<Containment | undefined> {
  for (const other of (await readTarget(run.response.target, services))?.standing ?? []) {
    if (!isMine(run)(other) && isStanding(await services.cases.read(other.caseId), other)) return other;
  }
  return undefined;
}
