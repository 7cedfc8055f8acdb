/** Plan: the exact AWS calls a playbook would make now, each with a reason and its undo; data, hashed. */
import { createHash } from 'node:crypto';
import type { WriteName } from './aws-calls.ts';

/** How bad it is when the target was innocent; "destructive" in the strategy matrix is disruptive or irreversible. */
export type Risk = 'nondestructive' | 'disruptive' | 'irreversible';

export interface UndoCall<Call extends WriteName = WriteName> {
  call: Call;
  input: Record<string, unknown>;
  /** How the plan names it, where "back to" the earlier value says too little: "removes the rule". */
  words?: string;
}

export interface Step<Call extends WriteName = WriteName> {
  /** Unique within the plan and the same when planned again: "deactivate AKIA…WXYZ". */
  id: string;
  /** The line people read, in the imperative: "deactivate key AKIA…WXYZ of ci-deploy". */
  why: string;
  call: Call;
  /** May hold secrets (full key ids): the whole step lives in the vault; events carry `why` and the call only. */
  input: Record<string, unknown>;
  /** Observed value that this step expects to find and to leave, in the playbook's own normal form ("Active" -> "Inactive"). */
  before: string;
  after: string;
  undo: UndoCall<Call> | { kept: string } | { notUndone: string };
  /** When it fails for good the run goes on, and the outcome is PARTIAL: containment that holds is worth more than none. */
  goesOn?: boolean;
  /** Ids of earlier steps without which this one makes no sense: it is not tried then. */
  needs?: readonly string[];
  /** Seconds in which `after` has to be seen once AWS took the call; absent where the call's answer is the end of it. */
  settles?: number;
  /** Seconds to let go by after the step before it, for what takes its time to be seen. */
  waits?: number;
  /** Where it is done, when that is not the target's own account and Region. */
  place?: { account: string; region: string };
  /** The line that stands for this step and its neighbours of the same stage where there is no room for each. */
  stage?: string;
  /** In a plan for several targets: which of them, from 0. Ids are unique within a part. */
  part?: number;
}

/** Something people should know before agreeing; the code enters the hash, the sentence does not. */
export interface Warning {
  code: string;
  text: string;
  /** It describes the moment and may come and go, as use of a key does, without the plan being another one: not hashed. */
  momentary?: true;
}

export type TargetKind =
  | 'access-key'
  | 'user'
  | 'role'
  | 'policy'
  | 'bucket'
  | 'instance'
  | 'security-group'
  | 'address'
  | 'snapshot'
  | 'image'
  | 'trail'
  | 'workflow';

/** What a response acts on. `key` is unique per target and not secret (a hash stands in for an access key id). */
export interface Target {
  kind: TargetKind;
  account: string;
  region: string;
  /** How people see it: "key AKIA…WXYZ of ci-deploy". */
  label: string;
  key: string;
}

export interface Plan<Call extends WriteName = WriteName> {
  playbook: string;
  target: Target;
  /** The targets of a plan for several of them; `target` then stands for all. */
  parts?: Target[];
  risk: Risk;
  steps: Step<Call>[];
  /** Lines shown before anyone agrees. */
  facts: string[];
  warnings: Warning[];
  /** True when the target is somebody's credential: two people in production. */
  credential: boolean;
  /** Others besides the target lose something: never by itself. */
  harmsOthers?: boolean;
  /** What could not be found out about who else is hit: never by itself. */
  unknown?: readonly string[];
  /** What has to be typed before it is asked for: the id of a target that will be gone. */
  confirm?: string;
  /** A block for a time: it is undone by policy so many seconds after it was cut, as those who agreed were shown. */
  expiresAfterSeconds?: number;
}

/** Expected ways not to have a plan; words are for people and name the next step. */
export interface Refusal {
  refused: string;
  nextStep: string;
  /** ALREADY: nothing to do because the wanted state is there. */
  already?: boolean;
}

/** Covers ordered calls, inputs, undo values and warning codes; not counts, times or generated ids. 64 hex characters. */
export function planHash(plan: Plan): string {
  const essence = {
    playbook: plan.playbook,
    target: plan.target.key,
    steps: plan.steps.map((step) => [
      step.call,
      sorted(step.input),
      step.before,
      step.after,
      sorted(step.undo as unknown),
      step.place ?? '',
    ]),
    warnings: plan.warnings.flatMap(({ code, momentary }) => (momentary ? [] : [code])).sort(),
  };
  return createHash('sha256').update(JSON.stringify(essence)).digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** The inverse of a plan: the undoable steps backwards, each expecting what the step left. */
export function undoOf(plan: Plan): Plan {
  const steps = plan.steps.flatMap((step): Step[] => {
    if (!('call' in step.undo)) return [];
    const undo: UndoCall = { call: step.call, input: step.input };
    return [
      {
        id: `undo ${step.id}`,
        why: `undo: ${step.why}`,
        call: step.undo.call,
        input: step.undo.input,
        before: step.after,
        after: step.before,
        undo,
        goesOn: true,
        ...(step.settles !== undefined && { settles: step.settles }),
        ...(step.place && { place: step.place }),
        ...(step.part !== undefined && { part: step.part }),
        ...(step.stage && { stage: `undo: ${step.stage}` }),
      },
    ];
  });
  const { confirm: _, expiresAfterSeconds: __, ...rest } = plan;
  return { ...rest, steps: steps.reverse(), facts: [], warnings: [] };
}
