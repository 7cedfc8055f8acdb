/** Restore logging: starts trails that were stopped and lets those record everything again that were made to look away. */
import type { Finding } from '../domain/finding.ts';
import type { Plan, Refusal, Step } from '../domain/plan.ts';
import { type Check, type CheckResult, definePlaybook, type Offer, type PlanTools } from './define.ts';
import { rereadSteps } from './reread.ts';
import { readTrails, recordsAll, type TrailRead, type TrailReads, type TrailState, trailReads, trailStatus } from './trails/read-trails.ts';

type Writes = 'cloudtrail:StartLogging' | 'cloudtrail:PutEventSelectors';
type TrailStep = Step<Writes>;

const tampering = /CloudTrailLoggingDisabled$|^(?:Stealth|DefenseEvasion):cloudtrail\//i;
const control = /^(?:PCI\.)?CloudTrail\.1$/;

function offers(finding: Finding): { offers: Offer[] } {
  const { type, active, account, region, sample } = finding;
  if (!active || sample || !(tampering.test(type) || control.test(type))) return { offers: [] };
  const offer: Offer = {
    target: { kind: 'trail', account, region, label: `CloudTrail of ${account}`, key: 'trails' },
    label: 'Restore logging',
    accessibilityLabel: `Restore CloudTrail logging in ${account}`,
    secret: {},
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
  const data = (selectors ?? []).flatMap(({ DataResources }) => DataResources ?? []);
  const everything = { ReadWriteType: 'All', IncludeManagementEvents: true, ...(data.length > 0 && { DataResources: data }) };
  return {
    id: `record ${arn}`,
    why: `let trail ${name} record all management events again`,
    call: 'cloudtrail:PutEventSelectors',
    input: { TrailName: arn, EventSelectors: [everything] },
    before: 'looks away',
    after: 'records all',
    undo: { kept: 'a trail is never made to look away from here' },
    goesOn: true,
    place: { account, region: home },
  };
}

function factsOf(trails: readonly TrailState[], foreign: readonly TrailState[]): string[] {
  const line = ({ name, home, isLogging, deliveryError, bucket }: TrailState) =>
    `Trail ${name} in ${home}: ${isLogging ? 'logs' : 'stopped'}, to ${bucket ?? 'no bucket'}${deliveryError ? `; it cannot deliver: ${deliveryError}` : ''}`;
  return [
    ...trails.map(line),
    ...foreign.map(({ name, account }) => `Trail ${name} belongs to account ${account}: it is restored there`),
    'Starting changes nothing else, and nothing uses it but those who look',
    'What happened while it was off is in no trail; management events of 90 days are in the event history',
  ];
}

async function plan({ target }: Pick<Offer, 'target'>, { read, neverTarget }: PlanTools<TrailReads>): Promise<Plan<Writes> | Refusal> {
  const all = await readTrails(read);
  const own = all.filter(({ account }) => account === target.account);
  const foreign = all.filter(({ account }) => account !== target.account);
  if (own.length === 0) {
    return {
      refused:
        foreign.length > 0
          ? `The trails here belong to account ${foreign[0]?.account}`
          : 'There is no trail: it was deleted, or there never was one',
      nextStep:
        foreign.length > 0
          ? 'Restore them there'
          : 'Make a trail again from its template: a new one needs a bucket, and a person who decides where',
    };
  }
  const never = own.map(({ name }) => [name, neverTarget(name, {})] as const).find(([, reason]) => reason !== undefined);
  if (never)
    return { refused: `Trail ${never[0]} must never be touched: ${never[1]}`, nextStep: 'Call whoever owns this trail; policy names them' };
  const steps = own.flatMap((trail) => [
    ...(trail.isLogging ? [] : [startStep(trail)]),
    ...(recordsAll(trail.selectors) ? [] : [selectStep(trail)]),
  ]);
  if (steps.length === 0)
    return { refused: 'All trails log and record everything', nextStep: 'Look at who changed them, and when', already: true };
  const stuck = own.filter(({ deliveryError }) => deliveryError !== undefined);
  return {
    playbook: 'restore_trail',
    target,
    risk: 'nondestructive',
    steps,
    facts: factsOf(own, foreign),
    warnings: stuck.map(({ name, deliveryError }) => ({
      code: 'no-delivery',
      text: `Trail ${name} cannot deliver (${deliveryError}): look at its bucket and key`,
    })),
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
  const { EventSelectors, AdvancedEventSelectors } = await read('cloudtrail:GetEventSelectors', { TrailName: arn });
  return AdvancedEventSelectors?.length || recordsAll(EventSelectors ?? []) ? 'records all' : 'looks away';
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
    { afterSeconds: 10, proves: 'configuration' },
    { afterSeconds: 60, proves: 'configuration' },
    { afterSeconds: 300, proves: 'configuration' },
    // A delivery takes about five minutes, up to fifteen.
    { afterSeconds: 900, proves: 'effect' },
  ],
  verify,
});
