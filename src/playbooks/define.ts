/** The contract of a playbook: a plan maker, not a script. It reads, decides and describes; running, journal and undo are written once elsewhere. */
import type { Read, ReadName, WriteName } from '../domain/aws-calls.ts';
import type { Finding } from '../domain/finding.ts';
import type { Plan, Refusal, Risk, Step, Target } from '../domain/plan.ts';

/** What a playbook may know besides AWS: policy that decides what must never be touched. */
export interface PlanTools<Reads extends ReadName> {
  read: Read<Reads>;
  /** For tags and descriptions that lead from AWS back to the case. */
  caseId: string;
  /** Domain time, milliseconds since the epoch. */
  now: number;
  /** Accounts that are ours: policy's account map plus the hub's own. */
  ourAccounts: ReadonlySet<string>;
  /** Why this name must never be touched, or undefined; checked on user, role and instance names and tags. */
  neverTarget(name: string, tags: Record<string, string>): string | undefined;
  /** Networks that policy says are never blocked: addresses or CIDRs. */
  trustedAddresses: readonly string[];
  /** Responses that changed this target and were not undone, with the ids of the steps they did, as their logs say. */
  standing(target: Target): Promise<Standing[]>;
}

export interface Standing {
  caseId: string;
  responseId: string;
  playbook: string;
  /** Ids of steps that we did ourselves; what was so already is not among them. */
  steps: string[];
}

/** One thing in a finding this playbook can act on. `secret` goes to the vault and comes back to `plan`. */
export interface Offer {
  target: Target;
  /** Button text, at most 20 characters. */
  label: string;
  /** What the button does to what, for screen readers, at most 75 characters. */
  accessibilityLabel: string;
  secret: Record<string, string>;
  /** Tells ways of doing the same to the same target apart: "hibernate". */
  variant?: string;
  /** Lower comes first among all playbooks' offers; 50 when absent. */
  rank?: number;
  /** Not a button of the card: found under "Respond…" only. */
  menuOnly?: true;
  /** Ids of playbooks: a button all the same once one of them was partial or not effective against this target. */
  after?: readonly string[];
}

export interface Check {
  afterSeconds: number;
  proves: 'configuration' | 'effect';
}

/** What is set shows at once, after what is eventually consistent has settled, and after whoever reacts to it. */
export const configurationChecks: readonly Check[] = [10, 60, 300].map((afterSeconds) => ({ afterSeconds, proves: 'configuration' }));

export type CheckResult = { ok: true; detail: string } | { ok: false; detail: string } | { unmeasurable: string };

export interface Playbook<Reads extends ReadName = ReadName, Writes extends WriteName = WriteName> {
  /** Also the button's action_id and the Security Hub custom action's id: snake_case, at most 20 characters. */
  id: string;
  title: string;
  /** What the custom action is called in the console, at most 20 characters. */
  actionName: string;
  risk: Risk;
  reads: readonly Reads[];
  writes: readonly Writes[];
  /** Pure: what can be acted on in this finding, best first; or why nothing can, when people might expect it. */
  offers(finding: Finding): { offers: Offer[]; refusal?: Refusal };
  /** Live: reads, then the exact plan. Rejects only when a read fails for a reason that planning again may cure. */
  plan(offer: { target: Target; secret: Record<string, string> }, tools: PlanTools<Reads>): Promise<Plan<Writes> | Refusal>;
  /**
   * The input with what exists only when it is run: ids of things that earlier steps made, found by our tag or name, and times. Without
   * it the planned input is sent as it is. What it adds is in no hash.
   */
  complete?(step: Step<Writes>, tools: { read: Read<Reads>; now: number; caseId: string }): Promise<Record<string, unknown>>;
  /** The present value of what a step changes, in the normal form of `before` and `after`; "gone" when the thing no longer exists. */
  observe(step: Step<Writes>, read: Read<Reads>): Promise<string>;
  checks: readonly Check[];
  /** Measures one check after all steps; the plan has those that were done; `since` is when the last one was (milliseconds). */
  verify(check: Check, plan: Plan<Writes>, since: number, read: Read<Reads>): Promise<CheckResult>;
}

/** Identity function that makes an undeclared call a compile error. */
export function definePlaybook<const Reads extends ReadName, const Writes extends WriteName>(
  playbook: Playbook<Reads, Writes>,
): Playbook<Reads, Writes> {
  return playbook;
}
