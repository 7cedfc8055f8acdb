/** Restore logging: starts trails that were stopped and lets those record everything again that were made to look away. */
import type { Finding } from '../domain/finding.ts';
import type { Plan, Refusal, Step } from '../domain/plan.ts';
import { type Check, type CheckResult, configurationChecks, definePlaybook, type Offer, type PlanTools } from './define.ts';
import { rereadSteps } from './reread.ts';
import {
  baselineOf,
  readTrails,
  recordsAll,
  selectorsOf,
  type TrailRead,
  type TrailReads,
  type TrailState,
  trailReads,
  trailStatus,
  trailTags,
} from './trails/read-trails.ts';
import { factsOf, nothing, sorted } from './trails/sort-trails.ts';

type Writes = 'cloudtrail:StartLogging' | 'cloudtrail:PutEventSelectors';
type TrailStep = Step<Writes>;

const tampering = /CloudTrailLoggingDisabled$|^(?:Stealth|DefenseEvasion):cloudtrail\//i;
const control = /^(?:PCI\.)?CloudTrail\.1$/;

function offers(finding: Finding): { offers: Offer[] } {
  const { type, active, account, region, sample, resources } = finding;
  if (!active || sample || !(tampering.test(type) || control.test(type))) return { offers: [] };
  const trail = resources.find(({ kind }) => kind === 'trail');
  const named = trail?.arn ?? trail?.id;
  const offer: Offer = {
    target: { kind: 'trail', account, region, label: `CloudTrail of ${account}`, key: 'trails' },
    label: 'Restore logging',
    accessibilityLabel: `Restore CloudTrail logging in ${account}`,
    secret: named ? { trail: named } : {},
    rank: 5,
  };
  return { offers: [offer] };
}

function startStep({ arn, name, home, account }: TrailState): TrailStep {
  return {
    id: `start ${arn}`,
    why: `start logging of trail ${name}`,
    call: 'cloudtrail:StartLogging',
    input: { Name: arn },
    before: 'stopped',
    after: 'logging',
    undo: { kept: 'logging is never stopped from here' },
    goesOn: true,
    // A trail can be started only where it was made.
    place: { account, region: home },
  };
}

function selectStep({ arn, name, home, account, selectors }: TrailState): TrailStep {
  return {
    id: `record ${arn}`,
    why: `let trail ${name} record all management events again`,
    call: 'cloudtrail:PutEventSelectors',
    input: { TrailName: arn, ...baselineOf(selectors) },
    before: 'looks away',
    after: 'records all',
    undo: { kept: 'a trail is never made to look away from here' },
    goesOn: true,
    place: { account, region: home },
  };
}

function stepsFor(trail: TrailState): TrailStep[] {
  return [...(trail.isLogging ? [] : [startStep(trail)]), ...(recordsAll(trail.selectors) ? [] : [selectStep(trail)])];
}

async function plan({ target, secret }: Pick<Offer, 'target' | 'secret'>, tools: PlanTools<TrailReads>): Promise<Plan<Writes> | Refusal> {
  const found = sorted(await readTrails(tools.read), target.account, secret.trail);
  const steps = found.meant.flatMap(stepsFor);
  if (steps.length === 0) return nothing(found);
  for (const trail of found.meant) {
    const never = tools.neverTarget(trail.name, await trailTags(tools.read, trail, target.region));
    if (never)
      return {
        refused: `Trail ${trail.name} must never be touched: ${never}`,
        nextStep: 'Call whoever owns this trail; policy names them',
      };
  }
  const stuck = found.meant.filter(({ deliveryError }) => deliveryError !== undefined);
  const gone = { code: 'deleted', text: `Trail ${found.deleted} was deleted: this does not bring it back` };
  return {
    playbook: 'restore_trail',
    target,
    risk: 'nondestructive',
    steps,
    facts: factsOf(found),
    warnings: [
      ...(found.deleted ? [gone] : []),
      ...stuck.map(({ name, deliveryError }) => ({
        code: 'no-delivery',
        text: `Trail ${name} cannot deliver (${deliveryError}): look at its bucket and key`,
      })),
    ],
    credential: false,
  };
}

function trailOf({ input }: TrailStep): string {
  return String(input.Name ?? input.TrailName ?? '');
}

async function observe(step: TrailStep, read: TrailRead): Promise<string> {
  const arn = trailOf(step);
  const status = await trailStatus(read, arn);
  if (!status) return 'gone';
  if (step.call === 'cloudtrail:StartLogging') return status.isLogging ? 'logging' : 'stopped';
  return recordsAll(await selectorsOf(read, arn)) ? 'records all' : 'looks away';
}

/** Logging is not delivering: the effect is that nothing stands in the way of the bucket. */
async function verify(check: Check, done: Plan<Writes>, _since: number, read: TrailRead): Promise<CheckResult> {
  const held = await rereadSteps(done, (step) => observe(step, read), `${done.target.label} logs again`);
  if (check.proves === 'configuration' || !('ok' in held) || !held.ok) return held;
  for (const step of done.steps) {
    const status = await trailStatus(read, trailOf(step));
    if (status?.deliveryError)
      return { ok: false, detail: `it logs, but cannot deliver: ${status.deliveryError}. Look at its bucket and key` };
  }
  return { ok: true, detail: `${done.target.label} logs and delivers` };
}

export const restoreTrail = definePlaybook({
  id: 'restore_trail',
  title: 'Restore logging',
  actionName: 'Restore logging',
  risk: 'nondestructive',
  reads: trailReads,
  writes: ['cloudtrail:StartLogging', 'cloudtrail:PutEventSelectors'],
  offers,
  plan,
  observe,
  checks: [
    ...configurationChecks,
    // A delivery takes about five minutes, up to fifteen.
    { afterSeconds: 900, proves: 'effect' },
  ],
  verify,
});
