/** Faults that people and tests inject: which system fails, how, and how often. */
import type { SimulatedAws } from './aws/simulated-aws.ts';
import type { Crashes } from './bot.ts';
import type { FakePagerDuty } from './pagerduty/fake-pagerduty.ts';
import { faultModes } from './pagerduty/types.ts';
import type { Queues } from './queues.ts';
import type { FakeSlack } from './slack/fake-slack.ts';
import type { Stream } from './stream.ts';
import type { Trackers } from './trackers/start-trackers.ts';
import { faultModes as trackerModes } from './trackers/types.ts';

export interface Fault {
  system: string;
  mode: string;
  count?: number;
  method?: string;
}

export interface FaultTargets {
  aws: SimulatedAws;
  slack: FakeSlack;
  pagerDuty: FakePagerDuty;
  trackers: Trackers;
  queues: Queues;
  stream: () => Stream;
  crashes: CrashPoints;
}

type Point = Parameters<Crashes['crash']>[0];
const points: readonly Point[] = ['after-intent', 'after-call', 'after-record'];

/** Kills the function that runs a response at the next so many passages of a point. */
export class CrashPoints implements Crashes {
  private readonly armed = new Map<string, number>();

  arm(point: string, count: number): boolean {
    if (!points.some((each) => each === point)) return false;
    this.armed.set(point, count);
    return true;
  }

  crash(point: Point): void {
    const left = this.armed.get(point) ?? 0;
    if (left === 0) return;
    this.armed.set(point, left - 1);
    throw new Error(`killed ${point} by an injected fault`);
  }
}

const modes = {
  aws: ['timeout', '429', '5xx', 'reset'],
  slack: ['timeout', '429', '5xx', 'reset', 'lost-answer', 'duplicate'],
  pagerduty: faultModes as readonly string[],
  jira: trackerModes as readonly string[],
  servicenow: trackerModes as readonly string[],
  queue: ['duplicate'],
  stream: ['dropped poke'],
  response: points as readonly string[],
} as const;

/** Says what is wrong with the fault, or injects it. "crash after step n" is system `response` with a point as mode. */
export function inject(fault: Fault, targets: FaultTargets): string | undefined {
  const { system, mode, count = 1, method } = fault;
  const known = Object.hasOwn(modes, system) ? (modes[system as keyof typeof modes] as readonly string[]) : undefined;
  if (!known) return `system is one of ${Object.keys(modes).join(', ')}`;
  if (!known.includes(mode)) return `mode of ${system} is one of ${known.join(', ')}`;
  if (!Number.isInteger(count) || count < 0) return 'count is a whole number';
  if (system === 'aws') targets.aws.fault(mode as Parameters<SimulatedAws['fault']>[0], count, method);
  if (system === 'slack') targets.slack.fault(mode as Parameters<FakeSlack['fault']>[0], count, method);
  if (system === 'pagerduty') targets.pagerDuty.fault(mode as Parameters<FakePagerDuty['fault']>[0], count, method);
  if (system === 'jira' || system === 'servicenow') targets.trackers.fault(system, mode as Parameters<Trackers['fault']>[1], count);
  if (system === 'queue') targets.queues.fault('duplicate', count);
  if (system === 'stream') targets.stream().fault('dropped poke', count);
  if (system === 'response') targets.crashes.arm(mode, count);
  return undefined;
}
